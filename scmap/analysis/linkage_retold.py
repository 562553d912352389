"""Say in another language what a link keeps in Korean of the conditions that it was accepted by."""

import re
import string
from collections.abc import Iterator

from scmap import words
from scmap.analysis.linkage_text import condition_title
from scmap.model.amounts import trimmed
from scmap.model.linkage import Precondition, TemplateTable

_KEPT_IN = "ko"
_STATES = ("met", "unmet", "unknown")
_LACKS = ("layer", "data", "cells")  # of what is not known, for want of layers
_REASONS = ("nothing", "pair", "zone")  # of what is not known besides
_MEASURES = tuple(f"{key}.{unit}" for key in ("measured", "short") for unit in ("share", "km"))
_COUNTS = ("measured.count", "short.count")
_METRES = r"[\d.,]+ m"
_JOIN = ", "


def retold(kept: str, template: str, table: TemplateTable, language: str) -> str:
    """Say conditions of a service, as `linkage_text.conditions` drew them up, in a language.

    A line that is not ours, or of a service or a layer that the catalogue does not know, stays as
    it is: it is what was decided by.

    Parameters
    ----------
    kept : str
        The conditions in Korean, one a line.
    template : str
        Id of the service.
    table : TemplateTable
        The catalogue.
    language : str
        Code of the language.
    """
    found = table.templates.get(template)
    asks = found.preconditions if found is not None else ()
    return "\n".join(_line(line, asks, table, language) for line in kept.split("\n"))


def _line(line: str, asks: tuple[Precondition, ...], table: TemplateTable, language: str) -> str:
    if line == _word("fictional", _KEPT_IN):
        return _word("fictional", language)
    before = _word("alternative", _KEPT_IN)
    said = _values("line", line.removeprefix(before))
    ask = next((one for one in asks if said and _told(one, said["title"], table)), None)
    if said is None or ask is None:
        return line
    states = {_word(f"state.{one}", _KEPT_IN): _word(f"state.{one}", language) for one in _STATES}
    told = _word(
        "line",
        language,
        state=states.get(said["state"], said["state"]),
        title=_title(ask, said["title"], table, language),
        detail=_detail(said["detail"], ask, table, language),
    )
    return (_word("alternative", language) if line.startswith(before) else "") + told


def _told(ask: Precondition, title: str, table: TemplateTable) -> list[str]:
    """Give the title and the distances in it, where it is the one of a precondition."""
    pieces, metres = _split(ask, table)
    pattern = "".join(f"({_METRES})" if one in metres else re.escape(one) for one in pieces)
    found = re.fullmatch(pattern, title)
    return [found[0], *found.groups()] if found else []


def _title(ask: Precondition, title: str, table: TemplateTable, language: str) -> str:
    """Say a title with the distances that were in force, in the places of those in force now."""
    pieces, metres = _split(ask, table)
    now = [one for one in pieces if one in metres]
    distances = dict(zip(now, _told(ask, title, table)[1:], strict=True))
    told = condition_title(ask, table, language)
    return re.sub(_METRES, lambda found: distances.get(found[0], found[0]), told)


def _split(ask: Precondition, table: TemplateTable) -> tuple[list[str], set[str]]:
    """Cut the Korean title of a precondition into its words and distances; these apart, too."""
    metres = {f"{trimmed(table.value(one), 1)} m" for one in ask.distances}
    return re.split(f"({_METRES})", condition_title(ask, table, _KEPT_IN)), metres


def _detail(detail: str, ask: Precondition, table: TemplateTable, language: str) -> str:
    for why in _REASONS:
        if detail == _word(f"unknown.{why}", _KEPT_IN):
            return _word(f"unknown.{why}", language)
    layers = {one.ko: one.of(language) for one in table.layers.values()}
    for why in _LACKS:
        said = _values(f"unknown.{why}", detail)
        if said is not None:
            named = _JOIN.join(layers.get(one, one) for one in said["layers"].split(_JOIN))
            return _word(f"unknown.{why}", language, layers=named)
    return _JOIN.join(_part(part, ask, table, language) for part in detail.split(_JOIN))


def _part(part: str, ask: Precondition, table: TemplateTable, language: str) -> str:
    """Say one measure: what was found, what is short of it, how far the nearest is."""
    counters = {table.selections[one].counter for one in ask.of[:1]}
    for key in (*_MEASURES, *_COUNTS):
        said = _values(key, part, counters | {_word("counter", _KEPT_IN)})
        if said is not None:
            return _word(key, language, **(said | {"counter": _word("counter", language)}))
    said = _values("nearest", part)
    titles = {one.title.ko: one.title.of(language) for one in table.selections.values()}
    if said is not None and said["to"] in titles:
        return _word("nearest", language, to=titles[said["to"]], nearest=said["nearest"])
    return part


def _values(key: str, text: str, counters: set[str] | None = None) -> dict[str, str] | None:
    """Read the values out of a text that was made with a Korean word; None for another text."""
    found = re.fullmatch(
        "".join(_pieces(words.catalogue(_KEPT_IN)[f"linkage.{key}"], counters)), text
    )
    return found.groupdict() if found else None


def _pieces(word: str, counters: set[str] | None) -> Iterator[str]:
    seen: set[str] = set()
    for literal, name, *_ in string.Formatter().parse(word):
        yield re.escape(literal)
        if name == "counter":
            yield f"(?:{'|'.join(map(re.escape, sorted(counters or ())))})"
        elif name:
            yield f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
            seen.add(name)


def _word(key: str, language: str, **values: object) -> str:
    return words.tr_in(language, f"linkage.{key}", **values)
