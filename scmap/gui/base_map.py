"""The base map of an intranet or of a file below the map: off until the planner switches it on.

Tiles are fetched and laid by threads of this object's own; the window only takes finished
pictures. While it is off, no address is opened and no thread runs.
"""

import logging
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from scmap import settings
from scmap.cartography.backdrop import below, laid, tile_picture, wanted
from scmap.cartography.settings import Backdrop, MapSettings
from scmap.errors import ScmapError
from scmap.formats.tiles import GRIDS, Address, MbTiles, TileSource, WebTiles, addresses
from scmap.gui.dialogs.base_map import BaseMapDialog, Choice
from scmap.gui.messages import Message, MessageBar
from scmap.model.extent import Extent
from scmap.words import tr

log = logging.getLogger(__name__)

WAIT_MS = 150  # of a hand that moves the map, before tiles are asked for
FINER = 2  # times as many pixels on paper as the sheet's own measure: about 200 an inch
_AT_ONCE = 6  # tiles that are fetched at a time
_KEPT = 600  # tiles in memory: 150 MB at most
_WEB, _FILE = "web", "file"


@dataclass(frozen=True, eq=False)
class _Round:
    """One picture that is asked for."""

    number: int
    source: TileSource
    map: MapSettings


class BaseMap(QObject):
    """Lays tiles below the map.

    Signals
    -------
    arrived
        Another picture lies below the map, or none.
    kept
        Settings that hold from the next start, too.
    """

    arrived = Signal()
    kept = Signal(settings.Settings)
    _done = Signal(object, object, int)  # round, Backdrop or None, tiles that came

    def __init__(self, window: QWidget, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._messages = window, messages
        self._source: TileSource | None = None
        self._backdrop: Backdrop | None = None
        self._seen: tuple[Extent, int, int] | None = None
        self._map: MapSettings | None = None
        self._number = 0
        self._told = False
        self._tiles: OrderedDict[Address, QImage | None] = OrderedDict()
        self._lock = threading.Lock()
        self._layer: ThreadPoolExecutor | None = None
        self._fetchers: ThreadPoolExecutor | None = None
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._begin)
        self._done.connect(self._take)
        self._open(choice_of(settings.load(settings.settings_file())))

    @property
    def backdrop(self) -> Backdrop | None:
        """The picture that lies below the map; None while the base map is off."""
        return self._backdrop

    def under(self, shown: MapSettings) -> MapSettings:
        """Put the picture that there is below a map, and ask for its own once the hand rests."""
        if self._source is None:
            return shown
        seen = (shown.view, shown.width, shown.height)
        if seen != self._seen:
            self._seen, self._map = seen, shown
            self._wait.start()
        return below(shown, self._backdrop)

    def lay(self, shown: MapSettings) -> MapSettings:
        """Put the base map below a map for paper, sharper than on screen; waits for its tiles.

        Called in a worker.
        """
        source, credit = self._source, self._choice.credit
        if source is None:
            return shown
        finer = replace(
            shown, width=shown.width * FINER, height=shown.height * FINER, dpi=shown.dpi * FINER
        )
        need = wanted(finer, source.grid)
        found = list(addresses(source.grid, need.extent, need.pixel))
        with ThreadPoolExecutor(_AT_ONCE, "paper-tiles") as fetchers:
            images = list(fetchers.map(lambda one: self._tile(source, one), found))
        tiles = {one: image for one, image in zip(found, images, strict=True) if image is not None}
        backdrop = laid(finer, source.grid, tiles)
        return below(shown, replace(backdrop, credit=credit) if backdrop is not None else None)

    def ask(self) -> None:
        """Let the planner choose a base map, or none."""
        dialog = BaseMapDialog(self._choice, self._window)
        dialog.accepted.connect(lambda: self.choose(dialog.choice))
        dialog.open()

    def choose(self, choice: Choice) -> None:
        """Lay this base map below from now on, at the next start too; a wrong one is told."""
        try:
            source_of(choice)
        except ScmapError as error:
            self._messages.tell_error(error)
            return
        kept = settings.load(settings.settings_file())
        for name, value in choice.settings.items():
            kept = kept.having(name, value)
        self.kept.emit(kept)
        self._open(choice)
        self.arrived.emit()

    def close(self) -> None:
        """Ask for nothing any more."""
        self._number += 1
        self._wait.stop()
        for pool in (self._layer, self._fetchers):
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=True)
        self._layer = self._fetchers = None

    def _open(self, choice: Choice) -> None:
        self.close()
        self._choice, self._backdrop, self._seen, self._told = choice, None, None, False
        self._tiles.clear()
        try:
            self._source = source_of(choice)
        except ScmapError as error:  # the file went since the last start
            log.warning("base map not available: %s", error.code)
            self._source = None

    def _begin(self) -> None:
        if self._source is None or self._map is None:
            return
        self._number += 1
        if self._layer is None or self._fetchers is None:
            self._layer = ThreadPoolExecutor(1, "base-map")
            self._fetchers = ThreadPoolExecutor(_AT_ONCE, "tiles")
        self._layer.submit(self._work, _Round(self._number, self._source, self._map))

    def _work(self, asked: _Round) -> None:
        """Fetch and lay the tiles of a map; what nobody waits for any more is left."""
        try:
            grid = asked.source.grid
            need = wanted(asked.map, grid)
            fetchers = self._fetchers
            if fetchers is None:
                return
            found = list(addresses(grid, need.extent, need.pixel))
            images = fetchers.map(lambda one: self._awaited(asked, one), found)
            tiles = {
                one: image for one, image in zip(found, images, strict=True) if image is not None
            }
            if asked.number == self._number:
                self._done.emit(asked, laid(asked.map, grid, tiles), len(tiles))
        except (RuntimeError, ValueError):  # the window closes meanwhile
            log.debug("base map given up", exc_info=True)

    def _awaited(self, asked: _Round, address: Address) -> QImage | None:
        """Give a tile while somebody waits for it."""
        return self._tile(asked.source, address) if asked.number == self._number else None

    def _tile(self, source: TileSource, address: Address) -> QImage | None:
        with self._lock:
            if source is self._source and address in self._tiles:
                self._tiles.move_to_end(address)
                return self._tiles[address]
        content = source.tile(address)
        image = tile_picture(content) if content else None
        with self._lock:
            if source is self._source and image is not None:
                self._tiles[address] = image
                while len(self._tiles) > _KEPT:
                    self._tiles.popitem(last=False)
        return image

    def _take(self, asked: _Round, backdrop: Backdrop | None, count: int) -> None:
        if asked.number != self._number or asked.source is not self._source:
            return
        named = replace(backdrop, credit=self._choice.credit) if backdrop is not None else None
        self._backdrop = named
        if not count and not self._told:
            self._told = True
            self._messages.tell(Message("warning", tr("basemap.no_tiles")))
        self.arrived.emit()


def choice_of(kept: settings.Settings) -> Choice:
    """Give the base map that was chosen earlier."""
    return Choice(
        kept.text("base_map"),
        kept.text("base_map_address"),
        kept.text("base_map_grid"),
        kept.text("base_map_file"),
        kept.text("base_map_credit"),
    )


def source_of(choice: Choice) -> TileSource | None:
    """Give what brings the tiles; None for no base map.

    Raises
    ------
    InputError
        If the address or the file is none that tiles come from.
    """
    if choice.kind == _WEB:
        return WebTiles(choice.address.strip(), GRIDS[choice.grid])
    return MbTiles(Path(choice.file)) if choice.kind == _FILE else None
