"""The sample project by the command line: its overlaps, its map, its report."""

import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scmap.model.layer import Layer
from scmap.reference import codebook
from scmap.store.project_file import read_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"

Scmap = Callable[..., Any]


@pytest.fixture(scope="module")
def investments() -> Layer:
    layer = read_project(SAMPLE).project.investments
    assert layer is not None
    return layer


def test_the_sample_gives_the_pairs_of_an_independent_computation(
    scmap: Scmap, investments: Layer
) -> None:
    """Lineages disjoint, at least 1 m² shared, at least one common operating year."""
    import geopandas

    book = codebook()
    first = investments.number("year_from")
    last = np.where(np.isnan(investments.number("year_to")), first, investments.number("year_to"))
    lives = [book.kinds[kind].life_years for kind in investments.text("kind")]
    frame = geopandas.GeoDataFrame(
        {
            "uid": investments.uids,
            "first": first,
            "last": last + lives,
            "lines": [
                book.lineages_of(name, year)
                for name, year in zip(investments.text("ministry"), first, strict=True)
            ],
        },
        geometry=investments.geometry,
        crs=investments.crs,
    )
    frame = frame[frame["lines"].map(bool) & frame.geometry.notna()]
    joined = frame.sjoin(frame, predicate="intersects")
    disjoint = [
        a.isdisjoint(b) for a, b in zip(joined["lines_left"], joined["lines_right"], strict=True)
    ]
    start = np.maximum(joined["first_left"], joined["first_right"])
    stop = np.minimum(joined["last_left"], joined["last_right"])
    once = joined["uid_left"] < joined["uid_right"]
    joined = joined[once & (stop >= start) & np.array(disjoint)]
    other = frame.set_index("uid").geometry.loc[joined["uid_right"]].reset_index(drop=True)
    area = joined.geometry.reset_index(drop=True).intersection(other).area
    found = scmap("overlap", SAMPLE, "--json").json
    assert found["pairs"] == int((area >= 1).sum())
    assert found["area_m2"] == pytest.approx(math.fsum(area[area >= 1]), rel=1e-6)


def test_two_runs_on_the_sample_give_the_same_bytes_but_for_the_time(scmap: Scmap) -> None:
    one, other = scmap("overlap", SAMPLE, "--json").json, scmap("overlap", SAMPLE, "--json").json
    assert one.pop("seconds") >= 0
    assert other.pop("seconds") >= 0
    assert one == other


@pytest.mark.parametrize("relation", ["between", "within", "joint", "all", "부처간", "전체"])
def test_relations_can_be_asked_for_by_either_name(scmap: Scmap, relation: str) -> None:
    assert scmap("overlap", SAMPLE, "--relation", relation, "--time", "any", "--json").code == 0


def test_within_between_and_joint_pairs_are_all_pairs(scmap: Scmap) -> None:
    def pairs(relation: str) -> int:
        line = ("overlap", SAMPLE, "--relation", relation, "--time", "any", "--json")
        return int(scmap(*line).json["pairs"])

    assert pairs("between") + pairs("within") + pairs("joint") == pairs("all")


def test_the_sample_is_not_changed_by_being_read(scmap: Scmap) -> None:
    before = (SAMPLE.read_bytes(), SAMPLE.stat().st_mtime_ns)
    scmap("overlap", SAMPLE)
    assert (SAMPLE.read_bytes(), SAMPLE.stat().st_mtime_ns) == before
    assert sorted(one.name for one in SAMPLE.parent.glob("scmap-sample.gpkg*")) == [SAMPLE.name]


def test_the_map_of_the_sample_is_painted_without_a_window(
    scmap: Scmap, own: Path, tmp_path: Path
) -> None:
    from PySide6.QtGui import QImage

    out = tmp_path / "지도.png"
    answer = scmap("render", own, "--size", "640x480", "--out", out)
    assert answer.code == 0
    image = QImage(str(out))
    assert (image.width(), image.height()) == (640, 480)
    colours = {image.pixelColor(x, y).name() for x in range(0, 640, 8) for y in range(0, 480, 8)}
    assert len(colours) > 20
    other = tmp_path / "경위도.png"
    shown = scmap("render", own, "--size", "640x480", "--crs", "EPSG:4326", "--out", other)
    assert shown.code == 0
    assert QImage(str(other)) != image
    assert scmap("render", SAMPLE, "--crs", "EPSG:1234", "--out", other).code == 2


def test_the_report_of_a_city_is_written_in_both_formats(scmap: Scmap, tmp_path: Path) -> None:
    project = Path(shutil.copy(SAMPLE, tmp_path))  # what was handed over is noted in it
    line = ("report", project, "--municipality", "화성시", "--format", "pdf,html")
    answer = scmap(*line, "--out", tmp_path / "보고서")
    assert answer.code == 0
    assert {one.suffix for one in (tmp_path / "보고서").iterdir()} == {".pdf", ".html"}


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (("--municipality", "아무데시"), 10, "아무데시"),
        (("--municipality", "고성군"), 10, "강원"),
        (("--format", "docx"), 2, "docx"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(
    scmap: Scmap, tmp_path: Path, line: tuple[str, ...], code: int, said: str
) -> None:
    answer = scmap("report", SAMPLE, *line, "--out", tmp_path)
    assert answer.code == code
    assert said in answer.err
    assert list(tmp_path.iterdir()) == []
