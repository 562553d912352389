"""Say what a precondition asks and what was found, in words a planner can act on."""

import math
from itertools import pairwise

from scmap import words
from scmap.model.amounts import rounded, trimmed
from scmap.model.linkage import (
    Check,
    Fit,
    Parameter,
    Precondition,
    Selection,
    Template,
    TemplateTable,
)

_PLACES = ("of", "to", "third")
_UNITS = {
    "share": (100.0, 2, "%"),
    "km": (1.0, 1, " km"),
    "m": (1.0, 1, " m"),
    "count": (1.0, 0, ""),
}
_DISTANCES = ("distance", "second")


def condition_title(ask: Precondition, table: TemplateTable, language: str | None = None) -> str:
    """Say what a precondition asks for ("방범 카메라에서 50 m 넘게 떨어진 교통 전용 카메라")."""
    return _word(f"{ask.words}.title", language, **_names(ask, table, language))


def finding(check: Check, table: TemplateTable, language: str | None = None) -> str:
    """Say what was found: measure and least value, what is short, or why it is unknown."""
    if check.state == "unknown":
        layers = ", ".join(table.layers[role].of(_code(language)) for role in check.lacking)
        return _word(f"unknown.{check.why}", language, layers=layers)
    said = [_measure("measured", check, table, language, value=check.value, least=check.least)]
    if check.state == "unmet":
        short = check.least - check.value
        said.append(_measure("short", check, table, language, short=short))
        said += _nearest(check, table, language)
    return ", ".join(said)


def sentence(check: Check, table: TemplateTable, language: str | None = None) -> str:
    """Say a check in one line: state, what was asked, what was found."""
    return _word(
        "line",
        language,
        state=_word(f"state.{check.state}", language),
        title=condition_title(check.precondition, table, language),
        detail=finding(check, table, language),
    )


def conditions(fit: Fit, table: TemplateTable, language: str | None = None) -> str:
    """Say all checks of a service, one a line: alternatives are marked, made-up data are named."""
    lines = [sentence(check, table, language) for check in fit.checks]
    for place, (one, other) in enumerate(pairwise(fit.checks)):
        if one.precondition.either and one.precondition.either == other.precondition.either:
            lines[place] = _word("alternative", language) + lines[place]
    if any(check.fictional for check in fit.checks):
        lines.append(_word("fictional", language))
    return "\n".join(lines)


def values_used(
    template: Template, table: TemplateTable, language: str | None = None
) -> tuple[str, ...]:
    """Say by which distances, shares and counts a service is measured, and what each rests on."""
    names = (name for ask in template.preconditions for name in (*ask.distances, ask.least))
    known = map(table.parameters.__getitem__, dict.fromkeys(names))
    return tuple(value_words(one, language) for one in known)


def value_words(one: Parameter, language: str | None = None) -> str:
    """Say a parameter with its value, its unit and its basis ("폴 공유 거리 10 m(판단)")."""
    scale, places, sign = _UNITS[one.unit]
    return _word(
        "value",
        language,
        title=one.title.of(_code(language)),
        value=f"{trimmed(one.value * scale, places)}{sign}",
        basis=_word(f"basis.{one.basis}", language),
    )


def _names(ask: Precondition, table: TemplateTable, language: str | None) -> dict[str, str]:
    titles = (table.selections[one].title.of(_code(language)) for one in ask.of)
    metres = (f"{trimmed(table.value(one), 1)} m" for one in ask.distances)
    return dict(zip(_PLACES, titles, strict=False)) | dict(zip(_DISTANCES, metres, strict=False))


def _nearest(check: Check, table: TemplateTable, language: str | None) -> list[str]:
    """Say how far the nearest one is, where that was measured."""
    metres = check.counts.get("nearest", math.nan)
    if math.isnan(metres):
        return []
    to = _names(check.precondition, table, language)["to"]
    return [_word("nearest", language, to=to, nearest=rounded(metres))]


def _measure(
    key: str, check: Check, table: TemplateTable, language: str | None, **values: float
) -> str:
    """Write numbers in the unit of the least value."""
    unit = table.parameters[check.precondition.least].unit
    scale, places, _ = _UNITS[unit]
    written = {name: trimmed(value * scale, places) for name, value in values.items()}
    return _word(
        f"{key}.{unit}", language, counter=_counter(check.precondition, table, language), **written
    )


def _counter(ask: Precondition, table: TemplateTable, language: str | None) -> str:
    """Give the Korean counting word of what is counted."""
    counted: Selection | None = table.selections[ask.of[0]] if ask.of else None
    if counted is None or _code(language) != "ko":
        return _word("counter", language)
    return counted.counter


def _code(language: str | None) -> str:
    return language or words.language()


def _word(key: str, language: str | None, **values: object) -> str:
    return words.tr_in(_code(language), f"linkage.{key}", **values)
