"""Finding projects, centres, facilities and neighbourhoods by name, as one types."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.text_index import TextIndex
from scmap.gui.search import folded, initials, only_initials
from scmap.model.layer import Layer
from scmap.progress import Progress, part, silent

MOST = 60  # features that are listed; one who sees so many types on
NAMES = ("name", "title")  # columns that may say what a feature is called
BESIDE = ("municipality", "sido")  # columns that say where it is


@dataclass(frozen=True, slots=True)
class FoundFeature:
    """A feature that was found.

    Attributes
    ----------
    layer, uid : str
        uid of its layer, or the name of a bundled one; and its own.
    name, beside : str
        What it is called, and where or what it is.
    """

    layer: str
    uid: str
    name: str
    beside: str


@dataclass(frozen=True, eq=False)
class _Indexed:
    name: str  # of the layer, as the selection knows it
    layer: Layer
    column: str
    index: TextIndex


@dataclass(frozen=True, eq=False)
class Finder:
    """The names of all features of some layers, ready to be searched."""

    layers: tuple[_Indexed, ...]

    @classmethod
    def of(
        cls,
        layers: Iterable[tuple[str, Layer]],
        before: Self | None = None,
        *,
        progress: Progress = silent,
    ) -> Self:
        """Read the names of layers, given by what the selection calls them.

        Layers without a column of names are left out; those that `before` has are not read again.
        """
        named = [(name, one) for name, one in layers if _named(one) and len(one)]
        known = {(one.name, one.layer): one for one in before.layers} if before else {}
        indexed = []
        for number, (name, layer) in enumerate(named):
            share = part(progress, number / len(named), (number + 1) / len(named))
            indexed.append(known.get((name, layer)) or _indexed(name, layer, share))
        return cls(tuple(indexed))

    def find(self, query: str, *, progress: Progress = silent) -> list[FoundFeature]:
        """Find the features whose name and place hold each word, as it is or by its initials.

        Those whose name begins so come first, then the shorter names; `MOST` at most.
        """
        words = folded(query).split()
        if not words:
            return []
        found: list[FoundFeature] = []
        for one in self.layers:
            rows = np.flatnonzero(_holding(one.index, words, progress))
            found += [_found(one, row) for row in rows[: 4 * MOST].tolist()]
        return sorted(found, key=lambda one: _farness(one.name, query.strip()))[:MOST]


def _indexed(name: str, layer: Layer, progress: Progress) -> _Indexed:
    column = _named(layer)
    index = TextIndex.of(np.arange(len(layer)), _writer(layer, column), progress=progress)
    return _Indexed(name, layer, column, index)


def _holding(
    index: TextIndex, words: Sequence[str], progress: Progress
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    held = np.ones(len(index), dtype=bool)
    for word in words:
        mask = index.holding(word, progress=progress)
        if only_initials(word):
            mask |= index.initials.holding(word, progress=progress)
        held &= mask
    return held


def _named(layer: Layer) -> str:
    """Give the column that says what the features are called; "" for none."""
    return next((name for name in NAMES if name in layer.columns), "")


def _writer(layer: Layer, column: str) -> Callable[[int], str]:
    """Give what writes the name of a row with where it is behind it."""
    cells = [layer.text(column), *(layer.text(one) for one in BESIDE if one in layer.columns)]
    return lambda row: " ".join(str(cell[row]) for cell in cells if cell[row])


def _found(one: _Indexed, row: int) -> FoundFeature:
    layer = one.layer
    where = next((layer.text(name)[row] for name in BESIDE if name in layer.columns), None)
    beside = " · ".join(filter(None, (shown_title(layer.title), where)))
    return FoundFeature(
        one.name, str(layer.uids[row]), str(layer.text(one.column)[row] or layer.title), beside
    )


def _farness(name: str, query: str) -> tuple[bool, int]:
    begins = folded(name).startswith(folded(query)) or initials(name).startswith(query)
    return not begins, len(name)
