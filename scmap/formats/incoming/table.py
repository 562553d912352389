"""What a reader gives of one layer or table of a foreign file, before and after it is judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from scmap.formats.sheet_reader import Cell
from scmap.model.issue import Issue
from scmap.model.layer import Column, Objects, objects

LISTED = 20  # rows that an issue names


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A record that does not come in.

    Attributes
    ----------
    row : int
        Its number in the source, the first record being 1.
    code : str
        Reason; its words are ``issues.<code>`` for all rows of that reason together, and
        ``issues.kept_<code>`` for one.
    cells : tuple
        The record as it stands, to be sent back.
    """

    row: int
    code: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """The records of one layer or table that come in, and what is to be said of the others.

    Attributes
    ----------
    name, title : str
        Name of the layer in the file, and what its maker called it ("" without).
    columns : Mapping of str to (n,) array
        Attributes, of the types that a layer holds.
    geometry : (n,) object or None
        In the CRS of the file, None for a table without places.
    rows : (n,) int
        Number of each record in the source, from 1.
    crs, crs_from : str
        ``EPSG:n`` or the name of one without code; and how it is known: "file" (a .prj, a member
        of the file), "metadata", "guessed" or "none" (then `crs` is "").
    encoding, encoding_from : str
        Python's or GDAL's name; "bytes", "cpg", "cst", "ldid" or "file".
    issues : tuple of Issue
        What was noticed.
    kept_out : tuple of KeptRow
        The records that do not come in.
    said_crs : str
        Description by which a CRS without code is transformed; "" where `crs` is a code.
    offset : int
        Lines of the file above its first record, by which a record is found in it.
    unit : str
        What stands above the titles about the unit of all amounts: "(단위: 백만원)"; "" without.
    """

    name: str
    columns: Mapping[str, Column]
    geometry: Objects | None
    rows: NDArray[np.intp]
    crs: str = ""
    crs_from: str = "none"
    encoding: str = ""
    encoding_from: str = "file"
    issues: tuple[Issue, ...] = ()
    kept_out: tuple[KeptRow, ...] = field(default=())
    title: str = ""
    said_crs: str = ""
    offset: int = 0
    unit: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def records(self) -> tuple[tuple[Cell, ...], ...]:
        """Cells of each record, by column."""
        return tuple(kept.cells for kept in self._kept(np.ones(len(self), dtype=bool), ""))

    def _kept(self, gone: NDArray[np.bool_], code: str) -> Iterator[KeptRow]:
        columns = [column[gone] for column in self.columns.values()]
        for place, row in enumerate(self.rows[gone].tolist()):
            yield KeptRow(row, code, tuple(_cell(column[place]) for column in columns))

    @property
    def shapes(self) -> Objects:
        """Geometry of each record, None throughout for a table without places."""
        return objects([None] * len(self)) if self.geometry is None else self.geometry

    @property
    def told(self) -> tuple[Issue, ...]:
        """What was noticed, for whoever looks for it in the file: by its lines, not its records."""
        return tuple(_by_line(one, self.offset) for one in self.issues)

    def noticing(self, *issues: Issue) -> Self:
        """Give the table with more said of it."""
        return replace(self, issues=(*self.issues, *issues))

    def without(self, gone: NDArray[np.bool_], code: str, **told: Any) -> Self:
        """Keep out the records of a mask, all for one reason, which is told as an issue.

        Parameters
        ----------
        gone : (n,) bool
        code : str
            Words of the issue are ``issues.<code>``.
        **told
            What else they name.
        """
        if not gone.any():
            return self
        lost = self.rows[gone]
        return replace(
            self,
            columns={name: column[~gone] for name, column in self.columns.items()},
            geometry=None if self.geometry is None else self.geometry[~gone],
            rows=self.rows[~gone],
            issues=(*self.issues, noticed(code, self.name, lost, **told)),
            kept_out=(*self.kept_out, *self._kept(gone, code)),
        )


def _cell(value: object) -> Cell:
    """Give a value of a column as a cell; unknown is empty."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[D]").item()
    if isinstance(value, float):
        return None if np.isnan(value) else float(value)
    return value if value is None else str(value)


def noticed(code: str, layer: str, rows: Iterable[int], **values: Any) -> Issue:
    """Give one issue for all `rows`, with their count and the first of their numbers."""
    numbers = tuple(int(row) for row in rows)
    told = {"count": len(numbers), "rows": _listed(numbers), "numbers": numbers[:LISTED]}
    return Issue(code, layer, values={**told, **values})


def _listed(numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers[: LISTED // 2]))
    return listed + (", …" if len(numbers) > LISTED // 2 else "")


def _by_line(issue: Issue, offset: int) -> Issue:
    numbers = issue.values.get("numbers")
    if not offset or not isinstance(numbers, tuple):
        return issue
    lines = tuple(number + offset for number in numbers)
    return replace(issue, values={**issue.values, "rows": _listed(lines), "numbers": lines})
