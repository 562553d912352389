"""The contract as a machine of states: Hypothesis plays histories of three members.

The same machine plays on GeoPackage projects that meet by a folder and on a PostGIS server. A
member edits, draws, moves, deletes, exchanges, loses an exchange to a crash, has an answer lost on
the way, or is sent everything again. In the end all have the same, no value went without a word,
what was found twice counts once, and every file says of itself what is in it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from benchmarks.coop_contract import FIELDS, Carrier, Story, Teller, judged, settle
from scmap.errors import LockedError
from scmap.model.project import new_uid
from scmap.session.session import Session
from scmap.session.sharing import Synced
from scmap.store.change import Change
from scmap.store.checking import check_project
from scmap.store.geopackage import writing
from scmap.store.project_file import read_project
from scmap.store.sharing.desk import Desk, FolderDesk
from scmap.store.sharing.merge import GEOMETRY
from scmap.store.sharing.server_desk import ServerDesk
from scmap.store.sharing.shared_layers import sealed

STEPS = 14
FAULTS = ("replicas that differ", "values lost without a word", "conflicts left")
MEMBERS = st.integers(0, 2)
ROWS = st.integers(0, 3)
FOUND = st.sampled_from((*FIELDS, GEOMETRY))

Begin = Callable[[], Sequence[Teller]]


@dataclass
class FileTeller(Teller):
    """A member whose project lies in a GeoPackage, saved before and after each exchange."""

    file: Path = field(default_factory=Path)
    _session: Session | None = None

    def sync(self, *, crash: bool = False) -> Synced:
        """Exchange, and save; after a crash the file is the one from before."""
        session = self._session or self._opened()
        if session.project is not self.project:
            session.do("edit", lambda _now: self.project)
            session.save()
            opened, issues = check_project(self.file)
            _must(not issues, issues)
            self.project = opened.project
        done = super().sync(crash=crash)
        session.do("exchange", lambda _now: self.project)
        session.save()
        self._session = None if crash else session
        return done

    def _opened(self) -> Session:
        opened = read_project(self.file)
        return Session(opened.project, self.file, held=opened.held)


class Contract(RuleBasedStateMachine):
    """Three members of one cooperative."""

    begin: ClassVar[Begin]
    counts: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.tellers = list(type(self).begin())
        self.story = Story()

    @rule(who=MEMBERS, row=ROWS, name=FOUND)
    def write(self, who: int, row: int, name: str) -> None:
        """Write a new value, or put a row somewhere else."""
        self.story.write(self.tellers[who], row, name)

    @rule(who=MEMBERS, row=ROWS)
    def delete(self, who: int, row: int) -> None:
        """Delete a row."""
        self.story.delete(self.tellers[who], row)

    @rule(who=MEMBERS)
    def draw(self, who: int) -> None:
        """Draw a row."""
        self.story.draw(self.tellers[who])

    @rule(who=MEMBERS)
    def exchange(self, who: int) -> None:
        """Exchange."""
        self._exchange(who)

    @rule(who=MEMBERS)
    def crash(self, who: int) -> None:
        """End the program before it saves what came of an exchange."""
        self.tellers[who].sync(crash=True)
        again = self._exchange(who)
        if not isinstance(self.tellers[who], Carrier):  # one carries what came in meanwhile, too
            _must(again.sent == 0, "what was handed over is found again, and counts once")

    @rule(who=MEMBERS)
    def lose_answer(self, who: int) -> None:
        """Have what was sent carried out, without its sender hearing of it."""
        teller = self.tellers[who]
        with answers_lost(teller) as sent, suppress(LockedError):
            teller.sync()
        for wishes in sent:
            with teller.open() as desk:
                if isinstance(desk, ServerDesk):
                    answers = set(desk.server.apply(wishes).values())
                    _must(answers == {"duplicate"}, answers)

    @rule(who=MEMBERS)
    def deliver_again(self, who: int) -> None:
        """Deliver every file of the folder once more."""
        with self.tellers[who].open() as desk:
            if isinstance(desk, FolderDesk):
                before = len(desk.replica.batches)
                with writing(desk.replica.path) as connection:
                    connection.execute("DELETE FROM file")
                desk.receive()
                _must(len(desk.replica.batches) == before, "a batch came twice")

    def teardown(self) -> None:
        """Exchange until nothing moves; then all have the same."""
        settle(self.story, self.tellers)
        found = judged(self.story, self.tellers)
        self.counts.update(found)
        self.counts["histories"] += 1
        faults = {name: found[name] for name in FAULTS if found[name]}
        _must(not faults, faults)

    def _exchange(self, who: int) -> Synced:
        return self.tellers[who].sync()


def _must(holds: bool, why: object) -> None:
    if not holds:
        raise AssertionError(why)


@contextmanager
def answers_lost(teller: Teller) -> Iterator[list[Any]]:
    """Lose the answers of a server that carried everything out; gives what was applied."""
    whole, applied = teller.open, list[Any]()

    @contextmanager
    def opened() -> Iterator[Desk]:
        with whole() as desk:
            if isinstance(desk, ServerDesk):
                apply = desk.server.apply

                def lost(wishes: Any, *more: Any) -> Any:
                    done = apply(wishes, *more)
                    kept = [one for one in wishes if done[one.change.id] == "applied"]
                    if kept:
                        applied.append(kept)
                        raise LockedError("server_lost", server="")
                    return done

                with patch.object(desk.server, "apply", lost):
                    yield desk
            else:
                yield desk

    teller.open = opened
    try:
        yield applied
    finally:
        teller.open = whole


def play(begin: Begin, histories: int, *, steps: int = STEPS) -> Counter[str]:
    """Play histories; raises what a history broke, after having made it as short as it goes."""

    class Played(Contract):
        counts: ClassVar[Counter[str]] = Counter()

    Played.begin = staticmethod(begin)
    chosen = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(Played, settings=chosen)
    return Played.counts


def is_caught(begin: Begin, histories: int) -> bool:
    """Tell whether some history breaks a store that was made worse on purpose."""
    try:
        play(begin, histories)
    except AssertionError:
        return True
    return False


# What makes a project's file or a member's program worse on purpose.


def no_extent() -> AbstractContextManager[object]:
    """Let files keep the extent that they had when rows are changed."""

    def kept(_before: object, _after: object, there: object, *_rest: object) -> object:
        return there

    return patch("scmap.store.in_place._extent", kept)


def found_twice() -> AbstractContextManager[object]:
    """Let a change that is found again be another one."""
    whole = sealed

    def anew(*said: Any) -> Iterator[Change]:
        return (replace(change, id=new_uid()) for change in whole(*said))

    return patch("scmap.session.sharing.sealed", anew)
