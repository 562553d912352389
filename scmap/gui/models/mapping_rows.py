"""Which column of a planner's own table fills which field, with a value before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scmap.formats.incoming.as_form import UNITS, AsForm, FormMapping, as_form
from scmap.formats.incoming.table import Incoming
from scmap.formats.kept_rows import cell_text
from scmap.formats.register_form import COLUMNS, EXAMPLE
from scmap.formats.sheet_reader import Cell
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.reading import remarks
from scmap.model.codebook import CodeBook
from scmap.session.arrivals import Arrival
from scmap.words import DEFAULT_LANGUAGE, language, tr

LOOKED_AT = 20  # records among which one with a value is found
PLACED = frozenset({EXAMPLE, "lon", "lat"})  # no columns to choose: points come from coordinates
EXTRA = ("sido", "period")


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One field of the form.

    Attributes
    ----------
    name, title : str
        Field, and what planners call it.
    required : bool
        Whether rows without it are kept out.
    column : str
        Title of the column that fills it; "" for none.
    is_amount : bool
        Whether it has a unit.
    unit : str
        Unit that the user said; "" as it is written.
    before, after : str
        A value as it stands in the file, and as it would come in.
    """

    name: str
    title: str
    required: bool
    column: str
    is_amount: bool
    unit: str
    before: str
    after: str


def mapping_rows(arrival: Arrival, codebook: CodeBook) -> tuple[MappingRow, ...]:
    """Give the fields with their columns; () for what is no table of a planner's own."""
    if arrival.found is None or arrival.mapping is None:
        return ()
    table, mapping = _beginning(arrival.found.table), arrival.mapping
    form = as_form(table, mapping, codebook)
    is_korean = language() == DEFAULT_LANGUAGE  # as the form itself is
    fields = [
        (one.name, one.title if is_korean else column_title(one.name), one.required)
        for one in COLUMNS
        if one.name not in PLACED
    ]
    place = [name for name, _title, _required in fields].index("municipality")
    extra = [(name, tr(f"mapping.{name}"), False) for name in EXTRA]
    listed = (*fields[:place], extra[0], *fields[place:], extra[1])
    return tuple(_row(name, title, must, table, mapping, form) for name, title, must in listed)


def changed(mapping: FormMapping, name: str, column: str, unit: str) -> FormMapping:
    """Give a mapping in which a field is filled by another column, or by none."""
    columns = {one: title for one, title in mapping.columns.items() if one != name}
    units = {one: said for one, said in mapping.units.items() if one != name}
    values = {one: said for one, said in mapping.values.items() if one != name}
    if name == "sido":
        return replace(mapping, sido=column)
    if name == "period":
        return replace(mapping, period=column)
    if column:
        columns[name] = column
    if column and unit:
        units[name] = unit
    return replace(mapping, columns=columns, units=units, values=values)


def reused(arrival: Arrival) -> str:
    """Say that an earlier mapping was taken, and why; "" where none was."""
    return remarks(arrival, ("mapping_reused",))


def units() -> Sequence[str]:
    """Give the units that a user can say; the first is none."""
    return ("", *UNITS)


def _row(
    name: str, title: str, must: bool, table: Incoming, mapping: FormMapping, form: AsForm
) -> MappingRow:
    column = getattr(mapping, name) if name in EXTRA else mapping.columns.get(name, "")
    values = table.columns.get(column)
    filled = [
        row
        for row in range(len(table))
        if values is not None and values[row] is not None and values[row] == values[row]
    ]
    before = str(values[filled[0]]) if filled and values is not None else ""
    after = "" if name in EXTRA else _read(form.rows, name, filled)
    unit = mapping.units.get(name, "")
    return MappingRow(name, title, must, str(column), name.endswith("_mkrw"), unit, before, after)


def _read(rows: Sequence[Mapping[str, Cell]], name: str, filled: Sequence[int]) -> str:
    """Give a value as it would come in: of the record shown, or the first that has one."""
    order = [*filled[:1], *range(len(rows))]
    return next((text for row in order if (text := cell_text(rows[row].get(name)))), "")


def _beginning(table: Incoming) -> Incoming:
    geometry = table.geometry
    return replace(
        table,
        columns={name: column[:LOOKED_AT] for name, column in table.columns.items()},
        geometry=None if geometry is None else geometry[:LOOKED_AT],
        rows=table.rows[:LOOKED_AT],
    )
