"""One column of a table: its values, how they are written, found, compared and ordered."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.gui import search
from scmap.gui.models.cell_filter import Asked, Kind, Part, plain_number
from scmap.gui.models.text_index import PIECE, Mask, TextIndex
from scmap.progress import Progress, silent
from scmap.words import language, tr

Numbers: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.integer[Any]]

MOST_SHARED = 1 << 16  # distinct cells that are told apart: more are held row by row


LATIN = 0.6  # width of a Latin letter in characters of the base type


def roomy(texts: Iterable[str], least: int) -> int:
    """Give the width, in characters of the base type, that shows the longest of some texts whole.

    For columns of few words: English ones are longer than those that a width was chosen for.
    """
    widths = (sum(1.0 if letter > "\u1100" else LATIN for letter in text) for text in texts)
    return max(least, math.ceil(max(widths, default=0.0)))


@dataclass(frozen=True, eq=False)
class Column:
    """One column: what it is called, its values, and how a value is written.

    Attributes
    ----------
    key : str
        Words of the header: ``tables.<key>``; ``tables.<key>.tip`` explains it.
    values : (n,) or (v,) array
        float64 with NaN for unknown, datetime64 with NaT, or object with None: what sorting goes
        by.
    write : callable
        Puts one value into words ("미상" for unknown).
    width : int
        Comfortable width in characters of the base type.
    order : array of float64, as `values`, or None
        What sorting goes by instead, for words whose order is not the alphabet's (grades).
    at : (n,) integers or None
        Place of each row's value among `values`, where many rows share few values.
    scale, decimals : float, int
        By what a number is multiplied and how it is rounded where it is written: what is typed
        into a filter is compared with what is seen.
    adds_up : bool
        Whether a sum of the numbers says anything: of money it does, of years it does not.
    title : str
        What stands in the header of a column that our words do not name.
    figures : bool
        Whether texts are written numbers, which stand below one another as numbers do.
    """

    key: str
    values: NDArray[Any]
    write: Callable[[Any], str]
    width: int = 12
    order: Numbers | None = None
    at: Places | None = None
    scale: float = 1.0
    decimals: int = 0
    adds_up: bool = False
    title: str = ""
    figures: bool = False

    @property
    def heading(self) -> str:
        """What the column is called."""
        return self.title or tr(f"tables.{self.key}")

    @property
    def tip(self) -> str:
        """What the column says, in a line."""
        return self.title or tr(f"tables.{self.key}.tip")

    @property
    def kind(self) -> Kind:
        """What the values are."""
        kinds: dict[str, Kind] = {"f": "number", "M": "date"}
        return kinds.get(self.values.dtype.kind, "text")

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers: sorted as such."""
        return self.kind == "number"

    @property
    def to_right(self) -> bool:
        """Whether its cells are aligned to the right."""
        return self.numeric or self.figures

    def text(self, row: int) -> str:
        """Write the cell of a row."""
        return self.write(self.values[row if self.at is None else self.at[row]])

    # -- order -------------------------------------------------------------------------------

    def ranks(self, *, progress: Progress = silent) -> tuple[Numbers, Mask]:
        """Sort key of each row and which rows are unknown, both shape (n,)."""
        keys = self._keys(progress)
        return keys, np.isnan(keys)

    def _keys(self, progress: Progress) -> Numbers:
        if self.order is not None:
            return self._spread(self.order)
        if self.kind != "text":
            return self._spread(self.measured)
        index, at = self._index(progress)
        ranks = self._kept("ranks", lambda: index.ranks(progress=progress))
        keys: Numbers = (ranks if at is None else ranks[at]).astype(np.float64)
        keys[self.unknown] = np.nan
        return keys

    @cached_property
    def measured(self) -> Numbers:
        """Numbers and dates as numbers, as `values`; NaN for the unknown."""
        if self.kind == "number":
            return self.values
        days: Numbers = self.values.astype("datetime64[D]").astype(np.float64)
        days[np.isnat(self.values)] = np.nan
        return days

    @cached_property
    def unknown(self) -> Mask:
        """Which rows are unknown, shape (n,)."""
        if self.kind != "text":
            return self._spread(np.isnan(self.measured))
        none = np.empty(len(self.values), dtype=bool)
        for start in range(0, len(none), PIECE):
            part = self.values[start : start + PIECE].tolist()
            none[start : start + PIECE] = [not value for value in part]
        return self._spread(none)

    # -- finding -----------------------------------------------------------------------------

    def holds(self, word: str, *, progress: Progress = silent) -> Mask:
        """Tell for each row whether a word (folded) occurs in its cell, shape (n,)."""
        if self.kind == "number":
            return self._holds_digits(word, progress)
        index, at = self._index(progress)
        found = index.holding(word, progress=progress)
        if search.only_initials(word):
            found |= index.initials.holding(word, progress=progress)
        return found if at is None else found[at]

    def passes(self, asked: Asked, *, progress: Progress = silent) -> Mask:
        """Tell which rows a filter of this column keeps, shape (n,)."""
        kept = np.ones(len(self), dtype=bool)
        for choice in asked:
            some = np.zeros(len(self), dtype=bool)
            for part in choice:
                some |= self._meets(part, progress)
            kept &= some
        return kept

    def __len__(self) -> int:
        return len(self.values if self.at is None else self.at)

    def _meets(self, part: Part, progress: Progress) -> Mask:
        if part.what == "unknown":
            return ~self.unknown if part.negated else self.unknown
        if part.what == "span":
            seen = self._seen if self.kind == "number" else self.measured
            with np.errstate(invalid="ignore"):
                found = self._spread((seen >= part.least) & (seen <= part.most))
        elif part.what == "whole":
            index, at = self._index(progress)
            whole = index.being(part.word)
            found = whole if at is None else whole[at]
        else:
            found = self.holds(part.word, progress=progress)
        return ~found & ~self.unknown if part.negated else found

    def _holds_digits(self, word: str, progress: Progress) -> Mask:
        found = np.zeros(len(self.values), dtype=bool)
        if search.matches(word, search.folded(self.write(np.nan))):
            found |= np.isnan(self.values)
        number = plain_number(word)
        if number:
            digits = self._kept("digits", lambda: TextIndex.of_numbers(self._shown, self.decimals))
            with np.errstate(invalid="ignore"):
                below = self.values < 0
            held = digits.holding(number.lstrip("-"), progress=progress)
            found |= held & below if number.startswith("-") else held
        return self._spread(found)

    @property
    def _shown(self) -> Numbers:
        return self.values if self.scale == 1.0 else self.values * self.scale

    @property
    def _seen(self) -> Numbers:
        """The numbers as they are written: in their unit, and rounded."""
        shift = 10.0**self.decimals
        rounded: Numbers = np.floor(self._shown * shift + 0.5) / shift
        return rounded

    # -- what is worked out once ---------------------------------------------------------------

    def _spread(self, found: NDArray[Any]) -> NDArray[Any]:
        """Give to each row what was found of its value."""
        return found if self.at is None else found[self.at]

    def _index(self, progress: Progress) -> tuple[TextIndex, Places | None]:
        """Give the cells as they are searched in, in the language in force, and each row's."""
        cells = self._kept("cells", lambda: _shared(self.values) if self.at is None else None)
        values, at = cells if cells is not None else (self.values, self.at)
        index = self._kept(
            f"index {language()}", lambda: TextIndex.of(values, self.write, progress=progress)
        )
        return index, at

    def _kept(self, what: str, make: Callable[[], Any]) -> Any:
        """Give what was made before, or make it; who stops while it is made leaves nothing."""
        found = self.__dict__.get(what)
        if found is None:
            found = self.__dict__.setdefault(what, (make(),))
        return found[0]


def _shared(values: NDArray[Any]) -> tuple[NDArray[Any], Places | None]:
    """Tell cells apart that many rows share; give them as they are where most are their own."""
    if values.dtype.kind == "M":
        days, which = np.unique(values, return_inverse=True)
        return days, which
    places: dict[Any, int] = {}
    at = np.empty(len(values), dtype=np.int32)
    for start in range(0, len(values), PIECE):
        part = values[start : start + PIECE].tolist()
        at[start : start + PIECE] = [places.setdefault(value, len(places)) for value in part]
        if len(places) > MOST_SHARED:
            return values, None
    distinct = np.empty(len(places), dtype=object)
    distinct[:] = list(places)
    return distinct, at
