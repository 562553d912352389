"""QGIS opens what was saved, without a window, and shows the same classes in the same colours."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import shapely

from scmap import paths
from scmap.cartography.classes import OTHER, classify, symbol_of
from scmap.cartography.settings import Drawn
from scmap.model.condition import Condition, Filter
from scmap.model.layer import Layer, objects
from scmap.model.maplayer import MapLayer, Where
from scmap.model.project import Project
from scmap.model.symbology import Category, Label, Rule, Span, Symbol, Symbology
from scmap.store.project_file import read_project, write_project
from scmap.store.qml_symbols import rgba
from scmap.words import tr
from tests.store import layers as sample
from tests.store.layers import HOSTILE

Told: TypeAlias = dict[str, Any]

PYTHON = Path("/usr/bin/python3")  # Debian's python3-qgis is for Debian's Python
READER = Path(__file__).with_name("qgis_reader.py")
SHAPES = {"ring": "circle", "triangle": "equilateral_triangle"}
LINES = {"diagonal": ["45"], "back": ["135"], "cross": ["45", "135"], "dots": ["dots"]}


@cache
def _has_qgis() -> bool:
    if not PYTHON.exists():
        return False
    command = [str(PYTHON), "-c", "import qgis.core"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not _has_qgis(), reason="QGIS is missing: apt install python3-qgis")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Told]:
    """Give what QGIS says of the sample project."""
    return told(paths.sample("scmap-sample.gpkg"), tmp_path_factory.mktemp("qgis"))


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(paths.sample("scmap-sample.gpkg")).project


def told(project: Path, folder: Path) -> dict[tuple[str, str], Told]:
    """Give what QGIS says of each table and look of a file."""
    copy = folder / "opened.gpkg"
    shutil.copyfile(project, copy)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    run = subprocess.run(
        [str(PYTHON), str(READER), str(copy)],
        env={**clean, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return {(one["table"], one["style"]): one for one in json.loads(run.stdout)}


def expected(layer: Layer, entry: MapLayer) -> dict[str, list[Told]]:
    """Give the look of each row as we paint it: none for those that the entry does not draw."""
    classes = classify(Drawn(layer, entry))
    found: dict[str, list[Told]] = {uid: [] for uid in layer.uids}
    for row, code in zip(classes.rows.tolist(), classes.codes.tolist(), strict=True):
        found[layer.uids[row]] = [look(symbol_of(entry.symbology, code), marker_of(layer, entry))]
    return found


def marker_of(layer: Layer, entry: MapLayer) -> str:
    dimension = int(shapely.get_dimensions(layer.geometry).max())
    return "marker" if entry.shape == "point" or dimension == 0 else ("line", "fill")[dimension - 1]


def look(symbol: Symbol, kind: str) -> Told:
    """Give what is compared of one symbol."""
    if kind == "line":
        return {"line": rgba(symbol.stroke)}
    fill = rgba(symbol.fill, symbol.fill_opacity)
    if kind == "marker":
        inner, outer = (
            (rgba(None), fill) if symbol.marker == "ring" else (fill, rgba(symbol.stroke))
        )
        shape = SHAPES.get(symbol.marker, symbol.marker)
        return {"marker": shape, "fill": inner, "outline": outer}
    drawn = {"fill": fill, "line": rgba(symbol.stroke)} if symbol.stroke else {"fill": fill}
    return drawn | ({"hatch": LINES[symbol.hatch]} if symbol.hatch != "none" else {})


def seen(features: Told, like: dict[str, list[Told]]) -> dict[str, list[Told]]:
    """Give of what QGIS says the parts that are compared."""
    return {
        uid: [{name: one.get(name) for name in _parts(like[uid])} for one in told["looks"]]
        for uid, told in features.items()
    }


def _parts(looks: list[Told]) -> set[str]:
    return set().union(*looks)


def titles(layer: Layer, entry: MapLayer) -> dict[str, set[str]]:
    """Give the title of each row's class, without those that have one symbol for all."""
    classes, look = classify(Drawn(layer, entry)), entry.symbology
    if look.kind == "single":
        return {}
    other = tr("map.outside" if look.spans else "map.other")
    return {
        layer.uids[row]: {look.classes[code].title if code != OTHER else other}
        for row, code in zip(classes.rows.tolist(), classes.codes.tolist(), strict=True)
    }


def compare(project: Project, found: dict[tuple[str, str], Told]) -> int:
    """Compare every entry on a table of the project with QGIS; gives how many there were."""
    compared = 0
    for entry in project.map:
        layer = project.layer(entry.layer)
        if layer is None or not layer.crs:
            continue
        qgis = found[layer.name, entry.title]
        like = expected(layer, entry)
        assert seen(qgis["features"], like) == like, entry.title
        for uid, own in titles(layer, entry).items():
            known = set(qgis["features"][uid]["titles"]) - {entry.title}
            assert own <= known, (entry.title, uid)
        assert qgis["opacity"] == pytest.approx(entry.opacity, abs=0.01)
        assert qgis["labels"] == (entry.symbology.label is not None)
        compared += 1
    return compared


