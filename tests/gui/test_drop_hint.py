"""What dropping files does is said while they are dragged, and the words go with them."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from scmap.gui.main_window import MainWindow
from scmap.words import tr

LEFT, COPY = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
NONE = Qt.KeyboardModifier.NoModifier


def dragged(*names: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/자료/{name}") for name in names])
    return data


def enter(window: MainWindow, data: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(600, 300), COPY, data, LEFT, NONE)
    QApplication.sendEvent(window, event)
    return event.isAccepted()


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("구역.shp", "사업.xlsx"), "files"),
        (("화성.gpkg",), "project"),
        (("화성.gpkg", "오산.gpkg"), "files"),
        (("2027.scmap-update",), "update"),
        (("제출자료",), "folders"),
        (("제출자료", "사업.xlsx"), "folders"),
    ],
)
def test_what_will_happen_is_said_before_the_drop(
    bare_window: MainWindow, names: tuple[str, ...], key: str
) -> None:
    hint = bare_window.drop_hint
    assert not hint.isVisible()
    assert enter(bare_window, dragged(*names))
    assert hint.text() == tr(f"window.drop.{key}", count=len(names), file=names[0])
    assert hint.isVisible()
    assert bare_window.ground.rect().contains(hint.geometry())
    QApplication.sendEvent(bare_window, QDragLeaveEvent())
    assert not hint.isVisible()


def test_the_words_go_with_the_drop_and_what_is_no_file_brings_none(
    bare_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[list[Path]] = []
    monkeypatch.setattr(bare_window.intake, "take", lambda files: taken.append(list(files)))
    data: Any = dragged("사업.xlsx")
    enter(bare_window, data)
    QApplication.sendEvent(bare_window, QDropEvent(QPointF(600, 300), COPY, data, LEFT, NONE))
    assert not bare_window.drop_hint.isVisible()
    assert taken == [[Path("/자료/사업.xlsx")]]
    text = QMimeData()
    text.setText("화성시")
    assert not enter(bare_window, text)
    assert not bare_window.drop_hint.isVisible()
