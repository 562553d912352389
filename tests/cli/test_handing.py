"""Every verb that writes hands out on terms: refused for the public, or entered with its hash."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from scmap.cli.main import scmap as verbs
from scmap.model.layer import objects
from scmap.model.records import records
from scmap.model.release import Release
from scmap.store.project_file import read_project, write_project
from tests.report import round_sample
from tests.session.test_releasing import cameras
from tests.test_doors import VERBS_KEPT
from tests.verbs import verbs_of

ROOT = Path(__file__).parents[2]
Scmap = Callable[..., Any]
ADDRESS = "10.1.2.3"

LINES: dict[str, tuple[tuple[str, ...], str]] = {
    "board": (("execution",), "표.xlsx"),
    "define": (("--format", "xlsx"), "정의서"),
    "export": (("--layer", "camera"), "카메라.csv"),
    "map": ((), "도면.png"),
    "opinions": (("--round", "2026-1"), "양식.xlsx"),
    "overlap": ((), "쌍.csv"),
    "render": (("--size", "320x240"), "지도.png"),
    "report": (("--format", "xlsx"), "보고서"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    from scmap.cartography.presets import plain_entry

    opened = round_sample.project()
    graded = opened.layers[0].replace(security="공개")
    layer = cameras()
    path = tmp_path / "own" / "p.gpkg"
    path.parent.mkdir()
    shown = opened.with_layer(graded).with_layer(layer)
    write_project(shown.with_map([*shown.map, plain_entry(layer)]), path)
    return path


def test_every_verb_that_writes_is_tried_here() -> None:
    writing = {
        name
        for name, verb in verbs_of(verbs).items()
        if any("--out" in option.opts for option in verb.params) and name not in VERBS_KEPT
    }
    assert writing - {"changes"} == LINES.keys()  # the differences of two files: below


@pytest.mark.parametrize("name", LINES)
def test_a_verb_refuses_the_public_and_enters_what_it_writes(
    scmap: Scmap, project: Path, tmp_path: Path, name: str
) -> None:
    words, wanted = LINES[name]
    out = tmp_path / wanted
    before = project.read_bytes()
    line = (name, project, *words, "--out", out)
    refused = scmap(*line, "--profile", "대외공개용")
    assert refused.code == 13, refused.err
    assert "방범 CCTV" in refused.err
    assert not out.exists()
    assert project.read_bytes() == before
    answer = scmap(*line, "--by", "김주무", "--purpose", "점검")
    assert answer.code == 0, answer.err
    files = [out] if out.is_file() else sorted(out.iterdir())
    entries = records(read_project(project).project, Release)
    assert {(one.what, one.sha256) for one in entries} == {
        (file.name, sha256(file.read_bytes()).hexdigest()) for file in files
    }
    assert {(one.by, one.purpose, one.profile, one.grade) for one in entries} == {
        ("김주무", "점검", "내부용", "미분류")
    }
    if name in ("board", "export", "overlap"):  # a table alone says its grade, too
        told = _unpacked(out) if out.suffix == ".xlsx" else out.read_bytes()
        assert "공간정보 보안등급: 미분류 · 내부용".encode() in told


def test_places_leave_for_the_public_as_counts_and_a_reason_is_kept(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    line = ("export", project, "--layer", "camera", "--profile", "대외공개용")
    grid, all_ = tmp_path / "격자.csv", tmp_path / "전체.csv"
    assert scmap(*line, "--restricted", "격자", "--out", grid).code == 0
    assert grid.read_text("utf-8-sig").splitlines()[0].startswith("name,count")
    assert "100 m 격자별 개수로 일반화: 방범 CCTV" in grid.read_text("utf-8-sig")
    assert scmap(*line, "--override", "보안담당관 승인", "--out", all_).code == 0
    head = all_.read_text("utf-8-sig").splitlines()[0]
    assert "purpose" in head
    assert "camera_ip" not in head
    assert ADDRESS not in all_.read_text("utf-8-sig")
    counted, let = records(read_project(project).project, Release)
    assert (counted.altered.split("; ")[0], counted.overridden) == ("방범 CCTV", "")
    assert (let.overridden, let.reason) == ("방범 CCTV", "보안담당관 승인")


@pytest.mark.parametrize("name", sorted(LINES.keys() - {"export"}))
def test_what_a_public_edition_leaves_out_is_said_in_it_and_beside_it(
    scmap: Scmap, project: Path, tmp_path: Path, name: str
) -> None:
    words, wanted = LINES[name]
    out = tmp_path / wanted
    line = (name, project, *words, "--out", out, "--profile", "대외공개용", "--restricted", "제외")
    answer = scmap(*line)
    assert answer.code == 0, answer.err
    assert "문서에 적힌 내용: 제외: 방범 CCTV\n" in answer.err
    if name in ("board", "overlap", "define", "report"):
        files = [out] if out.is_file() else sorted(out.iterdir())
        told = b"".join(
            _unpacked(one) if one.suffix == ".xlsx" else one.read_bytes() for one in files
        )
        assert "제외: 방범 CCTV".encode() in told


def test_a_record_says_which_edition_it_is_and_what_that_leaves_out(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    """Whoever gets the file does not get what stood beside it on the screen."""
    out = tmp_path / "쌍.json"
    line = ("overlap", project, "--grades", "--depth", "--out", out)
    assert scmap(*line, "--profile", "대외공개용", "--restricted", "제외").code == 0
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["release"] == {
        "profile": "public", "grade": "공개", "left_out": "제외: 방범 CCTV",
    }  # fmt: skip
    page = (ROOT / "docs/formats/overlap.md").read_text(encoding="utf-8")
    parts = (told, told["release"], told["depth"], *told["candidates"][:1])
    assert {key for part in parts for key in part if f"`{key}`" not in page} == set()
    out.unlink()
    assert scmap(*line).code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["release"]["left_out"] == ""


def test_differences_leave_without_the_columns_that_stay(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    later = tmp_path / "own" / "q.gpkg"
    opened = read_project(project).project
    layer = opened.named("camera")
    assert layer is not None
    moved = layer.replace(columns={**layer.columns, "camera_ip": objects(["10.9.9.9", None, None])})
    write_project(opened.with_layer(moved), later)
    out = tmp_path / "차이.xlsx"
    assert scmap("changes", project, later, "--out", out, "--profile", "public").code == 13
    omitted = scmap(
        "changes", project, later, "--out", out, "--profile=public", "--restricted=omit"
    )
    assert (omitted.code, omitted.err) == (0, "문서에 적힌 내용: 제외: 방범 CCTV\n")
    assert "대외공개용 · 제외: 방범 CCTV".encode() in _unpacked(out)
    out.unlink()
    write_project(opened.with_layer(moved), later)  # its register is empty again
    assert scmap("changes", project, later, "--out", out).code == 0
    assert b"10.9.9.9" not in _unpacked(out)
    (entry,) = records(read_project(later).project, Release)
    assert entry.what == "차이.xlsx"


def _unpacked(file: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(file) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("name", ["report", "define"])
def test_one_file_is_written_under_the_name_that_was_asked_for(
    scmap: Scmap, project: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "제출" / "제1차.xlsx"
    assert scmap(name, project, "--out", out).code == 0
    assert [one.name for one in out.parent.iterdir()] == [out.name]
    (entry,) = records(read_project(project).project, Release)
    assert (entry.what, entry.sha256) == (out.name, sha256(out.read_bytes()).hexdigest())
    for asked, said in (
        ((out, "--format", "hwpx"), out.name),
        ((tmp_path / "보고서.docx",), "hwpx"),
    ):
        answer = scmap(name, project, "--out", *asked)
        assert (answer.code, said in answer.err) == (2, True)
    assert not (tmp_path / "보고서.docx").exists()
    folder = tmp_path / "2026.xlsx"
    folder.mkdir()
    assert scmap(name, project, "--out", folder, "--format", "hwpx").code == 0
    assert [one.suffix for one in folder.iterdir()] == [".hwpx"]