def test_the_sample_project_looks_the_same(
    project: Project, found: dict[tuple[str, str], Told]
) -> None:
    assert compare(project, found) > 20
    for (table, style), one in found.items():
        if one["default"]:
            assert one["opened"]["features"] == one["features"], (table, style)


def test_a_table_opens_with_every_visible_entry_on_it(
    project: Project, found: dict[tuple[str, str], Told]
) -> None:
    layer = project.investments
    assert layer is not None
    whole = found[layer.name, tr("map.style_whole", layer=layer.title)]
    drawn: dict[str, int] = dict.fromkeys(layer.uids, 0)
    for entry in project.map:
        if entry.layer == layer.uid and entry.visible:
            for uid in layer.uids[classify(Drawn(layer, entry)).rows]:
                drawn[uid] += 1
    assert whole["default"]
    assert {uid: len(one["looks"]) for uid, one in whole["features"].items()} == drawn


def every_look() -> Project:
    """Give a project with each kind of look, on values that mean something to QGIS."""
    values = [*HOSTILE, "a'b\\n", "@row_number", "가;나", None]
    rows = len(values)
    texts = [value.replace("\x00", "") if value else value for value in values]
    boxes = [(float(10 * row), 0.0) for row in range(rows)]
    layer = sample.boxes(*boxes, kind=texts).replace(name="zones", title="구역")
    money = np.arange(rows, dtype=float)
    money[-1] = np.nan
    day = np.array(["2016-01-01"] * 5 + ["NaT"] * (rows - 5), dtype="datetime64[D]")
    numbers = objects([f"{number:,}" for number in range(0, 1000 * rows, 1000)])
    columns = {**layer.columns, "a'b\"c": money, "날": day, "글수": numbers}
    layer = layer.replace(columns=columns)
    fills = [f"#{16 * row + 15:02X}3366" for row in range(rows)]
    named = tuple(
        Category(text, f"t{row}", Symbol(fill=fills[row], hatch="cross"))
        for row, text in enumerate(texts)
        if text
    )
    spans = (
        Span(0.0, 3.0, "~3", Symbol(fill=fills[0])),
        Span(3.0, 7.5, "~7.5", Symbol(fill=fills[1], hatch="dots")),
    )
    rules = (
        Rule(Filter((Condition("kind", "contains", "b"),)), "b", Symbol(fill=fills[2])),
        Rule(
            Filter((Condition("a'b\"c", "at_least", "5"), Condition("날", "unknown")), every=False),
            "5",
            Symbol(fill=fills[3], hatch="back"),
        ),
    )
    looks = {
        "한 가지": Symbology(Symbol(fill="#112233", stroke="#445566"), label=Label("kind")),
        "분류": Symbology(field="kind", categories=named),
        "미상이 있는 분류": Symbology(
            Symbol(fill="#777777"),
            "kind",
            (*named[:3], Category("", "미상", Symbol(fill="#EEEEEE"))),
        ),
        "등급": Symbology(Symbol(fill="#777777"), "a'b\"c", spans=spans),
        "등급만": Symbology(field="a'b\"c", spans=spans, others=False),
        "글자의 수": Symbology(field="글수", spans=(Span(0, 4000.0, "", Symbol()),), others=False),
        "규칙": Symbology(rules=rules, max_scale=50_000.0),
        "규칙만": Symbology(rules=rules, others=False),
    }
    entries = [MapLayer(title, title, layer.uid, symbology=one) for title, one in looks.items()]
    plain = entries[0]
    dated = Filter((Condition("날", "at_most", "2016-01-01"), Condition("kind", "is_not", "가")))
    entries += [
        replace(
            plain, uid="w", title="어디", where=Where("kind", frozenset({"나", "", HOSTILE[0]}))
        ),
        replace(plain, uid="f", title="거름", filter=dated, opacity=0.4, visible=False),
    ]
    return Project("p", "모양", layers=(layer,), map=tuple(entries))


def test_every_kind_of_look_is_the_same_with_whatever_values(tmp_path: Path) -> None:
    path = tmp_path / "looks.gpkg"
    project = every_look()
    write_project(project, path)
    found = told(path, tmp_path)
    assert compare(project, found) == 10
    renderers = {style: one["renderer"] for (_, style), one in found.items()}
    assert renderers["한 가지"] == "singleSymbol"
    assert renderers["분류"] == "categorizedSymbol"
    assert renderers["등급만"] == "graduatedSymbol"
    assert found["zones", "규칙"]["scales"] == [0, 50_000]
