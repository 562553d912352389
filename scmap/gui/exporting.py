"""레이어▸내보내기: how is asked, then where, and the file is written in the background."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from scmap.formats.outgoing import Written
from scmap.gui.dialogs.export import ExportDialog, ExportWish
from scmap.gui.job import Jobs
from scmap.gui.messages import MessageBar
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.sources import Sources
from scmap.gui.written import written
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.progress import Progress
from scmap.session.exporting import export_layer
from scmap.words import tr


class Exporting(QObject):
    """레이어▸내보내기: what the entry in front shows, as a file of another program's."""

    def __init__(
        self,
        window: QWidget,
        layers: LayersPanel,
        sources: Sources,
        jobs: Jobs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._layers, self._sources = window, layers, sources
        self._jobs, self._messages = jobs, messages

    def ask(self) -> None:
        """Ask how the layer behind the current entry is to be written."""
        entry = self._layers.entry
        layer = self._sources(entry.layer) if entry is not None else None
        if entry is None or layer is None:
            return
        dialog = ExportDialog(entry, layer, self._window)
        dialog.accepted.connect(lambda: self._ask_where(entry, layer, dialog.wish))
        dialog.open()

    def _ask_where(self, entry: MapLayer, layer: Layer, wish: ExportWish) -> None:
        name = "".join("_" if letter in '\\/:*?"<>|' else letter for letter in entry.title)
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window,
            tr("outgoing.title"),
            str(Path.home() / f"{name}{wish.suffix}"),
            f"{tr(f'outgoing.suffix{wish.suffix}')} (*{wish.suffix})",
        )
        if not chosen:
            return
        out = Path(chosen)
        if out.suffix.lower() != wish.suffix:
            out = out.with_name(out.name + wish.suffix)
        self._jobs.run(
            tr("outgoing.job", layer=entry.title),
            lambda progress: _exported(entry, layer, out, wish, progress),
            self._tell,
        )

    def _tell(self, found: Written) -> None:
        """Say which files there are now, which names were cut, and what was left out."""
        files = ", ".join(file.name for file in found.files)
        lines = [tr("cli.export.name", name=old, short=new) for old, new in found.names.items()]
        lines += [issue.said() for issue in found.issues]
        told = "\n".join((tr("outgoing.done", files=files), *lines))
        self._messages.tell(written(told, found.files[0].parent))


def _exported(
    entry: MapLayer, layer: Layer, out: Path, wish: ExportWish, progress: Progress
) -> Written:
    rows = entry.rows(layer) if wish.only_shown else None
    part = layer if rows is None or len(rows) == len(layer) else layer.take(rows)
    return export_layer(part, out, crs=wish.crs, encoding=wish.encoding, progress=progress)
