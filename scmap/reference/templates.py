"""Loads the catalogue of linked services from resources/templates."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from scmap import paths
from scmap.model.linkage import (
    Parameter,
    Precondition,
    Role,
    Selection,
    Template,
    TemplateTable,
    Text,
)
from scmap.model.maplayer import Where


@cache
def templates() -> TemplateTable:
    """Give the catalogue that the product ships."""
    text = paths.resource("templates", "linked_services.json").read_text(encoding="utf-8")
    return templates_of(json.loads(text))


def templates_of(table: Mapping[str, Any]) -> TemplateTable:
    """Build a catalogue from its file's content."""
    return TemplateTable(
        **{name: str(table[name]) for name in ("id", "version", "effective", "source")},
        parameters={id_: _parameter(id_, one) for id_, one in table["parameters"].items()},
        selections={id_: _selection(id_, one) for id_, one in table["selections"].items()},
        layers={role: _text(title) for role, title in table["layers"].items()},
        templates={one["id"]: template_of(one) for one in table["templates"]},
    )


def _parameter(id_: str, table: Mapping[str, Any]) -> Parameter:
    return Parameter(
        id=id_,
        value=float(table["value"]),
        unit=table["unit"],
        basis=table["basis"],
        source=table["source"],
        title=_text(table["title"]),
    )


def _selection(id_: str, table: Mapping[str, Any]) -> Selection:
    return Selection(
        id=id_,
        layer=table["layer"],
        where=_conditions(table.get("where", {})),
        unless=_conditions(table.get("unless", {})),
        title=_text(table["title"]),
        counter=table["counter"],
    )


def template_of(table: Mapping[str, Any]) -> Template:
    """Build one template from its part of the file."""
    return Template(
        id=table["id"],
        title=_text(table["title"]),
        giver=_role(table["giver"]),
        taker=_role(table["taker"]),
        source=_text(table["source"]),
        target=_text(table["target"]),
        items=tuple(map(_text, table["items"])),
        direction=table["direction"],
        benefit=_text(table["benefit"]),
        legal=tuple(map(_text, table["legal"])),
        agreements=tuple(map(_text, table["agreements"])),
        preconditions=tuple(map(_precondition, table["preconditions"])),
    )


def table_of(made: Template) -> dict[str, Any]:
    """Give a template as its part of the file: what `template_of` reads."""
    return {
        "id": made.id,
        "title": _words(made.title),
        "giver": _kinds(made.giver),
        "taker": _kinds(made.taker),
        "source": _words(made.source),
        "target": _words(made.target),
        "items": [_words(one) for one in made.items],
        "direction": made.direction,
        "benefit": _words(made.benefit),
        "legal": [_words(one) for one in made.legal],
        "agreements": [_words(one) for one in made.agreements],
        "preconditions": [
            {
                "verb": one.verb,
                "of": list(one.of),
                "distances": list(one.distances),
                "least": one.least,
                "words": one.words,
                "either": one.either,
                "spatial": one.spatial,
            }
            for one in made.preconditions
        ],
    }


def _words(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}


def _kinds(role: Role) -> dict[str, list[str]]:
    return {"kinds": sorted(role.kinds), "fields": sorted(role.fields)}


def _precondition(table: Mapping[str, Any]) -> Precondition:
    return Precondition(
        verb=table["verb"],
        of=tuple(table["of"]),
        distances=tuple(table["distances"]),
        least=table["least"],
        words=table["words"],
        either=table.get("either", ""),
        spatial=table.get("spatial", True),
    )


def _conditions(table: Mapping[str, list[str]]) -> tuple[Where, ...]:
    return tuple(Where(field, frozenset(values)) for field, values in table.items())


def _role(table: Mapping[str, list[str]]) -> Role:
    return Role(frozenset(table["kinds"]), frozenset(table["fields"]))


def _text(table: Mapping[str, str]) -> Text:
    return Text(table["ko"], table["en"])
