"""Every screen names its controls, cuts no word and stays readable, light and dark."""

from typing import Any

import pytest
from PySide6 import QtGui
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)

from scmap.cartography.presets import plain_entry
from scmap.gui import texts, theme
from scmap.gui.main_window import MainWindow
from scmap.gui.panels.filter_line import FilterLine
from scmap.gui.sources import OVERLAP
from scmap.gui.start import application
from scmap.session.session import Session
from tests.gui import audit, board, composing

ENOUGH = 4.5
ENOUGH_MUTED = 3.0  # of what cannot be used now
PATIENCE = 40  # looks, 50 ms apart
DIALOGS = (
    "file.settings", "help.commands", "help.keys", "help.log", "help.licences", "help.about",
    "help.manual",
    "view.go_to", "layer.base_map", "file.print", "report.save", "file.new", "file.recent",
    "edit.history", "edit.attribute", "edit.location", "analysis.rules",
    "help.updates", "share.begin", "share.join", "share.codes", "review.except",
    "layer.properties", "layer.style", "layer.filter", "layer.export",
)  # fmt: skip
PANELS = ("analysis.survey", "share.panel", "tool.identify")
STEPS = ("step.data", "step.link", "step.review", "step.overlap")


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_their_ground(dark: bool) -> None:
    application()
    palette = theme.palette(dark)
    tones = theme._DARK_TONES if dark else theme._LIGHT_TONES
    seen = {
        f"{text.name} on {ground.name}": audit.contrast(palette.color(text), palette.color(ground))
        for text, ground in audit.READ
    }
    base, window = (palette.color(role) for role in (audit.ROLE.Base, audit.ROLE.Window))
    for name in ("info", "success", "warning", "error"):
        tone = QColor(getattr(tones, name))
        seen[f"{name} on Base"] = audit.contrast(tone, base)
        seen[f"{name} on Window"] = audit.contrast(tone, window)
    assert {name: ratio for name, ratio in seen.items() if ratio < ENOUGH} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", [QPushButton, QComboBox, QLineEdit, QCheckBox, QTabWidget])
def test_what_cannot_be_used_is_still_read(qtbot: Any, kind: type[QWidget], scheme: str) -> None:
    """On the ground that is painted, which the style makes lighter than the palette has it."""
    application()
    theme.choose(scheme)
    shown = kind()
    qtbot.addWidget(shown)
    if isinstance(shown, QTabWidget):
        shown.setDocumentMode(True)
        shown.addTab(QWidget(), "기호")
    shown.resize(200, 60)
    shown.setEnabled(False)
    shown.show()
    ground = shown.grab().toImage().pixelColor(150, 50)
    muted = theme.palette(scheme == "dark")
    group, roles = theme.Group.Disabled, {text for text, _ground in audit.MUTED}
    seen = {role.name: audit.contrast(muted.color(group, role), ground) for role in roles}
    theme.choose("system")
    assert {name: ratio for name, ratio in seen.items() if ratio < ENOUGH_MUTED} == {}


def test_a_tip_is_plain_text_in_short_lines_whatever_it_says() -> None:
    hostile = "가 <b>나</b> &lt; 다\n<i>라</i>"
    shown = texts.tip(hostile)
    assert not QtGui.Qt.mightBeRichText(shown)
    assert shown.replace("\u2060", "") == hostile
    long = "연계서비스의 조건을 이 레이어로 셉니다. " * 8 + "/긴/경로" * 40
    lines = texts.tip(long).split("\n")
    assert max(len(line) for line in lines) <= texts.TIP_COLUMNS
    assert "".join(lines).replace(" ", "") == long.replace(" ", "")
    assert texts.tip("") == ""


def test_high_contrast_leaves_the_colours_to_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    application()
    system = QApplication.style().standardPalette()
    monkeypatch.setattr(theme, "has_high_contrast", lambda: True)
    for chosen in ("dark", "light"):
        theme.choose(chosen)
        shown = QApplication.palette()
        own = theme.palette(chosen == "dark")
        assert shown.color(audit.ROLE.Window) != own.color(audit.ROLE.Window)
        assert theme.is_dark() == (shown.color(audit.ROLE.Window).lightness() < 128)
    assert shown.color(audit.ROLE.Text).lightness() == system.color(audit.ROLE.Text).lightness()
    monkeypatch.undo()
    theme.choose("system")
    assert QApplication.palette().color(audit.ROLE.Window) == theme.palette(theme.is_dark()).color(
        audit.ROLE.Window
    )


