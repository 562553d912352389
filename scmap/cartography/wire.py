"""How a map travels to the painting process: each array once, then only references to it.

Arrays of a layer are immutable and shared by its later versions, so an array is known by its
identity: after an edit only the columns that changed are sent, and nothing is hashed.
"""

import itertools
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.cartography import level_store
from scmap.cartography.display import PLAIN, Display
from scmap.cartography.level_store import Content
from scmap.cartography.settings import Backdrop, Drawn, MapSettings
from scmap.model.distinct import distinct
from scmap.model.extent import Extent
from scmap.model.kept import Kept
from scmap.model.layer import CLOSED, Column, Layer, objects
from scmap.model.maplayer import RESULT, MapLayer
from scmap.model.written import AT_ONCE, written

GEOMETRY = ""  # name under which a layer's geometries travel among its columns

Token: TypeAlias = int
Texts: TypeAlias = tuple[Column, NDArray[np.int32]]
Sent: TypeAlias = tuple[MapLayer, Mapping[str, Token], bytes | None]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A map whose arrays are named by tokens.

    Attributes
    ----------
    extent, width, height, dpi, background, display
        As in `MapSettings`.
    layers : tuple
        Entry, token of each array that its painting needs by column name, and the rows in view as
        packed bits, or None for all.
    backdrop : (Extent, int) or None
        Ground of the picture below, and token of its pixels.
    """

    extent: Extent
    width: int
    height: int
    dpi: float
    background: str
    layers: tuple[Sent, ...]
    backdrop: tuple[Extent, Token] | None = None
    display: Display = PLAIN


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What the painting process is told: forget arrays, take new ones, paint.

    Attributes
    ----------
    forget : tuple of int
        Tokens of arrays that are not needed any more.
    geometries, columns : mapping
        New arrays by token; geometries as WKB, bare points as their coordinates, texts as those
        that occur and the number of each row's.
    picture : Picture
        What to paint.
    memory : str
        Name of the shared memory to paint into.
    kept : tuple of str
        Names of those that may be painted into again; others are let go.
    lasting : set of int
        Tokens of geometries of which something may be kept on disk.
    """

    forget: tuple[Token, ...]
    geometries: Mapping[Token, Column]
    columns: Mapping[Token, Column | Texts]
    picture: Picture
    memory: str
    kept: tuple[str, ...] = ()
    lasting: frozenset[Token] = frozenset()

    def messages(self) -> "Iterator[Piece | Order]":
        """Give the order as it is sent: its geometries before it, a few at a time.

        Whatever is sent in one message is packed in one go, with the interpreter held.
        """
        long = {t: sent for t, sent in self.geometries.items() if sent.ndim == 1}
        for token, sent in long.items():
            for start in range(0, len(sent), AT_ONCE):
                yield Piece(token, sent[start : start + AT_ONCE])
        short = {t: sent for t, sent in self.geometries.items() if t not in long or not len(sent)}
        yield replace(self, geometries=short)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """The next geometries of an array that the order after them names."""

    token: Token
    geometries: Column


class Sender:
    """Remembers what the painting process already has.

    Arrays stay there as long as they live here: a layer that is hidden and shown again costs
    nothing.
    """

    def __init__(self) -> None:
        self._sent: dict[Token, weakref.ref[Column]] = {}

    def order(self, settings: MapSettings, memory: str, kept: tuple[str, ...] = ()) -> Order:
        """Pack a map; what an earlier order brought is only named."""
        layers = []
        geometries: dict[Token, Column] = {}
        columns: dict[Token, Column] = {}
        for drawn in settings.layers:
            needed = _needed(drawn)
            tokens = {name: _TOKENS.of(array) for name, array in needed.items()}
            layers.append((drawn.entry, tokens, _packed(drawn.kept)))
            columns |= {tokens[name]: array for name, array in needed.items() if name != GEOMETRY}
            geometries[tokens[GEOMETRY]] = needed[GEOMETRY]
        if settings.backdrop is not None:
            columns[_TOKENS.of(settings.backdrop.pixels)] = settings.backdrop.pixels
        order = Order(
            tuple(token for token, array in self._sent.items() if array() is None),
            {t: _encoded(array) for t, array in geometries.items() if t not in self._sent},
            {t: _told_apart(array) for t, array in columns.items() if t not in self._sent},
            _picture(settings, tuple(layers)),
            memory,
            kept,
            frozenset(_TOKENS.of(one.layer.ground) for one in settings.layers if _lasts(one)),
        )
        for token in order.forget:
            del self._sent[token]
        for token, array in (geometries | columns).items():
            self._sent[token] = weakref.ref(array)
        return order


