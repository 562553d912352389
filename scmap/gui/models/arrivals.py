"""What arrived, in words and tables: what each file is, its first rows, what is left out of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scmap.formats.incoming.table import Incoming
from scmap.formats.kept_rows import cell_text, reason
from scmap.formats.spreadsheet import SPREADSHEETS
from scmap.gui.models import wording
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.feature_card import FIELD_CODES, OURS
from scmap.gui.models.investments import investment_table
from scmap.gui.models.mapping_rows import MappingRow, mapping_rows
from scmap.gui.models.sheet import Sheet
from scmap.gui.models.sketch import Sketch
from scmap.model import amounts, facility
from scmap.model.codebook import CodeBook
from scmap.model.layer import Column, Layer, objects
from scmap.model.project import Project
from scmap.session.arrivals import Arrival
from scmap.session.intake import repeats
from scmap.session.renewing import Renewal
from scmap.words import explain, language, tr

FIRST_ROWS = 50
MOST_SHOWN = 1000  # rows of a list on the page; the count beside it is of all, and so is the file
TABS = ("first", "kept", "notes")


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """An arrival as it is shown.

    Attributes
    ----------
    arrival : Arrival
        What arrived.
    sketch : Sketch or None
        Small map that shows where it is.
    sheets : Mapping of str to Sheet
        By `TABS`: the first rows, the rows kept out, what was noticed.
    noticed : int
        How many things were noticed.
    mapping : tuple of MappingRow
        Which columns fill which fields, for a table of a planner's own.
    renewal : Renewal or None
        What it changes as a newer file of a source that the project has.
    told : Mapping or None
        The same in words and values (`renewal_record.record`).
    listed : tuple of str
        Its line in the list of files: to tell the kind of a million shapes takes longer than a
        frame.
    """

    arrival: Arrival
    sketch: Sketch | None = None
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    noticed: int = 0
    mapping: tuple[MappingRow, ...] = ()
    renewal: Renewal | None = None
    told: Mapping[str, Any] | None = None
    listed: tuple[str, ...] = ()

    @property
    def may_renew(self) -> bool:
        """Whether rows of it are there already, so that it is a newer file of a source."""
        return self.told is not None and self.told["matched"] > 0

    @property
    def is_shown(self) -> bool:
        """Whether there is something to see of it, be it that a question is still open."""
        return self.arrival.layer is not None or self.arrival.found is not None


def proof_of(
    arrival: Arrival, project: Project | None, codebook: CodeBook, sketch: Sketch | None
) -> Proof:
    """Put an arrival into words and tables; takes as long as it has rows."""
    same = repeats(project, arrival) if project is not None else 0
    sheets = {
        "first": first_rows(arrival, codebook),
        "kept": kept_rows(arrival),
        "notes": notes(arrival, same),
    }
    count = len(arrival.noticed) + bool(same)
    rows = mapping_rows(arrival, codebook)
    return Proof(arrival, sketch, sheets, count, rows, listed=_listed(arrival))


def _listed(arrival: Arrival) -> tuple[str, ...]:
    numbers = counts_of(arrival)
    return (arrival.path.name, kind_of(arrival), *numbers, encoding_of(arrival), crs_of(arrival))


def kind_of(arrival: Arrival) -> str:
    """Say what a file was recognised as: "공간자료 · 하천 (면)", "시설물: 학교 · 초등학교 (점)"."""
    layer = arrival.layer
    if arrival.is_own:
        return tr("intake.kind.own")
    if arrival.error is not None and arrival.found is not None:
        return tr("intake.kind.open", layer=arrival.found.table.name)
    if arrival.kind == "boundary" and layer is not None:
        return tr("intake.kind.boundary", layer=layer.title)
    if arrival.kind != "layer" or layer is None:
        return tr(f"intake.kind.{arrival.kind}")
    role, shape = facility.told_role(layer), tr(f"intake.shape.{_shape(layer)}")
    named = tr("reading.kind.role", role=tr(f"reading.role.{role}")) if role else ""
    kind = named or tr("intake.kind.layer")
    return f"{tr('intake.kind.layer_of', kind=kind, layer=layer.title)} ({shape})"


def encoding_of(arrival: Arrival) -> str:
    """Name the text encoding; one that says nothing is "-"."""
    encoding = arrival.layer.source.encoding if arrival.layer is not None else ""
    if f".{encoding}" in SPREADSHEETS:
        return amounts.NOT_APPLICABLE
    return encoding.upper().removesuffix("-SIG") or amounts.NOT_APPLICABLE


def crs_of(arrival: Arrival) -> str:
    """Name the coordinate reference system found in the file."""
    if arrival.kind == "form" and not arrival.is_own:
        return tr("intake.crs.form")
    crs = arrival.layer.source.crs if arrival.layer is not None else ""
    return crs or amounts.NOT_APPLICABLE


def counts_of(arrival: Arrival) -> tuple[str, str, str]:
    """Write how many rows were read, come in and are kept out; "-" where nothing was read."""
    if arrival.layer is None and arrival.found is not None:
        rows = len(arrival.found.table) + len(arrival.found.table.kept_out)
        return (f"{rows:,}", amounts.NOT_APPLICABLE, amounts.NOT_APPLICABLE)
    if arrival.layer is None:
        return (amounts.NOT_APPLICABLE,) * 3
    return f"{arrival.rows:,}", f"{arrival.coming:,}", f"{len(arrival.kept_out):,}"


def why_not(arrival: Arrival) -> str:
    """Say why a file cannot be read and what to do, or what a project is for; "" otherwise."""
    if arrival.error is not None:
        said = explain(arrival.error)
        return f"{said.what}\n{said.remedy}"
    return tr("intake.project.text") if arrival.kind == "project" else ""


def first_rows(arrival: Arrival, codebook: CodeBook) -> Sheet:
    """Give the first rows as a planner reads them; columns in which they say nothing are left out.

    What is unreadable here was read in the wrong encoding.
    """
    layer = arrival.layer
    if layer is None:
        return _first_of(arrival.found.table) if arrival.found is not None else Sheet()
    top = layer.take(np.arange(min(len(layer), FIRST_ROWS)))
    if arrival.kind == "form":
        columns = investment_table(top, codebook).columns
        titles = [tr(f"tables.{column.key}") for column in columns]
        cells = [[column.text(row) for row in range(len(top))] for column in columns]
        numeric = [column.numeric for column in columns]
    else:
        return _sheet_of(
            {
                column_title(name): _in_words(layer, name, column, codebook)
                for name, column in top.columns.items()
            }
        )
    return _said(titles, cells, numeric)


def _in_words(layer: Layer, name: str, column: Column, codebook: CodeBook) -> Column:
    """Give a column as it is read: codes of fields in words, where the column is one of ours."""
    if layer.kind not in OURS or name not in FIELD_CODES:
        return column
    return objects(wording.titles(dict(codebook.fields), cell) for cell in column)


def _first_of(table: Incoming) -> Sheet:
    return _sheet_of({name: column[:FIRST_ROWS] for name, column in table.columns.items()})


def _sheet_of(columns: Mapping[str, Column]) -> Sheet:
    cells = [[_written(value) for value in column] for column in columns.values()]
    return _said(list(columns), cells, [column.dtype.kind == "f" for column in columns.values()])


def _said(titles: list[str], cells: list[list[str]], numeric: list[bool]) -> Sheet:
    """Give the columns in which something is said."""
    said = [place for place, column in enumerate(cells) if set(column) - {amounts.unknown()}]
    rows = tuple(zip(*(cells[place] for place in said), strict=True))
    numbers = frozenset(new for new, place in enumerate(said) if numeric[place])
    return Sheet(tuple(titles[place] for place in said), rows, numbers)


def kept_rows(arrival: Arrival) -> Sheet:
    """Give the rows kept out: number in the file, reason, and the cells as they stand."""
    header = (tr("intake.kept.row"), tr("intake.kept.reason"), *map(cell_text, arrival.header))
    rows = [
        (str(kept.row), reason(kept, language()), *map(cell_text, kept.cells))
        for kept in arrival.kept_out[:MOST_SHOWN]
    ]
    wide = [row + ("",) * (len(header) - len(row)) for row in rows]
    said = [
        place
        for place in range(len(header))
        if place < 2 or any(place < len(row) and row[place] for row in wide)
    ]
    return Sheet(
        tuple(header[place] for place in said),
        tuple(tuple(row[place] for place in said) for row in wide),
        frozenset({0}),
    )


def notes(arrival: Arrival, same: int) -> Sheet:
    """Say what was noticed about the rows that come in, one line a thing.

    `same` is how many of them are like an investment that is there already.
    """
    said: list[tuple[str]] = []
    if same:
        said.append((tr("intake.repeats", count=f"{same:,}"),))
    for issue in arrival.noticed[:MOST_SHOWN]:
        what = tr(f"issues.{issue.code}", **{"layer": issue.layer, **issue.values})
        where = issue.where()
        said.append((tr("intake.notes.line", where=where, what=what) if where else what,))
    return Sheet((tr("intake.notes"),), tuple(said))


def what_comes(arrivals: Sequence[Arrival], renewals: Iterable[Renewal] = ()) -> str:
    """Name what comes in: "투자사업 12건, 레이어 1개, 쉼터 갱신"."""
    investments = sum(one.coming for one in arrivals if one.kind == "form")
    layers = sum(1 for one in arrivals if one.kind == "layer" and one.coming)
    units = sum(one.coming for one in arrivals if one.kind == "boundary")
    named = (("investments", investments), ("layers", layers), ("boundaries", units))
    said = [tr(f"intake.undo.{what}", count=f"{count:,}") for what, count in named if count]
    said += [tr("intake.undo.renewed", layer=one.before.title) for one in renewals]
    return ", ".join(said)


def what_came(what: str, arrivals: Sequence[Arrival], renewals: Mapping[Arrival, Renewal]) -> str:
    """Say in one line what came in, or what a newer file changed, and how many rows did not."""
    kept = sum(len(one.kept_out) for one in arrivals)
    if not kept and renewals and len(renewals) == len(arrivals):
        found = renewals.values()
        return tr(
            "intake.done.renewed",
            layers=", ".join(one.before.title for one in found),
            new=f"{sum(len(one.new) for one in found):,}",
            gone=f"{sum(len(one.gone) for one in found):,}",
            changed=f"{sum(len(one.changed) for one in found):,}",
        )
    if kept:
        return tr("intake.done.kept", what=what, kept=f"{kept:,}")
    return tr("intake.done", what=what)


def _shape(layer: Layer) -> str:
    return ("none", "point", "line", "area")[layer.dimension + 1]


def _written(value: Any) -> str:
    if value is None or value != value or (isinstance(value, np.datetime64) and np.isnat(value)):  # noqa: PLR0124  NaN is unknown
        return amounts.unknown()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.10g}"
    return str(value)
