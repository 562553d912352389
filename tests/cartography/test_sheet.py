import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from scmap.cartography.furniture import INK
from scmap.cartography.scales import round_scale, scale_bar
from scmap.cartography.settings import Drawn, MapSettings
from scmap.cartography.sheet import Sheet, arrange, paint_sheet, render_sheet, sheet_settings
from scmap.model.extent import Extent
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Label, Symbol, Symbology
from tests import needs
from tests.cartography.maps import by_value, column, layer, pixels, points, square

A4 = (297.0, 210.0)
PAGES = [(297.0, 210.0), (210.0, 297.0), (420.0, 297.0), (297.0, 420.0)]
CITY = Extent(940_000, 1_900_000, 965_000, 1_918_000)
WORDS = (
    "범례",
    "축척",
    "방위",
    "좌표계",
    "기준일",
    "출처",
    "작성기관",
    "위치도",
    "도면번호",
    "공개구분",
)


def city_map() -> MapSettings:
    """A city with two overlapping footprints, a hatch, a name and two centres."""
    area = square(942_000, 1_902_000, 14_000)
    look = Symbology(Symbol(fill="#F3F4F6"), label=Label("name"))
    ground = layer([area], name=column("화성시"))
    shared = layer([square(946_000, 1_905_000, 6_000)], grade=column("high"))
    hatch = by_value("grade", {"high": Symbol(hatch="cross", stroke="#9F1239", stroke_mm=0.5)})
    centres = points([(950_000, 1_908_000), (951_000, 1_912_000)])
    layers = (
        Drawn(ground, MapLayer("a", "시·군·구", "base:municipality", "행정경계", symbology=look)),
        Drawn(shared, MapLayer("b", "중첩 구역", "result:overlap", "분석", symbology=hatch)),
        Drawn(centres, MapLayer("c", "통합운영센터", "layer", "센터", shape="point")),
    )
    return MapSettings(CITY, 800, 600, 96, layers)


def sheet(security: str = "공개") -> Sheet:
    country = layer([square(700_000, 1_450_000, 600_000), square(1_390_000, 1_920_000, 300)])
    return Sheet(
        city_map(),
        "화성시 부처 간 투자사업 중첩 현황도",
        number="2026-01",
        base_date="2026-07-20",
        sources=("국토지리정보원, 행정경계 (2012–2013)",),
        author="화성시 스마트도시과",
        security=security,
        country=country,
    )


def write_pdf(path: Path, shown: Sheet) -> Path:
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(300)
    with QPainter(writer) as painter:
        paint_sheet(painter, QRectF(10, 10, A4[0] - 20, A4[1] - 20), shown)
    return path


