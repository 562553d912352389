"""Many cells of a layer changed at once: pasted, filled down, found and replaced, calculated."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from scmap.analysis.calculator import Formula, Value
from scmap.model.layer import UNKNOWN, Field, Layer
from scmap.model.project import Project
from scmap.model.typed_cell import Cell, CellType, UnreadableCellError, cell_reader, read_cell
from scmap.progress import Progress, silent
from scmap.session.editing import field_of, with_cells

LOOK_EVERY = 2_000  # rows between two looks at whether to stop

Types: TypeAlias = Callable[[str], CellType]
Cells: TypeAlias = Mapping[str, Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A text that a cell does not take.

    Attributes
    ----------
    uid, field, text : str
        The cell, and what was to stand there.
    code : str
        Why not, as `UnreadableCellError` says; "beyond" where there is no such cell.
    allowed : tuple of str
        What may stand there.
    """

    uid: str
    field: str
    text: str
    code: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellChange:
    """What is to be changed, and what cannot be taken.

    Attributes
    ----------
    cells : mapping
        New values by field and feature.
    refused : tuple of Refusal
        Texts that stay out.
    """

    cells: Cells = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()

    @property
    def count(self) -> int:
        """How many cells are changed."""
        return sum(map(len, self.cells.values()))


def typed_in(uid: str, name: str, text: str, wanted: CellType) -> CellChange:
    """Read what was typed into one cell."""
    return read_cells([(uid, name, text)], lambda _: wanted)


def pasted(
    grid: Sequence[Sequence[str]],
    uids: Sequence[str],
    names: Sequence[str],
    types: Types,
    *,
    progress: Progress = silent,
) -> CellChange:
    """Read a block of texts from a spreadsheet into cells, from the first one on.

    One text goes into every cell that is named; what goes beyond the last row or column stays out,
    and is told.

    Parameters
    ----------
    grid : sequence of rows of str
        What was copied.
    uids, names : sequence of str
        Features and columns from the current cell on, as they stand in sight.
    types : callable
        Gives what a column takes.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    if len(grid) == 1 and len(grid[0]) == 1:
        return read_cells([(uid, names[0], grid[0][0]) for uid in uids], types, progress=progress)
    wanted, beyond = [], []
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            if row < len(uids) and column < len(names):
                wanted.append((uids[row], names[column], text))
            elif text.strip():
                beyond.append(Refusal("", "", text, "beyond"))
    found = read_cells(wanted, types, progress=progress)
    return CellChange(found.cells, (*found.refused, *beyond))


def read_cells(
    wanted: Sequence[tuple[str, str, str]], types: Types, *, progress: Progress = silent
) -> CellChange:
    """Read texts into cells: uid, column and text of each."""
    readers = {name: cell_reader(types(name)) for name in dict.fromkeys(one[1] for one in wanted)}
    cells: dict[str, dict[str, Cell]] = {name: {} for name in readers}
    refused = []
    for place, (uid, name, text) in enumerate(wanted):
        if place % LOOK_EVERY == 0:
            progress(place / len(wanted))
        try:
            cells[name][uid] = readers[name](text)
        except UnreadableCellError as error:
            refused.append(Refusal(uid, name, text, error.code, error.allowed))
    return CellChange({name: one for name, one in cells.items() if one}, tuple(refused))


def filled_down(layer: Layer, name: str, uids: Sequence[str]) -> CellChange:
    """Give the first feature's value of a column to all the others."""
    first = layer.columns[name][layer.rows[uids[0]]]
    return CellChange({name: dict.fromkeys(uids[1:], first)})


@dataclass(frozen=True, slots=True)
class Search:
    """What is found, and what is put in its place.

    Attributes
    ----------
    find, by : str
        The two texts.
    whole : bool
        Whether a cell must be just that text; of numbers and dates it always must.
    exact : bool
        Whether large and small letters differ.
    """

    find: str
    by: str
    whole: bool = False
    exact: bool = False

    def put(self, text: str, *, whole: bool) -> str:
        """Give a text as it is then."""
        if whole:
            low = text if self.exact else text.casefold()
            return self.by if low == (self.find if self.exact else self.find.casefold()) else text
        out, at, low, seek = [], 0, text.lower(), self.find.lower()
        if self.exact or len(low) != len(text):  # some letters' small form is longer
            return text.replace(self.find, self.by)
        while (place := low.find(seek, at)) >= 0:
            out += [text[at:place], self.by]
            at = place + len(seek)
        return "".join((*out, text[at:]))


def replaced(
    layer: Layer,
    name: str,
    uids: Sequence[str],
    search: Search,
    wanted: CellType,
    *,
    progress: Progress = silent,
) -> CellChange:
    """Find a text in the cells of a column, and put another one in its place.

    Parameters
    ----------
    layer, name, uids
        The cells.
    search : Search
        What is found.
    wanted : CellType
        What the column takes.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    whole = search.whole or wanted.type != "text"
    if not search.find and not search.whole:
        return CellChange()
    column, rows, texts = layer.columns[name], layer.rows, []
    for place, uid in enumerate(uids):
        if place % LOOK_EVERY == 0:
            progress(place / len(uids))
        before = cell_text(column[rows[uid]])
        after = search.put(before, whole=whole)
        if after != before:
            texts.append((uid, name, after))
    return read_cells(texts, lambda _: wanted)


def calculated(
    layer: Layer,
    target: Field,
    formula: Formula,
    uids: Sequence[str],
    *,
    progress: Progress = silent,
) -> CellChange:
    """Work a formula out for some features; what does not fit the column is told.

    Raises
    ------
    InputError
        ``formula_kinds``.
    """
    places = layer.rows
    rows = np.array([places[uid] for uid in uids], dtype=np.intp)
    cells: dict[str, Cell] = {}
    refused = []
    values = formula.values(layer, rows, progress=progress)
    for uid, value in zip(uids, values, strict=True):
        try:
            cells[uid] = _fitting(value, target)
        except UnreadableCellError as error:
            refused.append(Refusal(uid, target.name, str(value), error.code))
    return CellChange({target.name: cells}, tuple(refused))


def _fitting(value: Value, target: Field) -> Cell:
    if value is None:
        return None
    if isinstance(value, bool):
        value = 1.0 if value else 0.0
    if target.type == "text":
        number = isinstance(value, float) and value.is_integer()
        return f"{value:.0f}" if number else str(value)
    if target.type == "number" and isinstance(value, float):
        return value
    if target.type == "date" and isinstance(value, np.datetime64):
        return value
    return read_cell(str(value), CellType(target.type))


def put_cells(
    project: Project,
    name: str,
    change: CellChange,
    new: Field | None = None,
    *,
    progress: Progress = silent,
) -> Project:
    """Put all changed cells into a layer; `new` is a column that it may lack."""
    for place, (key, values) in enumerate(change.cells.items()):
        progress(place / len(change.cells))
        layer = project.layer(name)
        if layer is None or not values:
            continue
        target = new if new is not None and key == new.name else field_of(layer, key)
        project = with_cells(project, name, target, values)
    return project


def cell_text(value: object) -> str:
    """Write a value as it is typed; "" for unknown."""
    if value is None or value == UNKNOWN["text"]:
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return f"{value:.0f}" if value.is_integer() else repr(float(value))
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value.astype("datetime64[D]"))
    return str(value)
