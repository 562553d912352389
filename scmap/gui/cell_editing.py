"""Editing in the attribute table: one cell, filled down, pasted, replaced, calculated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from scmap import reference
from scmap.errors import InputError
from scmap.formats.copied import read_copied
from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.calculator import CalculatorDialog
from scmap.gui.dialogs.replace import ReplaceDialog
from scmap.gui.job import Job, Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.column_titles import column_title
from scmap.gui.panels.feature_form import FeatureForm
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.tables import TablesPanel
from scmap.gui.selection import Selection
from scmap.model.attribute_form import cell_type, form_of
from scmap.model.layer import Field, Layer
from scmap.model.project import Project
from scmap.model.typed_cell import CellType
from scmap.progress import Progress, part, silent
from scmap.session.cell_editing import (
    CellChange,
    Refusal,
    calculated,
    cell_text,
    filled_down,
    pasted,
    put_cells,
    typed_in,
)
from scmap.session.editing import editable
from scmap.session.form_editing import put_form
from scmap.words import tr

MOST_TOLD = 12  # cells that are named in a message; of more the number is said
AT_ONCE = 2_000  # cells that are changed within a moment; more are in the background

Make: TypeAlias = Callable[[Progress], CellChange]
Say: TypeAlias = Callable[[CellChange], str]


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What was made of a layer in the background."""

    before: Layer
    change: CellChange
    after: Layer


