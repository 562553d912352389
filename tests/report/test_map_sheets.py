"""The map on paper: what stands on its face, at which scale, in which files."""

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QFile
from PySide6.QtGui import QImage

from scmap import words
from scmap.cartography.settings import layer_sources
from scmap.cartography.sheet import Sheet, arrangement
from scmap.errors import InputError, LockedError
from scmap.model.layout import ITEMS, Layout, read_scale
from scmap.model.project import Project
from scmap.reference import base_layer, gazetteer
from scmap.report import pdf_file
from scmap.report.map_files import picture_files, write_sheets
from scmap.report.map_pages import Atlas
from scmap.report.map_paper import place_on
from scmap.report.map_sheets import Page, Shown, map_sheet
from scmap.report.map_write import named, pages_of, write_map_sheets
from scmap.session.findings import Lookups, find
from scmap.session.layouts import drop_layout, keep_layout, own_layouts
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project
from tests.report import round_sample
from tests.report.map_sample import (
    USUAL,
    Box,
    Sample,
    crop,
    denominator_of,
    made_city,
    measured_bar,
    poppler,
    seen,
    text_of,
)

WORDS = {
    "number": "도면번호",
    "disclosure": "공개구분",
    "legend": "범례",
    "inset": "위치도",
    "scale": "축척",
    "north": "방위",
    "crs": "좌표계",
    "base_date": "기준일",
    "author": "작성기관",
    "sources": "출처",
}
EVERY = [
    replace(USUAL, paper=paper, sideways=lying) for paper in ("a4", "a3") for lying in (True, False)
]


@pytest.fixture(scope="module")
def sample(qapp: object) -> Sample:  # noqa: ARG001  for its application
    return made_city()


@pytest.fixture(scope="module")
def shown(sample: Sample) -> Shown:
    return sample.shown


@pytest.fixture(scope="module")
def project(shown: Shown) -> Project:
    return shown.project


@pytest.fixture(scope="module")
def page(sample: Sample) -> Page:
    return sample.page


def written(shown: Shown, layout: Layout, page: Page, path: Path) -> Path:
    return write_sheets(named(shown, layout, [page]), layout, path)[0]


@pytest.mark.parametrize("layout", EVERY, ids=lambda one: f"{one.paper}-{one.sideways}")
def test_all_eleven_items_are_on_the_face_of_every_paper(
    shown: Shown, page: Page, layout: Layout, tmp_path: Path
) -> None:
    pdf = written(shown, layout, page, tmp_path / "map.pdf")
    text = text_of(pdf)
    assert [word for word in WORDS.values() if word not in text] == []
    for fact in ("화성시 중첩 현황도", "2026-3", "EPSG:5179", "1:", "국토지리정보원"):
        assert fact in text
    width, height = (round(side / 25.4 * 72) for side in layout.size)
    assert f"{width} x {height} pts" in poppler("pdfinfo", pdf)
    assert len(poppler("pdfimages", "-list", pdf).splitlines()) == 2  # vectors: the heading alone
    colours = seen(pdf, 50).astype(int)
    for part in parts_of(map_sheet(shown, layout, page), layout):
        box = crop(colours, part, 50)
        assert np.ptp(box.min(axis=2)) > 60  # something stands there, not paper alone


def test_a_sheet_is_korean_in_an_english_window(shown: Shown, page: Page) -> None:
    korean = map_sheet(shown, USUAL, page)
    words.set_language("en")
    try:
        sheet = map_sheet(shown, USUAL, page)
    finally:
        words.set_language("ko")
    assert "국토지리정보원" in "".join(sheet.sources)
    assert (sheet.sources, sheet.base_date) == (korean.sources, korean.base_date)


def parts_of(sheet: Sheet, layout: Layout) -> list[Box]:
    made = arrangement(sheet, place_on(layout))
    parts = (made.head, made.map, made.legend, made.location, made.scale, made.foot)
    return [(one.x(), one.y(), one.right(), one.bottom()) for one in parts]