def test_every_screen_names_its_controls_and_shows_its_words_whole(
    window: MainWindow, qtbot: Any
) -> None:
    """At 1280 × 720, in both languages; a window and its dialogs are looked through as shown.

    Every line that one types into keeps a word that is composed in it.
    """
    faults: list[str] = []
    try:
        for language in ("ko", "en"):
            window.program.speak(language)
            for step in STEPS:
                window.actions_[step].trigger()
                if language == "ko":  # what is composed is Korean in either
                    faults += [f"{step}: {one}" for one in audit.losing(window)]
                faults += _settled(qtbot, f"{language} {step}", window)
            for panel in PANELS:
                window.actions_[panel].trigger()
                faults += _settled(qtbot, f"{language} {panel}", window)
                window.actions_[panel].trigger()
            window.tables.find()
            for line in window.findChildren(FilterLine):
                line.setText("화성")  # now there is a button that clears it
                faults += _settled(qtbot, f"{language} filter", window)
                line.clear()
            choose_a_layer_and_a_pair(window, qtbot)
            for action in DIALOGS if language == "en" else ():  # the longer words
                assert window.actions_[action].isEnabled(), action
                window.actions_[action].trigger()
                assert _opens(qtbot), action
                for dialog in _dialogs():
                    faults += [f"{action}: {one}" for one in audit.losing(dialog)]
                    faults += _settled(qtbot, f"{language} {action}", dialog)
                    dialog.close()
                    dialog.deleteLater()
                qtbot.wait(1)
    finally:
        window.program.speak("ko")
    assert not faults, "\n".join(faults)


def choose_a_layer_and_a_pair(window: MainWindow, qtbot: Any) -> None:
    """Let what needs a layer or a pair be opened."""
    layer = board.city().investments
    assert layer is not None
    entry = plain_entry(layer)
    window.bridge.take(Session(board.city().with_map([entry])))
    qtbot.waitUntil(lambda: window.findings.candidates is not None, timeout=20_000)
    window.layers.select_entry(entry.uid)
    candidates = window.findings.candidates
    assert candidates is not None
    window.selection.select(OVERLAP, (candidates.uid(0),))


def _dialogs() -> list[QDialog]:
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]
    return [one for one in shown if one.isVisible()]


def _opens(qtbot: Any) -> bool:
    """Wait for a dialog; tell whether one came."""
    for _ in range(PATIENCE):
        if _dialogs():
            return True
        qtbot.wait(50)
    return False


def _settled(qtbot: Any, where: str, screen: QWidget) -> list[str]:
    """Give the faults of a screen that are still there when it has found its places."""
    found = _faults(where, screen)
    for _ in range(PATIENCE):
        if not found:
            break
        qtbot.wait(50)
        found = _faults(where, screen)
    return found


def _faults(where: str, screen: QWidget) -> list[str]:
    nameless = [f"{where}: {one} has no name" for one in audit.unnamed(screen)]
    nameless += [f"{where}: {one} is read as markup" for one in audit.marked_up(screen)]
    return nameless + [f"{where}: {one}" for one in audit.clipped(screen)]


def test_the_audit_sees_a_button_without_a_name_and_a_word_that_is_cut(qtbot: Any) -> None:
    application()
    screen = QWidget()
    qtbot.addWidget(screen)
    screen.resize(300, 100)
    QPushButton(screen).setGeometry(0, 0, 30, 30)
    QLineEdit(screen).setGeometry(40, 0, 60, 30)
    QLabel("행정안전부 계열의 사업", screen).setGeometry(0, 50, 20, 20)
    screen.show()
    # A line of Qt's own, where the input method commits nothing by itself.
    assert len(audit.losing(screen)) == len(composing.UNSAID)
    assert len(audit.unnamed(screen)) == 2
    (cut,) = {one.partition(":")[0] for one in audit.clipped(screen)}
    assert cut == "QLabel"
