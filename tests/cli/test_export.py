"""scmap export: a layer of the sample as files of other programs; a closed layer stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scmap import paths
from scmap.formats.vector import read
from scmap.store.project_file import read_project, write_project

Scmap = Callable[..., Any]
SAMPLE = paths.sample("scmap-sample.gpkg")


def test_the_investments_leave_as_a_korean_shapefile(
    scmap: Scmap, own: Path, tmp_path: Path
) -> None:
    out = tmp_path / "투자사업.shp"
    answer = scmap("export", own, "--layer", "investment", "--out", out, "--crs", "EPSG:5186")
    assert answer.code == 0
    assert "열 이름을 줄였습니다: 총사업비(백만원) → 총사업비" in answer.out
    assert "위치가 없는 27건" in answer.err
    names = {file.suffix for file in tmp_path.iterdir() if file.is_file()}
    assert names == {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    found = read(out).layer
    investments = read_project(SAMPLE).project.investments
    assert investments is not None
    placed = [one is not None for one in investments.geometry]
    assert found.text("사업명").tolist() == investments.text("name")[placed].tolist()


def test_a_closed_layer_does_not_leave(scmap: Scmap, tmp_path: Path) -> None:
    project = read_project(SAMPLE).project
    assert project.investments is not None
    closed = project.with_layer(project.investments.replace(security="비공개"))
    write_project(closed, tmp_path / "p.gpkg")
    answer = scmap(
        "export", tmp_path / "p.gpkg", "--layer", "investment", "--out", tmp_path / "x.csv"
    )
    assert answer.code == 13
    assert "비공개" in answer.err
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize(
    ("layer", "out", "words"), [("없음", "x.csv", "없음"), ("investment", "x.doc", "x.doc")]
)
def test_what_cannot_be_exported_is_named(
    scmap: Scmap, tmp_path: Path, layer: str, out: str, words: str
) -> None:
    answer = scmap("export", SAMPLE, "--layer", layer, "--out", tmp_path / out)
    assert answer.code == 10
    assert words in answer.err
    assert list(tmp_path.iterdir()) == []
