"""Pictures that must not change unseen: painted with the bundled typeface, the same on every Linux.

``SCMAP_GOLDEN=write`` writes them anew; look at them before committing.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QImage

from scmap.cartography import styles
from scmap.cartography.classing import span_classes
from scmap.cartography.painter import render
from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import bare
from scmap.model.symbology import Hatch, Label, Marker, Symbol, Symbology
from tests.cartography.maps import by_value, column, drawn, layer, pixels, points, square

FOLDER = Path(__file__).parents[1] / "golden"
LAND = Symbol(fill="#F3F4F6", stroke="#7D8592", stroke_mm=0.26)


def blob(x: float, y: float, size: float, corners: int = 40) -> shapely.Polygon:
    """Give an irregular area about a place, the same each time."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = size * (1 + 0.22 * np.sin(3 * angle + x) + 0.08 * np.cos(7 * angle + y))
    return shapely.Polygon(
        np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    )


def settings(*layers: Drawn, dpi: float = 96.0) -> MapSettings:
    return MapSettings(Extent(0, 0, 320, 240), 320, 240, dpi, layers)


def hole_and_islands() -> MapSettings:
    """An area with a hole, an island in the hole, islands of some pixels, and one too small."""
    lake, island = blob(150, 130, 38), blob(150, 130, 12)
    islets = [blob(268 + 14 * i, 60 + 6 * i, size) for i, size in enumerate((9, 3, 0.2, 0.01))]
    country = shapely.union_all([blob(140, 120, 90).difference(lake), island, *islets])
    return settings(drawn(layer([country]), LAND))


def hatches() -> MapSettings:
    """Each hatch on neighbouring areas: anchored alike, cut exactly, open in the hole."""
    kinds: tuple[Hatch, ...] = ("diagonal", "back", "cross", "dots")
    areas = [
        shapely.box(10 + 75 * i, 20, 85 + 75 * i, 220).difference(blob(47 + 75 * i, 120, 22))
        for i in range(len(kinds))
    ]
    looks: dict[str, Symbol] = {
        kind: Symbol(hatch=kind, hatch_colour="#1F2937", stroke="#1F2937") for kind in kinds
    }
    return settings(drawn(layer(areas, hatch=column(*kinds)), symbology=by_value("hatch", looks)))


def markers() -> MapSettings:
    """Each marker in two sizes, a dashed unknown, and three of one place side by side."""
    shapes: tuple[Marker, ...] = ("circle", "square", "hexagon", "ring", "triangle", "diamond")
    looks = {
        f"{shape}{size}": Symbol(
            fill="#0072B2", stroke="#FFFFFF", stroke_mm=0.25, marker=shape, size_mm=size
        )
        for shape in shapes
        for size in (3, 6)
    }
    looks["unknown"] = styles.symbol("marker_unknown", marker="hexagon", size_mm=5.0)
    places = [(30.0 + 50 * i, 190.0 - 60 * row) for i in range(6) for row in range(2)]
    places += [(30.0, 50.0), *[(160.0, 50.0)] * 3]
    values = [*looks, "square3", "circle3", "hexagon3"]
    shown = points(places, look=column(*values))
    land = drawn(layer([shapely.box(0, 0, 320, 240)]), LAND)
    return settings(land, drawn(shown, symbology=by_value("look", looks), shape="point"))


def korean_names() -> MapSettings:
    """Names of areas and of points with halos, none over another or over a marker."""
    towns = layer(
        [blob(90, 150, 70), blob(230, 120, 75), blob(150, 40, 30)],
        name=column("화성시 동탄", "부천시 오정구", "완주군"),
    )
    centres = points(
        [(90, 150), (230, 120), (236, 128), (240, 116)],
        name=column("통합운영센터", "관제센터", "스마토피아센터", "도시안전통합센터"),
    )
    look = Symbology(styles.symbol("marker", colour="#D55E00"), label=Label("name", 7.5, "#1F2937"))
    return settings(
        drawn(towns, symbology=Symbology(LAND, label=Label("name", 10, "#4A5260"))),
        drawn(centres, symbology=look, shape="point"),
    )


