"""The window's door: what is written is entered before it is told, or is not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scmap.gui.door import Door
from scmap.gui.messages import MessageBar
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.release import Issued, Release, Terms
from scmap.progress import Progress
from tests.gui.board import Desk, city, desk

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def table() -> Iterator[Desk]:
    with desk() as laid:
        laid.open(city())
        yield laid


def write(file: Path, _let: Project, progress: Progress) -> None:
    file.write_text("표", encoding="utf-8")
    progress(1.0)


def test_what_leaves_the_window_is_entered_or_taken_back(table: Desk, tmp_path: Path) -> None:
    bar = MessageBar()
    door = Door(bar, table.bridge, table.jobs, bar)
    told: list[Issued] = []
    out = tmp_path / "표.csv"
    door.hand_out_file("표", out, Terms(by="김주무"), write, told.append)
    table.jobs.wait()
    (entry,) = records(table.project, Release)
    assert (entry.what, entry.by) == ("표.csv", "김주무")
    assert [one.files for one in told] == [(out,)]
    table.bridge.undo()
    assert len(records(table.project, Release)) == 1

    late = tmp_path / "늦은.csv"
    door.hand_out_file("표", late, Terms(), write, told.append)
    table.bridge.take(None)  # the project is closed while it is written
    table.jobs.wait()
    assert not late.exists()
    assert len(told) == 1
    assert [one.level for one in bar.messages] == ["error"]
    assert "반출대장에 기록하지 못했습니다" in bar.messages[0].text

    table.open(city())
    stopped = tmp_path / "멈춘.csv"
    job = door.hand_out_file("표", stopped, Terms(), write, told.append)
    assert job is not None
    job.cancel()
    table.jobs.wait()
    assert not stopped.exists()
    assert records(table.project, Release) == ()
    bar.deleteLater()
