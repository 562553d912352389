from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from scmap.cartography.legend import compact, in_force, legend, swatch
from scmap.cartography.legend_block import paint_legend
from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.maplayer import BASE, MapLayer
from scmap.model.symbology import Symbol
from tests.cartography.maps import (
    by_value,
    column,
    drawn,
    frame,
    inked,
    layer,
    pixels,
    points,
    square,
)

BLUE, RED = Symbol(fill="#0072B2", stroke=None), Symbol(fill="#D55E00", stroke=None)
LOOK = by_value("line", {"molit": BLUE, "mois": RED})


def centres(title: str, *lines: str) -> Drawn:
    shown = points([(10.0 + 5 * i, 50.0) for i in range(len(lines))], line=column(*lines))
    entry = MapLayer("e", title, "layer", group="센터", shape="point", symbology=LOOK)
    return Drawn(shown, entry)


def test_only_what_is_in_view_is_listed_and_counted() -> None:
    shown = centres("운영센터", "molit", "molit", "mois")
    assert [(e.title, e.count) for e in legend(shown)] == [("MOLIT", 2), ("MOIS", 1)]
    near = MapSettings(Extent(0, 40, 17, 60), 100, 100, 96, (shown,))
    assert [(e.title, e.count) for e in legend(near)] == [("MOLIT", 2)]


def test_bounds_that_touch_the_view_are_not_enough() -> None:
    corner = layer([square(0, 0, 100).difference(square(50, 50, 50))])
    settings = MapSettings(Extent(60, 60, 90, 90), 100, 100, 96, (drawn(corner),))
    assert legend(settings) == ()


def test_classes_that_read_alike_are_one_line() -> None:
    names = by_value("line", {"a": BLUE, "A": BLUE})
    shown = points([(1, 1), (2, 2)], line=column("a", "A"))
    entries = legend(drawn(shown, symbology=names, shape="point"))
    assert [(e.title, e.count) for e in entries] == [("A", 2)]


def test_rows_of_no_class_are_told() -> None:
    entries = legend(centres("운영센터", "molit", "someone"))
    assert [e.title for e in entries] == ["MOLIT", "기타"]


def test_the_top_of_the_map_comes_first_and_boundaries_are_not_counted() -> None:
    base = Drawn(
        layer([square(0, 0, 100)]), MapLayer("b", "시·군·구", f"{BASE}municipality", group="경계")
    )
    entries = legend(frame(base, centres("운영센터", "mois")))
    assert [(e.group, e.count) for e in entries] == [("센터", 1), ("경계", None)]


def test_hues_that_several_layers_use_are_said_once() -> None:
    entries = legend([centres("CCTV", "mois", "molit"), centres("운영센터", "molit", "molit")])
    told = compact(entries)
    assert [(e.title, e.count, e.detail) for e in told] == [
        ("운영센터", 2, "MOLIT 2"),
        ("CCTV", 2, "MOLIT 1 · MOIS 1"),
        ("MOLIT", None, ""),
        ("MOIS", None, ""),
    ]
    assert sum(e.count or 0 for e in told) == sum(e.count or 0 for e in entries)


def test_a_layer_of_its_own_hues_is_listed_class_by_class() -> None:
    entries = legend(centres("CCTV", "mois", "molit"))
    assert compact(entries) == entries


def test_the_swatch_shows_the_symbol() -> None:
    area = pixels(swatch(BLUE, "area", 18))
    assert area[9, 9].tolist() == [0x00, 0x72, 0xB2]
    dot = swatch(BLUE, "point", 18)
    assert dot.pixelColor(9, 9).name() == "#0072b2"
    assert dot.pixelColor(0, 0).alpha() == 0


def written(height: int, count: int) -> QImage:
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    entries = [
        entry for i in range(count) for entry in legend(centres(f"종류 {i}", "molit", "mois"))
    ]
    with QPainter(image) as painter:
        paint_legend(painter, QRectF(20, 30, 200, height), entries, dpi=96)
    return image


def test_a_legend_stays_in_its_rectangle_even_when_it_is_too_long() -> None:
    ink = inked(written(300, 40))
    assert ink[40:320, 22:200].any()
    ink[29:331, 19:221] = False
    assert not ink.any()
    last = inked(written(300, 40))[310:330, 20:200]
    assert last.any()  # 외 n줄


def test_what_is_longer_than_a_line_of_the_legend_goes_on_below_it() -> None:
    short, long = "짧은 이름", "국토교통부 계열 + 과학기술정보통신부 계열 + 행정안전부 계열"
    entry = legend(centres("종류", "molit"))[0]

    def lines(title: str, width: int) -> int:
        image = QImage(width + 40, 300, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        with QPainter(image) as painter:
            one = [replace(entry, title=title, detail="", heading="", group="")]
            paint_legend(painter, QRectF(20, 30, width, 250), one, dpi=96)
        rows = inked(image)[:, 55:].any(axis=1).astype(int)  # beside the picture
        return int((np.diff(rows) == 1).sum())

    assert (lines(short, 200), lines(long, 370), lines(long, 200)) == (1, 1, 2)


def test_a_heading_does_not_stand_alone_at_the_foot_of_a_column() -> None:
    image = QImage(460, 160, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    entries = [
        replace(entry, group=group)
        for group in ("센터", "행정경계")
        for entry in legend(centres(group, "molit", "mois"))
    ]
    with QPainter(image) as painter:
        paint_legend(painter, QRectF(20, 30, 420, 92), entries, dpi=96)
    ink = inked(image)
    assert ink[30:96, 20:230].any()
    assert not ink[99:, 20:230].any()
    assert ink[30:96, 230:].any()


def test_a_class_names_the_width_in_force_and_keeps_a_planners_own_words() -> None:
    for title, shown in (
        ("경계 오차 (폭 10 m 미만)", "경계 오차 (폭 12.5 m 미만)"),
        ("우리 말로", "우리 말로"),
    ):
        assert in_force(title, 12.5) == shown
        assert in_force(title, float("nan")) == title
