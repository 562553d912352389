"""The dossier's web page in a real browser without a network."""

from pathlib import Path

import pytest

from scmap.report.blocks import Booklet
from scmap.report.booklet_html import booklet_html, write_booklet_html
from tests.report import round_sample, sample
from tests.report.browser import Browser, chromium

HOSTILE = (
    "</script><script>document.title='hit'</script>{{ 7*7 }}${1+1}`\"'<img src=x onerror=alert(1)>"
)
LARGEST = 10 * 1024 * 1024  # bytes of a page that an office mails


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    return round_sample.dossier()


def opened(browser: Browser, booklet: Booklet, folder: Path) -> Path:
    page = folder / "심의자료.html"
    write_booklet_html(booklet, page)
    browser.open(page)
    browser.resize(1600, 900)
    return page


def quiet(browser: Browser, page: Path) -> None:
    """Assert that the page asked for nothing but itself and met no error."""
    browser.run("1")  # takes up what was told meanwhile
    assert browser.requests == [page.as_uri()]
    assert browser.errors == []


def test_a_pair_and_a_link_are_found_on_the_map(tmp_path: Path, booklet: Booklet) -> None:
    with chromium() as browser:
        page = opened(browser, booklet, tmp_path)
        for table, words in (
            ("pairs", ("가온 통합운영센터", "79.7", "통합·조정 검토")),
            ("links", ("교통·방범 카메라 공동 활용", "「개인정보 보호법」")),
            ("investments", ("가온 통합운영센터", "국토해양부(현 국토교통부)")),
        ):
            browser.run(f"document.querySelector('#{table} tbody tr[id]').click()")
            card = browser.run("[...document.querySelectorAll('.leaflet-popup')].at(-1).innerText")
            for word in words:
                assert word in card
            assert browser.run("document.querySelectorAll('.accent').length") >= 1
        quiet(browser, page)


def test_a_link_is_told_when_its_line_is_clicked(tmp_path: Path, booklet: Booklet) -> None:
    with chromium() as browser:
        page = opened(browser, booklet, tmp_path)
        box = browser.run(
            "JSON.parse(JSON.stringify([...document.querySelectorAll('.leaflet-overlay-pane path, "
            "[class*=-pane] path')].find(path => path.getAttribute('stroke') === '#0F766E')"
            ".getBoundingClientRect()))"
        )
        browser.click(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.65)
        told = browser.run("[...document.querySelectorAll('.leaflet-popup')].at(-1).innerText")
        assert "교통·방범 카메라 공동 활용" in told
        quiet(browser, page)


def test_sheets_stand_in_the_page_as_pictures(tmp_path: Path, booklet: Booklet) -> None:
    with chromium() as browser:
        page = opened(browser, booklet, tmp_path)
        shown = "[...document.images].map(one => [one.alt, one.naturalWidth])"
        for (alt, width), sheet in zip(browser.run(shown), booklet.sheets, strict=True):
            assert alt == f"도면 {sheet.number}. {sheet.title}"
            assert width > 1000
        assert page.stat().st_size < LARGEST
        quiet(browser, page)


def test_hostile_texts_run_nothing_and_are_seen(tmp_path: Path) -> None:
    texts = sample.Texts(project=HOSTILE, investment=HOSTILE, municipality=HOSTILE)
    told = round_sample.RoundTexts(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    with chromium() as browser:
        page = opened(browser, round_sample.dossier(texts, told), tmp_path)
        assert browser.run("document.title") != "hit"
        assert HOSTILE in browser.run("document.querySelector('main').textContent")
        quiet(browser, page)


def test_equal_booklets_give_equal_pages(booklet: Booklet) -> None:
    assert booklet_html(booklet) == booklet_html(round_sample.dossier())