@pytest.fixture(scope="module")
def pdf(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001  for its application
    return write_pdf(tmp_path_factory.mktemp("sheet") / "sheet.pdf", sheet("공개제한"))


def run(program: str, *arguments: str) -> str:
    found = needs.program(program, "poppler-utils")
    return subprocess.run([found, *arguments], check=True, capture_output=True, text=True).stdout


def test_all_that_a_reviewer_looks_for_is_on_the_sheet(pdf: Path) -> None:
    text = run("pdftotext", "-layout", str(pdf), "-")
    assert [word for word in WORDS if word not in text] == []
    for fact in ("화성시 부처 간 투자사업 중첩 현황도", "1:120,000", "GRS80 / UTM-K (EPSG:5179)"):
        assert fact in text
    for fact in ("2026-01", "2026-07-20", "국토지리정보원", "화성시 스마트도시과", "공개제한"):
        assert fact in text
    assert "무단 복제·배포 금지" in text


def test_the_legend_and_the_names_are_text(pdf: Path) -> None:
    text = run("pdftotext", "-layout", str(pdf), "-")
    assert "통합운영센터 2" in text
    assert text.count("화성시") >= 3  # title, author, and the name on the map


def test_everything_is_vector_and_the_typeface_is_embedded(pdf: Path) -> None:
    assert len(run("pdfimages", "-list", str(pdf)).splitlines()) == 2  # the heading alone
    fonts = run("pdffonts", str(pdf)).splitlines()[2:]
    assert fonts
    assert all("NotoSansKR" in font and " yes no  yes" in font for font in fonts)


def test_an_open_sheet_has_no_notice() -> None:
    open_ink, restricted = (
        pixels(render_sheet(sheet(grade), A4, 72))[-100:].astype(int)
        for grade in ("공개", "공개제한")
    )
    assert (np.ptp(open_ink, axis=2) < 40).all()  # greys
    assert (np.ptp(restricted, axis=2) > 40).any()  # and the warning's red


@pytest.mark.parametrize("dpi", [96.0, 150.0, 300.0])
def test_the_scale_bar_measures_the_ground(dpi: float) -> None:
    colours = pixels(render_sheet(sheet(), A4, dpi))
    settings = sheet_settings(sheet(), QRectF(10, 10, 277, 190), dpi)
    bar = arrange(QRectF(10, 10, 277, 190)).scale
    mm = dpi / 25.4
    row = colours[
        round((bar.y() + 10.15) * mm), round(bar.x() * mm) : round((bar.right() - 10) * mm)
    ]
    ink = np.abs(row.astype(int) - [int(INK[i : i + 2], 16) for i in (1, 3, 5)]).max(axis=1) < 40
    # Black are the first and the third of four fields, the first with half the frame's line.
    turns = np.flatnonzero(np.diff(np.pad(ink, 1).astype(int))).reshape(-1, 2)
    fields = turns[turns[:, 1] - turns[:, 0] > mm]
    length = (fields[-1, 1] - fields[0, 0] - 0.075 * mm) * 4 / 3
    known = scale_bar((bar.width() - 20) * settings.scale / 1000).metres
    assert length * settings.pixel == pytest.approx(known, rel=0.005, abs=settings.pixel)


@pytest.mark.parametrize("page", PAGES)
def test_the_map_is_at_its_round_scale_and_holds_the_extent(page: tuple[float, float]) -> None:
    rect = QRectF(10, 10, page[0] - 20, page[1] - 20)
    settings = sheet_settings(sheet(), rect, 300)
    frame = arrange(rect).map
    assert settings.scale == pytest.approx(round_scale(settings.scale))
    assert settings.view.width == pytest.approx(frame.width() / 1000 * settings.scale, rel=1e-3)
    assert settings.view.x0 <= CITY.x0
    assert settings.view.x1 >= CITY.x1
    assert settings.view.y0 <= CITY.y0
    assert settings.view.y1 >= CITY.y1


@pytest.mark.parametrize("page", PAGES)
def test_no_part_of_a_sheet_covers_another(page: tuple[float, float]) -> None:
    rect = QRectF(10, 10, page[0] - 20, page[1] - 20)
    parts = arrange(rect)
    every = [parts.head, parts.map, parts.legend, parts.location, parts.scale, parts.foot]
    assert all(rect.adjusted(-0.01, -0.01, 0.01, 0.01).contains(part) for part in every)
    pairs = [(a, b) for i, a in enumerate(every) for b in every[i + 1 :]]
    assert not any(a.intersects(b) for a, b in pairs)


@given(st.floats(100, 1e8))
def test_scales_are_round_and_hold_everything(denominator: float) -> None:
    scale = round_scale(denominator)
    assert denominator * (1 - 1e-6) <= scale <= denominator * 1.35
    assert float(f"{scale:.2g}") == pytest.approx(scale)
    assert round_scale(scale) == pytest.approx(scale)


@given(st.floats(1, 1e7))
def test_bars_are_round_and_fit(metres: float) -> None:
    bar = scale_bar(metres)
    assert metres / 2.5 <= bar.metres <= metres * (1 + 1e-6)
    assert float(f"{bar.metres:.1g}") == pytest.approx(bar.metres)


def test_bars_are_written_in_the_unit_that_reads_best() -> None:
    assert (scale_bar(2600).text(1), scale_bar(2600).unit) == ("2", "km")
    assert (scale_bar(1100).text(0.5), scale_bar(1100).unit) == ("0.5", "km")
    assert (scale_bar(600).text(0.5), scale_bar(600).unit) == ("250", "m")


def test_the_smallest_island_of_the_country_is_on_the_location_map() -> None:
    colours = pixels(render_sheet(sheet(), A4, 150)).astype(int)
    place = arrange(QRectF(10, 10, 277, 190)).location
    mm = 150 / 25.4
    box = colours[
        round((place.y() + 7) * mm) : round((place.bottom() - 1) * mm),
        round(place.x() * mm) : round(place.right() * mm),
    ]
    land = (box.max(axis=2) < 245) & (box.max(axis=2) > 190) & (np.ptp(box, axis=2) < 30)
    columns = np.flatnonzero(land.any(axis=0))
    gaps = np.diff(columns)
    assert gaps.max() > 5  # sea between the mainland and the island


def test_a_fact_that_nobody_gave_is_written_as_such(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "bare.pdf", Sheet(city_map(), "제목"))
    text = run("pdftotext", "-layout", str(path), "-")
    assert [word for word in WORDS if word not in text] == []
    assert text.count("미입력") == 3  # 도면번호, 기준일, 작성기관
    assert "미상" in text  # 출처
    assert "미분류" in text


def test_the_location_map_gives_way_before_a_sign_is_left_out_of_the_legend(tmp_path: Path) -> None:
    count = 34
    many = tuple(
        Drawn(
            layer([square(942_000, 1_902_000, 9_000)]), MapLayer(f"u{n}", f"구역{n:02d}", "layer")
        )
        for n in range(count)
    )
    shown = replace(sheet(), settings=replace(city_map(), layers=many))
    told = run("pdftotext", "-layout", str(write_pdf(tmp_path / "sheet.pdf", shown)), "-")
    assert [f"구역{n:02d}" in told for n in range(count)] == [True] * count
    assert "위치도" in told
