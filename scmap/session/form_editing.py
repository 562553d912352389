"""A feature's values in its form: what is wrong with them, and the command that puts them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from scmap.model.attribute_form import MONEY, FormField, split_sum, sum_differs
from scmap.model.codebook import CodeBook
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.ministry import days_of, ministries, span
from scmap.model.municipality import Place
from scmap.model.project import Project
from scmap.model.typed_cell import Cell
from scmap.session.cell_editing import cell_text
from scmap.session.editing import with_record_cells

Values = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with a form, or should be looked at.

    Attributes
    ----------
    code : str
        Words: ``forms.problem.<code>``.
    place : str
        The field.
    values : mapping
        For the words.
    blocks : bool
        Whether it cannot be put so.
    """

    code: str
    place: str
    values: Mapping[str, str] = field(default_factory=dict)
    blocks: bool = True


def values_of(layer: Layer, uid: str, fields: Sequence[FormField]) -> dict[str, Cell]:
    """Give a feature's values by field; None is unknown."""
    row = layer.rows[uid]
    found: dict[str, Cell] = {}
    for one in fields:
        column = layer.columns.get(one.name)
        value = column[row] if column is not None else None
        found[one.name] = None if cell_text(value) == "" else value
    return found


def day_of(values: Values) -> date | None:
    """Give the day at which names of ministries and places are read: selected, else begun."""
    chosen = values.get("selected_on")
    if isinstance(chosen, np.datetime64):
        found = chosen.astype("datetime64[D]").item()
        return found if isinstance(found, date) else None
    year = values.get("year_from")
    return date(int(year), 7, 1) if isinstance(year, float) and 1 <= year <= 9999 else None


def ministry_names(values: Values, codebook: CodeBook) -> tuple[str, ...]:
    """Give the names that ministries had in the years of an investment; today's where unknown."""
    begun, ended = values.get("year_from"), values.get("year_to")
    year = float(begun) if isinstance(begun, float) else math.nan
    until = float(ended) if isinstance(ended, float) else math.nan
    when = days_of(year, until)  # of a span that is reversed the first year
    if when is None:
        names = [codebook.current_name(line) for line in codebook.lineages]
        return tuple(one for one in names if one)
    first, last = span(when)
    return tuple(dict.fromkeys(one.name for one in codebook.names if one.valid(first, last)))


def placed_at(text: str, values: Values, gazetteer: Gazetteer) -> list[Place]:
    """Give the municipalities that a name or code may mean on the investment's day."""
    on = day_of(values)
    return gazetteer.municipality(text.strip(), on) if text.strip() else []


def problems(
    values: Values, fields: Sequence[FormField], codebook: CodeBook, gazetteer: Gazetteer
) -> Iterator[FormProblem]:
    """Say what keeps values from being put, then what should be looked at."""
    for one in fields:
        if one.required and values.get(one.name) is None:
            yield FormProblem("required", one.name)
    yield from _years(values)
    yield from _money(values)
    yield from _names(values, codebook, gazetteer)


def _years(values: Values) -> Iterator[FormProblem]:
    begun, ended = values.get("year_from"), values.get("year_to")
    if isinstance(begun, float) and isinstance(ended, float) and ended < begun:
        yield FormProblem("years_reversed", "year_to")
    chosen, opened = values.get("selected_on"), values.get("opened_on")
    days = isinstance(chosen, np.datetime64) and isinstance(opened, np.datetime64)
    if days and opened < chosen:  # type: ignore[operator]  # both are days
        yield FormProblem("opened_before", "opened_on", blocks=False)


def _money(values: Values) -> Iterator[FormProblem]:
    """Tell of parts that do not make up their total; they may stay so."""
    if "total_mkrw" not in values:
        return
    total = _amount(values, "total")
    together, complete = split_sum({name: _amount(values, name) for name in MONEY})
    if sum_differs(total, together, complete=complete):
        told = {
            "together": f"{together:,.0f}",
            "total": f"{total:,.0f}",
            "difference": f"{together - total:+,.0f}",
        }
        yield FormProblem("sum", "total_mkrw", told, blocks=False)


def _names(values: Values, codebook: CodeBook, gazetteer: Gazetteer) -> Iterator[FormProblem]:
    known = ministry_names(values, codebook)
    for name in ministries(str(values.get("ministry") or "")):
        if name not in known:
            yield FormProblem("ministry_then", "ministry", {"name": name}, blocks=False)
    for text in str(values.get("municipality") or "").split(";"):
        found = placed_at(text, values, gazetteer)
        if text.strip() and len(found) != 1:
            candidates = ", ".join(one.unit.title for one in found[:4])
            code = "place_ambiguous" if found else "place_unknown"
            told = {"name": text.strip(), "candidates": candidates}
            yield FormProblem(code, "municipality", told, blocks=False)


def put_form(
    project: Project, name: str, uid: str, values: Values, gazetteer: Gazetteer
) -> Project:
    """Put the values of a form; a municipality that is told gets its codes of then and now."""
    layer = project.layer(name)
    before = layer.text("municipality")[layer.rows[uid]] if layer is not None else None
    cells = dict(values)
    told = values.get("municipality")
    if "municipality" in values and told != before and told is not None:
        cells |= _codes(str(told), values, gazetteer)
    return with_record_cells(project, name, uid, cells)


def _codes(told: str, values: Values, gazetteer: Gazetteer) -> dict[str, Cell]:
    found = [placed_at(text, values, gazetteer) for text in told.split(";")]
    if any(len(one) != 1 for one in found):
        return {}
    on = day_of(values)
    return {
        "municipality_code": ";".join(one[0].municipality.code for one in found),
        "recorded_code": ";".join(filter(None, (one[0].code_then for one in found))) or None,
        "code_date": np.datetime64(on, "D") if on is not None else None,
    }


def _amount(values: Values, name: str) -> float:
    value = values.get(f"{name}_mkrw")
    return float(value) if isinstance(value, float) else math.nan
