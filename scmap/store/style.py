"""Symbology as compact JSON text in a row, and back with everything checked.

A style may come from anywhere: what is no colour, number or name of ours is refused, so that
nothing but plain values reaches the painter.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, get_args

from scmap.model.symbology import Category, Hatch, Label, Line, Marker, Symbol, Symbology

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "hatch": get_args(Hatch),
    "line": get_args(Line),
    "marker": get_args(Marker),
}
_COLOURS = ("fill", "hatch_colour", "stroke")
_OPEN_ENDED = "max_scale"  # infinity, which JSON cannot write, is left out


class StyleError(ValueError):
    """A style text that is not one of ours."""


def style_text(symbology: Symbology) -> str:
    """Give a symbology as JSON; values that are the default are left out."""
    value: dict[str, object] = {"default": _symbol_record(symbology.default)}
    if symbology.field:
        value["field"] = symbology.field
    if symbology.categories:
        value["categories"] = [
            {"value": c.value, "title": c.title, "symbol": _symbol_record(c.symbol)}
            for c in symbology.categories
        ]
    if symbology.label:
        label = asdict(symbology.label)
        if math.isinf(label[_OPEN_ENDED]):
            del label[_OPEN_ENDED]
        value["label"] = label
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def read_style(text: str) -> Symbology:
    """Give the symbology in a JSON text.

    Raises
    ------
    StyleError
        If it is not one, or one of its values is none that a symbol can have.
    """
    try:
        value = _record(json.loads(text))
        label = value.get("label")
        return Symbology(
            default=_symbol(value.get("default", {})),
            field=_text(value.get("field", "")),
            categories=tuple(map(_category, value.get("categories", ()))),
            label=None if label is None else _label(_record(label)),
        )
    except StyleError:
        raise
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StyleError(text[:80]) from error


def _symbol_record(symbol: Symbol) -> dict[str, object]:
    plain = Symbol()
    return {
        field.name: getattr(symbol, field.name)
        for field in fields(Symbol)
        if getattr(symbol, field.name) != getattr(plain, field.name)
    }


def _category(value: object) -> Category:
    record = _record(value)
    return Category(_text(record["value"]), _text(record["title"]), _symbol(record["symbol"]))


def _symbol(value: object) -> Symbol:
    return Symbol(**{name: _property(name, given) for name, given in _record(value).items()})


def _property(name: str, value: object) -> Any:
    """Check one property of a symbol."""
    if name in _COLOURS:
        if value is not None and not (isinstance(value, str) and _COLOUR.fullmatch(value)):
            raise StyleError(name)
        return value
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise StyleError(name)
        return value
    number = _number(value)
    if name == "fill_opacity" and number > 1:
        raise StyleError(name)
    return number


def _label(record: Mapping[str, object]) -> Label:
    numbers = {
        name: _number(record[name])
        for name in ("size_pt", "min_scale", _OPEN_ENDED)
        if name in record
    }
    colour = _property("fill", record.get("colour", Label("").colour))
    return Label(field=_text(record["field"]), colour=_text(colour), **numbers)


def _record(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise StyleError(type(value))
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise StyleError(type(value))
    return value


def _number(value: object) -> float:
    """Check a size or an opacity: finite and not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise StyleError(type(value))
    if not math.isfinite(value) or value < 0:
        raise StyleError(value)
    return float(value)
