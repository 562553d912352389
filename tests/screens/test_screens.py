"""One walk through every screen: nothing is cut, nothing lacks a name, nothing is left out."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from scmap.gui.bridge import Bridge
from scmap.gui.dialog import Dialog
from scmap.gui.line_entry import LineEntry
from scmap.gui.scale_box import ScaleBox
from scmap.gui.start import application
from scmap.gui.text_entry import TextEntry
from tests.screens.stage import Camera
from tests.screens.typist import Typist
from tests.screens.walk import screens, unseen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 600


def test_every_dialog_and_panel_is_walked_through_and_shows_its_words_whole(
    tmp_path: Path,
) -> None:
    """In English, whose words are longer, and in the dark; `dev.py screens` takes the others.

    수원시 is composed in every line, text, choice and cell that takes words, and ended by Enter,
    Tab, Shift, 한/영 and the mouse; numbers, days and scales take none.
    """
    walk = [sys.executable, "-m", "tests.screens", str(tmp_path), "--lang", "en"]
    done = subprocess.run(
        [*walk, "--scheme", "dark", "--quick", "--compose"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "error::RuntimeWarning"},
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-4000:]}"
    assert not list(tmp_path.glob("*.png")), "a quick walk keeps no pictures"


def test_a_dialog_without_a_picture_and_a_word_that_is_cut_are_faults(
    tmp_path: Path,
) -> None:
    application()

    class Forgotten(Dialog):
        pass

    Forgotten.__module__ = "scmap.gui.dialogs.forgotten"
    camera = Camera(tmp_path)
    assert Forgotten.__qualname__ in unseen(camera)
    shown = Forgotten()
    shown.resize(300, 100)
    QLabel("행정안전부 계열의 사업", shown).setGeometry(0, 0, 20, 20)
    shown.show()
    camera.take("forgotten", shown)
    assert Forgotten.__qualname__ not in unseen(camera)
    assert any("행정안전부" in one for one in camera.faults)
    assert [one.name for one in tmp_path.iterdir()] == ["forgotten.png"]
    shown.close()
    shown.deleteLater()
    del Forgotten


def test_a_line_that_loses_a_syllable_and_one_that_nobody_came_by_are_faults(qtbot: Any) -> None:
    application()
    typist = Typist(Bridge(), lambda: None)
    screen = QWidget()
    qtbot.addWidget(screen)
    row = QVBoxLayout(screen)
    for widget in (QLineEdit(), LineEntry(), TextEntry(), QSpinBox(), ScaleBox()):
        row.addWidget(widget)
    screen.show()
    typist.look("screen", screen)
    assert typist.entries == 3
    assert typist.faults
    assert all("in a QLineEdit of" in one for one in typist.faults)
    assert any(one.startswith("name.py:") for one in typist.missed())


def test_bases_of_dialogs_count_as_seen_with_those_that_are_made_of_them() -> None:
    camera = Camera(None)
    camera.seen |= set(QWidget.__mro__)
    assert screens(), "the program has dialogs"
    assert len(unseen(camera)) == len(screens())
