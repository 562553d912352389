"""Kill the program while it saves, cut the power at every moment: nothing saved is ever lost.

`python -m benchmarks.durability [--json] [--short]`. Processes that save batch after batch (most in
place, each seventh the whole file) are killed at random moments; from a record of what one of them
wrote and synced, the states are made in which a power cut could leave the disk. After each the
project must open, be the state of some batch from the last acknowledged one on, and everything that
follows from its rows (R-tree, counts, extents) must follow. The whole program is killed while it is
used, and what its journal offers must be what was done. The same is asked of two ways of saving
that are known to lose: without a journal, and in WAL mode with synchronous=NORMAL.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import saver
from benchmarks.editing import state_after
from benchmarks.outcome import Control, at_least, at_most, options, tell
from benchmarks.power_cut import Step, build, cuts, preloaded, read_log
from scmap.errors import ScmapError
from scmap.paths import PROFILE_VARIABLE
from scmap.session import recovery
from scmap.store.change import diff
from scmap.store.checking import check_project

SEED = 20261128
KILLS, CUTS, BATCHES = (500, 40), (2000, 150), (40, 12)  # long and short
CONTROL_CUTS = (400, 100)
PROGRAM_KILLS = (100, 3)
PROJECT, ACKS = "p.gpkg", "acks"
GOOD = "whole"
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
FAULTS = ("destroyed", "lost", "half", "index", "ahead")


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, cut, and tell what was left."""
    asked = options(__doc__).parse_args(arguments)
    short = int(asked.short)
    with TemporaryDirectory(prefix="scmap-durability-") as folder:
        return _measure(Path(folder), short, as_json=asked.json)


def _measure(folder: Path, short: int, *, as_json: bool) -> int:
    library = build(folder)
    killed = kill(folder, KILLS[short])
    cut = cut_power(folder, library, saver.SOUND, BATCHES[short], CUTS[short])
    program = kill_program(folder, PROGRAM_KILLS[short])
    control = {
        way: cut_power(folder, library, way, BATCHES[short], CONTROL_CUTS[short])
        for way in (saver.OFF, saver.WAL)
    }
    figures = [
        {"what": "kill -9 while saving", **killed},
        {"what": "kill -9 of the whole program while it is used", **program},
        {"what": "power cut", **cut},
        *({"what": f"power cut, {way}", **found} for way, found in control.items()),
    ]
    goals = [
        at_least("kills while saving", KILLS[short], killed.total()),
        at_least("kills of the whole program", PROGRAM_KILLS[short], program.total()),
        at_most("journals that lost or changed a command", 0, program.total() - program[GOOD]),
        at_least("power cuts", CUTS[short], cut.total()),
        *(at_most(f"{fault} after a kill", 0, killed[fault]) for fault in FAULTS),
        *(at_most(f"{fault} after a power cut", 0, cut[fault]) for fault in FAULTS),
    ]
    return tell(figures, _controls(control), goals, as_json=as_json)


def _controls(control: Mapping[str, Counter[str]]) -> list[Control]:
    off, wal = control[saver.OFF], control[saver.WAL]
    return [
        Control("without a journal half of the files are destroyed", off[GOOD] < off.total() / 2),
        Control("in WAL mode with NORMAL acknowledged saves are lost", wal["lost"] > 0),
    ]


# -- kill -9 ---------------------------------------------------------------------------------


def kill(folder: Path, count: int) -> "Counter[str]":
    """Kill a process at a random moment of its saves, again and again on the same file."""
    path, chance = folder / PROJECT, random.Random(SEED)  # noqa: S311  no secret
    saver.begin(path)
    found: Counter[str] = Counter()
    acknowledged = 0
    for _ in range(count):
        acknowledged = max(acknowledged, _killed(path, chance.uniform(0.002, 0.12)))
        found["hot"] += _has_journal(path)
        what, number = look(path, acknowledged)
        found[what] += 1
        acknowledged = max(acknowledged, number)
    hot = found.pop("hot")
    print(f"{hot} of {count} kills left a journal to roll back", file=sys.stderr)
    return found


def _has_journal(path: Path) -> bool:
    side = path.with_name(path.name + "-journal")
    return side.exists() and side.stat().st_size > 0


