"""판정 기준 in a real window: what a change would do is said at once, and applied it holds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from scmap import words
from scmap.formats.rule_file import rule_text
from scmap.gui import theme
from scmap.gui.dialogs.rule_pages import MatrixView, SensitivityView, ValueView
from scmap.gui.dialogs.rules import VALUE_PAGES, RulesDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.models.rule_draft import RuleDraft, parsed
from scmap.gui.models.rule_matrix import RuleMatrix
from scmap.gui.models.rule_values import COLUMNS, VALUE, RuleValues
from scmap.gui.panels.tables import OVERLAPS
from scmap.model.project import Project
from scmap.model.ruleset import GRADES
from scmap.reference.rules import ruleset
from scmap.session.judging import Editor, judgement_of, rules_of, set_values
from tests.event_loop import rest
from tests.gui.audit import contrast

PATIENCE_MS = 20_000
EMPTY = Project(uid="p", title="p")


class Desk:
    """The dialog in a window, as a planner works with it."""

    def __init__(self, window: MainWindow, qtbot: Any) -> None:
        self.window, self._qtbot = window, qtbot
        window.actions_["analysis.rules"].trigger()
        dialog = window.findChild(RulesDialog)
        assert isinstance(dialog, RulesDialog)
        self.dialog = dialog
        self.wait()

    def wait(self) -> None:
        """Wait until what was changed has been computed."""
        rest(200)
        self._qtbot.waitUntil(lambda: not self.window.jobs.running, timeout=PATIENCE_MS)

    def page(self, name: str) -> Any:
        """Turn to a page by its name in the list."""
        place = next(n for n, page in enumerate(self.dialog._pages) if page.name == name)
        self.dialog._list.setCurrentRow(place)
        return self.dialog._pages[place].widget

    def type_in(self, view: ValueView, name: str, text: str) -> None:
        """Type a value into the row of that name, and press Enter."""
        model = view.model()
        row = next(r for r in range(model.rowCount()) if name in model.index(r, 0).data())
        view.setCurrentIndex(model.index(row, VALUE))
        view.setFocus()
        QTest.keyClicks(view, text[:1])
        editor = view.findChild(QLineEdit)
        assert editor is not None
        editor.setText(text)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        self.wait()

    @property
    def told(self) -> str:
        """What is said of the effect."""
        return self.dialog._effect.text()

    @property
    def apply(self) -> QPushButton:
        """The button that lets the values hold."""
        return next(one for one in self.dialog.findChildren(QPushButton) if one.text() == "적용")

    def press(self, words: str) -> None:
        """Press a button of the dialog."""
        every = self.dialog.findChildren(QPushButton)
        QTest.mouseClick(
            next(one for one in every if one.text() == words), Qt.MouseButton.LeftButton
        )


@pytest.fixture
def desk(window: MainWindow, qtbot: Any) -> Iterator[Desk]:
    made = Desk(window, qtbot)
    yield made
    if window.judging._dialog is not None:
        made.dialog.done(0)


def grades(window: MainWindow) -> dict[str, str]:
    found = window.findings.candidates
    assert found is not None
    return {found.uid(row): GRADES[found.verdict.grade[row]] for row in range(len(found))}


def test_the_effect_is_said_while_a_value_changes_and_holds_once_it_is_applied(
    desk: Desk, qtbot: Any
) -> None:
    window, before = desk.window, grades(desk.window)
    assert desk.told.startswith("등급이 바뀌는 쌍이 없습니다")
    assert not desk.apply.isEnabled()
    desk.type_in(desk.page("grades"), "Ⅲ 유사·중복 점수 D", "50")
    assert desk.told.startswith("등급 변경")
    assert grades(window) == before  # nothing holds yet
    listed = desk.dialog._moved.rowCount()
    assert f"등급 변경 {listed}쌍: Ⅲ→Ⅳ {listed}" in desk.told
    desk.dialog._author.setText("김서기")
    QTest.mouseClick(desk.apply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findings.settled, timeout=PATIENCE_MS)
    after = grades(window)
    assert sum(before[uid] != after[uid] for uid in before) == listed > 0
    project = window.bridge.project
    assert project is not None
    assert rules_of(project).edits["gate.3.score"].author == "김서기"
    shown = window.tables._tables[OVERLAPS].rows
    column = [shown.index(row, 0).data() for row in range(len(after))]
    assert sorted(column) == sorted(after.values())
    window.bridge.undo()
    qtbot.waitUntil(lambda: window.findings.settled, timeout=PATIENCE_MS)
    assert grades(window) == before


def test_a_value_that_cannot_stand_is_explained_and_nothing_is_applied(desk: Desk) -> None:
    page = desk.page("weights")
    for text, said in (("abc", "숫자가 아닙니다"), ("1.5", "0 이상 1 이하여야 합니다")):
        desk.type_in(page, "F 분야", text)
        assert said in desk.told
        assert "F 분야" in desk.told
        assert not desk.apply.isEnabled()
    desk.type_in(page, "F 분야", "0.3")
    assert desk.apply.isEnabled()
    desk.type_in(desk.page("grades"), "Ⅱ 유사·중복 점수 D", "90")
    assert "아래 등급의 값보다 작을 수 없습니다" in desk.told
    assert not desk.apply.isEnabled()


def test_weights_that_do_not_add_up_to_one_say_that_they_count_in_proportion(desk: Desk) -> None:
    page = desk.page("weights")
    assert "(합 1)" in page.model().index(0, 0).data()
    desk.type_in(page, "F 분야", "0.35")
    assert "합 1.1 → 1이 되도록 환산하여 적용" in page.model().index(0, 0).data()
    assert page.model().index(2, 2).data() == "31.8%"
    assert desk.dialog._list.item(0).text() == "가중치 (1)"


def test_a_value_is_turned_and_reset_by_keys(desk: Desk) -> None:
    page, draft = desk.page("weights"), desk.dialog.draft
    page.setCurrentIndex(page.model().index(2, VALUE))
    QTest.keyClick(page, Qt.Key.Key_Plus)
    QTest.keyClick(page, Qt.Key.Key_Plus)
    QTest.keyClick(page, Qt.Key.Key_Minus)
    assert draft.wanted == {"duplication.F": 0.26}
    QTest.keyClick(page, Qt.Key.Key_Delete)
    assert draft.wanted == {}
    desk.wait()


def test_a_grid_is_edited_on_both_sides_of_its_diagonal_at_once(desk: Desk) -> None:
    grid = desk.page("field_similarity").findChild(MatrixView)
    model = grid.model()
    assert model.setData(model.index(1, 0), "0.4")
    assert model.index(0, 1).data() == model.index(1, 0).data() == "0.4"
    assert desk.dialog.draft.wanted == {"field_similarity.ADM-TRN": 0.4}
    other = desk.page("field_complement").findChild(MatrixView).model()
    assert other.index(0, 1).data() == "0.2"  # another table
    desk.wait()


def test_the_sensitivity_counts_and_lists_the_pairs_that_change(desk: Desk) -> None:
    view = desk.page("sensitivity").findChild(SensitivityView)
    measured = view.shown.measured
    assert measured is not None
    row, step = divmod(int(measured.grades.argmax()), len(measured.steps))
    count = int(measured.grades[row, step])
    assert count > 0
    view.setCurrentIndex(view.shown.index(row, 3 + step))
    desk.wait()
    assert desk.dialog._varied.rowCount() == count
    assert f"등급이 바뀌는 쌍 {count}" in desk.dialog._varied_words.text()


def test_a_file_of_rules_comes_in_whole_or_not_at_all(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "기준.json"
    desk.window.judging.write_file(file)
    assert "저장했습니다" in desk.dialog._note.text()
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**record, "values": {"quality.B": 7}}), encoding="utf-8")
    desk.window.judging.take_file(file)
    assert "아무것도 적용하지 않았습니다" in desk.dialog._note.text()
    assert desk.dialog.draft.wanted == {}
    file.write_text(json.dumps({**record, "values": {"quality.B": 0.5}}), encoding="utf-8")
    desk.window.judging.take_file(file)
    assert desk.dialog.draft.wanted == {"quality.B": 0.5}
    desk.wait()
    assert desk.apply.isEnabled()
    desk.press("모두 기본값으로")
    assert desk.dialog.draft.wanted == {}
    assert not desk.apply.isEnabled()
    desk.wait()


def test_cancelling_leaves_the_project_as_it_was(desk: Desk) -> None:
    project = desk.window.bridge.project
    desk.type_in(desk.page("life"), "CCTV 통합관제센터", "12")
    desk.press("취소")
    assert desk.dialog.isVisible()  # what was changed is not lost by one slip
    assert "버려집니다" in desk.dialog._note.text()
    desk.press("취소")
    assert desk.window.judging._dialog is None
    assert desk.window.bridge.project is project


def test_enter_begins_to_edit_and_never_applies_by_accident(desk: Desk) -> None:
    page, draft = desk.page("weights"), desk.dialog.draft
    draft.put("duplication.F", "0.3")
    page.setCurrentIndex(page.model().index(1, 0))
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Return)
    editor = page.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "0.1")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.wait()
    assert desk.dialog.isVisible()
    assert draft.wanted == {"duplication.F": 0.3, "duplication.s": 0.1}


def test_the_models_keep_what_qt_asks_of_them(qtmodeltester: Any) -> None:
    parent = QObject()
    draft = RuleDraft(judgement_of(set_values(EMPTY, {"quality.B": 0.6}, Editor("김서기"))), parent)
    values = RuleValues(draft, ("duplication", "quality", "life"), parent)
    qtmodeltester.check(values)
    qtmodeltester.check(RuleMatrix(draft, "kind_complement", parent))
    row = next(r for r in range(values.rowCount()) if values.key(r) == "quality.B")
    assert values.index(row, VALUE).data() == "0.6"
    assert "김서기" in values.index(row, VALUE).data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("page", VALUE_PAGES)
def test_items_are_read_in_full_in_english_and_their_sources_begun(qtbot: Any, page: str) -> None:
    words.set_language("en")
    try:
        draft = RuleDraft(judgement_of(EMPTY))
        frame = QWidget()
        qtbot.addWidget(frame)
        view = ValueView(draft, VALUE_PAGES[page], frame)
        view.resize(950, 420)
        frame.resize(950, 420)
        frame.show()
        letters, model = view.fontMetrics(), view.model()
        source = len(COLUMNS) - 1
        assert view.columnWidth(source) > letters.horizontalAdvance("Judgement value")
        items = (model.index(row, 0) for row in range(model.rowCount()) if view.key_at(row))
        longest = max(letters.horizontalAdvance(one.data()) for one in items)
        assert view.columnWidth(0) > longest
        row = next(row for row in range(model.rowCount()) if view.key_at(row))
        draft.put(view.key_at(row), "nonsense")
        state = COLUMNS.index("state")
        said = model.index(row, state).data()
        assert view.columnWidth(state) > letters.horizontalAdvance(said)
    finally:
        words.set_language("ko")


def test_what_a_draft_exports_is_what_it_holds() -> None:
    draft = RuleDraft(judgement_of(EMPTY))
    assert draft.rules is not None
    assert rule_text(draft.rules) == rule_text(ruleset())
    draft.put("near.distance", "7,500")
    draft.put("quality.C", "45%")
    assert draft.wanted == {"near.distance": 7500.0, "quality.C": 0.45}
    draft.put("quality.C", "50%")
    assert draft.wanted == {"near.distance": 7500.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25),
        (" ０．２５ ", 0.25),
        ("25%", 0.25),
        ("5,000", 5000.0),
        ("", None),
        ("a", None),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, value: float | None) -> None:
    assert parsed(text) == value


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_value_of_a_grid_is_read_on_its_ground(desk: Desk, scheme: str) -> None:
    """The stronger a value the stronger its ground: the figure stands out from it all the same."""
    theme.choose(scheme)
    try:
        grid = desk.page("field_complement").findChild(MatrixView)
        rest(50)
        picture = grid.viewport().grab().toImage()
        model, seen = grid.model(), set()
        for row, column in ((0, 0), (0, 1), (0, 6), (1, 3), (1, 6)):
            cell = grid.visualRect(model.index(row, column))
            ground = picture.pixelColor(cell.topLeft() + QPoint(4, 4))
            inner = cell.adjusted(6, 4, -6, -4)
            colours = {
                picture.pixel(x, y)
                for x in range(inner.left(), inner.right())
                for y in range(inner.top(), inner.bottom())
            }
            assert max(contrast(QColor.fromRgb(one), ground) for one in colours) >= 4.0
            seen.add(ground.name())
        assert len(seen) > 3
    finally:
        theme.choose("system")
