"""심의자료 다듬기: other words are on their page at once, and flagged when numbers change."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scmap.gui.dialogs.sentences import SentencesDialog
from scmap.model.records import records, with_record
from scmap.model.review import Round
from scmap.model.sentence import Sentence
from tests.cartography.maps import pixels
from tests.gui.board import Desk, desk
from tests.report import round_sample

PATIENCE_MS = 60_000
LEFT = Qt.MouseButton.LeftButton


def opened(table: Desk, qtbot: Any) -> SentencesDialog:
    (round_,) = records(table.project, Round)[:1]
    dialog = SentencesDialog(table.bridge, table.jobs, round_.uid, None)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.is_settled and dialog.view.has_page, timeout=PATIENCE_MS)
    return dialog


def row_of(dialog: SentencesDialog, words: str) -> int:
    return next(n for n, one in enumerate(dialog.sentences) if words in one.text)


def choose(dialog: SentencesDialog, qtbot: Any, row: int) -> None:
    dialog.list.setCurrentIndex(dialog.list.model().index(row, 0))
    qtbot.waitUntil(lambda: dialog.is_settled, timeout=PATIENCE_MS)


def test_a_sentence_is_put_in_other_words_seen_on_its_page_and_flagged_when_numbers_change(
    qtbot: Any,
) -> None:
    with desk() as table:
        table.open(round_sample.project())
        dialog = opened(table, qtbot)
        choose(dialog, qtbot, row_of(dialog, "총"))
        before, where = pixels(dialog.view.picture), dialog.where
        assert not dialog.keep.isEnabled()
        dialog.entry.setText("위원회가 다시 쓴 문장임")
        QTest.mouseClick(dialog.keep, LEFT)
        qtbot.waitUntil(lambda: dialog.is_settled, timeout=PATIENCE_MS)
        assert dialog.where == where
        assert (pixels(dialog.view.picture) != before).any()
        (edit,) = records(table.project, Sentence)
        assert edit.text == "위원회가 다시 쓴 문장임"
        earlier = replace(edit, made="전국 투자사업 1건")  # as if the numbers were others then
        table.bridge.do("문장", lambda now: with_record(now, earlier))
        row = row_of(dialog, "위원회가 다시 쓴")
        assert dialog.sentences[row].stale
        assert dialog.list.model().index(row, 0).data() == "확인 필요"
        choose(dialog, qtbot, row)
        QTest.mouseClick(dialog.give_back, LEFT)
        assert records(table.project, Sentence) == ()
        assert not any(one.stale for one in dialog.sentences)
        qtbot.waitUntil(lambda: dialog.is_settled, timeout=PATIENCE_MS)
        first = dialog.where
        QTest.keyClick(dialog.view, Qt.Key.Key_PageDown)
        qtbot.waitUntil(lambda: dialog.is_settled, timeout=PATIENCE_MS)
        assert dialog.where != first
        dialog.close()
