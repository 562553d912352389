"""레이어▸내보내기: how is asked, then where, and the file is written in the background."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scmap import paths
from scmap.gui.dialogs.export import ExportDialog, ExportWish
from scmap.gui.door import Door
from scmap.gui.messages import MessageBar
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.save_place import ask_place
from scmap.gui.sources import Sources
from scmap.gui.written import written
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.progress import Progress
from scmap.session.exporting import Exported, export_layer
from scmap.words import tr


class Exporting(QObject):
    """레이어▸내보내기: what the entry in front shows, as a file of another program's."""

    def __init__(
        self,
        window: QWidget,
        layers: LayersPanel,
        sources: Sources,
        door: Door,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._layers, self._sources = window, layers, sources
        self._door, self._messages = door, messages

    def ask(self) -> None:
        """Ask how the layer behind the current entry is to be written."""
        entry = self._layers.entry
        layer = self._sources(entry.layer) if entry is not None else None
        if entry is None or layer is None:
            return
        dialog = ExportDialog(entry, layer, self._window, self._door.usual_terms)
        dialog.accepted.connect(lambda: self._ask_where(entry, layer, dialog.wish))
        dialog.open()

    def _ask_where(self, entry: MapLayer, layer: Layer, wish: ExportWish) -> None:
        start = Path.home() / f"{paths.file_name(entry.title)}{wish.suffix}"
        kind = f"{tr(f'outgoing.suffix{wish.suffix}')} (*{wish.suffix})"
        out = ask_place(self._window, tr("outgoing.title"), start, kind, wish.suffix)
        project = self._door.project
        if out is None or project is None:
            return

        def write(aside: Path, progress: Progress) -> Exported:
            part = _wanted(entry, layer, wish)
            file, how = aside / out.name, {"crs": wish.crs, "encoding": wish.encoding}
            return export_layer(project, part, file, wish.terms, **how, progress=progress)

        label = tr("outgoing.job", layer=entry.title)
        self._door.hand_out(label, out.parent, write, self._tell)

    def _tell(self, found: Exported) -> None:
        """Say which files there are now, which names were cut, and what was left out."""
        files = ", ".join(file.name for file in found.files)
        lines = [tr("cli.export.name", name=old, short=new) for old, new in found.names.items()]
        lines += [issue.said() for issue in found.issues]
        told = "\n".join((tr("outgoing.done", files=files), *lines))
        self._messages.tell(written(told, found.files[0].parent))


def _wanted(entry: MapLayer, layer: Layer, wish: ExportWish) -> Layer:
    """Give the rows that are wanted, under the name that the layer tree has for them."""
    rows = entry.rows(layer) if wish.only_shown else None
    return layer if rows is None or len(rows) == len(layer) else layer.take(rows)
