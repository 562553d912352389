"""중첩 부처 수 on table, map and card: figures of the sample, selection, years, the switch."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel

from scmap import words
from scmap.analysis.depth_layer import MISMATCH
from scmap.cartography.presets import depth_entry
from scmap.gui.models.depth_table import BYS, By
from scmap.gui.panels.depth import DepthPanel
from scmap.gui.panels.inspector import Inspector
from scmap.gui.panels.tables import TablesPanel
from scmap.gui.sources import DEPTH, GRADED
from scmap.model.project import Project
from scmap.session.depths import Depths as Cut
from scmap.session.layer_tree import set_visible
from tests.gui.parts import Parts, make_tables

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
PATIENCE_MS = 20_000
EN_TWO = words.tr_in("en", "depth.class.2")
BOUND = 5  # column of the upper bound of money


def settle(parts: Parts, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not parts.jobs.running, timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def known() -> list[Cut]:
    return []


@pytest.fixture
def panel(parts: Parts, known: list[Cut], qtbot: Any) -> DepthPanel:
    """Show the depths of the sample; faces that a test before has cut are taken over."""
    if known:
        parts.depths._cut = known[0]
    tables = make_tables(parts)
    qtbot.addWidget(tables)
    tables.resize(1200, 500)
    tables.show()
    tables.show_tab("depth")
    settle(parts, qtbot)
    assert parts.depths._cut is not None
    known[:] = [parts.depths._cut]
    return tables.findChildren(DepthPanel)[0]


def sum_up_by(panel: DepthPanel, by: By) -> None:
    (box,) = panel.findChildren(QComboBox)
    box.setCurrentText(words.tr(f"depth.by.{by}"))


def money(panel: DepthPanel) -> list[int]:
    return [int(row[BOUND].replace(",", "")) for row in panel.sheet.rows]


def test_depth_is_computed_only_when_somebody_wants_to_see_it(parts: Parts, qtbot: Any) -> None:
    assert parts.depths.counted is None
    assert parts.sources(DEPTH) is None
    parts.depths.show_on_map(True)
    settle(parts, qtbot)
    assert parts.depths.counted is not None
    assert len(parts.sources(DEPTH) or ()) > 100


def test_the_switch_shows_depth_in_place_of_grades_and_back(parts: Parts) -> None:
    def shown() -> set[str]:
        project = parts.bridge.project
        assert project is not None
        return {one.layer for one in project.map if one.visible} & {DEPTH, GRADED}

    parts.depths.show_on_map(True)
    assert (shown(), parts.depths.is_on_map) == ({DEPTH}, True)
    parts.depths.show_on_map(False)
    assert (shown(), parts.depths.is_on_map) == ({GRADED}, False)
    parts.bridge.undo()
    assert shown() == {DEPTH}
    parts.bridge.undo()
    assert shown() == {GRADED}


def test_every_face_has_a_look_of_the_legend(parts: Parts, qtbot: Any) -> None:
    parts.depths.want()
    settle(parts, qtbot)
    layer = parts.sources(DEPTH)
    assert layer is not None
    assert "경기도 화성시 · 3개 부처 중첩" in set(layer.text("name"))
    looks = depth_entry().symbology.symbols()
    assert set(layer.text("depth")) <= looks.keys()
    assert {"1", "2", "3", "4", MISMATCH} == set(looks)
    assert len({(one.hatch, one.line, one.fill is None) for one in looks.values()}) == 5


def test_rows_sum_to_the_total_and_notes_say_what_it_rests_on(panel: DepthPanel) -> None:
    *parts, whole = money(panel)
    assert whole > 0
    assert sum(parts) == pytest.approx(whole, abs=len(parts))
    assert panel.sheet.rows[0][0].startswith("1")
    assert panel.note.index("B·C") < panel.note.index("상한")
    assert any("미상" in note for note in panel.sheet.notes)


@pytest.mark.parametrize("by", BYS)
def test_a_row_selects_its_faces_and_the_card_tells_the_same_money(
    parts: Parts, panel: DepthPanel, by: By, qtbot: Any
) -> None:
    inspector = Inspector(parts.bridge, parts.findings, parts.selection, parts.depths)
    qtbot.addWidget(inspector)
    inspector.show()
    sum_up_by(panel, by)
    panel.table.selectRow(0)
    assert parts.selection.selected.layer == DEPTH
    inspector.catch_up()
    card = inspector.card
    assert card is not None
    facts = [fact.value for one in card.sections if one.key == "money" for fact in one.facts]
    assert panel.sheet.rows[0][BOUND] == facts[0].split()[0]
    formula = next(one for one in card.sections if one.key == "depth_formula")
    assert formula.grid is not None
    assert "아닙니다" in " ".join(note for one in card.sections for note in one.notes)
    read = "\n".join(one.text() for one in inspector.findChildren(QLabel) if one.isVisible())
    assert card.title in read


@pytest.mark.usefixtures("panel")
def test_a_face_says_what_each_of_its_investments_spends_there(parts: Parts, qtbot: Any) -> None:
    counted = parts.depths.counted
    assert counted is not None
    depth = counted.depth
    face = int(np.argmax(depth.bound))
    uid = next(uid for uid, number in counted.drawn.place.items() if number == face)
    inspector = Inspector(parts.bridge, parts.findings, parts.selection, parts.depths)
    qtbot.addWidget(inspector)
    inspector.show()
    parts.selection.select(DEPTH, (uid,))
    inspector.catch_up()
    assert inspector.card is not None
    grid = next(one.grid for one in inspector.card.sections if one.key == "depth_formula")
    assert grid is not None
    here = [row[-1].replace(",", "") for row in grid.rows]
    known = [float(one) for one in here if one.replace(".", "").isdigit()]
    assert len(grid.rows) == depth.investments[face]
    assert sum(known) - max(known) == pytest.approx(depth.bound[face], abs=1.0)


def test_years_in_view_are_counted_without_cutting_again(
    parts: Parts, panel: DepthPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a year cut geometry")

    before, layer = money(panel)[-1], parts.sources(DEPTH)
    monkeypatch.setattr("scmap.session.depths.partition", refuse)
    parts.narrowing.choose_years(2014, 2014)
    settle(parts, qtbot)
    assert money(panel)[-1] < before
    after = parts.sources(DEPTH)
    assert layer is not None
    assert after is not None
    assert 0 < len(after) < len(layer)
    parts.narrowing.show_all_years()
    settle(parts, qtbot)
    assert money(panel)[-1] == before


def test_regional_investments_are_left_out_when_asked(
    parts: Parts, panel: DepthPanel, qtbot: Any
) -> None:
    before = panel.sheet
    box = panel.findChildren(QCheckBox)[0]
    box.click()
    settle(parts, qtbot)
    assert money(panel)[-1] < int(before.rows[-1][BOUND].replace(",", ""))
    box.click()
    settle(parts, qtbot)
    assert panel.sheet == before


def test_a_change_of_the_data_is_counted_again(parts: Parts, panel: DepthPanel, qtbot: Any) -> None:
    before = panel.sheet

    def without_half(project: Project) -> Project:
        layer = project.investments
        assert layer is not None
        return project.with_layer(layer.take(np.arange(len(layer) // 2)))

    parts.bridge.do("", without_half)
    settle(parts, qtbot)
    assert panel.sheet != before
    parts.bridge.undo()
    settle(parts, qtbot)
    assert panel.sheet == before


@pytest.mark.usefixtures("panel")
def test_hiding_other_layers_counts_nothing_again(parts: Parts) -> None:
    counted = parts.depths.counted
    project = parts.bridge.project
    assert project is not None
    uids = [one.uid for one in project.map if one.layer == GRADED]
    parts.bridge.do("", lambda now: set_visible(now, uids, False))
    assert parts.depths.counted is counted
    assert not parts.jobs.running


def test_the_table_is_copied_with_its_header(panel: DepthPanel) -> None:
    tables = panel.parentWidget()
    while not isinstance(tables, TablesPanel):
        assert tables is not None
        tables = tables.parentWidget()
    tables.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == len(panel.sheet.rows) + 1
    assert "참고" in lines[0]


def test_another_language_renames_the_ground_at_once(parts: Parts, panel: DepthPanel) -> None:
    counted = parts.depths.counted
    words.set_language("en")
    try:
        parts.depths.retranslate()
        layer = parts.sources(DEPTH)
        renamed, rows = parts.depths.counted, panel.sheet.rows
    finally:
        words.set_language("ko")
    assert not parts.jobs.running
    assert layer is not None
    assert any(str(name).endswith(EN_TWO) for name in layer.text("name"))
    assert EN_TWO in {row[0] for row in rows}
    assert counted is not None
    assert renamed is not None
    assert renamed.depth is counted.depth


def test_a_map_of_too_many_faces_says_so_and_draws_first_what_is_chosen(
    parts: Parts, panel: DepthPanel, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touch(project: Project) -> Project:
        layer = project.investments
        assert layer is not None
        return project.with_layer(layer.take(np.arange(len(layer) - 1)))

    assert "면 중" not in panel.note
    monkeypatch.setattr("scmap.analysis.depth_layer.MOST_FACES", 40)
    parts.bridge.do("", touch)
    settle(parts, qtbot)
    layer = parts.sources(DEPTH)
    assert layer is not None
    assert len(layer) == 40
    assert layer.left_out > 40
    assert f"{40 + layer.left_out:,}면 중 40면" in panel.note
    assert "1" not in set(layer.text("depth"))  # the deepest come first
    sum_up_by(panel, "depth")
    panel.table.selectRow(0)
    settle(parts, qtbot)
    layer = parts.sources(DEPTH)
    assert layer is not None
    assert set(layer.text("depth")) == {"1"}
