"""Very many pairs: the map draws the most serious, the table has all, unread ones are unnamed."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QGuiApplication

from scmap.gui import picked
from scmap.gui import selection as selections
from scmap.gui.job import Jobs
from scmap.gui.keys import Named, Uids
from scmap.gui.models import table as tables
from scmap.gui.models.column import Column
from scmap.gui.models.overlaps import overlap_table
from scmap.gui.models.table import TableModel
from scmap.gui.panels import feature_table
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.inspector import Inspector
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.picked import Picked
from scmap.gui.selection import Selected, Selection
from scmap.gui.sources import OVERLAP
from scmap.model.layer import objects
from scmap.session import findings
from tests.gui.parts import Parts, make_parts

DRAWN = 3


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    """Give a window's parts in which the map draws three pairs at most."""
    for module in (findings, picked):
        monkeypatch.setattr(module, "MOST_DRAWN", DRAWN)
    made = make_parts()
    yield made
    made.jobs.close()


def test_a_pair_that_the_map_does_not_draw_gets_its_ground_when_it_is_selected(
    parts: Parts, qtbot: Any
) -> None:
    Picked(parts.findings, parts.sources, parts.selection, parts.jobs)
    parts.open(qtbot)
    drawn = parts.sources(OVERLAP)
    assert drawn is not None
    beyond = next(uid for uid in parts.sharing if uid not in drawn.rows)
    parts.selection.select(OVERLAP, (beyond,))
    seen = parts.sources.of(parts.selection.selected)
    assert seen is not None
    (row,) = parts.selection.selected.rows(seen)
    left, right = (seen.text(side)[row] for side in ("left", "right"))
    layer = parts.findings.pairs.layer if parts.findings.pairs else None
    assert layer is not None
    ground = shapely.intersection(*layer.geometry[[layer.rows[left], layer.rows[right]]])
    assert seen.geometry[row].equals(ground)
    parts.selection.select(OVERLAP, (str(drawn.uids[0]),))
    assert parts.sources.of(parts.selection.selected) is drawn


def test_tree_says_of_how_many_pairs_those_on_the_map_are(parts: Parts, qtbot: Any) -> None:
    panel = LayersPanel(bridge=parts.bridge, sources=parts.sources, selection=parts.selection)
    qtbot.addWidget(panel)
    panel.show()
    parts.open(qtbot)
    graded = parts.findings.pairs.graded if parts.findings.pairs else 0
    assert graded > DRAWN
    model = panel._model
    counts = [
        model.index(row, 1, model.index(group, 0)).data()
        for group in range(model.rowCount())
        for row in range(model.rowCount(model.index(group, 0)))
    ]
    assert f"{DRAWN} / {graded}" in counts


def test_uids_of_many_rows_are_those_of_the_rows_and_none_else() -> None:
    keys = Named(objects("abcdef"))
    some = Uids(keys, np.array([4, 0, 2]))
    assert list(some) == ["e", "a", "c"]
    assert some[0] == "e"
    assert some[1:] == ("a", "c")
    assert "c" in some
    assert "b" not in some
    assert "z" not in some
    assert some == Uids(keys, np.array([4, 0, 2]))
    assert Selected("layer", some).current == "e"


