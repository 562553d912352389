"""Filters as expressions that QGIS evaluates: every name and value of the data is quoted.

An expression that QGIS cannot decide, because a cell is unknown, counts as not met.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scmap.model.condition import SEPARATOR, Condition, Filter
from scmap.model.layer import FieldType
from scmap.model.maplayer import Where
from scmap.model.symbology import Span, Symbology

Columns = Mapping[str, tuple[str, FieldType]]  # name of the column of each field, and its type
_NEVER, _ALWAYS = "FALSE", "TRUE"

_COMPARED: Mapping[str, str] = MappingProxyType(
    {"below": "<", "at_most": "<=", "above": ">", "at_least": ">="}
)


def column_ref(name: str) -> str:
    """Quote the name of a column."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def literal(text: str) -> str:
    """Quote a text; a backslash would begin an escape."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def where_expression(where: Where, columns: Columns) -> str:
    """Give what an entry of the tree is about."""
    known = columns.get(where.field)
    if known is None:
        return _ALWAYS if "" in where.values else _NEVER
    parts = [_has_part(column_ref(known[0]), value) for value in sorted(where.values) if value]
    parts += [_is_empty(column_ref(known[0]))] if "" in where.values else []
    return _decided(" OR ".join(parts) or _NEVER)


def filter_expression(narrowed: Filter, columns: Columns) -> str:
    """Give the conditions of a filter."""
    parts = [_condition(one, columns) for one in narrowed.conditions]
    return f"({(' AND ' if narrowed.every else ' OR ').join(parts)})" if parts else _ALWAYS


def class_expressions(symbology: Symbology, columns: Columns) -> list[str]:
    """Give for each class of a symbology which features belong to it, and to no earlier one."""
    if symbology.rules:
        asked = [filter_expression(rule.filter, columns) for rule in symbology.rules]
        return [_after(asked[:place], one) for place, one in enumerate(asked)]
    known = columns.get(symbology.field)
    if symbology.spans:
        numbers = _number(known) if known else "NULL"
        return [_span(one, numbers, lowest=place == 0) for place, one in enumerate(symbology.spans)]
    if known is None:
        return [_NEVER if one.value else _ALWAYS for one in symbology.categories]
    name = column_ref(known[0])
    return [_equals(name, one.value) for one in symbology.categories]


def other_expression(classes: list[str]) -> str:
    """Give what belongs to no class; QGIS's own ELSE also takes in what belongs to one."""
    return " AND ".join(f"NOT ({one})" for one in classes)


def conjunction(*expressions: str) -> str:
    """Join conditions that must all hold; "" for none."""
    return " AND ".join(f"({one})" for one in expressions if one)


def _condition(one: Condition, columns: Columns) -> str:
    known = columns.get(one.field)
    if known is None:
        return _ALWAYS if one.test == "unknown" else _NEVER
    return _decided(_TESTS.get(one.test, _ordered)(one, known))


def _ordered(one: Condition, known: tuple[str, FieldType]) -> str:
    sign = _COMPARED[one.test]
    if known[1] == "date":
        return f"{column_ref(known[0])} {sign} try(to_date({literal(one.value)}))"
    limit = one.value.replace(",", "")
    return f"{_number(known)} {sign} try(to_real({literal(limit)}))"


def _is(one: Condition, known: tuple[str, FieldType]) -> str:
    return _has(column_ref(known[0]), one.value)


def _is_not(one: Condition, known: tuple[str, FieldType]) -> str:
    name = column_ref(known[0])
    return f"{name} IS NOT NULL AND NOT ({_has(name, one.value)})"


def _contains(one: Condition, known: tuple[str, FieldType]) -> str:
    return f"strpos(lower({column_ref(known[0])}), lower({literal(one.value)})) > 0"


def _known(_one: Condition, known: tuple[str, FieldType]) -> str:
    return f"{column_ref(known[0])} IS NOT NULL"


def _unknown(_one: Condition, known: tuple[str, FieldType]) -> str:
    return f"{column_ref(known[0])} IS NULL"


_TESTS: Mapping[str, Callable[[Condition, tuple[str, FieldType]], str]] = MappingProxyType(
    {"is": _is, "is_not": _is_not, "contains": _contains, "known": _known, "unknown": _unknown}
)


def _has_part(name: str, value: str) -> str:
    """Compare with each part of a cell."""
    parts = f"string_to_array(to_string({name}), {literal(SEPARATOR)})"
    return f"array_contains({parts}, {literal(value)})"


def _has(name: str, value: str) -> str:
    """Compare with a whole cell, or with one of its parts."""
    return f"to_string({name}) = {literal(value)} OR {_has_part(name, value)}"


def _equals(name: str, value: str) -> str:
    return _decided(f"to_string({name}) = {literal(value)}") if value else _is_empty(name)


def _is_empty(name: str) -> str:
    """Tell that a value is not known: an empty text stands for that too."""
    return f"coalesce(to_string({name}), '') = ''"


def _number(known: tuple[str, FieldType]) -> str:
    name = column_ref(known[0])
    if known[1] == "text":
        return f"try(to_real(replace({name}, ',', '')))"
    if known[1] == "date":
        return f"day({name} - to_date('1970-01-01'))"
    return name


def _span(one: Span, numbers: str, *, lowest: bool) -> str:
    above = ">=" if lowest else ">"
    return _decided(f"{numbers} {above} {one.low!r} AND {numbers} <= {one.high!r}")


def _after(earlier: list[str], own: str) -> str:
    return " AND ".join([own, *(f"NOT {one}" for one in earlier)])


def _decided(expression: str) -> str:
    return f"coalesce(({expression}), FALSE)"
