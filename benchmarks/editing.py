"""The whole program at work, to be killed: opens its window on a project and edits without end.

`python -m benchmarks.editing PROJECT` does one command after another (new values, undo, redo) and
prints the number of each once the journal has it.
"""

import os
import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks import saver

REST_MS = 2  # between two commands


def script() -> Iterator[tuple[str, int]]:
    """Give each command: what is done, and the state after it."""
    done, undone = [0], list[int]()
    for number in count(1):
        turn = number % 7
        if turn == 4 and len(done) > 1:
            undone.append(done.pop())
            yield "undo", done[-1]
        elif turn == 5 and undone:
            done.append(undone.pop())
            yield "redo", done[-1]
        else:
            done.append(number)
            undone.clear()
            yield "do", number


def state_after(commands: int) -> int:
    """Give the state after so many commands; 0 as it was opened."""
    if not commands:
        return 0
    return next(state for number, (_verb, state) in enumerate(script(), 1) if number == commands)


def main(project: Path) -> int:
    """Open the window and edit."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415  the painting process loads this module too

    from scmap.gui.main_window import MainWindow  # noqa: PLC0415
    from scmap.gui.start import application, start  # noqa: PLC0415

    app = application()
    steps, told = script(), count(1)

    def work() -> None:
        windows = [one for one in app.topLevelWidgets() if isinstance(one, MainWindow)]
        session = windows[0].bridge.session if windows else None
        if session is None or session.journal is None:
            return
        verb, state = next(steps)
        if verb == "do":
            session.do(str(state), partial(saver.next_state, state, saver.OFF))
        else:
            getattr(session, verb)()
        if session.journal.settle():
            os.write(1, f"{next(told)}\n".encode())

    timer = QTimer(app, interval=REST_MS)
    timer.timeout.connect(work)
    timer.start()
    return start(project)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
