"""The web page in a real browser without a network; texts from data are only ever texts."""

import os
import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from scmap import reference
from scmap.errors import InputError
from scmap.model.symbology import Symbol
from scmap.reference.rules import ruleset
from scmap.reference.templates import templates
from scmap.report.document import compose
from scmap.report.escape import colour, literal
from scmap.report.html import html_text, write_html
from scmap.report.parts import Document
from scmap.report.web_symbols import SymbolSheet
from scmap.session.findings import Lookups, overlaps_of
from tests.report import sample
from tests.report.browser import Browser, chromium

HOSTILE = (
    "{{ 7*7 }}",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{% for x in y %}",
    "{# gone #}",
    "</script><script>document.title='hit'</script>",
    "<img src=x onerror=\"document.title='hit'\">",
    "<b>&amp;</b>",
    "back\\slash \\u003c \\`",
    "back`tick ${document.title='hit'} $&",
    "'\"-->]]>",
    '=HYPERLINK("http://evil")',
)


class Text(HTMLParser):
    """What a reader sees: the text outside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.seen.append(data)


def hostile_texts(payload: str) -> sample.Texts:
    return sample.Texts(**{field.name: f"⟦{payload}⟧" for field in fields(sample.Texts)})


@pytest.fixture(scope="module")
def country() -> Document:
    return sample.document()


def opened(browser: Browser, document: Document, folder: Path) -> Path:
    page = folder / "보고서.html"
    write_html(document, page)
    browser.open(page)
    browser.resize(1600, 900)
    return page


def quiet(browser: Browser, page: Path) -> None:
    """Assert that the page asked for nothing but itself and met no error."""
    browser.run("1")  # takes up what was told meanwhile
    assert browser.requests == [page.as_uri()]
    assert browser.errors == []


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_is_shown_as_it_is(payload: str) -> None:
    texts = hostile_texts(payload)
    seen = " ".join(Text(html_text(sample.document(texts))).seen)
    for field in fields(texts):
        assert getattr(texts, field.name) in seen, field.name
    assert str(os.getpid()) not in seen
    assert "⟦49⟧" not in seen


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_leaves_only_inert_signs_in_the_file(payload: str) -> None:
    # Only the page's own text: leaflet.js itself holds some of these signs.
    page = html_text(sample.document(hostile_texts(payload)))
    # A table of checks names parts of a cell, cut at ";": such a half has no end and is left out.
    for found in re.finditer("⟦([^⟦⟧]*)⟧", page):
        assert not set("`$\\{}<>") & set(found[1].replace("\\u0026", "")), found[0]


def test_a_browser_runs_nothing_from_data_and_asks_for_nothing(tmp_path: Path) -> None:
    payload = " ".join(HOSTILE)
    with chromium() as browser:
        page = opened(browser, sample.document(hostile_texts(payload)), tmp_path)
        assert browser.run("document.title") == sample.document(hostile_texts(payload)).title
        assert payload in browser.run("document.body.textContent")
        names = "[...document.querySelectorAll('.label')].map(name => name.textContent).join(' ')"
        assert payload in browser.run(names)
        assert browser.run("document.images.length") == 0
        assert browser.run("document.body.classList.contains('drawn')")
        quiet(browser, page)


def test_the_policy_refuses_a_script_that_is_not_ours(tmp_path: Path, country: Document) -> None:
    page = tmp_path / "page.html"
    text = html_text(country).replace("</body>", "<script>document.title='hit'</script></body>")
    page.write_text(text, encoding="utf-8")
    with chromium() as browser:
        browser.open(page)
        assert browser.run("document.title") == country.title
        assert any("Content Security Policy" in error for error in browser.errors)


def test_the_map_shows_overlaps_centres_boundaries_and_a_metric_scale(
    tmp_path: Path, country: Document
) -> None:
    with chromium() as browser:
        page = opened(browser, country, tmp_path)
        legend = browser.run("document.querySelector('.leaflet-control-layers').innerText")
        for title in (
            "분석 결과",
            "중첩 구역",
            "통합운영센터",
            "국토교통부 계열",
            "시·군·구",
            "소관 미상",
        ):
            assert title in legend
        assert browser.run("document.querySelectorAll('path[fill^=\"url(#s\"]').length") >= 3
        assert browser.run("document.querySelectorAll('.marker').length") >= 4
        scale = browser.run("document.querySelector('.leaflet-control-scale').innerText")
        assert re.fullmatch(r"\d+ (km|m)", scale.strip())
        assert browser.run("document.querySelectorAll('a[href^=http]').length") == 0
        quiet(browser, page)


# Where the marked outline is once the map has stopped moving to it.
STILL = """new Promise(tell => {
    let last = "";
    const look = () => {
        const path = document.querySelector("path.accent");
        const now = JSON.stringify(path.getBoundingClientRect());
        if (now === last) { tell(JSON.parse(now)); return; }
        last = now;
        setTimeout(look, 300);
    };
    look();
})"""


def test_a_row_of_a_table_is_found_on_the_map_and_the_other_way_round(
    tmp_path: Path, country: Document
) -> None:
    with chromium() as browser:
        page = opened(browser, country, tmp_path)
        browser.run("document.querySelector('#overlaps tbody tr').click()")
        card = browser.run("document.querySelector('.leaflet-popup').innerText")
        assert "가온 통합운영센터 × 가온 CCTV 통합관제센터" in card
        assert "400.00" in card
        assert browser.run("document.querySelectorAll('path.accent').length") == 1
        browser.run("document.querySelector('.leaflet-popup-close-button').click()")
        box = browser.run(STILL)
        browser.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.75)
        found = browser.run("document.querySelector('.found').innerText")
        assert "가온 CCTV 통합관제센터" in found
        assert "중앙 실증단지" in found
        browser.run("document.querySelector('.found button:last-child').click()")
        assert browser.run("document.querySelectorAll('tr.chosen').length") == 1
        quiet(browser, page)


def test_a_layer_can_be_switched_off_and_a_table_searched(
    tmp_path: Path, country: Document
) -> None:
    with chromium() as browser:
        page = opened(browser, country, tmp_path)
        hatched = "document.querySelectorAll('path[fill^=\"url(#s\"]').length"
        before = browser.run(hatched)
        browser.run("document.querySelector('.leaflet-control-layers input').click()")
        assert browser.run(hatched) < before
        rows = "document.querySelectorAll('#investments tbody tr')"
        for words, found in (("실증단지", 1), ("ㅅㅈㄷㅈ", 1), ("ㅅㅈㄷㅈ 없는말", 0)):
            browser.run(
                "(() => { const field = document.querySelector('#investments').closest('section')"
                f".querySelector('.filter'); field.value = '{words}';"
                "field.dispatchEvent(new Event('input')); })()"
            )
            assert browser.run(f"[...{rows}].filter(row => !row.hidden).length") == found
        quiet(browser, page)


def test_depth_waits_in_the_legend_and_is_drawn_when_it_is_switched_on(
    tmp_path: Path, country: Document
) -> None:
    label = (
        "[...document.querySelectorAll('.leaflet-control-layers label')]"
        ".find(one => one.textContent.includes('중첩 부처 수'))"
    )
    with chromium() as browser:
        page = opened(browser, country, tmp_path)
        assert browser.run(f"{label}.textContent.includes('1개 부처(중첩 없음)')")
        assert browser.run(f"{label}.querySelector('input').checked") is False
        paths = "document.querySelectorAll('.leaflet-map-pane path').length"
        before = browser.run(paths)
        browser.run(f"{label}.querySelector('input').click()")
        assert browser.run(paths) > before
        quiet(browser, page)


def test_equal_documents_give_equal_pages(country: Document) -> None:
    assert html_text(country) == html_text(sample.document())


def test_the_page_holds_every_cell_and_remark_of_the_document(country: Document) -> None:
    seen = Text(html_text(country)).seen
    for table in (*country.tables, country.conditions):
        for row in table.rows:
            for text in table.texts(row):
                assert not text or text in seen, text
        for note in table.notes:
            assert f"※ {note}" in seen
    for note in country.notes:
        assert f"※ {note}" in seen


def test_a_map_layer_beyond_the_cap_is_cut_and_says_so(
    country: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scmap.report.web_layers.MAX_FEATURES", 1)
    assert "개까지 수록함" in html_text(country)


def test_outlines_are_simplified_until_they_are_light(
    country: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    angle = np.linspace(0, 2 * np.pi, 20_000)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * 8_000 + (sample.X, sample.Y)
    monkeypatch.setattr("scmap.report.web_layers.MAX_VERTICES", 500)
    sheet, _deep = country.sheets
    first = sheet.settings.layers[-1]
    geometry = first.layer.geometry.copy()
    import shapely

    geometry[:] = shapely.Polygon(ring)
    drawn = replace(first, layer=replace(first.layer, geometry=geometry))
    lighter = replace(sheet, settings=replace(sheet.settings, layers=(drawn,)))
    text = html_text(replace(country, sheets=(lighter,)))
    assert len(text) < 250_000


def test_a_page_with_the_boundaries_of_the_whole_country_stays_small() -> None:
    project, book = sample.project(), sample.codebook()
    run = overlaps_of(project, book)
    document = compose(
        project,
        run,
        Lookups(book, reference.gazetteer(), ruleset(), templates()),
        None,
        sample.TODAY,
    )
    assert len(html_text(document).encode()) < 10_000_000


def test_a_missing_folder_is_named_and_nothing_is_written(
    tmp_path: Path, country: Document
) -> None:
    with pytest.raises(InputError) as caught:
        write_html(country, tmp_path / "없음" / "보고서.html")
    assert caught.value.code == "folder_missing"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["red", "#12345", "url(x)", "#fff;} body{", "#ABCDEF"])
def test_only_a_colour_is_taken_for_one(value: str) -> None:
    assert colour(value) == (value if value == "#ABCDEF" else "#888888")


def test_literal_leaves_no_sign_that_a_template_lives_on() -> None:
    assert not set(literal("{{`$\\<>\"'}}")) & set("{}`$\\<>\"'")


def test_a_hatch_and_a_marker_are_defined_once_for_each_symbol() -> None:
    symbols = SymbolSheet()
    hatched = Symbol(fill="#123456", hatch="cross", hatch_colour="#9F1239")
    assert symbols.name(hatched) == symbols.name(replace(hatched)) == "s0"
    assert symbols.name(Symbol(marker="ring")) == "s1"
    drawn = symbols.definitions()
    assert drawn.count("<pattern") == 1
    assert drawn.count("<symbol") == 2
    assert symbols.styles()["s0"]["fillColor"] == "url(#s0)"
