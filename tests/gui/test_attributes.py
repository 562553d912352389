"""The attribute table of any layer, opened from the layer tree."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtWidgets import QWidget

from scmap.gui.models.layer_table import layer_table
from scmap.gui.newest import Newest
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.tables import TablesPanel
from scmap.model.condition import Condition, Filter
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.reference import codebook
from scmap.session import layer_tree
from tests.gui.board import city
from tests.gui.parts import HOSTILE, Parts, make_tables, small_project

COUNT = 6
CENSUS = Layer(
    uid="census",
    name="cctv",
    title="CCTV 현황",
    kind="other",
    crs=PLANE,
    uids=objects(f"c{row}" for row in range(COUNT)),
    geometry=shapely.points(np.arange(COUNT) * 100.0 + 950_000, np.full(COUNT, 1_950_000.0)),
    columns={
        "관리번호": objects(("001", "002", "003", None, HOSTILE, "006")),
        "설치연도": np.array([2015.0, 2016, 2017, np.nan, 2015, 2015]),
        "대수": np.array([1.0, 2, 1500, 4, np.nan, 6]),
        "설치일": np.array(["2015-01-02"] * (COUNT - 1) + ["NaT"], dtype="datetime64[D]"),
    },
)
ENTRY = MapLayer("entry", "CCTV 현황", "census")


def project() -> Project:
    made = small_project()
    return replace(made, layers=(CENSUS,)).with_map((ENTRY,))


@pytest.fixture
def tables(parts: Parts, qtbot: Any) -> TablesPanel:
    panel = make_tables(parts)
    qtbot.addWidget(panel)
    panel.resize(1000, 500)
    panel.show()
    parts.open(qtbot, project())
    return panel


def view(tables: QWidget) -> FeatureTable:
    return next(one for one in tables.findChildren(FeatureTable) if one.isVisible())


def cells(table: FeatureTable, column: int) -> list[str]:
    return [table.rows.index(row, column).data() for row in range(table.rows.rowCount())]


def test_each_field_of_a_layer_is_a_column_of_its_type() -> None:
    table = layer_table(CENSUS, "census", codebook())
    assert [column.heading for column in table.columns] == [
        "관리번호",
        "설치연도",
        "대수",
        "설치일",
    ]
    assert [column.kind for column in table.columns] == ["text", "number", "number", "date"]
    assert [column.text(0) for column in table.columns] == ["001", "2015", "1", "2015. 1. 2."]
    assert [column.text(3) for column in table.columns][:3] == ["미상", "미상", "4"]
    assert table.columns[2].text(2) == "1,500"
    assert table.columns[3].text(5) == "미상"
    assert [column.adds_up for column in table.columns[1:3]] == [False, True], "years are not"


def test_codes_of_ours_are_read_as_words_and_sorted_found_and_filtered_so() -> None:
    investments = city().investments
    assert investments is not None
    table = layer_table(investments, "i", codebook())
    columns = {column.key: column for column in table.columns}
    kinds, fields = columns["kind"], columns["fields"]
    row = investments.text("kind").tolist().index("OPC")
    assert kinds.text(row) == "통합운영센터"
    assert {kinds.text(row) for row in range(len(table))}.isdisjoint(codebook().kinds)
    assert kinds.holds("통합운영센터")[row]
    assert not kinds.holds("opc").any()
    many = next(row for row, value in enumerate(investments.text("fields")) if value)
    assert fields.text(many).split(", ")[0] in {one.title for one in codebook().fields.values()}


def test_a_column_of_anothers_layer_keeps_its_own_values() -> None:
    others = CENSUS.replace(columns={"kind": objects(["OPC"] * COUNT)})
    (kind,) = layer_table(others, "o", codebook()).columns
    assert kind.text(0) == "OPC"


def test_what_was_worked_out_about_a_column_stays_while_its_values_do() -> None:
    before = layer_table(CENSUS, "census", codebook())
    edited = {**CENSUS.columns, "대수": np.arange(float(COUNT))}
    after = layer_table(CENSUS.replace(columns=edited), "census", codebook(), before.columns)
    same = [one is other for one, other in zip(before.columns, after.columns, strict=True)]
    assert same == [True, True, False, True]


def test_an_entry_of_the_tree_opens_as_a_table_and_shares_the_selection(
    parts: Parts, tables: TablesPanel
) -> None:
    tables.show_attributes(ENTRY)
    assert tables.tab == "attributes"
    table = view(tables)
    assert cells(table, 0) == ["001", "002", "003", "미상", HOSTILE, "006"]
    table.selectRow(2)
    assert (parts.selection.selected.layer, parts.selection.selected.uids) == ("census", ("c2",))
    parts.selection.select("census", ["c4", "c1"])
    assert table.selected_rows().tolist() == [1, 4]


def test_a_selection_on_the_map_brings_the_open_attribute_table_to_the_front(
    parts: Parts, tables: TablesPanel
) -> None:
    tables.show_attributes(ENTRY)
    tables.show_tab("overlaps")
    parts.selection.select("census", ["c3"])
    assert tables.tab == "attributes"


def test_the_table_follows_filter_edits_and_removal_of_its_entry(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    tables.show_attributes(ENTRY)
    parts.bridge.do(
        "filter",
        lambda now: now.with_map(
            replace(one, filter=Filter((Condition("대수", "above", "3"),)))
            if one.uid == ENTRY.uid
            else one
            for one in now.map
        ),
    )
    assert cells(view(tables), 0) == ["003", "미상", "006"]
    edited = CENSUS.replace(columns={**CENSUS.columns, "대수": np.arange(float(COUNT))})
    parts.bridge.do(
        "edit",
        lambda now: replace(
            now, layers=tuple(edited if one is CENSUS else one for one in now.layers)
        ),
    )
    assert cells(view(tables), 2) == ["4", "5"]
    parts.bridge.do("remove", lambda now: layer_tree.remove(now, ENTRY.uid))
    qtbot.waitUntil(lambda: tables.tab != "attributes")
    parts.bridge.undo()
    assert tables.tab != "attributes"


def test_columns_of_each_layer_are_remembered_apart(tables: TablesPanel) -> None:
    tables.show_attributes(ENTRY)
    header = view(tables).header
    header.resizeSection(0, 211)
    header.moveSection(3, 0)
    look = header.look
    tables._line.closed.emit()
    assert tables.tab != "attributes"
    tables.show_attributes(ENTRY)
    assert view(tables).header.look == look
    assert tables.memory.of("layer cctv") == look


def test_a_layer_without_rows_says_so(parts: Parts, tables: TablesPanel) -> None:
    nothing = CENSUS.take(np.empty(0, dtype=np.intp))
    parts.bridge.do(
        "empty",
        lambda now: replace(
            now, layers=tuple(nothing if one is CENSUS else one for one in now.layers)
        ),
    )
    tables.show_attributes(ENTRY)
    empty = next(one for one in tables.findChildren(EmptyState) if one.isVisible())
    assert empty.title == "이 레이어에는 행이 없습니다"


def test_many_rows_are_laid_out_in_the_background(
    parts: Parts, tables: TablesPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scmap.gui.attributes.MANY", 1)
    monkeypatch.setattr(tables._attributes, "_newest", _newest(parts))
    tables.show_attributes(ENTRY)
    empty = next(one for one in tables.findChildren(EmptyState) if one.isVisible())
    assert empty.title == "속성표를 열고 있습니다"
    qtbot.waitUntil(lambda: tables.row_count == COUNT)


def _newest(parts: Parts) -> Newest:
    return Newest(parts.jobs, parts.root)
