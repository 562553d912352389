"""The manual: commands, settings and notices are told, it is searched as one types, F1 finds it."""

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QTextBrowser

from scmap import paths, words
from scmap.gui.actions import ACTIONS
from scmap.gui.dialogs.manual import ManualDialog
from scmap.gui.models.manual import FIRST, ORDER, TOPICS, ManualPage, pages, topic
from scmap.gui.start import application
from scmap.settings import SETTINGS
from scmap.words import tr

PAGES = {page.name: page for page in pages()}


@pytest.fixture
def manual(qtbot: Any) -> ManualDialog:
    application()
    shown = ManualDialog(pages(), None)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_every_command_setting_and_notice_is_told() -> None:
    for spec in ACTIONS:
        assert f"| {spec.name} | ".replace("|", "", 0) in PAGES["actions"].text, spec.id
        assert spec.tip in PAGES["actions"].text
    for name in SETTINGS:
        assert f"| {tr(f'settings.{name}')} |" in PAGES["settings"].text
    for key in words.catalogue("ko"):
        context, _, code = key.partition(".")
        if context in ("issues", "errors"):
            name = code.removesuffix(".what").removesuffix(".remedy")
            assert f"| `{name}` |" in PAGES[context].text


def test_every_page_has_a_title_and_every_link_and_picture_of_it_is_there() -> None:
    for page in PAGES.values():
        assert page.text.startswith("# ")
        for goal in re.findall(r"\]\(([^)]+)\)", page.text):
            if goal.startswith(("http", "#", "../")):
                continue
            assert (paths.manual() / goal).exists(), f"{page.name} links to {goal}"


def plain(words_: str) -> str:
    """Give words as they are read: no mnemonic, nothing behind them."""
    return re.sub(r"\(&[A-Z]\)", "", words_).replace("&", "").rstrip("… ")


COMMAND = re.compile(r"(\w+) ?▸ ?([^`*)]+?)(?:…|\*\*|`|\))+ ?(?:\(`?((?:Ctrl|Alt|F\d)[^`)]*)`?\))?")


@pytest.mark.parametrize("file", sorted(paths.manual().glob("*.md")), ids=lambda one: one.stem)
def test_what_a_page_tells_to_press_is_there(file: Path) -> None:
    language = "en" if file.stem == "english" else "ko"
    said = words.catalogue(language)
    text = file.read_text(encoding="utf-8")
    in_menus = {
        (plain(said[f"actions.menu.{spec.menu}"]), plain(said[f"actions.{spec.id}"])): spec
        for spec in ACTIONS
    }
    for menu, name, keys in COMMAND.findall(text):
        spec = in_menus.get((menu, plain(name)))
        assert spec is not None, f"{menu} ▸ {name}"
        assert not keys or keys in spec.keys, f"{name}: {keys}"
    known = {plain(one) for one in said.values()}
    for label in re.findall(r"(?<!!)\[([^\]]+)\](?!\()", re.sub(r"`[^`]*`", "", text)):
        assert plain(re.sub(r"^[①-⑤] ", "", label)) in known, label


def test_the_pages_that_the_window_names_are_there() -> None:
    assert set(ORDER) <= set(PAGES)
    assert set(TOPICS.values()) <= set(PAGES)
    assert topic(["QLineEdit", "TabLine", "TablesPanel", "MainWindow"]) == "tables"
    assert topic(["FeatureTable", "SitingPage", "DesignTable", "MainWindow"]) == "linkage_design"
    assert topic(["MainWindow"]) == FIRST


def test_a_page_is_found_by_words_and_by_initials() -> None:
    page = ManualPage("a", "가", "# 판정 기준\n\n가중치와 **민감도**를 봅니다.")
    assert page.holds("민감도 가중치")
    assert page.holds("ㅍㅈ ㄱㅈ")
    assert not page.holds("축척")


def test_typing_lists_the_pages_and_marks_the_words(manual: ManualDialog) -> None:
    line, text = manual.findChildren(QLineEdit)[0], manual.findChild(QTextBrowser)
    assert isinstance(text, QTextBrowser)
    assert manual.page == FIRST
    line.setText("자카드")
    assert "method" in manual.found
    assert "quick_start" not in manual.found
    assert manual.page in manual.found
    manual.show_page("method")
    assert text.extraSelections()
    line.setText("없는말")
    assert manual.found == []


def test_a_link_goes_to_the_page_it_names(manual: ManualDialog) -> None:
    text = manual.findChild(QTextBrowser)
    assert isinstance(text, QTextBrowser)
    manual.show_page("quick_start")
    text.anchorClicked.emit("first_case.md")
    assert manual.page == "first_case"
    text.anchorClicked.emit("nowhere.md")
    assert manual.page == "first_case"


def test_pages_are_made_in_the_language_of_the_window() -> None:
    words.set_language("en")
    try:
        titles = {page.name: page.title for page in pages()}
    finally:
        words.set_language("ko")
    assert titles["actions"] == "Commands and shortcuts"


def test_who_reads_english_is_led_to_the_page_in_english() -> None:
    words.set_language("en")
    try:
        assert topic(["TablesPanel", "MainWindow"]) == "english"
        assert topic(["MainWindow"]) == "english"
        assert topic(["CommandPalette", "MainWindow"]) == "actions"  # made in the window's language
    finally:
        words.set_language("ko")


def test_f1_opens_the_page_on_what_has_the_focus_in_dialogs_too(window: Any, qtbot: Any) -> None:
    window.activateWindow()
    window.tables.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: bool(window.findChildren(ManualDialog)))
    (shown,) = window.findChildren(ManualDialog)
    assert shown.page == "tables"
    shown.close()
    window.program.ask_settings()
    settings = next(one for one in window.findChildren(QDialog) if one.isVisible())
    line = settings.findChildren(QLineEdit)[0]
    settings.activateWindow()
    line.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is line)
    qtbot.keyClick(line, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: bool(settings.findChildren(ManualDialog)))
    assert settings.findChildren(ManualDialog)[0].page == "program"
    settings.close()