def test_very_many_selected_pairs_are_explained_in_a_turn_of_their_own(
    parts: Parts, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector = Inspector(parts.bridge, parts.findings, parts.selection, parts.depths)
    qtbot.addWidget(inspector)
    inspector.show()
    parts.open(qtbot)
    monkeypatch.setattr(selections, "FEW", 1)
    first, *others = parts.uids[:4]
    parts.selection.select(OVERLAP, (first, *others))
    assert inspector.card is None, "the table and the map come first"
    qtbot.waitUntil(lambda: inspector.card is not None)
    several = inspector.card
    parts.selection.select(OVERLAP, (others[0], others[1]))
    parts.selection.select(OVERLAP, (others[0],))
    qtbot.waitUntil(lambda: inspector.card not in (None, several))
    parts.selection.select(OVERLAP, (first, *others))
    parts.bridge.take(None)
    qtbot.waitUntil(lambda: inspector.card is None)
    qtbot.wait(20)
    assert inspector.card is None, "what waited for its turn explains nothing of a closed project"


def test_a_large_table_is_sorted_and_filtered_in_the_background(
    parts: Parts, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.open(qtbot)
    pairs = parts.findings.pairs
    assert pairs is not None
    plain, later = TableModel(), TableModel(jobs=Jobs(parts.root))
    for model in (plain, later):
        model.show(overlap_table(pairs))
    monkeypatch.setattr(tables, "MANY", 1)
    column = next(n for n, c in enumerate(plain.table.columns) if c.key == "duplication")
    plain.sort(column)
    with qtbot.waitSignal(later.arranged):
        later.sort(column)
        assert later.uid(0) == pairs.uid(0)  # meanwhile the rows stand as they did
    assert list(later.in_sight) == list(plain.in_sight)
    plain.filter("중앙")
    with qtbot.waitSignal(later.arranged):
        later.filter("중앙")
    assert list(later.in_sight) == list(plain.in_sight)
    assert 0 < later.rowCount() < len(pairs)


def test_selecting_very_many_rows_names_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Named(objects(map(str, range(tables.FEW + 1))))
    monkeypatch.setattr(Named, "uids", lambda *_: pytest.fail("named unread"))
    model = TableModel()
    model.show(tables.Table("layer", keys, ()))
    chosen = model.uids(np.arange(len(keys)))
    selection = Selection()
    selection.select("layer", chosen)
    assert len(selection.selected) == len(keys)
    assert len(model.rows(selection.selected.uids)) == len(keys)


def test_very_many_rows_are_copied_in_the_background(
    parts: Parts, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.open(qtbot)
    pairs, jobs = parts.findings.pairs, Jobs(parts.root)
    assert pairs is not None
    view = FeatureTable("overlaps", jobs=jobs)
    qtbot.addWidget(view)
    view.show_table(overlap_table(pairs))
    clipboard = QGuiApplication.clipboard()
    view.copy()
    at_once = clipboard.text()
    clipboard.clear()
    monkeypatch.setattr(feature_table, "AT_ONCE", 1)
    with qtbot.waitSignal(jobs.idle):
        assert view.copy() == len(pairs)
        assert not clipboard.text()
    assert clipboard.text() == at_once
    assert len(at_once.splitlines()) == len(pairs) + 1


def test_every_selected_row_is_drawn_as_one_however_many_there_are(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_table, "MOST_RANGES", 3)
    uids = objects(f"{row:03d}" for row in range(20))
    view = FeatureTable("overlaps")
    qtbot.addWidget(view)
    view.resize(300, 800)
    view.show_table(tables.Table("x", Named(uids), (Column("area", np.arange(20.0), str),)))
    view.show()
    view.show_selected(tuple(uids[::2]))
    assert view.selected_rows().tolist() == list(range(0, 20, 2))
    picture = view.viewport().grab().toImage()
    rows = [view.visualRect(view.rows.index(row, 0)) for row in range(20)]
    grounds = [picture.pixelColor(one.left() + 2, one.center().y()).name() for one in rows]
    assert len({*grounds[::2]}) == 1, "the last selected row looks like the first"
    assert not {*grounds[::2]} & {*grounds[1::2]}
    view.selectRow(5)
    assert view.selected_rows().tolist() == [5], "a click lets go of all the others"


def test_what_was_selected_here_is_not_looked_up_again_until_rows_move(qtbot: Any) -> None:
    uids = objects(f"{row:05d}" for row in range(2000))
    view = FeatureTable("overlaps")
    qtbot.addWidget(view)
    keys, values = Named(uids), np.arange(2000.0) % 7
    view.show_table(tables.Table("x", keys, (Column("area", values, str),)))
    told: list[Any] = []
    view.chosen.connect(told.append)
    view.selectAll()
    view.show_selected(told[-1], told[-1][0])
    assert len(view.selected_rows()) == 2000
    view.rows.filter("3")
    view.show_selected(told[-1], told[-1][0])
    assert len(view.selected_rows()) == np.count_nonzero(values == 3)