class Receiver:
    """Puts maps together again in the painting process.

    A layer that is drawn again is the same object, so that what painting worked out for it holds.
    """

    def __init__(self) -> None:
        self._arrays: dict[Token, Column] = {}
        self._layers: dict[tuple[tuple[str, Token], ...], Layer] = {}
        self._pieces: dict[Token, list[Column]] = {}
        self._contents: dict[Token, Content] = {}

    def take(self, piece: Piece) -> None:
        """Keep geometries until the order comes that asks for them."""
        self._pieces.setdefault(piece.token, []).append(_decoded(piece.geometries))
        self._contents.setdefault(piece.token, Content()).add(piece.geometries)

    def settings(self, order: Order) -> MapSettings:
        """Unpack a map."""
        for token in order.forget:
            self._arrays.pop(token, None)
        self._arrays |= {t: _together(sent) for t, sent in order.columns.items()}
        self._arrays |= {t: _decoded(sent) for t, sent in order.geometries.items()}
        self._arrays |= {t: np.concatenate(parts) for t, parts in self._pieces.items()}
        for token in order.lasting & self._pieces.keys():
            level_store.name(self._arrays[token], self._contents[token].name)
        self._pieces, self._contents = {}, {}
        picture = order.picture
        keys = [tuple(sorted(tokens.items())) for _, tokens, _ in picture.layers]
        self._layers = {key: self._layers.get(key) or self._layer(key) for key in keys}
        return MapSettings(
            picture.extent,
            picture.width,
            picture.height,
            picture.dpi,
            tuple(
                _drawn(self._layers[key], entry, kept)
                for key, (entry, _, kept) in zip(keys, picture.layers, strict=True)
            ),
            picture.background,
            Backdrop(picture.backdrop[0], self._arrays[picture.backdrop[1]])
            if picture.backdrop is not None
            else None,
            picture.display,
        )

    def _layer(self, key: tuple[tuple[str, Token], ...]) -> Layer:
        columns = {name: self._arrays[token] for name, token in key}
        geometry = columns.pop(GEOMETRY)
        nameless = np.full(len(geometry), None, dtype=object)  # painting asks no feature's name
        return Layer("", "", "", "", "", nameless, geometry, columns)


_COUNTER = itertools.count(1)
_TOKENS: Kept[Token] = Kept(lambda _array: next(_COUNTER))


def _lasts(drawn: Drawn) -> bool:
    """Tell whether outlines of a layer may stay on disk: not of what is 비공개, nor of results."""
    return drawn.layer.security != CLOSED and not drawn.entry.layer.startswith(RESULT)


def _packed(kept: NDArray[np.bool_] | None) -> bytes | None:
    return None if kept is None else np.packbits(kept).tobytes()


def _drawn(layer: Layer, entry: MapLayer, packed: bytes | None) -> Drawn:
    if packed is None:
        return Drawn(layer, entry)
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=len(layer))
    return Drawn(layer, entry, bits.astype(bool))


def _picture(settings: MapSettings, layers: tuple[Sent, ...]) -> Picture:
    return Picture(
        settings.extent,
        settings.width,
        settings.height,
        settings.dpi,
        settings.background,
        layers,
        (settings.backdrop.extent, _TOKENS.of(settings.backdrop.pixels))
        if settings.backdrop is not None
        else None,
        settings.display,
    )


def _needed(drawn: Drawn) -> dict[str, Column]:
    """Give the arrays that painting an entry looks at."""
    entry, layer = drawn.entry, drawn.layer
    names = entry.fields | ({"x", "y"} if entry.shape == "point" else set())
    columns = {name: layer.columns[name] for name in sorted(names) if name in layer.columns}
    return {GEOMETRY: layer.ground, **columns}


def _told_apart(column: Column) -> Column | Texts:
    """Give texts by number: very many rows share few, and numbers travel a hundred times faster."""
    if column.dtype != object:
        return column
    values, at = distinct(column)
    return objects(values), at.astype(np.int32)


def _together(sent: Column | Texts) -> Column:
    return sent[0][sent[1]] if isinstance(sent, tuple) else sent


def _encoded(ground: Column) -> Column:
    return ground if ground.ndim == 2 else written(ground)


def _decoded(sent: Column) -> Column:
    return sent if sent.ndim == 2 else shapely.from_wkb(sent)