@pytest.mark.parametrize("item", [one for one in ITEMS if one in WORDS])
def test_an_item_that_is_not_wanted_is_left_out(
    shown: Shown, page: Page, item: str, tmp_path: Path
) -> None:
    text = text_of(written(shown, replace(USUAL, hidden=item), page, tmp_path / "map.pdf"))
    assert (WORDS[item] not in text) or item == "disclosure"
    assert [word for word in WORDS.values() if word not in text] in ([WORDS[item]], [])


def test_a_map_without_a_panel_fills_the_sheet(shown: Shown, page: Page) -> None:
    bare = replace(USUAL, hidden="legend;inset;scale;north")
    frames = [
        arrangement(map_sheet(shown, layout, page), place_on(layout)).map
        for layout in (USUAL, bare)
    ]
    assert frames[1].width() == place_on(bare).width() > frames[0].width()


@pytest.mark.parametrize("scale", [float("nan"), 30_000.0, 123_456.0])
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_printed_scale_bar_is_right_within_half_a_percent(
    sample: Sample, scale: float, paper: str, tmp_path: Path
) -> None:
    """Measured on the page as pdftoppm draws it, against the 1:n that is written beside it."""
    layout = replace(USUAL, scale=scale, paper=paper)
    pdf = written(sample.bare, layout, sample.page, tmp_path / "map.pdf")
    assert not scale > 0 or denominator_of(pdf) == scale
    length, known = measured_bar(sample.bare, layout, sample.page, pdf)
    assert length == pytest.approx(known, rel=0.005)


def test_the_map_on_paper_lies_where_its_scale_says(
    shown: Shown, page: Page, tmp_path: Path
) -> None:
    """The outline of the municipality is as wide on paper as it is on the ground."""
    layout = replace(USUAL, scale=250_000.0, paper="a3", hidden="legend;inset;scale;north")
    bare = replace(shown, project=shown.project.with_map(()))
    pdf = written(bare, layout, page, tmp_path / "map.pdf")
    dpi = 300
    frame = arrangement(map_sheet(bare, layout, page), place_on(layout)).map
    box = (frame.x() + 1, frame.y() + 1, frame.right() - 1, frame.bottom() - 1)
    columns = np.flatnonzero((seen(pdf, dpi, box).max(axis=2) < 120).any(axis=0))
    assert page.outline is not None
    ground = page.outline.layer.extent
    assert ground is not None
    stroke = 0.5 / 25.4 * dpi
    wide = (columns[-1] - columns[0] + 1 - stroke) / dpi * 0.0254 * 250_000
    assert wide == pytest.approx(ground.width, rel=0.005)


def test_one_sheet_has_one_scale_at_every_resolution(shown: Shown, page: Page) -> None:
    sheet = map_sheet(shown, USUAL, page)
    assert map_sheet(shown, replace(USUAL, scale=sheet.scale or 0.0), page).scale == sheet.scale


def test_a_layer_is_on_paper_only_at_the_scales_at_which_it_is_drawn(
    shown: Shown, page: Page
) -> None:
    entries = shown.project.map
    near = replace(entries[-1], symbology=replace(entries[-1].symbology, max_scale=40_000))
    changed = replace(shown, project=shown.project.with_entry(near))
    drawn = {
        scale: {one.entry.uid for one in map_sheet(changed, layout, page).settings.layers}
        for scale, layout in ((s, replace(USUAL, scale=s)) for s in (25_000.0, 50_000.0))
    }
    assert drawn[25_000.0] - drawn[50_000.0] == {near.uid}


ATLASES: dict[Atlas, int] = {"municipality": 1, "grade": 1}


@pytest.mark.parametrize("kind", list(ATLASES))
def test_an_atlas_has_a_page_for_each(shown: Shown, kind: Atlas, tmp_path: Path) -> None:
    pages = pages_of(shown, gazetteer(), USUAL, kind)
    assert len(pages) >= ATLASES[kind]
    (file,) = write_sheets(named(shown, USUAL, pages), USUAL, tmp_path / "atlas.pdf")
    assert f"Pages:           {len(pages)}" in poppler("pdfinfo", file)
    text = text_of(file)
    for page in pages:
        assert page.title in text
        assert page.number in text


