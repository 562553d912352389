"""Tables, tree and commands as Qt sees them, and as a planner reads them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt

from scmap import reference, words
from scmap.analysis.candidates import find_candidates
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.gui import search
from scmap.gui.action import State
from scmap.gui.actions import ACTIONS
from scmap.gui.keys import Named
from scmap.gui.models.column import Column
from scmap.gui.models.commands import KEYS, NAME, PLACE, CommandModel
from scmap.gui.models.investments import investment_table
from scmap.gui.models.layer_tree import TITLE, UID, LayerTreeModel
from scmap.gui.models.overlaps import overlap_table
from scmap.gui.models.table import Table, TableModel
from scmap.model import amounts
from scmap.model.layer import objects
from scmap.model.pairs import PairList
from scmap.model.project import Project
from scmap.reference.rules import ruleset
from tests.gui.parts import HOSTILE, small_project

Role = Qt.ItemDataRole
NUMBERS = (3.0, np.nan, 10.0, 1.0)


def table(texts: tuple[str | None, ...] = ("가온", "나래", "=1+1", None)) -> Table:
    columns = (
        Column("name", objects(texts), lambda text: text or amounts.unknown()),
        Column("total", np.array(NUMBERS), amounts.money),
    )
    return Table("layer", Named(objects("abcd")), columns)


def shown(model: TableModel, column: int) -> list[str]:
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


@pytest.fixture
def model() -> TableModel:
    made = TableModel()
    made.show(table())
    return made


@pytest.fixture(scope="module")
def project() -> Project:
    return small_project()


@pytest.fixture(scope="module")
def pairs(project: Project) -> PairList:
    """Give every pair of the project, 부처 내 included, so that exceptions are among them."""
    assert project.investments is not None
    register = Register.of(project.investments, reference.codebook())
    run = measure_every_pair(register)
    return PairList.of(find_candidates(register, ruleset(), run, relation="all"))


def test_the_table_model_keeps_to_qts_rules(qtmodeltester: Any, model: TableModel) -> None:
    model.sort(1)
    model.filter("가")
    qtmodeltester.check(model, force_py=True)


def test_numbers_sort_as_numbers_with_the_unknown_last_either_way(model: TableModel) -> None:
    model.sort(1)
    assert shown(model, 1) == ["1", "3", "10", "미상"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert shown(model, 1) == ["10", "3", "1", "미상"]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=False), max_size=30), st.booleans())
def test_sorting_loses_no_row_and_orders_what_is_known(
    numbers: list[float], descending: bool
) -> None:
    column = Column("total", np.array(numbers, dtype=float), str)
    order = Table("", Named(objects(map(str, range(len(numbers))))), (column,)).sorted_by(
        0, descending=descending
    )
    assert sorted(order) == list(range(len(numbers)))
    known = [numbers[row] for row in order if not np.isnan(numbers[row])]
    assert known == sorted(known, reverse=descending)
    assert all(np.isnan(numbers[row]) for row in order[len(known) :])


def test_a_row_that_is_held_is_still_the_same_feature_after_sorting(model: TableModel) -> None:
    held = QPersistentModelIndex(model.index(0, 0))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert model.uid(held.row()) == "a"
    assert model.row("a") == held.row()


@pytest.mark.parametrize(
    ("query", "found"),
    [("가", ["a"]), ("ㄱㅇ", ["a"]), ("미상", ["b", "d"]), ("나래 미상", ["b"]), ("없는 말", [])],
)
def test_the_filter_looks_into_all_columns_and_knows_initials(
    model: TableModel, query: str, found: list[str]
) -> None:
    model.filter(query)
    assert [model.uid(row) for row in range(model.rowCount())] == found


def test_a_marked_row_is_bold_and_no_other(model: TableModel) -> None:
    model.mark(["b"])
    fonts = [model.index(row, 0).data(Role.FontRole) for row in range(4)]
    assert [font is not None and font.bold() for font in fonts] == [False, True, False, False]


def test_hostile_text_is_shown_as_it_is_written(model: TableModel) -> None:
    model.show(table((HOSTILE, None, None, None)))
    assert model.index(0, 0).data() == HOSTILE
    assert "<b>" not in model.index(0, 0).data(Role.ToolTipRole)


def test_unknown_money_of_an_investment_is_unknown_and_its_kind_is_named(project: Project) -> None:
    assert project.investments is not None
    model = TableModel()
    model.show(investment_table(project.investments, reference.codebook()))
    keys = [column.key for column in model.table.columns]
    assert model.index(0, keys.index("total")).data() == "미상"
    assert model.index(0, keys.index("kind")).data() == "통합운영센터"


def test_the_worst_grade_stands_first_and_exceptions_last(pairs: PairList) -> None:
    made = overlap_table(pairs)
    grades = made.columns[0]
    assert grades.key == "grade"
    order = grades.ranks()[0]
    assert list(order) == sorted(order)
    assert {grades.text(row) for row in range(len(made))} <= {"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "예외"}
    assert made.keys is pairs


def test_each_listed_pair_has_the_figures_of_its_own_row(pairs: PairList) -> None:
    made = {column.key: column for column in overlap_table(pairs).columns}
    names, found = pairs.layer.text("name"), pairs.candidates
    for row, uid in enumerate(pairs.uids()):
        left, right = (pairs.layer.rows[side] for side in uid.split("|"))
        assert (made["left_name"].text(row), made["right_name"].text(row)) == (
            names[left],
            names[right],
        )
        shared = shapely.area(shapely.intersection(*pairs.layer.geometry[[left, right]]))
        assert made["area"].values[row] == pytest.approx(shared, abs=1e-3, nan_ok=True)
        if row < pairs.graded:
            score = found.verdict.duplication[found.row(uid)]
            assert made["duplication"].values[row] == pytest.approx(score, abs=0.051)
        assert pairs.row(uid) == row


# -- the layer tree --------------------------------------------------------------------------


@pytest.fixture
def tree(project: Project) -> LayerTreeModel:
    made = LayerTreeModel()
    made.show(project.map, project.layer)
    return made


def test_the_tree_keeps_to_qts_rules(qtmodeltester: Any, tree: LayerTreeModel) -> None:
    qtmodeltester.check(tree, force_py=True)


def test_the_tree_reads_from_the_top_of_the_map_to_its_bottom(
    tree: LayerTreeModel, project: Project
) -> None:
    found = [
        tree.index(row, TITLE, tree.index(group, TITLE)).data(UID)
        for group in range(tree.rowCount())
        for row in range(tree.rowCount(tree.index(group, TITLE)))
    ]
    assert found == [entry.uid for entry in reversed(project.map)]


def test_a_heading_switches_all_that_stands_below_it(tree: LayerTreeModel, qtbot: Any) -> None:
    heading = tree.index(1, TITLE)
    below = [tree.index(row, TITLE, heading).data(UID) for row in range(tree.rowCount(heading))]
    with qtbot.waitSignal(tree.asked) as asked:
        tree.setData(heading, Qt.CheckState.Unchecked, Role.CheckStateRole)
    assert asked.args == [tuple(below), False]


def test_a_change_of_visibility_alone_leaves_the_rows_where_they_are(
    tree: LayerTreeModel, project: Project, qtbot: Any
) -> None:
    from scmap.session.layer_tree import set_visible

    entry = project.map[-1]
    changed = set_visible(project, [entry.uid], False)
    with qtbot.assertNotEmitted(tree.modelReset):
        tree.show(changed.map, project.layer)
    state = tree.find(entry.uid).data(Role.CheckStateRole)
    assert Qt.CheckState(state) == Qt.CheckState.Unchecked


def test_only_the_rows_that_read_differently_are_laid_out_anew(
    tree: LayerTreeModel, project: Project
) -> None:
    told: list[str] = []
    tree.dataChanged.connect(lambda first, _last: told.append(first.data()))
    tree.show(project.map, project.layer)
    headings = {tree.index(row, TITLE).data() for row in range(tree.rowCount())}
    assert set(told) <= headings


def test_a_layer_that_is_not_there_yet_says_that_it_waits(
    tree: LayerTreeModel, project: Project
) -> None:
    overlap = next(entry for entry in project.map if entry.layer == "result:overlap")
    assert "읽거나 계산" in tree.find(overlap.uid).data(Role.ToolTipRole)


def test_hostile_titles_of_layers_are_shown_as_they_are_written() -> None:
    project = small_project()
    entry = replace(project.map[-1], title=HOSTILE)
    tree = LayerTreeModel()
    tree.show((entry,), project.layer)
    assert tree.find(entry.uid).data() == HOSTILE


# -- the commands ----------------------------------------------------------------------------


@pytest.fixture
def commands() -> CommandModel:
    return CommandModel(State(project=True), {spec.id: "F5" for spec in ACTIONS})


def test_the_command_list_keeps_to_qts_rules(qtmodeltester: Any, commands: CommandModel) -> None:
    qtmodeltester.check(commands, force_py=True)


def test_commands_are_found_by_initials_the_usable_first(commands: CommandModel) -> None:
    commands.filter("ㅈㅊ")
    found = [commands.spec(row).id for row in range(commands.rowCount())]
    assert found[0] == "view.zoom_all"
    blocked = [bool(commands.hindrance(row)) for row in range(commands.rowCount())]
    assert blocked == sorted(blocked)


@pytest.mark.parametrize(
    ("language", "query", "first"),
    [
        ("en", "log", "help.log"),  # and not a catalogue
        ("en", "pro log", "help.log"),
        ("ko", "기록", "help.log"),
        ("ko", "ㅍㄹㄱㄹ ㄱㄹ", "help.log"),
    ],
)
def test_commands_with_the_very_word_come_first(
    commands: CommandModel, language: str, query: str, first: str
) -> None:
    words.set_language(language)
    try:
        commands.filter(query)
    finally:
        words.set_language("ko")
    assert commands.spec(0).id == first


def test_words_that_were_typed_come_before_beginnings_and_those_before_the_rest() -> None:
    text = search.folded("Program log (전체 보기)")
    near = {"log": 0, "prog": 1, "og": 2, "map": 3, "log prog": 1, "": 0}
    near |= {"보기": 0, "전": 1, "체": 2, "ㅂㄱ": 0, "ㅈ": 1, "ㅊ ㅂ": 2, "ㅎ": 3}
    assert {query: search.farness(query, text) for query in near} == near


def test_a_command_that_cannot_be_used_says_why(commands: CommandModel) -> None:
    commands.filter("다음 중첩")
    assert commands.index(0, NAME).data() == "다음 중첩"
    assert commands.index(0, PLACE).data() == "중첩이 없습니다."
    assert commands.index(0, KEYS).data() == "F5"
