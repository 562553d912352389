"""Years and cells narrow map and tables; what a cell counts is what a click on it shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QToolButton

from scmap.analysis.summary import ALL
from scmap.errors import CancelledError
from scmap.formats.spreadsheet import read_sheet
from scmap.gui import narrowing
from scmap.gui.models.narrowed import EXCEPTED, Cell, Narrowed
from scmap.gui.panels import matrix as matrices
from scmap.gui.panels import years
from scmap.gui.panels.chip import Chip
from scmap.gui.panels.facets import FacetButton
from scmap.gui.panels.matrix import MatrixPanel
from scmap.gui.panels.scope_button import ScopeButton
from scmap.gui.panels.tab_line import TABS
from scmap.gui.panels.tables import TablesPanel
from scmap.gui.panels.years import YearsPanel
from scmap.gui.sources import GRADED
from scmap.model.codebook import UNCLASSIFIED
from scmap.model.overlap import RELATIONS, Relation
from scmap.session.summaries import SCOPES, Axis
from scmap.words import tr
from tests.gui.parts import Parts, make_parts, make_tables, small_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tables(parts: Parts, qtbot: Any) -> TablesPanel:
    panel = make_tables(parts)
    qtbot.addWidget(panel)
    panel.resize(1200, 500)
    panel.show()
    return panel


def matrix(tables: TablesPanel, name: str = "ministry") -> MatrixPanel:
    tables.show_tab(name)
    found = [one for one in tables.findChildren(MatrixPanel) if one.name == name]
    return found[0]


def measure(panel: MatrixPanel, name: str) -> None:
    """Choose what the cells show, as a click on its word does."""
    words = tr(f"summary.measure.{name}")
    (button,) = (one for one in panel.findChildren(QToolButton) if one.text() == words)
    button.click()


def rows_in(tables: TablesPanel, name: str) -> int:
    tables.show_tab(name)
    return tables.row_count


def chips(tables: TablesPanel) -> list[Chip]:
    return [chip for chip in tables.findChildren(Chip) if chip.isVisible()]


def cell_at(panel: MatrixPanel, row: str, column: str) -> str:
    sheet = panel.view.sheet
    assert sheet is not None
    keys = [head.key for head in sheet.heads]
    return sheet.text(keys.index(row), keys.index(column))


def click(qtbot: Any, panel: MatrixPanel, row: str, column: str) -> None:
    sheet = panel.view.sheet
    assert sheet is not None
    keys = [head.key for head in sheet.heads]
    index = panel.view.model().index(keys.index(row), keys.index(column))
    panel.view.scrollTo(index)
    qtbot.mouseClick(panel.view.viewport(), LEFT, pos=panel.view.visualRect(index).center())


@pytest.mark.parametrize("scope", ["graded", "serious"])
@pytest.mark.parametrize(
    ("name", "row", "column"), [("ministry", "MOLIT", "MOIS"), ("field", "CRM", ALL)]
)
def test_a_cell_counts_the_rows_that_a_click_on_it_leaves(
    parts: Parts, tables: TablesPanel, qtbot: Any, name: str, row: str, column: str, scope: str
) -> None:
    panel = matrix(tables, name)
    panel._scope.setCurrentIndex(SCOPES.index(scope))
    told = int(cell_at(panel, row, column))
    assert told > 0
    click(qtbot, panel, row, column)
    assert rows_in(tables, "overlaps") == told
    masks = parts.narrowing.masks
    graded = parts.sources(GRADED)
    assert graded is not None
    shown = masks[GRADED]
    if scope == "graded":
        assert shown.sum() == told
    investments = parts.narrowing.investments
    assert investments is not None
    assert 0 < rows_in(tables, "investments") == investments.sum() <= 2 * told
    (chip,) = chips(tables)
    assert "×" in chip.accessibleName()
    qtbot.mouseClick(chip, LEFT)
    assert parts.narrowing.masks == {}
    assert rows_in(tables, "overlaps") == len(parts.uids)


@pytest.mark.parametrize(("axis", "count"), [("statutory", 12), ("ifez", 6)])
def test_fields_are_told_apart_by_the_law_and_by_ifez_with_the_same_sum(
    tables: TablesPanel, qtbot: Any, axis: Axis, count: int
) -> None:
    panel = matrix(tables, "field")
    whole = cell_at(panel, ALL, ALL)
    panel._basis.setCurrentIndex(matrices.BASES["field"].index(axis))
    assert panel.view.sheet is not None
    heads = [one for one in panel.view.sheet.heads if one.key not in {UNCLASSIFIED, ALL}]
    assert len(heads) == count
    assert cell_at(panel, ALL, ALL) == whole
    told = int(cell_at(panel, heads[1].key, ALL))
    assert heads[1].title == "교통"
    assert told > 0
    click(qtbot, panel, heads[1].key, ALL)
    assert rows_in(tables, "overlaps") == told
    (chip,) = chips(tables)
    assert "교통" in chip.accessibleName()


def test_a_second_click_on_a_cell_shows_everything_again(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    panel = matrix(tables)
    click(qtbot, panel, "MOLIT", "MOIS")
    assert parts.narrowing.cell == Cell("ministry", "graded", "MOLIT", "MOIS")
    click(qtbot, panel, "MOLIT", "MOIS")
    assert parts.narrowing.cell is None


def test_the_keys_go_from_cell_to_cell_and_enter_chooses(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    view = matrix(tables).view
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    cell = parts.narrowing.cell
    assert cell is not None
    assert (cell.row, cell.column) == ("MOLIT", "MOIS")


def test_years_leave_what_operates_in_them_on_map_tables_and_matrix(
    parts: Parts, tables: TablesPanel
) -> None:
    run = parts.findings.run
    assert run is not None
    whole = int(cell_at(matrix(tables), ALL, ALL))
    parts.narrowing.choose_years(2010, 2012)
    years = run.table.operating
    at_work = (years[:, 0] <= 2012) & (years[:, 1] >= 2010)
    assert rows_in(tables, "investments") == at_work.sum() > 0
    listed = parts.findings.pairs
    assert listed is not None
    both = at_work[listed.left] & at_work[listed.right]
    assert rows_in(tables, "overlaps") == both.sum() > 0
    assert int(cell_at(matrix(tables), ALL, ALL)) == both[: listed.graded].sum() < whole
    assert run is parts.findings.run  # nothing was measured again
    parts.narrowing.choose_years(*parts.narrowing.bounds or (0, 0))
    assert parts.narrowing.years is None  # all years are no condition


def test_years_and_a_cell_hold_together(parts: Parts, tables: TablesPanel, qtbot: Any) -> None:
    parts.narrowing.choose_years(2010, 2012)
    panel = matrix(tables)
    told = int(cell_at(panel, "MOLIT", "MOIS"))
    click(qtbot, panel, "MOLIT", "MOIS")
    assert rows_in(tables, "overlaps") == told
    assert len(chips(tables)) == 2


def test_ground_is_measured_when_it_is_asked_for(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    panel = matrix(tables)
    measure(panel, "area")
    assert cell_at(panel, "MOLIT", "MOIS") == "계산 중"
    qtbot.waitUntil(lambda: cell_at(panel, "MOLIT", "MOIS") != "계산 중", timeout=20_000)
    sheet = panel.view.sheet
    listed = parts.findings.pairs
    assert sheet is not None
    assert listed is not None
    area = sheet.values[-1, -1]
    assert 0 < area < np.nansum(listed.candidates.area)  # a union, no sum of pairs
    assert "합집합" in panel.note
    assert "대체 구역" in panel.note


def test_ground_of_very_many_pairs_is_added_up_from_faces_and_says_so(
    tables: TablesPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = matrix(tables)
    measure(panel, "area")
    qtbot.waitUntil(lambda: cell_at(panel, "MOLIT", "MOIS") != "계산 중", timeout=20_000)
    assert panel.view.sheet is not None
    cut_and_joined = panel.view.sheet.values.copy()
    monkeypatch.setattr(matrices, "MOST_JOINED", 3)
    fields = matrix(tables, "field")
    measure(fields, "area")
    qtbot.waitUntil(lambda: "계산 중" not in cell_at(fields, ALL, ALL), timeout=60_000)
    assert "면으로 합산" in fields.note
    assert fields.view.sheet is not None
    assert fields.view.sheet.values[-1, -1] == pytest.approx(cut_and_joined[-1, -1], rel=1e-6)


def test_money_says_that_it_is_no_saving_and_marks_what_it_leaves_out(
    tables: TablesPanel,
) -> None:
    panel = matrix(tables)
    measure(panel, "money")
    assert "절감액이 아님" in panel.note
    assert cell_at(panel, ALL, ALL).endswith("*")
    assert cell_at(panel, "MOIS", "MOIS") == ""


def test_a_year_of_the_chart_narrows_the_view_and_its_figures_are_copied(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    tables.show_tab("years")
    (panel,) = tables.findChildren(YearsPanel)
    panel.chart.setFocus()
    qtbot.keyClick(panel.chart, Qt.Key.Key_Home)
    for _ in range(6):
        qtbot.keyClick(panel.chart, Qt.Key.Key_Right)
    qtbot.keyClick(panel.chart, Qt.Key.Key_Return)
    assert parts.narrowing.years == (2013, 2013)
    qtbot.keyClick(panel.chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert parts.narrowing.years == (2013, 2014)
    tables.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("연도\t운영 사업")
    assert len(lines) == len(panel.sheet.rows) + 1
    assert "미상" in panel.note


def test_each_tab_is_saved_as_it_is_read(tables: TablesPanel, tmp_path: Path) -> None:
    from scmap.gui.sheets import _write

    told: list[Any] = []
    tables.save_wanted.connect(lambda title, sheet: told.append((title, sheet)))
    for name in TABS:
        tables.show_tab(name)
        tables.save()
    assert [title for title, _ in told] == [tr(f"tables.tab.{name}") for name in TABS]
    title, sheet = told[2]
    _write(tmp_path / "행렬.xlsx", title, sheet)
    rows = read_sheet(tmp_path / "행렬.xlsx").rows
    assert rows[0][0] == "부처×부처"
    assert 44.0 in rows[3] or 44 in rows[3]


def test_rows_in_sight_are_written_one_by_one_and_the_writing_can_be_stopped(
    tables: TablesPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scmap.gui import sheets

    told: list[Any] = []
    tables.save_wanted.connect(lambda title, sheet: told.append((title, sheet)))
    tables.show_tab("overlaps")
    tables.sort(5, descending=True)
    tables.save()
    title, draft = told[0]
    file = tmp_path / "쌍.xlsx"
    sheets._write(file, title, draft)
    rows = read_sheet(file).rows
    shown = [tables._table.rows.index(row, 2).data() for row in range(tables.row_count)]
    assert [row[2] for row in rows[3 : 3 + len(shown)]] == shown
    monkeypatch.setattr(sheets, "MOST_ROWS", 10)
    sheets._write(file, title, draft)
    assert any(f"{len(shown) - 10}개 행" in str(row[0]) for row in read_sheet(file).rows)

    def stop(_share: float, /) -> None:
        raise CancelledError

    before = file.read_bytes()
    with pytest.raises(CancelledError):
        sheets._write(file, title, draft, stop)
    assert file.read_bytes() == before  # what was there stays


def test_a_stale_choice_goes_with_its_project(parts: Parts) -> None:
    parts.narrowing.choose_years(2010, 2012)
    parts.bridge.take(None)
    assert parts.narrowing.years is None
    assert parts.narrowing.masks == {}
    assert parts.narrowing.bounds is None
    assert parts.narrowing.tally.all_investments == 0


def test_conditions_narrow_table_and_map_together_and_each_is_taken_away(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    listed = parts.findings.pairs
    assert listed is not None
    serious = int((listed.candidates.verdict.grade <= 1).sum())
    parts.narrowing.choose(Narrowed(grades=frozenset({0, 1})))
    assert rows_in(tables, "overlaps") == serious > 0
    assert parts.narrowing.masks[GRADED].sum() == serious
    parts.narrowing.choose(Narrowed(grades=frozenset({EXCEPTED})))
    assert rows_in(tables, "overlaps") == len(listed) - listed.graded > 0
    parts.narrowing.choose(Narrowed(lines=frozenset({"MSIT"}), time="meet"))
    shown = rows_in(tables, "overlaps")
    assert 0 < shown < len(listed)
    words = [chip.accessibleName() for chip in chips(tables)]
    assert words == ["함께 운영", "계열 과학기술정보통신부 계열"]
    qtbot.mouseClick(chips(tables)[1], LEFT)
    assert rows_in(tables, "overlaps") > shown
    qtbot.mouseClick(chips(tables)[0], LEFT)
    assert parts.narrowing.masks == {}


def test_the_menu_of_conditions_offers_what_occurs_and_stays_open(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    tables.show_tab("overlaps")
    (button,) = tables.findChildren(FacetButton)
    menu = button.menu()
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    offered = [action.text() for action in menu.actions() if action.isCheckable()]
    assert offered[:5] == ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "예외"]
    assert "국토교통부 계열" in offered
    second = next(action for action in menu.actions() if action.text() == "Ⅱ")
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(second).center())
    assert menu.isVisible()
    assert parts.narrowing.to.grades == frozenset({1})
    menu.hide()


def test_a_cell_of_ungraded_pairs_says_where_they_are_seen(tables: TablesPanel, qtbot: Any) -> None:
    panel = matrix(tables, "field")
    panel._scope.setCurrentIndex(SCOPES.index("all"))
    told = int(cell_at(panel, "WAT", "FAC"))
    click(qtbot, panel, "WAT", "FAC")
    assert rows_in(tables, "overlaps") == 0
    said = " ".join(one.text() for one in tables.findChildren(QLabel) if one.isVisible())
    assert "투자사업 표와 지도" in said
    assert 0 < rows_in(tables, "investments") <= 2 * told


def test_a_cell_of_all_pairs_leaves_no_more_rows_than_it_counts(
    tables: TablesPanel, qtbot: Any
) -> None:
    panel = matrix(tables, "field")
    panel._scope.setCurrentIndex(SCOPES.index("all"))
    told = int(cell_at(panel, "CRM", "CRM"))
    click(qtbot, panel, "CRM", "CRM")
    assert 0 < rows_in(tables, "overlaps") <= told


@pytest.fixture
def kin(qtbot: Any) -> Iterator[Parts]:
    """Give the parts of a project in which ministries overlap with themselves, and jointly."""
    made = make_parts()
    project = small_project()
    layer = project.investments
    assert layer is not None
    ministry = layer.text("ministry").copy()
    ministry[:3] = ["국토교통부", "국토교통부", "국토교통부;행정안전부"]
    cells = {**layer.columns, "ministry": ministry}
    made.open(qtbot, project.with_layer(layer.replace(columns=cells)))
    yield made
    made.jobs.close()


def settle(parts: Parts, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: parts.findings.settled and not parts.jobs.running, timeout=60_000)


@pytest.mark.parametrize("relation", ["within", "joint", "all"])
def test_another_relation_is_counted_alike_in_table_tree_map_and_matrix(
    kin: Parts, qtbot: Any, relation: Relation
) -> None:
    tables = make_tables(kin)
    qtbot.addWidget(tables)
    tables.resize(1200, 500)
    tables.show()
    measured = kin.findings.run
    kin.findings.choose_relation(relation)
    settle(kin, qtbot)
    pairs = kin.findings.pairs
    assert kin.findings.run is measured  # nothing was measured again
    assert pairs is not None
    assert pairs.graded > 0
    if relation != "all":
        code = RELATIONS.index(relation)
        assert (pairs.relation_code[: pairs.graded] == code).all()
        shown = int((pairs.relation_code == code).sum())
    else:
        assert len(set(pairs.relation_code[: pairs.graded].tolist())) > 1
        shown = len(pairs)
    assert rows_in(tables, "overlaps") == shown
    assert kin.narrowing.tally.pairs == shown
    graded = kin.sources(GRADED)
    assert graded is not None
    assert len(graded) == pairs.graded
    assert int(cell_at(matrix(tables), ALL, ALL)) == pairs.graded
    (chip,) = chips(tables)
    assert tr(f"scope.relation.{relation}") in chip.accessibleName()
    qtbot.mouseClick(chip, LEFT)
    settle(kin, qtbot)
    assert kin.findings.relation == "between"
    assert not chips(tables)


def test_pairs_that_operate_together_are_counted_alike_everywhere(
    parts: Parts, tables: TablesPanel
) -> None:
    pairs = parts.findings.pairs
    assert pairs is not None
    together = pairs.years >= 1
    parts.narrowing.choose(Narrowed(time="meet"))
    assert rows_in(tables, "overlaps") == together.sum() < len(pairs)
    panel = matrix(tables)
    assert int(cell_at(panel, ALL, ALL)) == together[: pairs.graded].sum()
    assert parts.narrowing.tally.pairs == together.sum()
    graded = parts.sources(GRADED)
    assert graded is not None
    rows = pairs.rows(graded.uids)
    assert parts.narrowing.masks[GRADED].tolist() == together[rows].tolist()


def test_the_menu_of_the_scope_says_what_is_seen_and_offers_the_rest(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    (button,) = tables.findChildren(ScopeButton)
    assert button.text() == "부처 간"
    menu = button.menu()
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    offered = [action.text() for action in menu.actions() if action.isCheckable()]
    assert offered == ["부처 간", "부처 내", "공동", "전체 관계", "모든 시기", "함께 운영"]
    ticked = [action.text() for action in menu.actions() if action.isChecked()]
    assert ticked == ["부처 간", "모든 시기"]
    last = next(action for action in menu.actions() if action.text() == "함께 운영")
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(last).center())
    assert parts.narrowing.to.time == "meet"
    assert button.text() == "부처 간 · 함께 운영"


def test_a_matrix_of_all_pairs_says_how_many_the_table_lacks(
    parts: Parts, tables: TablesPanel
) -> None:
    panel = matrix(tables)
    panel._scope.setCurrentIndex(SCOPES.index("all"))
    told, pairs = int(cell_at(panel, ALL, ALL)), parts.findings.pairs
    assert pairs is not None
    between = pairs.table.where(relation="between")
    assert told == between.sum()
    listed = np.zeros(len(pairs.table), dtype=bool)
    listed[pairs.pair[pairs.pair >= 0]] = True
    lacking = int((between & ~listed).sum())
    assert lacking > 0
    assert f"{lacking:,}쌍은" in panel.note


def test_very_many_pairs_are_narrowed_in_the_background_to_the_same_rows(
    parts: Parts, tables: TablesPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = matrix(tables)
    parts.narrowing.choose_years(2010, 2012)
    at_once = parts.narrowing.listed
    told = cell_at(panel, ALL, ALL)
    parts.narrowing.clear()
    for module in (narrowing, matrices):
        monkeypatch.setattr(module, "MANY", 0)
    parts.narrowing.choose_years(2000, 2001)
    parts.narrowing.choose_years(2010, 2012)  # the newest wins
    assert not parts.narrowing.settled
    assert panel.view.dimmed
    assert parts.narrowing.listed is None  # the old rows stay until the new ones are known
    qtbot.waitUntil(lambda: parts.narrowing.settled and not panel.view.dimmed, timeout=60_000)
    listed = parts.narrowing.listed
    assert listed is not None
    assert at_once is not None
    assert listed.tolist() == at_once.tolist()
    assert cell_at(panel, ALL, ALL) == told
    assert not panel.view.dimmed


def test_pairs_stay_in_sight_dimly_until_those_of_the_changed_data_are_known(
    kin: Parts, qtbot: Any
) -> None:
    tables = make_tables(kin)
    qtbot.addWidget(tables)
    tables.resize(1200, 500)
    tables.show()
    kin.findings.choose_relation("all")
    settle(kin, qtbot)
    before = rows_in(tables, "overlaps")
    panel = matrix(tables)
    figures = cell_at(panel, ALL, ALL)
    layer = kin.bridge.project.investments if kin.bridge.project else None
    assert layer is not None
    kin.bridge.do("edit", lambda now: now.with_layer(layer.take(np.arange(len(layer) - 1))))
    assert kin.findings.pairs is None
    table = tables._tables[0]
    assert panel.view.isVisible()
    assert panel.view.dimmed
    assert cell_at(panel, ALL, ALL) == figures
    assert rows_in(tables, "overlaps") == before > 0
    assert table.dimmed
    assert tables._line._tabs.tabText(0).endswith("갱신 중")
    settle(kin, qtbot)
    assert not table.dimmed
    assert not matrix(tables).view.dimmed
    assert "갱신 중" not in tables._line._tabs.tabText(0)
    kin.bridge.take(None)
    assert rows_in(tables, "overlaps") == 0


def test_the_years_of_very_many_pairs_are_counted_in_the_background_by_the_chosen_relation(
    parts: Parts, tables: TablesPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.show_tab("years")
    (panel,) = tables.findChildren(YearsPanel)
    at_once = panel.sheet
    assert "부처 간 쌍" in at_once.notes[1]
    monkeypatch.setattr(years, "MANY", 0)
    parts.findings.choose_relation("all")
    settle(parts, qtbot)
    qtbot.waitUntil(panel.table.isEnabled, timeout=60_000)
    assert "전체 관계 쌍" in panel.sheet.notes[1]
    every, between = (sum(int(row[2]) for row in one.rows) for one in (panel.sheet, at_once))
    assert every > between > 0
    parts.findings.choose_relation("between")
    settle(parts, qtbot)
    qtbot.waitUntil(panel.table.isEnabled, timeout=60_000)
    assert panel.sheet == at_once
