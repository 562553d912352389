"""What was acknowledged is on the disk, whatever happens next; what is not whole is not there."""

import contextlib
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.errors import InputError
from scmap.model.layer import objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.store import journal as journals
from scmap.store.applying import apply
from scmap.store.change import NO_GEOMETRY, Change, diff, differences
from scmap.store.holding import Hold
from scmap.store.journal import Journal, hold_path
from scmap.store.journal_lines import (
    Entry,
    command_line,
    fingerprint,
    first_line,
    read_lines,
)
from scmap.store.project_file import write_project
from tests.store import layers as sample
from tests.store import test_change

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
ZONES = sample.boxes((0, 0), (5000, 0), t=["가", None], n=[1.0, float("nan")])
PROJECT = Project("p", "화성", layers=(ZONES,), map=(MapLayer("m", "구역", ZONES.uid),))

cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    sample.texts,
    st.text(),  # half surrogate pairs too: a file name on Linux may hold them
    st.dates().map(str),
)
changes = st.builds(
    Change,
    id=sample.texts,
    table=sample.names,
    uid=st.text(),
    op=st.sampled_from(("insert", "update", "delete", "add_table", "add_field")),
    base=st.lists(sample.texts, max_size=2).map(tuple),
    values=st.dictionaries(sample.names, cells, max_size=4),
    geometry=st.none() | st.just(NO_GEOMETRY) | st.binary(),
    who=st.just("홍길동"),
    when=st.just(NOW),
)


@given(st.text(), st.lists(changes, min_size=1, max_size=5))
def test_a_command_is_read_as_it_was_kept(
    tmp_path_factory: pytest.TempPathFactory, label: str, done: list[Change]
) -> None:
    path = tmp_path_factory.mktemp("j") / "x.journal"
    entry = Entry(label, "do", NOW, done)
    first = first_line(journals._base(PROJECT, None, False), [])
    path.write_bytes(b"".join([*first, *command_line(1, entry)]))
    (line,) = read_lines(path).commands
    assert line.entry == entry


@given(test_change.histories())
def test_any_history_makes_the_same_project_again(
    tmp_path_factory: pytest.TempPathFactory, history: tuple[Project, Project]
) -> None:
    old, new = history
    journal = Journal(tmp_path_factory.mktemp("j"), old, None)
    journal.record("do", "하나", new)
    assert journal.settle()
    again = read_back(kept(journal))
    assert not diff(again, new, who="", when=NOW)
    assert not diff(new, again, who="", when=NOW)
    journal.close()


def test_nothing_is_on_the_disk_before_the_first_command_and_after_a_clean_end(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path / "journal", PROJECT, None)
    assert not (tmp_path / "journal").exists()
    journal.record("do", "제목", titled("부천"))
    assert journal.settle()
    assert [path.suffix for path in sorted((tmp_path / "journal").iterdir())] == [
        ".journal",
        ".lock",
    ]
    journal.close()
    assert not list((tmp_path / "journal").iterdir())


def test_the_base_of_a_saved_project_is_its_file(tmp_path: Path) -> None:
    file = tmp_path / "화성.gpkg"
    write_project(PROJECT, file)
    journal = Journal(tmp_path / "j", PROJECT, file)
    journal.record("do", "제목", titled("부천"))
    assert journal.settle()
    lines = read_lines(kept(journal))
    assert (lines.base.path, lines.base.fingerprint) == (file, fingerprint(file))
    assert lines.first.changes == []
    journal.close()


def test_saving_starts_anew_from_the_saved_file(tmp_path: Path) -> None:
    file = tmp_path / "화성.gpkg"
    journal = Journal(tmp_path / "j", PROJECT, None)
    journal.record("do", "하나", titled("1"))
    saved = titled("2")
    journal.record("do", "둘", saved)
    write_project(saved, file)
    journal.start_anew(saved, file)
    assert not list((tmp_path / "j").iterdir())
    journal.record("do", "셋", titled("3"))
    assert journal.settle()
    lines = read_lines(kept(journal))
    assert (lines.base.path, [line.label for line in lines.commands]) == (file, ["셋"])
    journal.close()