class CellEditing(QObject):
    """What can be done to the cells of the table in front, each as one step back."""

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        tables: TablesPanel,
        selection: Selection,
        jobs: Jobs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._selection = window, bridge, selection
        self._tables, self._jobs, self._messages = tables, jobs, messages
        self._running: list[Job] = []
        tables.attributes.rows.editor = self
        tables.attributes.cleared.connect(self.clear)

    # -- what the model asks -----------------------------------------------------------------

    def may(self, layer: str, key: str) -> bool:
        """Tell whether a cell of a column is edited by hand."""
        found, session = self._layer(layer), self._bridge.session
        writable = session is not None and not session.read_only
        return writable and found is not None and key in found.columns

    def text(self, layer: str, key: str, uid: str) -> str:
        """Give the value of a cell as it is typed."""
        found = self._layer(layer)
        return cell_text(found.columns[key][found.rows[uid]]) if found is not None else ""

    def choices(self, layer: str, key: str) -> Sequence[tuple[str, str]]:
        """Give what the cells of a column may hold, each with its words; () for anything."""
        found = self._layer(layer)
        asked = form_of(found, "", reference.codebook()) if found is not None else ()
        return next((one.choices for one in asked if one.name == key and one.entry == "choice"), ())

    def put(self, layer: str, key: str, uid: str, text: str) -> bool:
        """Take what was typed into a cell; what cannot be taken is said."""
        found = self._layer(layer)
        if found is None or text.strip() == self.text(layer, key, uid):
            return False
        change = typed_in(uid, key, text, self._type(found, key))
        return self._do(tr("cells.did.cell", field=column_title(key)), found, change)

    # -- what actions call -------------------------------------------------------------------

    def form(self) -> None:
        """Open the form of the current one of the selected features."""
        selected = self._selection.selected
        self.edit(selected.layer, selected.current)

    def edit(self, name: str, uid: str) -> None:
        """Open the form of a feature."""
        layer = self._layer(name)
        if layer is None or uid not in layer.rows:
            self._tell("cells.form.none")
            return
        places = reference.gazetteer_of(self._bridge.project)
        form = FeatureForm(layer, uid, reference.codebook(), places, self._window)
        title = str(layer.text("name")[layer.rows[uid]] or layer.title)

        def put() -> None:
            values = form.changed_values
            self._bridge.do(
                tr("cells.did.form", name=title),
                lambda project: put_form(project, name, uid, values, places),
            )

        form.accepted.connect(put)
        form.open()

    def paste(self) -> None:
        """Put what was copied in a spreadsheet into the cells from the current one on."""
        table, layer = self._front()
        if table is None or layer is None:
            return
        text = _plain(QGuiApplication.clipboard().text())
        if not text:
            self._tell("cells.paste.empty")
            return
        row, names = self._from_current(table)
        if not names:
            self._tell("cells.no_cell")
            return
        quoted = read_copied(text) if '"' in text else ()  # line ends in cells begin no row
        lines = len(quoted) or text.count("\n") + 1
        cells = sum(map(len, quoted)) or lines + text.count("\t")
        chosen = table.selected_rows()
        block = np.arange(row, min(row + lines, table.rows.rowCount()))
        uids = table.rows.uids(chosen if cells == 1 and len(chosen) > 1 else block)
        types = self._types(layer)
        self._change(
            layer,
            max(cells, len(uids)),
            lambda progress: pasted(
                quoted or read_copied(text), uids, names, types, progress=progress
            ),
            lambda change: tr("cells.did.paste", count=change.count),
        )

    def fill(self) -> None:
        """Give the value of the first selected row to those below it, in the current column."""
        table, layer = self._front()
        if table is None or layer is None:
            return
        _row, names = self._from_current(table)
        uids = table.rows.uids(table.selected_rows())
        if not names or len(uids) < 2:
            self._tell("cells.fill.few")
            return
        field = column_title(names[0])
        self._change(
            layer,
            len(uids),
            lambda _: filled_down(layer, names[0], uids),
            lambda change: tr("cells.did.fill", field=field, count=change.count),
        )

    def clear(self) -> None:
        """Make the cells of the selected rows unknown, in the current column."""
        table, layer = self._front()
        if table is None or layer is None:
            return
        _row, names = self._from_current(table)
        uids = table.rows.uids(table.selected_rows())
        if names and uids:
            words = tr("cells.did.clear", field=column_title(names[0]), count=len(uids))
            self._change(
                layer,
                len(uids),
                lambda _: CellChange({names[0]: dict.fromkeys(uids)}),
                lambda _: words,
            )

    def replace(self) -> None:
        """Ask what to find and what to put in its place."""
        table, layer = self._front()
        if table is None or layer is None:
            return
        _row, names = self._from_current(table)
        dialog = ReplaceDialog(
            layer,
            self._scopes(table),
            names[:1],
            self._types(layer),
            self._jobs,
            self._window,
        )
        dialog.accepted.connect(lambda: self._replace(dialog, layer))
        dialog.open()

    def _replace(self, dialog: ReplaceDialog, layer: Layer) -> None:
        change = dialog.change
        words = tr("cells.did.replace", find=dialog.find_.shown, count=change.count)
        self._change(layer, change.count, lambda _: change, lambda _: words)

    def calculate(self) -> None:
        """Ask for a formula and the column that takes what it comes to."""
        table, layer = self._front()
        if table is None or layer is None:
            return
        _row, names = self._from_current(table)
        dialog = CalculatorDialog(layer, self._scopes(table), names[:1], self._window)
        dialog.accepted.connect(lambda: self._work_out(dialog, layer))
        dialog.open()

    def _work_out(self, dialog: CalculatorDialog, layer: Layer) -> None:
        """Work a formula out for all rows, and fill the column."""
        formula, target, uids = dialog.read, dialog.target, dialog.uids
        if formula is None:
            return
        words = tr("cells.did.calculate", field=column_title(target.name))
        self._change(
            layer,
            len(uids),
            lambda progress: calculated(layer, target, formula, uids, progress=progress),
            lambda _: words,
            target,
        )

    # -- how ---------------------------------------------------------------------------------

    def _front(self) -> tuple[FeatureTable | None, Layer | None]:
        """Give the attribute table and its layer; what keeps it from being edited is said."""
        if self._tables.tab != "attributes":
            self._tell("cells.not_here")
            return None, None
        table = self._tables.attributes
        layer = self._layer(table.rows.table.layer)
        if layer is None:
            self._tell("cells.not_ours")
        return (table, layer) if layer is not None else (None, None)

    def _layer(self, name: str) -> Layer | None:
        project = self._bridge.project
        found = project.layer(name) if project is not None else None
        return found if editable(found) else None

    def _type(self, layer: Layer, name: str) -> CellType:
        return cell_type(layer, name, reference.codebook())

    def _types(self, layer: Layer) -> Callable[[str], CellType]:
        return partial(self._type, layer)

    def _from_current(self, table: FeatureTable) -> tuple[int, list[str]]:
        """Give the current row, and the columns in sight from the current one on."""
        current = table.currentIndex()
        shown = [column.key for column in table.shown_table.columns]
        if not current.isValid():
            return 0, []
        key = table.rows.table.columns[current.column()].key
        return current.row(), shown[shown.index(key) :] if key in shown else []

    def _scopes(self, table: FeatureTable) -> dict[str, Sequence[str]]:
        """Give the features that may be meant: selected ones, those in sight, all."""
        rows = table.rows
        chosen = rows.uids(table.selected_rows())
        seen = rows.uids(np.arange(rows.rowCount()))
        layer = self._layer(rows.table.layer)
        every = layer.uids.tolist() if layer is not None else []
        first = {"selected": chosen} if len(chosen) > 1 else {}
        return {**first, "seen": seen, "all": every}

    def _change(
        self, layer: Layer, cells: int, make: Make, say: Say, new: Field | None = None
    ) -> None:
        """Change cells in one step; very many in the background, where it can be stopped.

        Parameters
        ----------
        cells : int
            How many there are at most.
        make : callable
            Gives the change.
        say : callable
            What undo takes back, in words.
        new : Field or None
            A column that the layer may lack.
        """
        session, project = self._bridge.session, self._bridge.project
        if session is None or project is None:
            return
        if cells <= AT_ONCE:
            change = make(silent)
            self._do(say(change), layer, change, new)
            return

        def take(made: _Made) -> None:
            if self._bridge.session is session:
                self._take(made, say, new)

        job = self._jobs.run(
            tr("cells.job"), lambda progress: _made(project, layer.uid, make, new, progress), take
        )
        self._running.append(job)
        job.ended.connect(lambda: self._running.remove(job))

    def settle(self) -> None:
        """Wait until what is changed in the background is part of the project; the window lives."""
        while self._running:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _take(self, made: _Made, say: Say, new: Field | None) -> None:
        """Put what was made in place; where the layer is another one by now, make it anew."""
        change, name = made.change, made.before.uid
        now = self._bridge.project
        if now is not None and now.layer(name) is not made.before:
            self._change(made.before, AT_ONCE + 1, lambda _: change, say, new)
            return
        if made.after is not made.before:
            self._bridge.do(say(change), lambda project: project.with_layer(made.after))
        self._tell_done(made.before, change)
        self._jobs.let_go([made])

    def _do(self, words: str, layer: Layer, change: CellChange, new: Field | None = None) -> bool:
        """Change cells in one step, and tell what could not be taken."""
        if change.count:
            self._bridge.do(words, lambda project: put_cells(project, layer.uid, change, new))
        self._tell_done(layer, change)
        return bool(change.count)

    def _tell_done(self, layer: Layer, change: CellChange) -> None:
        if change.refused:
            self._messages.tell(_refused(layer, change))
        elif change.count > 1:
            self._messages.tell(Message("success", tr("cells.done", count=change.count)))

    def _tell(self, key: str) -> None:
        self._messages.tell(Message("warning", tr(key)))


