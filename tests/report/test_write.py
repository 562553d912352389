"""From a project file to reports in a folder, as the command line asks for them."""

import errno
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from shapely import Point

from scmap.cli.main import run
from scmap.errors import InputError, LockedError
from scmap.model.layer import Layer, objects
from scmap.model.records import records, with_record
from scmap.model.release import Release
from scmap.model.review import Round
from scmap.report.blocks import Booklet
from scmap.report.write import DOSSIER_WRITERS, WRITERS, write_dossier, write_report
from scmap.store.project_file import read_project, write_project
from scmap.store.replacing import explained
from tests.report import round_sample, sample

TODAY = date(2026, 11, 22)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "시험.gpkg"
    write_project(sample.project(), path)
    return path


def test_each_format_is_written_and_the_project_is_left_as_it_was(file: Path) -> None:
    before = file.read_bytes()
    written = write_report(
        file, file.parent / "새 폴더", place=None, formats=("pdf", "html"), today=TODAY
    ).files
    assert [path.suffix for path in written] == [".pdf", ".html"]
    assert written[0].read_bytes().startswith(b"%PDF")
    text = written[1].read_text(encoding="utf-8")
    assert "2026. 11. 22." in text
    assert "시험.gpkg" in text  # the project is named with its hash, but not by its path
    assert str(file.parent) not in text
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(file: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_report(file, file / "안", place=None, formats=("html",), today=TODAY)
    assert caught.value.code == "folder_not_made"


@pytest.fixture
def agenda(tmp_path: Path) -> Path:
    """A project file with a round; its municipality's code is 종로구's today."""
    path = tmp_path / "회의.gpkg"
    write_project(round_sample.project(), path)
    return path


def test_a_dossier_is_written_in_every_format_asked_for(agenda: Path) -> None:
    before = agenda.read_bytes()
    written = write_dossier(
        agenda,
        agenda.parent / "심의자료",
        round_="2026-1",
        place="11110",
        formats=tuple(DOSSIER_WRITERS),
        today=TODAY,
        organisation="종로구 스마트도시과",
    ).files
    assert [path.name for path in written] == [
        f"scmap-dossier-2026-1-11110.{name}" for name in DOSSIER_WRITERS
    ]
    assert all(path.stat().st_size > 10_000 for path in written)
    assert agenda.read_bytes() == before


def test_when_one_format_fails_none_is_handed_out_and_the_old_files_stay(
    agenda: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = agenda.parent / "out"
    asked: dict[str, Any] = {"round_": "2026-1", "place": "11110", "today": TODAY}
    (old,) = write_dossier(agenda, out, formats=("xlsx",), **asked).files
    before = old.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise InputError("disk_full", file="scmap-dossier-2026-1-11110.pdf")

    monkeypatch.setitem(cast("dict[str, Any]", DOSSIER_WRITERS), "pdf", full)
    with pytest.raises(InputError) as caught:
        write_dossier(agenda, out, formats=("xlsx", "pdf"), **asked)
    assert caught.value.code == "disk_full"
    assert list(out.iterdir()) == [old]
    assert old.read_bytes() == before


def test_what_is_wrong_in_the_second_process_is_told_as_it_is(agenda: Path) -> None:
    base, out = agenda.with_name("서식.hwpx"), agenda.parent / "out"
    base.write_bytes(b"no package")
    asked: dict[str, Any] = {"round_": "2026-1", "place": "11110", "today": TODAY, "base": base}
    with pytest.raises(InputError) as caught:
        write_dossier(agenda, out, formats=("hwpx", "xlsx"), **asked)
    assert caught.value.code == "report_base_wrong"
    assert list(out.iterdir()) == []


def test_a_file_that_another_program_holds_is_named_and_nothing_is_left_half(
    agenda: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows lets no open file be replaced; elsewhere the refusal is made up."""
    out = agenda.parent / "out"
    replace_file = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.parent == out and target.suffix == ".xlsx":
            raise PermissionError(errno.EACCES, "held")
        return replace_file(self, target)

    out.mkdir()
    target = out / "scmap-dossier-2026-1-11110.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(LockedError) as caught:
        write_dossier(agenda, out, round_="2026-1", place="11110", formats=("xlsx",), today=TODAY)
    assert caught.value.values["file"] == target.name
    assert [(one, one.read_bytes()) for one in out.iterdir()] == [(target, b"old")]


def test_the_command_line_writes_the_dossier_of_a_round(
    agenda: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = agenda.parent / "out"
    asked = ["--round", "2026-1", "--municipality", "종로구", "--format", "xlsx,hwpx"]
    assert run(["report", str(agenda), *asked, "--out", str(out)], lambda *_: 0) == 0
    assert sorted(path.suffix for path in out.iterdir()) == [".hwpx", ".xlsx"]
    told = capsys.readouterr()
    assert "scmap-dossier-2026-1-11110.xlsx" in told.out
    assert {"보고서 작성 50%", "보고서 작성 100%"} <= {*told.err.splitlines()}


def test_the_command_line_names_a_round_that_there_is_not(
    agenda: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--round", "2031-4", "--format", "xlsx", "--out", str(agenda.parent)]
    assert run(["report", str(agenda), *asked], lambda *_: 0) == 10
    assert "2026-1" in capsys.readouterr().err


def test_the_command_line_writes_the_report_in_every_format(file: Path) -> None:
    out = file.parent / "out"
    asked = ["--format", ",".join(WRITERS), "--out", str(out)]
    assert run(["report", str(file), *asked], lambda *_: 0) == 0
    assert {path.suffix for path in out.iterdir()} == {f".{name}" for name in WRITERS}


def test_an_ungraded_camera_layer_stops_a_public_paper_and_its_secrets_leave_in_no_format(
    agenda: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "10.98.76.54"
    layer = Layer(
        "cam",
        "camera",
        "방범 CCTV",
        "facility",
        "EPSG:5179",
        objects(["c"]),
        objects([Point(953_000.0, 1_952_000.0)]),
        {"camera_ip": objects([address])},
    )
    opened = read_project(agenda).project
    graded = opened.layers[0].replace(security="공개")
    write_project(opened.with_layer(graded).with_layer(layer), agenda)
    out = agenda.parent / "out"
    asked = ["report", str(agenda), "--round", "2026-1", "--municipality", "종로구"]
    public = [*asked, "--profile", "대외공개용", "--out", str(out)]
    assert run([*public, "--format", "xlsx"], lambda *_: 0) == 13
    assert "방범 CCTV" in capsys.readouterr().err
    assert not out.exists()
    assert run([*public, "--restricted", "제외", "--format", "xlsx"], lambda *_: 0) == 0
    (sheet,) = out.glob("*.xlsx")
    assert "제외: 방범 CCTV".encode() in _bytes(sheet), "the reader is not told"
    told = ["--override", "보안담당관 승인", "--format", ",".join(DOSSIER_WRITERS)]
    assert run([*public, *told], lambda *_: 0) == 0
    assert all(address.encode() not in _bytes(file) for file in out.iterdir())
    entries = records(read_project(agenda).project, Release)
    assert [one.overridden for one in entries] == ["", *["방범 CCTV"] * 4]


@pytest.mark.parametrize(
    ("round_", "told"), [("2027-3", "안건이 없어"), ("2026-1", "저장 공간이 부족")]
)
def test_a_round_without_items_or_a_full_disk_is_told_and_leaves_nothing_behind(
    agenda: Path,
    round_: str,
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_booklet: Booklet, path: Path, **_: object) -> None:
        with explained(path):
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("scmap.report.write.DOSSIER_WRITERS", {**DOSSIER_WRITERS, "xlsx": full})
    opened = read_project(agenda).project
    write_project(with_record(opened, Round("e", 2027, 3.0, "가온시 위원회")), agenda)
    out, before = agenda.parent / "out", agenda.read_bytes()
    line = ["report", str(agenda), "--round", round_, "--municipality", "종로구"]
    code = run([*line, "--format", "hwpx,xlsx", "--out", str(out)], lambda *_: 0)
    said = capsys.readouterr().err
    assert (code, told in said) == (10, True), said
    assert not out.exists()
    assert agenda.read_bytes() == before


def _bytes(file: Path) -> bytes:
    """All that a file holds, unpacked where it is packed."""
    if not zipfile.is_zipfile(file):
        return file.read_bytes()
    with zipfile.ZipFile(file) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())
