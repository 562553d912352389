"""Looks as text: what is written is read back, and nothing hostile gets through."""

import json
from typing import Any

import pytest

from scmap.model.condition import Condition, Filter
from scmap.model.symbology import Category, Label, Rule, Span, Symbol, Symbology
from scmap.store.style import StyleError, filter_text, read_filter, read_style, style_text

HATCHED = Symbol(fill="#0072B2", hatch="cross", line="dash", size_mm=4.0)
NARROWED = Filter((Condition("kind", "is", "OPC"), Condition("money", "above", "5")), every=False)
LOOKS = {
    "single": Symbology(HATCHED, min_scale=5000.0, max_scale=1e6, clusters=True),
    "categorised": Symbology(field="kind", categories=(Category("", "미상", HATCHED),)),
    "graduated": Symbology(field="money", spans=(Span(-1.5, 10.0, "~10", HATCHED),), others=False),
    "rules": Symbology(rules=(Rule(NARROWED, "규칙", HATCHED),)),
    "labelled": Symbology(
        label=Label("name", 9.0, "#111111", 100.0, 5e5, 0.8, "#FFFF00", -2, leader=True)
    ),
}


@pytest.mark.parametrize("kind", LOOKS)
def test_a_look_is_read_as_it_was_written(kind: str) -> None:
    assert read_style(style_text(LOOKS[kind])) == LOOKS[kind]


def test_a_plain_look_is_short() -> None:
    assert style_text(Symbology()) == '{"default":{}}'


def test_a_filter_is_read_as_it_was_written() -> None:
    assert read_filter(filter_text(NARROWED)) == NARROWED


HOSTILE: dict[str, Any] = {
    "no object": [],
    "no colour": {"default": {"fill": "url(evil)"}},
    "a colour of digits elsewhere": {"default": {"fill": "#\u0661\u0661\u0661\u0661\u0661\u0661"}},
    "an unknown property": {"default": {"__class__": "x"}},
    "a marker over the whole map": {"default": {"size_mm": 1e6}},
    "a line without end": {"default": {"stroke_mm": 1e400}},
    "a number that no computer holds": {"default": {"stroke_mm": 10**400}},
    "a negative size": {"default": {"size_mm": -1}},
    "a switch that is none": {"clusters": "yes"},
    "a field that is none": {"field": {"$ne": 1}},
    "two kinds of classes": {
        "field": "a",
        "categories": [{"value": "", "title": "", "symbol": {}}],
        "rules": [{"filter": {"conditions": []}, "title": "", "symbol": {}}],
    },
    "spans of nothing": {"spans": [{"low": 0, "high": 1, "title": "", "symbol": {}}]},
    "a span upside down": {
        "field": "a",
        "spans": [{"low": 1, "high": 0, "title": "", "symbol": {}}],
    },
    "code for a test": {
        "rules": [
            {"filter": {"conditions": [["a", "__import__('os')", ""]]}, "title": "", "symbol": {}}
        ]
    },
    "far too many classes": {
        "field": "a",
        "categories": [{"value": str(n), "title": "", "symbol": {}} for n in range(5001)],
    },
    "far too long a text": {"field": "가" * 5000},
    "a label of no colour": {"label": {"field": "a", "colour": None}},
    "a label of another kind": {"label": {"field": "a", "expression": "env('HOME')"}},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_look_is_refused(case: str) -> None:
    with pytest.raises(StyleError):
        read_style(json.dumps(HOSTILE[case]))


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"conditions":[["a"]]}', '{"conditions":[["a","is",1]]}']
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(StyleError):
        read_filter(text)


def test_more_conditions_than_anybody_makes_are_refused() -> None:
    with pytest.raises(StyleError):
        read_filter(json.dumps({"conditions": [["a", "is", ""]] * 51}))
