"""Walks the window of a built program from files to the dossier, by keys only and from outside.

Nothing of the program is changed: real keys go to its window (xdotool), what a screen reader hears
of it (`ears`) says where the keyboard is, and its pixels (`starting.Screen`) when it is at rest.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from installer.ears import ADDRESS, SOCKET, Ears, heard, waited
from installer.starting import Screen, screen
from installer.trial import Figures
from scmap.model.link import Link
from scmap.model.records import records
from scmap.model.review import AgendaItem, Decision, Opinion
from scmap.session.reviewing import step_of
from scmap.store.project_file import read_project
from scmap.words import tr

Start = Callable[[Mapping[str, str]], "subprocess.Popen[bytes]"]

SIZE = (1600, 1000)
MOST_TABS = 150
REST_S, PATIENCE_S = 1.2, 120.0
LEARN_S = 0.5
HOLD_S = "0.1"
KEY_MS = "60"  # between two keys that are typed: the server learns each new letter
BUS = "/run/scmap-ears"  # where the program finds the bus
# What the form offers first: on Linux a choice is called what it shows.
ROLE, OUTCOME = "관", "매칭"
OPINIONS = (
    ("학", "김도시", "관제 기능을 나누어 연계함이 타당함"),
    ("실무", "박담당", "관제 기능을 나누어 연계함이 타당함"),
)
DECISION = ("기능조정", "영상관제 기능이 겹침")
FILES = ("rows.shp", "camera.gpkg")  # what the walk brings in
MOST_PAIRS = 10  # that come before the city's own
PAIR = ("화성시 도시안전센터", " × ", "화성시 CCTV 통합관제센터")
VERDICT = ("화성시 도시안전센터", "중복 의심 ‘유사’(Ⅱ")  # how the sentence on the pair goes on
PROJECT, DOSSIER = "화성.gpkg", "window-dossier"


class Walker:
    """Presses keys where the keyboard is, and keeps pictures of what it saw."""

    def __init__(self, display: str, shown: Screen, ears: Ears, pictures: Path) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self._shown, self.ears, self._pictures = shown, ears, pictures
        self.keys = 0
        self._given: list[str] = []

    def press(self, key: str) -> None:
        """Press a key as a hand does: what is held goes down first and comes up last."""
        *held, last = key.split("+")
        self.keys += 1
        down = [word for one in held for word in ("keydown", one, "sleep", HOLD_S)]
        up = [word for one in held[::-1] for word in ("sleep", HOLD_S, "keyup", one)]
        self._tell(*down, "key", last, *up)

    def answer(self, title: str, text: str) -> None:
        """Type a text into a dialog of this title, and close it."""
        self.await_title(title)
        self.rest()
        self.press("ctrl+a")
        self.write(text)
        self.rest()
        self.press("Return")

    def write(self, text: str) -> None:
        """Type a text where the keyboard is."""
        self.keys += len(text)
        self._learn(sorted({letter for letter in text if not letter.isascii()}))
        self._tell("type", "--delay", KEY_MS, text)

    def go_to(self, name: str) -> None:
        """Press Tab until the control of this name has the keyboard."""
        heard = []
        for _ in range(MOST_TABS):
            names = self.ears.place()
            if name in names and name in self.ears.place():  # not on its way elsewhere
                return
            heard.append(min(names, default=""))
            self.press("Tab")
        raise LookupError(f"Tab does not come to {name}, only to {', '.join(heard[:30])}")

    def push(self, name: str) -> None:
        """Go to a button, and push it."""
        self.go_to(name)
        self.press("space")

    def fill(self, name: str, text: str) -> None:
        """Go to a field, and type."""
        self.go_to(name)
        self.write(text)

    def choose(self, name: str, value: str) -> None:
        """Go to a choice, and through it until it shows a value."""
        self.go_to(name)
        self.press("Home")
        for _ in range(MOST_TABS):
            if value in self.ears.reread():
                return
            self.press("Down")
        raise LookupError(f"{name} does not offer {value}")

    def title(self) -> str:
        """Give the title of the window that has the keyboard."""
        return self._told("xdotool", "getactivewindow", "getwindowname")

    def await_title(self, words: str) -> None:
        """Wait for a window whose title has these words to have the keyboard."""
        waited(lambda: words in self.title(), PATIENCE_S)

    def await_sight(self, *words: str) -> None:
        """Wait until something in sight says all these words."""
        waited(lambda: self.ears.in_sight(*words), PATIENCE_S)

    def rest(self) -> None:
        """Wait until nothing on the screen changes."""
        last, since = self._shown.look(), time.monotonic()
        end = since + PATIENCE_S
        while time.monotonic() - since < REST_S:
            time.sleep(0.1)
            frame = self._shown.look()
            if frame != last:
                last, since = frame, time.monotonic()
            if since > end:
                raise TimeoutError("the screen does not come to rest")

    def picture(self, name: str) -> None:
        """Keep how the screen looks once it is at rest."""
        self.rest()
        self._shown.save(self._pictures / f"{name}.png")

    def _learn(self, letters: Sequence[str]) -> None:
        """Give letters that no key has keys that have none, and the program time to see it."""
        table = self._told("xmodmap", "-pke").splitlines()
        free = [line.split()[1] for line in table if line.endswith(("=", "= "))]
        free = [*self._given, *(key for key in free if key not in self._given)]
        self._given = free[: len(letters)] if len(letters) > len(self._given) else self._given
        given = zip(free, letters, strict=False)
        lines = [f"keycode {key} = U{ord(letter):04X}" for key, letter in given]
        for line in lines:
            self._told("xmodmap", "-e", line)
        time.sleep(LEARN_S if lines else 0.0)

    def _tell(self, *words: str) -> None:
        self._told("xdotool", *words)

    def _told(self, *words: str) -> str:
        told = subprocess.run(
            words, env=self._environment, check=False, capture_output=True, text=True
        )
        return told.stdout.strip()


def begin(walker: Walker) -> None:
    """Make a project for a city."""
    walker.await_title("scmap")
    walker.rest()
    walker.press("ctrl+n")
    walker.await_title("새 프로젝트")
    walker.fill("시·군·구", "화성")
    walker.picture("01-new")
    walker.press("Return")
    walker.await_title("화성시")


def bring_in(walker: Walker) -> None:
    """Bring files of others in."""
    walker.rest()
    walker.press("ctrl+i")
    walker.answer(tr("intake.ask"), " ".join(f'"{name}"' for name in FILES))
    walker.await_sight("= 가져올 행")
    walker.picture("02-intake")
    walker.press("Return")
    walker.await_title("화성시")
    walker.await_sight("투자사업 150")
    walker.picture("03-overlaps")


def judge(walker: Walker) -> None:
    """Read the verdict on the next pair in words."""
    for _ in range(MOST_PAIRS):
        walker.press("F8")
        walker.rest()
        if walker.ears.in_sight(*PAIR):
            break
    walker.await_sight(*VERDICT)
    walker.picture("04-verdict")


def link(walker: Walker) -> None:
    """Accept the link that is offered."""
    walker.press("alt+3")
    walker.push(tr("linkpanel.accept"))
    walker.picture("05-link")


def review(walker: Walker) -> None:
    """Put the pair to a committee: two opinions, a decision, a phase."""
    walker.press("alt+4")
    walker.push(tr("board.new_round"))
    walker.fill("위원회", "화성시 스마트도시위원회")
    walker.push(tr("board.do.round"))
    walker.push(tr("board.propose"))
    walker.push(tr("board.do.item"))
    for role, name, text in OPINIONS:
        walker.choose(ROLE, role)
        walker.fill("이름", name)
        walker.fill("의견", text)
        walker.push(tr("board.do.opinion"))
    walker.picture("06-opinions")
    walker.choose(OUTCOME, DECISION[0])
    walker.fill("사유", DECISION[1])
    walker.push(tr("board.do.decision"))
    walker.push(tr("board.do.phase"))
    walker.picture("07-decision")


def hand_in(walker: Walker) -> None:
    """Write the dossier in its four formats."""
    walker.press("alt+5")
    walker.await_title(tr("window.report.title"))
    walker.picture("08-report")
    walker.push(tr("window.report.write"))
    walker.answer(tr("window.report.folder"), DOSSIER)
    walker.await_title("화성시")
    walker.await_sight(tr("window.report.written", files="").strip())
    walker.picture("09-dossier")


def leave(walker: Walker) -> None:
    """Save, and leave the program."""
    walker.press("ctrl+s")
    walker.answer(tr("window.files.save_as"), PROJECT)
    walker.await_title("화성시")
    walker.picture("10-saved")
    walker.press("ctrl+q")


STEPS: tuple[Callable[[Walker], None], ...] = (
    begin, bring_in, judge, link, review, hand_in, leave,
)  # fmt: skip


def walked(start: Start, bus: Path, pictures: Path) -> Figures:
    """Start the program, walk from files to the dossier, and tell how each step ended.

    Parameters
    ----------
    start : Start
        Starts the program, in a session of its own, with some more words in its environment.
    bus : Path
        A folder that the program reaches as `BUS`.
    pictures : Path
        Where a picture of each step is kept.
    """
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    figures: Figures = {"steps": {}, "failed": ""}
    with (
        tempfile.TemporaryDirectory() as folder,
        screen(Path(folder), SIZE) as (display, shown),
        heard(bus, display) as ears,
        subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": display}) as manager,
        start({ADDRESS: f"unix:path={BUS}/{SOCKET}", "DISPLAY": display}) as program,
    ):
        walker = Walker(display, shown, ears, pictures)
        try:
            for step in STEPS:
                figures["failed"] = step.__name__
                begun = time.monotonic()
                step(walker)
                figures["steps"][step.__name__] = round(time.monotonic() - begun, 1)
            figures["code"] = program.wait(PATIENCE_S)
            figures["failed"] = ""
        except (LookupError, TimeoutError, subprocess.TimeoutExpired) as error:
            figures["said"] = str(error)
            shown.save(pictures / "failed.png")
        finally:
            _end(program)
            manager.terminate()
    return {**figures, "keys": walker.keys}


def _end(program: "subprocess.Popen[bytes]") -> None:
    """End the program with what it runs in: strace takes no signal before the program has gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)


def kept(home: Path) -> Figures:
    """Tell what the walk left behind: the records of the project, the files of the dossier."""
    project = read_project(home / PROJECT).project
    items = records(project, AgendaItem)
    files = sorted((home / DOSSIER).iterdir())
    page = "".join(one.read_text(encoding="utf-8") for one in files if one.suffix == ".html")
    return {
        "rows": {layer.name: len(layer) for layer in project.layers if len(layer)},
        "links": len(records(project, Link)),
        "opinions": len(records(project, Opinion)),
        "decisions": [one.verdict for one in records(project, Decision)],
        "phase": [step_of(project, item.uid) for item in items],
        "dossier": {one.suffix[1:]: one.stat().st_size for one in files},
        "dossier tells the decision": DECISION[0] in page and DECISION[1] in page,
    }


def is_whole(figures: Figures) -> bool:
    """Tell whether the walk came to its end and left all behind."""
    left = figures.get("kept", {})
    return bool(
        not figures["failed"]
        and figures["code"] == 0
        and left["links"] == len(left["decisions"]) == len(left["phase"]) == 1
        and left["opinions"] == len(OPINIONS)
        and set(left["dossier"]) == {"html", "hwpx", "pdf", "xlsx"}
        and left["dossier tells the decision"]
    )