def test_a_page_of_a_grade_shows_its_pairs_alone(shown: Shown) -> None:
    graded = shown.sources("result:graded")
    assert graded is not None
    for page in pages_of(shown, gazetteer(), USUAL, "grade"):
        sheet = map_sheet(shown, USUAL, page)
        drawn = next(one for one in sheet.settings.layers if one.layer is graded)
        assert len(set(graded.text("grade")[drawn.rows])) == 1


def test_a_page_of_a_pair_shows_that_pair_and_its_two_sides_alone(
    shown: Shown, tmp_path: Path
) -> None:
    """The annex of a dossier: one map a graded pair of the municipality."""
    pages = pages_of(shown, gazetteer(), USUAL, "pair", code="41590")
    graded, layer = shown.sources("result:graded"), shown.project.investments
    assert graded is not None
    assert layer is not None
    assert len(pages) == len(graded) > 1
    sheet = map_sheet(shown, USUAL, pages[0])
    sides = {graded.text("left")[0], graded.text("right")[0]}
    drawn = [one.rows for one in sheet.settings.layers if one.layer is layer]
    assert {str(uid) for rows in drawn for uid in layer.uids[rows]} <= sides
    pairs = next(one for one in sheet.settings.layers if one.layer is graded)
    assert pairs.rows.tolist() == [0]
    (file,) = write_sheets(named(shown, USUAL, pages[:2]), USUAL, tmp_path / "pairs.pdf")
    assert f"1/{len(pages)}" in text_of(file)
    for name in (graded.text("left_name")[0], graded.text("right_name")[0]):
        assert str(name).split()[0] in text_of(file)
    with pytest.raises(InputError) as told:
        pages_of(shown, gazetteer(), USUAL, "pair", code="11110")
    assert told.value.code == "atlas_empty"


def test_a_page_of_an_agenda_item_shows_what_it_is_about(qapp: object, tmp_path: Path) -> None:  # noqa: ARG001  for its application
    made = round_sample.project()
    found = find(made, Lookups.of(made))
    results = {"overlap": found.drawn, "graded": found.graded}
    shown = Shown(made, layer_sources(made, base_layer, results), base_layer("sido"))
    pages = pages_of(shown, gazetteer(), USUAL, "agenda")
    assert [page.title for page in pages] == [  # the third one has no place
        round_sample.PLAIN.item,
        round_sample.PLAIN.link,
    ]
    assert [page.number for page in pages] == ["1/3", "2/3"]
    layer = made.investments
    assert layer is not None
    sheet = map_sheet(shown, USUAL, pages[0])
    rows = [one.rows for one in sheet.settings.layers if one.layer.uid == layer.uid]
    assert {str(uid) for some in rows for uid in layer.uids[some]} == {"i0", "i1"}
    (file,) = write_sheets(named(shown, USUAL, pages), USUAL, tmp_path / "agenda.pdf")
    assert round_sample.PLAIN.committee in text_of(file)


def test_an_atlas_of_nothing_says_what_to_do(shown: Shown) -> None:
    with pytest.raises(InputError) as told:
        pages_of(shown, gazetteer(), USUAL, "agenda")
    assert told.value.code == "atlas_empty"


def test_pictures_of_an_atlas_are_numbered_and_know_their_size(
    shown: Shown, page: Page, tmp_path: Path
) -> None:
    pages = [replace(page, name=name) for name in ("경기도 화성시", "가/나:다")]
    out = tmp_path / "atlas.png"
    files = write_sheets(named(shown, USUAL, pages), USUAL, out, dpi=100)
    assert [file.name for file in files] == ["atlas-01-경기도 화성시.png", "atlas-02-가 나 다.png"]
    picture = QImage(str(files[0]))
    assert (picture.width(), picture.height()) == (1169, 827)
    assert picture.dotsPerMeterX() == pytest.approx(100 / 0.0254, abs=1)
    (jpeg,) = write_sheets(named(shown, USUAL, [page]), USUAL, tmp_path / "a.jpg", dpi=60)
    assert jpeg.read_bytes()[:3] == b"\xff\xd8\xff"


