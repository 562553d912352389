"""Looks and filters of layers: the dialogs, their trial on the map, copies and files."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from scmap import paths
from scmap.cartography.classing import Meaning
from scmap.errors import ScmapError
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.dialogs.filter import FilterDialog
from scmap.gui.dialogs.style import StyleDialog
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.style_draft import StyleDraft
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.save_place import ask_place
from scmap.gui.sources import Sources
from scmap.model.condition import Filter
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Symbology
from scmap.reference import codebook
from scmap.session import layer_tree
from scmap.store.style import StyleError
from scmap.store.style_file import (
    SUFFIX,
    look_text,
    read_look,
    read_style_file,
    write_style_file,
)
from scmap.words import explain, tr


class Styling(QObject):
    """What the planner does with the looks of the tree's current entry."""

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        sources: Sources,
        canvas: Canvas,
        layers: LayersPanel,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._sources = window, bridge, sources
        self._canvas, self._layers, self._messages = canvas, layers, messages
        self._dialog: StyleDialog | None = None
        self._filter: FilterDialog | None = None
        bridge.opened.connect(self._close)
        bridge.changed.connect(self._check)

    def style(self) -> None:
        """Let the current entry be given another look."""
        entry = self._layers.entry
        layer = self._sources(entry.layer) if entry else None
        if entry is None or layer is None:
            return
        self._close()
        self._show(StyleDraft(entry, layer, Meaning(codebook()))).stand_beside(self._window)

    def _show(self, draft: StyleDraft) -> StyleDialog:
        dialog = self._dialog = StyleDialog(draft, self._window)
        dialog.tried.connect(self._canvas.try_entry)
        dialog.wanted.connect(self._do)
        dialog.accepted.connect(lambda: self._apply(draft.tried))
        dialog.finished.connect(self._over)
        dialog.outdated.connect(self._renew)
        dialog.show()
        return dialog

    def _renew(self) -> None:
        """Open the dialog anew where it stood, with what is being tried."""
        if self._dialog is None:
            return
        draft, place = self._dialog.draft, self._dialog.geometry()
        draft.setParent(None)
        self._close()
        self._show(draft).setGeometry(place)
        if draft.touched:
            self._canvas.try_entry(draft.tried)

    def filter(self) -> None:
        """Let only some rows of the current entry be seen."""
        entry = self._layers.entry
        layer = self._sources(entry.layer) if entry else None
        if entry is None or layer is None:
            return
        self._close()
        dialog = self._filter = FilterDialog(entry, layer, entry.filter or Filter(), self._window)
        dialog.tried.connect(lambda now: self._canvas.try_entry(replace(entry, filter=now)))
        dialog.accepted.connect(lambda: self._narrow(entry, dialog.narrowed))
        dialog.finished.connect(self._over)
        dialog.open()

    def copy(self) -> None:
        """Put the look of the current entry on the clipboard."""
        entry = self._layers.entry
        if entry is not None:
            self._copy(entry.symbology, entry.opacity)
            self._messages.tell(
                Message("success", tr("style.copied", layer=shown_title(entry.title)))
            )

    def paste(self) -> None:
        """Give the current entry the look on the clipboard."""
        entry = self._layers.entry
        if entry is None:
            return
        found = _on_clipboard()
        if found is None:
            self._messages.tell(Message("warning", tr("style.nothing_to_paste")))
        else:
            self._apply(replace(entry, symbology=found[0], opacity=found[1]))

    def take_file(self, path: Path) -> None:
        """Show the look of a file in the dialog."""
        if self._dialog is None:
            return
        try:
            look, opacity = read_style_file(path)
        except ScmapError as error:
            self._dialog.tell(str(explain(error)))
            return
        self._dialog.draft.take(look, opacity)
        self._dialog.tell(tr("style.loaded", file=path.name))

    def write_file(self, path: Path) -> None:
        """Write the look in the dialog to a file."""
        if self._dialog is None:
            return
        draft = self._dialog.draft
        try:
            write_style_file(path, draft.look, draft.opacity)
        except ScmapError as error:
            self._dialog.tell(str(explain(error)))
        else:
            self._dialog.tell(tr("style.saved", file=path.name))

    # -- what the dialogs ask for ------------------------------------------------------------

    def _do(self, deed: str) -> None:
        if self._dialog is None:
            return
        draft = self._dialog.draft
        if deed == "copy":
            self._copy(draft.look, draft.opacity)
            self._dialog.tell(tr("style.copied", layer=shown_title(draft.entry.title)))
        elif deed == "paste":
            self._paste_into(self._dialog)
        elif deed == "load":
            kind = tr("style.file.kind", suffix=SUFFIX)
            chosen, _kind = QFileDialog.getOpenFileName(self._dialog, tr("style.load"), "", kind)
            if chosen:
                self.take_file(Path(chosen))
        else:
            start = Path.home() / f"{paths.file_name(draft.entry.title)}{SUFFIX}"
            kind = tr("style.file.kind", suffix=SUFFIX)
            path = ask_place(self._dialog, tr("style.save"), start, kind, SUFFIX)
            if path is not None:
                self.write_file(path)

    def _paste_into(self, dialog: StyleDialog) -> None:
        found = _on_clipboard()
        if found is None:
            dialog.tell(tr("style.nothing_to_paste"))
        else:
            dialog.draft.take(*found)
            dialog.tell(tr("style.pasted"))

    def _copy(self, look: Symbology, opacity: float) -> None:
        QGuiApplication.clipboard().setText(look_text(look, opacity))

    def _apply(self, entry: MapLayer) -> None:
        label = tr("layers.do.style", layer=shown_title(entry.title))
        look, opacity = entry.symbology, entry.opacity
        self._bridge.do(label, lambda now: layer_tree.set_look(now, entry.uid, look, opacity))

    def _narrow(self, entry: MapLayer, narrowed: Filter) -> None:
        label = tr("layers.do.filter", layer=shown_title(entry.title))
        self._bridge.do(label, lambda now: layer_tree.set_filter(now, entry.uid, narrowed))

    def _over(self) -> None:
        """Show the map as the project has it."""
        self._dialog = self._filter = None
        self._canvas.try_entry(None)

    def _close(self) -> None:
        for dialog in (self._dialog, self._filter):
            if dialog is not None:
                dialog.reject()

    def _check(self) -> None:
        """Close a dialog whose entry is gone, or looks otherwise than it did."""
        project, dialog = self._bridge.project, self._dialog
        if dialog is not None and project is not None and dialog.draft.entry not in project.map:
            self._close()


def _on_clipboard() -> tuple[Symbology, float] | None:
    try:
        return read_look(QGuiApplication.clipboard().text())
    except StyleError:
        return None