def test_what_is_done_while_the_project_is_saved_stays_in_the_journal(tmp_path: Path) -> None:
    file = tmp_path / "화성.gpkg"
    journal = Journal(tmp_path / "j", PROJECT, None)
    saved = titled("1")
    journal.record("do", "하나", saved)
    write_project(saved, file)
    journal.record("do", "둘", titled("2"))
    journal.start_anew(saved, file)
    lines = read_lines(kept(journal))
    assert lines.base.path == file
    (entry,) = [line.entry for line in lines.commands]
    assert apply(saved, entry.changes).title == "2"
    journal.close()


@pytest.mark.parametrize("cut", [1, 2, 20, 100])
def test_a_torn_last_line_is_as_if_it_had_never_been(tmp_path: Path, cut: int) -> None:
    path = three_commands(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    lines = read_lines(path)
    assert [line.label for line in lines.commands] == ["1", "2"]
    assert not lines.damaged
    assert path.read_bytes()[: lines.size].endswith(b"\n")


def test_reading_ends_before_a_damaged_line_and_says_so(tmp_path: Path) -> None:
    path = three_commands(tmp_path)
    first, one, two, three, end = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join((first, one, two.replace(b'"2"', b'"9"'), three, end)))
    lines = read_lines(path)
    assert [line.label for line in lines.commands] == ["1"]
    assert lines.damaged == 3
    path.write_bytes(b"\n".join((first, one, three, end)))  # a line that is missing
    assert [line.label for line in read_lines(path).commands] == ["1"]


def test_any_change_of_a_byte_is_noticed(tmp_path: Path) -> None:
    path = three_commands(tmp_path)
    whole = path.read_bytes()
    titles = [line.label for line in read_lines(path).commands]
    for place in random.Random(1).sample(range(len(whole)), 200):  # noqa: S311  no secret
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x15]) + whole[place + 1 :])
        try:
            read = [line.label for line in read_lines(path).commands]
        except InputError:
            read = []  # the first line
        assert read == titles[: len(read)] != titles


def test_what_the_disk_did_not_take_comes_with_the_next_command(tmp_path: Path) -> None:
    journal = Journal(tmp_path, PROJECT, None)
    told: list[BaseException] = []
    journal.trouble = told.append
    journal.record("do", "1", titled("1"))
    assert journal.settle()  # on a busy machine it waits no longer than it has patience
    with full_disk(journal):
        journal.record("do", "2", titled("2"))
        assert not journal.settle()
    assert isinstance(told[0], OSError)
    journal.record("do", "3", replace(titled("2"), municipality="41590"))
    assert journal.settle()
    again = read_back(kept(journal))
    assert (again.title, again.municipality) == ("2", "41590")
    assert [line.head["deed"] for line in read_lines(kept(journal)).commands] == ["do", "merge"]
    journal.close()


def test_a_journal_that_somebody_deletes_is_kept_anew_with_all_that_was_done(
    tmp_path: Path,
) -> None:
    path = tmp_path / "p.gpkg"
    write_project(PROJECT, path)
    journal = Journal(tmp_path / "kept", PROJECT, path)
    journal.record("do", "1", titled("1"))
    assert journal.settle()
    for left in (tmp_path / "kept").iterdir():
        left.unlink()
    journal.record("do", "2", replace(titled("1"), municipality="41590"))
    assert journal.settle()
    (line,) = read_lines(kept(journal)).commands
    again = apply(PROJECT, line.changes)
    assert (again.title, again.municipality) == ("1", "41590")
    journal.close()
    assert not list((tmp_path / "kept").glob("*.journal"))


def test_a_layer_of_a_hundred_thousand_points_does_not_keep_the_window_waiting(
    tmp_path: Path,
) -> None:
    size = 100_000
    large = sample.boxes(name="large").replace(
        uids=objects(f"u{row}" for row in range(size)),
        geometry=shapely.points(np.random.default_rng(1).uniform(9e5, 1e6, (size, 2))),
        columns={"n": np.arange(size, dtype="f8")},
    )
    journal = Journal(tmp_path, PROJECT, None)
    new = PROJECT.with_layer(large)
    start = time.perf_counter()
    journal.record("do", "시설 10만 점 추가", new)
    journal.linger()
    assert time.perf_counter() - start < 1.0  # it gives up waiting soon
    assert journal.settle()
    layer = read_back(kept(journal)).layer(large.uid)
    assert layer is not None
    assert sample.same_rows(layer, large)
    journal.close()