def overlap_classes() -> MapSettings:
    """The four classes of shared ground above footprints of two ministries; black print tells."""
    left = [blob(110, 120, 75), blob(110, 120, 75), blob(250, 60, 40)]
    right = [blob(190, 130, 70), blob(240, 170, 45)]
    ground = [
        left[0].intersection(right[0]),
        right[0].intersection(right[1]),
        left[2].intersection(right[0].buffer(14)),
        shapely.box(20, 200, 200, 204),
    ]
    names = ("high", "partial", "low", "sliver")
    looks = {name: styles.symbol("overlap", name) for name in names}
    return settings(
        drawn(layer([shapely.box(0, 0, 320, 240)]), LAND),
        drawn(layer(left), styles.symbol("footprint", colour="#0072B2")),
        drawn(layer(right), styles.symbol("footprint", colour="#D55E00")),
        drawn(layer(ground, grade=column(*names)), symbology=by_value("grade", looks)),
    )


def grades() -> MapSettings:
    """Every grade, with the numbers that the report gives the pairs, over grey land."""
    names = ("duplicate", "similar", "partial", "none")
    values = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
    looks = {v: styles.symbol("grade", n) for v, n in zip(values, names, strict=True)}
    ground = [blob(62 + 66 * i, 160 - 80 * (i % 2), 38) for i in range(len(values))]
    shown = layer(ground, grade=column(*values), label=column("1", "2", "3", "4"))
    symbology = replace(by_value("grade", looks), label=styles.label("grade", "label"))
    land = drawn(layer([shapely.box(0, 0, 320, 240)]), LAND)
    return settings(land, drawn(shown, symbology=symbology))


def depths() -> MapSettings:
    """Ground of one to four ministries and of ministries that do not meet in time."""
    names = ("1", "2", "3", "4", "mismatch")
    looks = {name: styles.symbol("depth", name) for name in names}
    bands = [shapely.box(10 + 60 * i, 20, 70 + 60 * i, 220) for i in range(len(names))]
    return settings(drawn(layer(bands, depth=column(*names)), symbology=by_value("depth", looks)))


def links() -> MapSettings:
    """Links as curved arrows with their names: one way, both ways, and a loop at one place."""
    step = np.linspace(0, 1, 24)
    bow = np.column_stack([40 + 200 * step, 60 + 110 * step + 50 * step * (1 - step) * 4])
    back = np.column_stack([40 + 200 * step, 60 - 20 * step - 40 * step * (1 - step) * 4])
    turn = np.linspace(0, 2 * np.pi, 48)
    loop = np.column_stack([270 + 24 * np.sin(turn), 150 + 24 * (1 - np.cos(turn))])
    shown = layer(
        [shapely.LineString(line) for line in (bow, back, loop)],
        direction=column("forward", "both", "forward"),
        title=column("112 영상 연계", "상황 공유", "내부 연계"),
    )
    looks: dict[str, Symbol] = {
        "forward": Symbol(stroke="#0F766E", stroke_mm=0.7, line="arrow"),
        "both": Symbol(stroke="#0F766E", stroke_mm=0.7, line="arrows"),
    }
    named = replace(by_value("direction", looks), label=Label("title", 8.0, "#0F766E"))
    centres = points([(40, 60), (240, 170), (240, 40), (270, 150)])
    mark = styles.symbol("marker", colour="#0072B2", marker="hexagon", size_mm=3.6)
    return settings(drawn(shown, symbology=named), drawn(centres, mark, shape="point"))


