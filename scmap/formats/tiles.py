"""Map tiles of an intranet or of a file: where they lie, and their bytes.

Nothing here is called unless the planner has named a source and switched it on. The network is
reached by Python's standard library alone: plain GET requests to the one host that was named, with
a short patience, no redirects, no proxies, and no more bytes than a tile has.
"""

import math
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeAlias
from urllib.parse import urlsplit

from scmap.errors import InputError
from scmap.model.extent import Extent

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

Address: TypeAlias = tuple[int, int, int]  # level, column from the west, row from the north

PATIENCE_S = 5.0
MOST_BYTES = 4_000_000  # of one tile
MOST_TILES = 160  # of one picture: a coarser level is taken where it would need more
SIDE = 256  # pixels a tile

_ROUND = 6378137.0 * math.pi  # half the world on the web's plane, metres
# Names in a template by what they stand for; the second of each is WMTS's.
_NAMES: Mapping[str, int] = MappingProxyType(
    {"z": 0, "x": 1, "y": 2, "TileMatrix": 0, "TileCol": 1, "TileRow": 2}
)
_PLACE = re.compile(r"\{(-?)([A-Za-z]+)\}")


@dataclass(frozen=True, slots=True)
class TileGrid:
    """How tiles cover a plane.

    Attributes
    ----------
    crs : str
        The plane.
    left, top : float
        Corner of the first tile, metres.
    pixels : tuple of float
        Metres a pixel at each level.
    first : int
        Number of the first level.
    digits : int
        Digits with which a level is named: 2 for "05".
    prefix : str
        What stands before the number of a level in its name.
    """

    crs: str
    left: float
    top: float
    pixels: tuple[float, ...]
    first: int = 0
    digits: int = 1
    prefix: str = ""

    def level(self, pixel: float, extent: Extent) -> int:
        """Choose the level for ground of `pixel` metres a pixel, with no more than `MOST_TILES`."""
        fine = [place for place, size in enumerate(self.pixels) if size <= pixel * 1.3]
        for place in range(min(fine, default=len(self.pixels) - 1), -1, -1):
            if len(self.within(extent, place + self.first)) <= MOST_TILES:
                return place + self.first
        return self.first

    def within(self, extent: Extent, level: int) -> list[Address]:
        """List the tiles of a level that an extent of the plane meets."""
        span = self.pixels[level - self.first] * SIDE
        columns = _range((extent.x0 - self.left) / span, (extent.x1 - self.left) / span)
        rows = _range((self.top - extent.y1) / span, (self.top - extent.y0) / span)
        if len(columns) * len(rows) > 100 * MOST_TILES:
            return [(level, 0, 0)] * (MOST_TILES + 1)  # far too many to be listed
        return [(level, column, row) for row in rows for column in columns]

    def name(self, level: int) -> str:
        """Name a level as a service does."""
        return f"{self.prefix}{level:0{self.digits}d}"


# The web's own grid, and that of the national map service on the product's plane.
GRIDS: Mapping[str, TileGrid] = MappingProxyType(
    {
        "web": TileGrid(
            "EPSG:3857", -_ROUND, _ROUND, tuple(2 * _ROUND / SIDE / 2**level for level in range(20))
        ),
        "national": TileGrid(
            "EPSG:5179",
            -200_000.0,
            4_000_000.0,
            tuple(2088.96 / 2**level for level in range(14)),
            first=5,
            digits=2,
            prefix="L",
        ),
    }
)


class TileSource(Protocol):
    """Gives tiles by their address."""

    @property
    def grid(self) -> TileGrid:
        """How the tiles lie."""

    def tile(self, address: Address) -> bytes | None:
        """Give the picture of a tile as its file has it; None where there is none."""


