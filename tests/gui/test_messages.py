"""Messages: good news go, bad news stay, and no text from data is read as markup."""

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QMessageBox, QWidget

from scmap.errors import InputError
from scmap.gui import messages, texts
from scmap.gui.messages import Message, MessageBar, MessageRow, show_bug
from scmap.gui.start import application
from scmap.words import tr
from tests.gui.parts import HOSTILE


@pytest.fixture
def bar(qtbot: Any) -> MessageBar:
    application()
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def said(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def press(widget: QWidget, name: str) -> None:
    buttons = widget.findChildren(QAbstractButton)
    next(one for one in buttons if name in (one.text(), one.accessibleName())).click()


def test_without_messages_there_is_no_bar(bar: MessageBar) -> None:
    assert not bar.isVisible()
    bar.tell(Message("info", "가"))
    assert bar.isVisible()
    press(bar, tr("window.message.close"))
    assert not bar.isVisible()


@pytest.mark.parametrize(("level", "stays"), [("success", False), ("warning", True)])
def test_good_news_go_by_themselves_and_warnings_stay(
    bar: MessageBar, qtbot: Any, monkeypatch: pytest.MonkeyPatch, level: Any, stays: bool
) -> None:
    monkeypatch.setattr(messages, "FADE_MS", 10)
    monkeypatch.setattr(MessageRow, "underMouse", lambda _row: False)
    bar.tell(Message(level, "가"))
    qtbot.wait(60)
    assert bar.isVisible() == stays


def test_an_error_says_what_happened_and_what_to_do(bar: MessageBar) -> None:
    bar.tell_error(InputError("file_missing", file="투자사업.gpkg"))
    assert "투자사업.gpkg" in said(bar)
    assert tr("errors.file_missing.remedy") in said(bar)


def test_the_same_words_are_not_stacked_and_only_the_newest_three_stand(bar: MessageBar) -> None:
    for text in ("가", "나", "다", "가", "라"):
        bar.tell(Message("warning", text))
    assert [message.text for message in bar.messages] == ["라", "가", "다"]


def test_details_open_and_are_copied_with_the_message(bar: MessageBar) -> None:
    bar.tell(Message("warning", "행 3개를 뺐습니다.", detail="행 12: 좌표가 없습니다."))
    assert "행 12" not in said(bar)
    press(bar, tr("window.message.more"))
    assert "행 12" in said(bar)
    press(bar, tr("window.message.copy"))
    assert QGuiApplication.clipboard().text() == "행 3개를 뺐습니다.\n행 12: 좌표가 없습니다."


def test_the_button_of_a_message_acts_and_takes_it_away(bar: MessageBar) -> None:
    done: list[str] = []
    bar.tell(Message("success", "저장하였습니다.", action="열기", act=lambda: done.append("열기")))
    press(bar, "열기")
    assert done == ["열기"]
    assert not bar.isVisible()


def test_hostile_text_is_shown_literally(bar: MessageBar) -> None:
    bar.tell(Message("error", HOSTILE, detail=HOSTILE))
    press(bar, tr("window.message.more"))
    labels = [one for one in bar.findChildren(QLabel) if one.text()]
    assert [one.text() for one in labels] == [HOSTILE, HOSTILE]
    assert {one.textFormat() for one in labels} == {Qt.TextFormat.PlainText}


def test_a_bug_names_its_kind_and_the_log_but_no_data(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    show_bug(parent, ValueError("화성시 12,345"))
    box = parent.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "ValueError" in box.text()
    assert "화성시" not in box.text() + box.informativeText()
    box.close()


def test_no_box_that_asks_hides_what_data_say(qtbot: Any) -> None:
    """A publisher's name with the mark of a remark in it would hide the fingerprint behind it."""
    parent = QWidget()
    qtbot.addWidget(parent)
    hostile = "국토교통부 <b>AAAA-BBBB</b><!--"
    box = texts.question("키", f"{hostile} 지문: CCCC-DDDD", f"한 일 {hostile}", parent)
    said = {one.text(): one.textFormat() for one in box.findChildren(QLabel) if one.text()}
    assert {f"{hostile} 지문: CCCC-DDDD", f"한 일 {hostile}"} <= said.keys()
    assert set(said.values()) == {Qt.TextFormat.PlainText}
    box.deleteLater()


@pytest.mark.parametrize("detail", ["", "한 일"])
def test_a_box_that_asks_has_as_much_room_to_the_left_as_to_the_right(
    detail: str, qtbot: Any
) -> None:
    """Qt leaves room for a sign beside the text, though there is none."""
    box = texts.question("제목", "저장하시겠습니까?", detail)
    box.addButton("저장", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("저장 안 함", QMessageBox.ButtonRole.DestructiveRole)
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    said = [one for one in box.findChildren(QLabel) if one.isVisible() and one.text()]
    right = max(one.mapTo(box, one.rect().topRight()).x() for one in box.buttons())
    assert {one.x() for one in said} == {box.width() - 1 - right}
    box.close()


def test_boxes_are_made_where_their_texts_stay_texts() -> None:
    gui = Path(texts.__file__).parent
    made = re.compile(r"QMessageBox(\.(question|information|warning|critical|about))?\(")
    found = {one.name for one in gui.rglob("*.py") if made.search(one.read_text("utf-8"))}
    assert found == {"messages.py", "texts.py"}  # that of a fault has a text of our own
