"""What is known about files from outside: titles of columns, publishers, and the ground."""

import csv
from datetime import date
from functools import cache

from scmap import paths
from scmap.formats.incoming.code_systems import CodeSystems
from scmap.formats.incoming.evidence import Evidence
from scmap.formats.incoming.known import KnownSource
from scmap.formats.incoming.meanings import spelt
from scmap.formats.incoming.recognise import Knowledge
from scmap.model.address import Addresses
from scmap.reference.places import gazetteer


@cache
def knowledge() -> Knowledge:
    """Give what foreign files are held against; boundaries are read when ground is asked for."""
    places = gazetteer()
    systems = CodeSystems(places, _kostat())
    return Knowledge(Evidence(places), _synonyms(), _sources(), systems, Addresses(places))


def _kostat() -> dict[str, tuple[str, date]]:
    return {
        row["kostat"]: (row["standard"], date.fromisoformat(row["on"]))
        for row in _rows("kostat_codes.csv")
    }


def _synonyms() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _rows("column_synonyms.csv"):
        for title in row["synonyms"].split(";"):
            found.setdefault(spelt(title), row["meaning"])
    return found


def _sources() -> tuple[KnownSource, ...]:
    return tuple(
        KnownSource(
            row["pattern"], row["organisation"], row["dataset"], row["crs"], row["encoding"]
        )
        for row in _rows("known_sources.csv")
    )


def _rows(table: str) -> list[dict[str, str]]:
    with paths.resource("codes", table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