@dataclass(frozen=True)
class WebTiles:
    """Tiles of a service on the intranet.

    Attributes
    ----------
    template : str
        ``http://host/{z}/{x}/{y}.png``, with ``{-y}`` for rows from the south, or the names of
        WMTS: ``{TileMatrix}``, ``{TileCol}``, ``{TileRow}``.
    grid : TileGrid
        How its tiles lie.

    Raises
    ------
    InputError
        tiles_address, when the template is no such address.
    """

    template: str
    grid: TileGrid

    def __post_init__(self) -> None:
        parts = urlsplit(self.template)
        asked = {_NAMES.get(name) for _, name in _PLACE.findall(self.template)}
        plain = self.template.isprintable() and " " not in self.template
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
            raise InputError("tiles_address", address=self.template[:200])
        if not {0, 1, 2} <= asked or _PLACE.search(parts.netloc):
            raise InputError("tiles_address", address=self.template[:200])

    def tile(self, address: Address) -> bytes | None:
        """Fetch a tile; None where the service has none, or does not answer in time."""
        from urllib.request import Request  # noqa: PLC0415

        request = Request(self._address(address), headers={"User-Agent": "scmap"})  # noqa: S310  the scheme was checked
        try:
            with _opener().open(request, timeout=PATIENCE_S) as answer:
                content: bytes = answer.read(MOST_BYTES + 1)
        except (OSError, ValueError):  # an error of the address is one of the system's
            return None
        return content if len(content) <= MOST_BYTES else None

    def _address(self, address: Address) -> str:
        level, column, row = address
        names = (self.grid.name(level), str(column), str(row))

        def put(found: re.Match[str]) -> str:
            place = _NAMES.get(found[2])
            if place is None:
                return found[0]
            return str(2**level - 1 - row) if found[1] and place == 2 else names[place]

        return _PLACE.sub(put, self.template)


@dataclass(frozen=True)
class MbTiles:
    """Tiles in a file that somebody copied to this computer (MBTiles 1.3, the web's grid).

    Raises
    ------
    InputError
        file_missing, or tiles_file for what is no such file or holds no pictures.
    """

    path: Path
    grid: TileGrid = GRIDS["web"]

    def __post_init__(self) -> None:
        if not self.path.is_file():
            raise InputError("file_missing", file=str(self.path))
        try:
            with closing(self._open()) as connection:
                connection.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
                kind = connection.execute(
                    "SELECT value FROM metadata WHERE name = 'format'"
                ).fetchone()
        except sqlite3.Error as error:
            raise InputError("tiles_file", file=self.path.name) from error
        if kind is not None and kind[0] not in ("png", "jpg", "jpeg", "webp"):
            raise InputError("tiles_file", file=self.path.name)

    def tile(self, address: Address) -> bytes | None:
        """Read a tile; None where the file has none."""
        level, column, row = address
        try:
            with closing(self._open()) as connection:
                found = connection.execute(
                    "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? "
                    "AND tile_row = ? AND length(tile_data) <= ?",
                    (level, column, 2**level - 1 - row, MOST_BYTES),  # rows count from the south
                ).fetchone()
        except sqlite3.Error:
            return None
        return found[0] if found is not None and isinstance(found[0], bytes) else None

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


@cache
def _opener() -> "OpenerDirector":
    """Give what reaches the service; all of the network is loaded when it is asked for first."""
    from urllib.request import (  # noqa: PLC0415
        HTTPRedirectHandler,
        ProxyHandler,
        build_opener,
    )

    class NoRedirect(HTTPRedirectHandler):
        """A service that points elsewhere is not the one that was named."""

        def redirect_request(self, *_args: object, **_kwargs: object) -> None:
            return None

    return build_opener(ProxyHandler({}), NoRedirect)


def _range(low: float, high: float) -> range:
    return range(max(math.floor(low), 0), max(math.ceil(high), 0))


def addresses(grid: TileGrid, extent: Extent, pixel: float) -> Iterator[Address]:
    """Give the tiles for a picture of an extent of the grid's plane, the middle ones first."""
    level = grid.level(pixel, extent)
    found = grid.within(extent, level)
    column = sum(one[1] for one in found) / max(len(found), 1)
    row = sum(one[2] for one in found) / max(len(found), 1)
    yield from sorted(found, key=lambda one: math.hypot(one[1] - column, one[2] - row))
