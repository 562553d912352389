"""Symbology and filters as compact JSON text in a row, and back with everything checked.

A style may come from anywhere: what is no colour, number or name of ours is refused, so that
nothing but plain values reaches the painter.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeAlias, TypeVar, get_args

from scmap.model.condition import MOST_CONDITIONS, Condition, Filter, Test
from scmap.model.symbology import (
    Category,
    Class,
    Hatch,
    Label,
    Line,
    Marker,
    Rule,
    Span,
    Symbol,
    Symbology,
)

Value = TypeVar("Value")
Record: TypeAlias = Mapping[str, Any]

MOST_CLASSES = 5000  # more is no legend, and would keep the painter busy for each row
LONGEST = 4000  # characters of one text
LARGEST_MM = 100.0  # of a line, a marker or a halo: more would cover the map
LARGEST_PT = 200.0

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "hatch": get_args(Hatch),
    "line": get_args(Line),
    "marker": get_args(Marker),
}
_TESTS = get_args(Test)
_COLOURS = ("fill", "hatch_colour", "stroke", "colour", "halo")
_SWITCHES = ("others", "clusters", "leader")
_LIMITS = {
    "fill_opacity": 1.0,
    "stroke_mm": LARGEST_MM,
    "size_mm": LARGEST_MM,
    "halo_mm": LARGEST_MM,
    "size_pt": LARGEST_PT,
}
_SIGNED = ("low", "high", "priority")
_LOOK = ("min_scale", "max_scale", "others", "clusters")  # of the whole symbology


class StyleError(ValueError):
    """A style text that is not one of ours."""


def style_text(symbology: Symbology) -> str:
    """Give a symbology as JSON; values that are the default are left out."""
    value: dict[str, object] = {"default": _changed(symbology.default, Symbol())}
    if symbology.field:
        value["field"] = symbology.field
    for name in ("categories", "spans", "rules"):
        classes: tuple[Class, ...] = getattr(symbology, name)
        if classes:
            value[name] = [_class_record(one) for one in classes]
    if symbology.label:
        plain = Label("")
        value["label"] = {"field": symbology.label.field, **_changed(symbology.label, plain)}
    whole = _changed(symbology, Symbology())
    value |= {name: whole[name] for name in _LOOK if name in whole}
    return _json(value)


def filter_text(narrowed: Filter) -> str:
    """Give a filter as JSON."""
    return _json(_filter_record(narrowed))


def read_style(text: str) -> Symbology:
    """Give the symbology in a JSON text.

    Raises
    ------
    StyleError
        If it is not one, or one of its values is none that a symbol can have.
    """
    return _checked(text, _symbology)


def read_filter(text: str) -> Filter:
    """Give the filter in a JSON text.

    Raises
    ------
    StyleError
        If it is not one.
    """
    return _checked(text, _filter)


def _checked(text: str, read: Callable[[Record], Value]) -> Value:
    try:
        return read(_record(json.loads(text)))
    except StyleError:
        raise
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise StyleError(text[:80]) from error


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _changed(value: Symbol | Label | Symbology, plain: object) -> dict[str, Any]:
    """Give the plain values that differ from those of `plain`; infinity is one nowhere else."""
    return {
        field.name: getattr(value, field.name)
        for field in fields(value)
        if getattr(value, field.name) != getattr(plain, field.name)
    }


def _class_record(one: Class) -> dict[str, object]:
    record: dict[str, object] = {"title": one.title, "symbol": _changed(one.symbol, Symbol())}
    if isinstance(one, Category):
        return {"value": one.value, **record}
    if isinstance(one, Span):
        return {"low": one.low, "high": one.high, **record}
    return {"filter": _filter_record(one.filter), **record}


def _filter_record(narrowed: Filter) -> dict[str, object]:
    tests = [[one.field, one.test, one.value] for one in narrowed.conditions]
    return {"every": narrowed.every, "conditions": tests}


def _symbology(value: Record) -> Symbology:
    label = value.get("label")
    look = Symbology(
        default=_symbol(value.get("default", {})),
        field=_text(value.get("field", "")),
        categories=_several(value, "categories", _category),
        label=None if label is None else _label(_record(label)),
        spans=_several(value, "spans", _span),
        rules=_several(value, "rules", _rule),
        **{name: _property(name, value[name]) for name in _LOOK if name in value},
    )
    if sum(map(bool, (look.categories, look.spans, look.rules))) > 1 or (
        look.spans and not look.field
    ):
        raise StyleError("classes")
    return look


def _several(record: Record, name: str, read: Callable[[Record], Value]) -> tuple[Value, ...]:
    found = record.get(name, [])
    if not isinstance(found, list) or len(found) > MOST_CLASSES:
        raise StyleError(name)
    return tuple(read(_record(one)) for one in found)


def _category(record: Record) -> Category:
    return Category(_text(record["value"]), _text(record["title"]), _symbol(record["symbol"]))


def _span(record: Record) -> Span:
    low, high = _property("low", record["low"]), _property("high", record["high"])
    if low > high:
        raise StyleError("low")
    return Span(low, high, _text(record["title"]), _symbol(record["symbol"]))


def _rule(record: Record) -> Rule:
    narrowed = _filter(_record(record["filter"]))
    return Rule(narrowed, _text(record["title"]), _symbol(record["symbol"]))


def _filter(record: Record) -> Filter:
    found, every = record.get("conditions", []), record.get("every", True)
    if not isinstance(found, list) or len(found) > MOST_CONDITIONS or not isinstance(every, bool):
        raise StyleError("conditions")
    return Filter(tuple(map(_condition, found)), every)


def _condition(value: object) -> Condition:
    if not isinstance(value, list) or len(value) != 3 or value[1] not in _TESTS:
        raise StyleError("condition")
    return Condition(_text(value[0]), value[1], _text(value[2]))


def _symbol(value: object) -> Symbol:
    return Symbol(**{name: _property(name, given) for name, given in _record(value).items()})


def _label(record: Record) -> Label:
    values: dict[str, Any] = {
        name: _text(given) if name == "field" else _property(name, given)
        for name, given in record.items()
    }
    if values.get("colour", "") is None:
        raise StyleError("colour")
    return Label(**values)


def _property(name: str, value: object) -> Any:
    """Check one property of a symbol, a label or a whole symbology."""
    if name in _COLOURS:
        if value is not None and not (isinstance(value, str) and _COLOUR.fullmatch(value)):
            raise StyleError(name)
        return value
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise StyleError(name)
        return value
    if name in _SWITCHES:
        if not isinstance(value, bool):
            raise StyleError(name)
        return value
    return _number(name, value)


def _record(value: object) -> Record:
    if not isinstance(value, dict):
        raise StyleError(type(value))
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise StyleError(type(value))
    return value


def _number(name: str, value: object) -> float | int:
    """Check a number: finite, within what can be drawn, and mostly not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise StyleError(name)
    if not math.isfinite(value) or (value < 0 and name not in _SIGNED):
        raise StyleError(name)
    if value > _LIMITS.get(name, math.inf):
        raise StyleError(name)
    return int(value) if name == "priority" else float(value)