def graduated() -> MapSettings:
    """Numbers as shades of one hue, what is unknown dashed, and the numbers as labels."""
    numbers = np.array([3.0, 12, 25, 60, 140, np.nan])
    areas = [square(10 + 105 * (i % 3), 125 - 110 * (i // 3), 95) for i in range(len(numbers))]
    plain = Symbol(stroke="#333333")
    spans = span_classes(np.array([0.0, 10, 20, 50, 150]), plain, "area", "blue")
    look = Symbology(
        styles.symbol("footprint_unknown"), "money", spans=spans, label=Label("money", 9, "#111827")
    )
    return settings(drawn(layer(areas, money=numbers), symbology=look))


def clusters() -> MapSettings:
    """Points that would touch as discs with their number, in the hue of most; some alone."""
    spread = np.random.default_rng(7).normal(0, 1, (60, 2))
    places = [(80 + 9 * x, 150 + 9 * y) for x, y in spread[:40]]
    places += [(230 + 6 * x, 90 + 6 * y) for x, y in spread[40:46]]
    places += [(40.0, 40.0), (150.0, 60.0), (280.0, 200.0)]
    values = ["A"] * 30 + ["B"] * 10 + ["B"] * 6 + ["A", "B", "A"]
    looks = {
        name: styles.symbol("marker", colour=hue)
        for name, hue in (("A", "#0072B2"), ("B", "#D55E00"))
    }
    look = replace(by_value("line", looks), clusters=True)
    land = drawn(layer([shapely.box(0, 0, 320, 240)]), LAND)
    return settings(
        land, drawn(points(places, line=column(*values)), symbology=look, shape="point")
    )


def density() -> MapSettings:
    """Very many points as dots that darken where dense, and a crowd of fewer as their markers."""
    rng = np.random.default_rng(5)
    heaps = rng.normal((110, 130), (34, 26), (26_000, 2))
    few = rng.normal((255, 60), (18, 14), (2_600, 2))
    looks = {
        name: styles.symbol("marker", colour=hue)
        for name, hue in (("방범", "#0072B2"), ("교통", "#D55E00"))
    }
    kinds = ("방범", "방범", "교통")
    shown = [
        layer([None] * len(at), kind=column(*(kinds[n % 3] for n in range(len(at))))).replace(
            uid=f"crowd{n}", geometry=bare(at)
        )
        for n, at in enumerate((heaps, few))
    ]
    return settings(
        drawn(layer([shapely.box(0, 0, 320, 240)]), LAND),
        *(drawn(one, symbology=by_value("kind", looks)) for one in shown),
    )


def leader_lines() -> MapSettings:
    """Names of crowded centres at the end of lines, those of a higher priority beside them."""
    names = ("통합운영센터", "관제센터", "플랫폼", "실증지원센터", "안전정보센터", "상황실")
    places = [(150 + 9 * (i % 3), 125 - 9 * (i // 3)) for i in range(len(names))]
    label = Label("name", 7.5, "#1F2937", leader=True)
    look = Symbology(styles.symbol("marker", colour="#009E73"), label=label)
    first = Label("name", 8.5, "#9F1239", halo_mm=0.8, halo="#FEF3C7", priority=5)
    chief = Symbology(styles.symbol("marker", colour="#9F1239", marker="square"), label=first)
    return settings(
        drawn(points([(168, 134)], name=column("총괄센터")), symbology=chief, shape="point"),
        drawn(points(places, name=column(*names)), symbology=look, shape="point"),
    )


PICTURES = (
    hole_and_islands,
    hatches,
    markers,
    korean_names,
    overlap_classes,
    grades,
    depths,
    links,
    graduated,
    clusters,
    density,
    leader_lines,
)


@pytest.mark.skipif(sys.platform != "linux", reason="letters are drawn by another engine elsewhere")
@pytest.mark.parametrize("compose", PICTURES, ids=lambda compose: compose.__name__)
def test_the_picture_is_the_golden_one(compose: Callable[[], MapSettings], tmp_path: Path) -> None:
    image, golden = render(compose()), FOLDER / f"{compose.__name__}.png"
    if os.environ.get("SCMAP_GOLDEN") == "write":
        image.save(str(golden))
    now = tmp_path / golden.name
    image.save(str(now))
    wrong = (pixels(image) != pixels(QImage(str(golden)))).any(axis=2).sum()
    assert wrong == 0, f"{wrong} pixels differ: compare {now} with {golden}"