def test_names_of_files_stand_in_the_order_of_the_pages() -> None:
    files = [file.name for file in picture_files(Path("지도.png"), ["시"] * 120)]
    assert files == sorted(files)
    assert files[0] == "지도-001-시.png"


def make(_shown: Shown, broken: Exception) -> Callable[[], Sheet]:
    def maker() -> Sheet:
        raise broken

    return maker


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_what_stops_halfway_leaves_the_old_files_as_they_were(
    shown: Shown, page: Page, ending: str, tmp_path: Path
) -> None:
    pages = [*named(shown, USUAL, [page]), ("둘째", make(shown, ZeroDivisionError()))]
    old = tmp_path / f"map.{ending}"
    old.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        write_sheets(pages, USUAL, old, dpi=50)
    assert [file.name for file in tmp_path.iterdir()] == [old.name]
    assert old.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("trouble", "kind", "code"),
    [
        (OSError(errno.ENOSPC, "full"), InputError, "disk_full"),
        (PermissionError(errno.EACCES, "held"), LockedError, "file_locked"),
        (OSError(errno.EROFS, "read-only"), InputError, "file_not_writable"),
    ],
)
def test_trouble_with_the_disk_is_told_with_a_remedy_and_leaves_no_half_file(
    shown: Shown,
    page: Page,
    trouble: OSError,
    kind: type[InputError],
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(self: Path, _data: bytes) -> int:
        self.touch()
        raise trouble

    target = tmp_path / "map.png"
    target.write_bytes(b"old")
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(kind) as told:
        write_sheets(named(shown, USUAL, [page]), USUAL, target, dpi=50)
    assert told.value.code == code
    assert [file.name for file in tmp_path.iterdir()] == [target.name]
    assert target.read_bytes() == b"old"


def test_a_disk_that_fills_while_a_pdf_is_written_is_noticed(
    shown: Shown, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    real = QFile

    def full(_name: str) -> object:
        return real("/dev/full")

    monkeypatch.setattr(pdf_file, "QFile", full)
    with pytest.raises(InputError) as told:
        written(shown, USUAL, page, tmp_path / "map.pdf")
    assert told.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_and_an_ending_that_is_none_are_told(
    shown: Shown, page: Page, tmp_path: Path
) -> None:
    for name, code in (("none/map.pdf", "folder_missing"), ("map.svg", "map_format_unknown")):
        with pytest.raises(InputError) as told:
            written(shown, USUAL, page, tmp_path / name)
        assert told.value.code == code


def test_a_layout_is_kept_in_the_project_and_taken_back(project: Project, tmp_path: Path) -> None:
    session = Session(project)
    wide = replace(USUAL, paper="a3", scale=25_000.0, hidden="inset")
    session.do("배치 틀 저장", lambda now: keep_layout(now, wide, " 우리 시 "))
    session.do(
        "배치 틀 저장", lambda now: keep_layout(now, replace(wide, author="새 과"), "우리 시")
    )
    (kept,) = own_layouts(session.project)
    assert (kept.name, kept.author, kept.scale, kept.hidden) == (
        "우리 시",
        "새 과",
        25_000.0,
        "inset",
    )
    file = tmp_path / "kept.gpkg"
    write_project(session.project, file)
    assert own_layouts(read_project(file).project) == (kept,)
    session.undo()
    session.undo()
    assert own_layouts(session.project) == ()
    assert own_layouts(drop_layout(keep_layout(project, wide, "하나"), "none")) != ()
    with pytest.raises(InputError):
        keep_layout(project, wide, "  ")


def test_scales_are_read_as_people_write_them() -> None:
    assert [read_scale(text) for text in ("1:25,000", "25000", " 1: 5 000 ")] == [25e3, 25e3, 5e3]
    assert [read_scale(text) for text in ("", "1:0", "1:스물", "9" * 20, "50")] == [None] * 5


def test_the_map_of_a_file_is_written_without_a_display(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "city.gpkg"
    write_project(project, file)
    (out,) = write_map_sheets(file, tmp_path / "map.pdf", USUAL, place="41590").files
    assert "화성시" in text_of(out)
