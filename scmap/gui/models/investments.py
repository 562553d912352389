"""The investments as a table: one row a record."""

from collections.abc import Callable, Sequence
from operator import is_not

import numpy as np
from numpy.typing import NDArray

from scmap import reference
from scmap.gui.keys import Named
from scmap.gui.models.column import Column, roomy
from scmap.gui.models.table import Table, listed, plain
from scmap.model import amounts
from scmap.model.codebook import CodeBook, title_of
from scmap.model.issue import Issue, by_feature
from scmap.model.layer import Layer, objects

CHECKS = "checks"  # key of the column that says what is to be checked


def investment_table(layer: Layer, codebook: CodeBook, issues: Sequence[Issue] = ()) -> Table:
    """Lay out the investment layer for reading; codes are written in the field's words.

    Where the analysis found something to check, a column beside the name says what.
    """
    text, number = layer.text, layer.number
    titles = map(_kinds(codebook), filter(None, set(text("kind"))))
    columns = (
        Column("name", text("name"), plain, 22),
        *_checks(layer, issues),
        Column("kind", text("kind"), _kinds(codebook), roomy(titles, 12)),
        Column("ministry", text("ministry"), listed, 12),
        Column("municipality", text("municipality"), listed, 10),
        Column("fields", text("fields"), _fields(codebook), 14),
        Column("year_from", number("year_from"), _year, 7),
        Column("year_to", number("year_to"), _year, 7),
        _money("total", number("total_mkrw")),
        _money("national", number("national_mkrw")),
        _money("local", number("local_mkrw")),
        _money("public", number("public_mkrw")),
        _money("private_cash", number("private_cash_mkrw")),
        _money("private_kind", number("private_kind_mkrw")),
        Column("quality", text("quality"), plain, 8),
        Column("source", text("source"), plain, 24),
    )
    return Table(layer.uid, Named(layer.uids), columns)


class LaidInvestments:
    """The investments laid out once, as long as they, what is to be checked and the words stay."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._table = Table()

    def of(self, layer: Layer | None, issues: tuple[Issue, ...]) -> Table:
        """Give the table of a layer with what is to be checked; an empty one without a layer."""
        asked = (layer, issues)
        if not self._of or any(map(is_not, self._of, asked)):
            book = reference.codebook()
            self._table = Table() if layer is None else investment_table(layer, book, issues)
            self._of = asked
        return self._table

    def forget(self) -> None:
        """Lay out anew when asked next: titles of codes are words, too."""
        self._of = ()


def _money(key: str, values: NDArray[np.float64]) -> Column:
    return Column(key, values, amounts.money, 10, decimals=1, adds_up=True)


def _checks(layer: Layer, issues: Sequence[Issue]) -> tuple[Column, ...]:
    told = by_feature(issues)
    if not told:
        return ()
    rows = ((layer.rows.get(uid), tuple(found)) for uid, found in told.items())
    named = {row: found for row, found in rows if row is not None}
    at = np.zeros(len(layer), dtype=np.intp)
    at[list(named)] = np.arange(1, len(named) + 1)
    return (Column(CHECKS, objects([None, *named.values()]), _said, 20, at=at),)


def _said(issues: tuple[Issue, ...] | None) -> str:
    return " ".join(one.said() for one in issues) if issues else ""


def with_checks(layer: Layer, issues: Sequence[Issue]) -> NDArray[np.bool_]:
    """Tell which rows have something to check, shape (n,)."""
    told = by_feature(issues)
    return np.array([uid in told for uid in layer.uids], dtype=bool)


def _kinds(codebook: CodeBook) -> Callable[[str | None], str]:
    titles = {code: title_of(kind) for code, kind in codebook.kinds.items()}
    return lambda value: titles.get(value, value) if value else amounts.unknown()


def _fields(codebook: CodeBook) -> Callable[[str | None], str]:
    titles = {code: title_of(field) for code, field in codebook.fields.items()}

    def write(value: str | None) -> str:
        if not value:
            return amounts.unknown()
        return ", ".join(titles.get(code, code) for code in value.split(";"))

    return write


def _year(value: float) -> str:
    return f"{value:.0f}" if value == value else amounts.unknown()  # noqa: PLR0124  NaN is unknown