def test_very_many_changes_are_written_in_small_pieces(tmp_path: Path) -> None:
    """Python makes and frees each of them in one go, and the window waits meanwhile."""
    size = 5_000
    many = sample.boxes(name="many").replace(
        uids=objects(f"u{row}" for row in range(size)),
        geometry=shapely.points(np.zeros((size, 2))),
        columns={"n": np.arange(size, dtype="f8")},
    )
    other = many.replace(columns={"n": np.arange(size, dtype="f8") + 1})
    old, new = PROJECT.with_layer(many), PROJECT.with_layer(other)
    entry = Entry("하나", "do", NOW, differences(old, new, who="", when=NOW))
    pieces = command_line(1, entry)
    assert sum(map(len, pieces)) > 400_000
    assert max(map(len, pieces)) < 20_000
    journal = Journal(tmp_path, old, None)
    journal.record("do", "하나", new)
    assert journal.settle()
    assert not diff(read_back(kept(journal)), new, who="", when=NOW)
    journal.close()


def test_only_one_holds_a_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path, PROJECT, None)
    journal.record("do", "1", titled("1"))
    assert journal.settle()
    place = hold_path(kept(journal))
    assert Hold.take(place) is None
    journal.abandon()
    hold = Hold.take(place)
    assert hold is not None
    hold.release()


WORKER = """
import sys
from dataclasses import replace
from pathlib import Path
import numpy as np
from scmap.session.session import Session
from scmap.store.journal import Journal
from tests.store.test_journal import PROJECT, batch

session = Session(PROJECT)
session.journal = Journal(Path(sys.argv[1]), PROJECT, None)
for number in range(1, 100_000):
    session.do(str(number), lambda project: batch(project, number))
    if session.journal.settle():
        print(number, flush=True)
"""
KILLS = 8  # and many more by python -m benchmarks.durability


def batch(project: Project, number: int) -> Project:
    """A command that touches title, values and geometry at once, all from one number."""
    zones = project.layers[0]
    columns = {**zones.columns, "n": np.full(len(zones), float(number))}
    geometry = objects(shapely.Point(number, row) for row in range(len(zones)))
    return replace(
        project.with_layer(zones.replace(columns=columns, geometry=geometry)), title=str(number)
    )


def test_every_acknowledged_command_outlives_a_kill_and_none_is_half(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311  no secret
    kept_more = 0
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        acknowledged = killed(folder, chance.randrange(1, 40), chance.random() * 0.004)
        (path,) = folder.glob("*.journal")
        count = len(read_lines(path).commands)
        assert acknowledged <= count <= acknowledged + 1
        kept_more += count > acknowledged
        assert not diff(read_back(path), batch(PROJECT, count), who="", when=NOW)
    print(f"{KILLS} kills, {kept_more} after the last acknowledged command was on the disk")


def killed(folder: Path, commands: int, delay: float) -> int:
    """Run the worker, kill it somewhat after it acknowledged `commands`, and give the last ack."""
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        for _number in range(commands):
            assert worker.stdout.readline()
        time.sleep(delay)
        worker.kill()
        rest = worker.stdout.read().split("\n")
    return commands + len(rest) - 1  # the last piece is no whole line


def titled(title: str) -> Project:
    return replace(PROJECT, title=title)


def kept(journal: Journal) -> Path:
    assert journal._file is not None
    return journal._file.path


def three_commands(folder: Path) -> Path:
    journal = Journal(folder, PROJECT, None)
    for number in "123":
        journal.record("do", number, batch(PROJECT, int(number)))
    assert journal.settle()
    journal.abandon()
    return kept(journal)


def read_back(path: Path) -> Project:
    lines = read_lines(path)
    project = apply(lines.base.empty, lines.first.changes)
    for line in lines.commands:
        project = apply(project, line.changes)
    return project


def full_disk(journal: Journal) -> Any:
    """A disk that takes half of each line."""
    file = journal._file
    assert file is not None

    class Full(journals._File):
        def append(self, line: Sequence[bytes]) -> None:
            whole = b"".join(line)
            with self.path.open("r+b") as stream:
                stream.seek(self.size)
                stream.write(whole[: len(whole) // 2])
            raise OSError(28, "No space left on device")

    @contextlib.contextmanager
    def swapped() -> Any:
        journal._file = Full(file.path, file.hold, file.size, file.commands)
        yield
        journal._file = file

    return swapped()
