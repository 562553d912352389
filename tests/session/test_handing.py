"""The door: all of what is handed out is in place and entered, or none of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scmap.errors import InputError
from scmap.model.records import records
from scmap.model.release import Issued, Release, Terms
from scmap.session.handing import Register, entered_in, hand_out, hand_out_file
from scmap.session.releasing import Cleared
from scmap.store.project_file import read_project, write_project
from tests.report import round_sample
from tests.session.test_releasing import PUBLIC, cameras

ENTRY = Release("r", "2026-11-28T15:00:00+09:00", "김주무", "보고", "a.pdf", "", "내부용", "공개")


def wrote(*names: str, fails: BaseException | None = None) -> Callable[[Path], Issued]:
    """Write files of these names, and fail after the last."""

    def write(aside: Path) -> Issued:
        for name in names:
            (aside / name).write_text("새 것", encoding="utf-8")
        if fails is not None:
            raise fails
        return Issued(tuple(aside / name for name in names), (ENTRY,))

    return write


def refusing(error: BaseException) -> Register:
    def enter(_entries: tuple[Release, ...]) -> None:
        raise error

    return enter


def test_files_are_in_place_when_they_are_entered(tmp_path: Path) -> None:
    out, seen = tmp_path / "보고서", list[list[str]]()
    issued = hand_out(
        out,
        wrote("a.pdf", "a.xlsx"),
        lambda _: seen.append(sorted(one.name for one in out.iterdir())),
        make=True,
    )
    assert seen == [["a.pdf", "a.xlsx"]]
    assert issued.files == (out / "a.pdf", out / "a.xlsx")


@pytest.mark.parametrize(
    "error", [InputError("file_missing", file="p.gpkg"), KeyboardInterrupt(), MemoryError()]
)
def test_what_cannot_be_entered_is_taken_back_and_old_files_stand_again(
    tmp_path: Path, error: BaseException
) -> None:
    out = tmp_path / "보고서" / "2026"
    with pytest.raises(type(error)):
        hand_out(out, wrote("a.pdf", "b.pdf"), refusing(error), make=True)
    assert list(tmp_path.iterdir()) == []
    out.mkdir(parents=True)
    (out / "a.pdf").write_text("옛 것", encoding="utf-8")
    with pytest.raises(type(error)):
        hand_out(out, wrote("a.pdf", "b.pdf"), refusing(error))
    assert [one.name for one in out.iterdir()] == ["a.pdf"]
    assert (out / "a.pdf").read_text(encoding="utf-8") == "옛 것"


def test_nothing_of_a_hand_out_that_failed_half_way_is_seen(tmp_path: Path) -> None:
    out = tmp_path / "보고서"
    entered: list[object] = []
    with pytest.raises(KeyboardInterrupt):
        hand_out(out, wrote("a.pdf", fails=KeyboardInterrupt()), entered.append, make=True)
    assert list(tmp_path.iterdir()) == []
    assert entered == []


def test_a_file_that_cannot_be_placed_takes_those_before_it_along(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder_absent"):
        hand_out(tmp_path / "없음", wrote("a.pdf"), refusing(AssertionError()))
    (tmp_path / "b.pdf").mkdir()  # no file can stand there
    entered: list[object] = []
    with pytest.raises(InputError):
        hand_out(tmp_path, wrote("a.pdf", "b.pdf"), entered.append)
    assert not (tmp_path / "a.pdf").exists()
    assert entered == []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    opened = round_sample.project()
    graded = opened.layers[0].replace(security="공개")
    folder = tmp_path / "own"
    folder.mkdir()
    path = folder / "p.gpkg"
    write_project(opened.with_layer(graded).with_layer(cameras()), path)
    return path


def told(file: Path, let: Cleared) -> None:
    layer = let.project.named("camera")
    file.write_text(",".join(layer.columns) if layer is not None else "-", encoding="utf-8")


def test_a_file_made_from_a_project_is_cleared_and_entered_with_its_hash(
    file: Path, tmp_path: Path
) -> None:
    out, before = tmp_path / "표.csv", read_project(file).project
    hand_out_file(out, before, Terms(by="김주무", purpose="점검"), told, entered_in(file))
    assert out.read_text(encoding="utf-8") == "purpose,equipment"
    (entry,) = records(read_project(file).project, Release)
    assert (entry.what, entry.by, entry.purpose) == ("표.csv", "김주무", "점검")
    assert entry.profile == "내부용"
    assert entry.grade == "미분류"
    with pytest.raises(Exception, match="release_refused"):
        hand_out_file(tmp_path / "b.csv", before, PUBLIC, told, entered_in(file))
    let = replace(PUBLIC, handling="omit")
    hand_out_file(tmp_path / "c.csv", before, let, told, entered_in(file))
    assert (tmp_path / "c.csv").read_text(encoding="utf-8") == "-"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["c.csv", "own", "표.csv"]


def test_what_a_read_only_project_cannot_enter_is_not_handed_out(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = replace(read_project(file), read_only=True)
    monkeypatch.setattr("scmap.session.handing.read_project", lambda _path: opened)
    with pytest.raises(Exception, match="read_only"):
        hand_out_file(tmp_path / "표.csv", opened.project, Terms(), told, entered_in(file))
    assert [one.name for one in tmp_path.iterdir()] == ["own"]