def _killed(path: Path, after: float) -> int:
    """Let a child save until it is killed; gives the last batch that it acknowledged."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        try:
            saver.work(path, 10_000, saver.SOUND, lambda n: os.write(theirs, f"{n}\n".encode()))
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours) as told:
        first = told.readline()  # it has begun
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        rest = told.read().split("\n")
    os.waitpid(child, 0)
    numbers = [int(one) for one in (first, *rest[:-1]) if one.strip()]
    return max(numbers, default=0)


def kill_program(folder: Path, count: int) -> "Counter[str]":
    """Kill the whole program while it is used; what its journal offers must be what was done."""
    path, chance = folder / "edited.gpkg", random.Random(SEED)  # noqa: S311  no secret
    saver.begin(path)
    found: Counter[str] = Counter()
    profile = folder / "profile"
    with _own_profile(profile):
        for number in range(count):
            commands = _used_and_killed(path, chance.uniform(0.0, 0.4))
            what = _offered(commands)
            if what != GOOD:
                print(f"kill {number} after {commands} commands: {what}", file=sys.stderr)
            found[what] += 1
            shutil.rmtree(profile)
    return found


@contextmanager
def _own_profile(folder: Path) -> Iterator[None]:
    before = os.environ.get(PROFILE_VARIABLE)
    os.environ[PROFILE_VARIABLE] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(PROFILE_VARIABLE)
        if before is not None:
            os.environ[PROFILE_VARIABLE] = before


def _used_and_killed(path: Path, after: float) -> int:
    """Let the program be used until it is killed; gives how many commands it acknowledged."""
    command = [sys.executable, "-m", "benchmarks.editing", str(path)]
    shown = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(  # noqa: S603  our own program
        command, text=True, env=shown, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as program:
        if program.stdout is None:
            raise RuntimeError(command)
        begun = program.stdout.readline()
        time.sleep(after)
        program.kill()
        lines = [begun, *program.stdout.read().split("\n")[:-1]]
    return max((int(one) for one in lines if one.strip()), default=0)


def _offered(commands: int) -> str:
    """Tell whether what was acknowledged is offered, and restores to the same value."""
    works = recovery.found()
    if len(works) != 1 or not commands <= works[0].entries <= commands + 1:
        return "lost"
    session = recovery.restore(works[0]).session
    expected = saver.state(state_after(works[0].entries), saver.OFF)
    same = not diff(expected, session.project, who="", when=WHEN)
    session.close()
    return GOOD if same else "half"


# -- power cuts ------------------------------------------------------------------------------


def cut_power(folder: Path, library: Path, way: str, batches: int, count: int) -> "Counter[str]":
    """Record some saves, and look at what cuts at random moments may leave."""
    root, log = folder / way.replace(" ", "_"), folder / "log"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    saver.begin(root / PROJECT)
    before = {one.name: one.read_bytes() for one in root.iterdir()}
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.saver", str(root / PROJECT), str(root / ACKS)]
    command += [str(batches), way]
    subprocess.run(command, env=preloaded(library, root, log), check=True)  # noqa: S603  own
    steps = read_log(log)
    chance = random.Random(SEED)  # noqa: S311  no secret
    acks = list(_acknowledged(steps))
    found: Counter[str] = Counter()
    place = folder / "left"
    for moment, files in cuts(before, steps, count, chance):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, data in files.items():
            if name != ACKS and not name.endswith("-shm"):
                (place / name).write_bytes(data)
        found[look(place / PROJECT, acks[moment - 1], way)[0]] += 1
    return found


def _acknowledged(steps: Sequence[Step]) -> Iterator[int]:
    """Give after each step the last batch that was acknowledged."""
    last, inodes = 0, set[int]()
    for step in steps:
        if step.verb in "CO" and step.data.decode().endswith(f"/{ACKS}"):
            inodes.add(step.inode)
        elif step.verb == "W" and step.inode in inodes:
            last = int(step.data)
        yield last


# -- what is left ----------------------------------------------------------------------------


def look(path: Path, acknowledged: int, way: str = saver.SOUND) -> tuple[str, int]:
    """Tell what became of a project: "whole" or a fault, and the batch that it holds."""
    try:
        opened, issues = check_project(path)
    except ScmapError:
        return "destroyed", 0
    number = int(opened.project.title)
    if diff(saver.state(number, way), opened.project, who="", when=WHEN):
        return "half", number
    if number < acknowledged:
        return "lost", number
    if number > acknowledged + 1:
        return "ahead", number
    return ("index" if issues else GOOD), number


if __name__ == "__main__":
    sys.exit(main())