def _made(project: Project, name: str, make: Make, new: Field | None, progress: Progress) -> _Made:
    """Make a change, and the layer that it makes."""
    before = project.layer(name)
    if before is None:
        raise InputError("edit_unknown")
    change = make(part(progress, 0.0, 0.7))
    after = put_cells(project, name, change, new, progress=part(progress, 0.7, 1.0)).layer(name)
    return _Made(before, change, after or before)


def _plain(text: str) -> str:
    """Give what a spreadsheet copied with plain ends of lines, and none behind the last."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def _refused(layer: Layer, change: CellChange) -> Message:
    """Say which cells could not be taken, and why."""
    told = [_said(layer, one) for one in change.refused[:MOST_TOLD]]
    rest = len(change.refused) - len(told)
    more = [tr("cells.refused.more", count=rest)] if rest > 0 else []
    words = tr("cells.refused", count=len(change.refused), done=change.count)
    return Message("warning", words, "\n".join((*told, *more)))


def _said(layer: Layer, one: Refusal) -> str:
    why = tr(f"cells.why.{one.code}", allowed=", ".join(one.allowed[:8]))
    if not one.uid:
        return tr("cells.refused.beyond", text=one.text, why=why)
    row = layer.rows[one.uid]
    name = str(layer.text("name")[row] or row + 1)
    title = column_title(one.field)
    return tr("cells.refused.cell", name=name, field=title, text=one.text, why=why)
