"""Loads the vocabulary of the field from resources/codes into one CodeBook."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from scmap import paths
from scmap.model.codebook import (
    Agency,
    CodeBook,
    CodeTable,
    Kind,
    Programme,
    ServiceField,
    Term,
    parts,
)
from scmap.model.ministry import Lineage, MinistryName, Succession


@cache
def codebook() -> CodeBook:
    """Give the bundled vocabulary; read once a process."""
    return CodeBook(
        lineages={row["id"]: _lineage(row) for row in _rows("lineages")},
        names=tuple(_ministry_name(row) for row in _rows("ministry_names")),
        successions=tuple(_succession(row) for row in _rows("successions")),
        kinds={row["code"]: _kind(row) for row in _rows("kinds")},
        fields={row["code"]: _service_field(row) for row in _rows("fields")},
        programmes={row["id"]: _programme(row) for row in _rows("programmes")},
        agencies=tuple(_agency(row) for row in _rows("agencies")),
        views=_views(),
        tags=_terms("tags"),
        beneficiaries=_terms("beneficiaries"),
        money_bases=_terms("money_bases"),
        synonyms={row["word"]: row["standard"] for row in _rows("name_synonyms")},
        tables=tuple(_table(row) for row in _rows("tables")),
    )


def _rows(table: str) -> Iterator[Mapping[str, str]]:
    with paths.resource("codes", f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _year(text: str) -> int | None:
    return int(text) if text else None


def _lineage(row: Mapping[str, str]) -> Lineage:
    return Lineage(row["id"], row["title"], row["colour"], row["title_en"])


def _ministry_name(row: Mapping[str, str]) -> MinistryName:
    return MinistryName(
        row["name"],
        row["lineage"],
        _date(row["start"]),
        _date(row["end"]),
        tuple(parts(row["short"])),
        row["source"],
    )


def _succession(row: Mapping[str, str]) -> Succession:
    return Succession(
        row["ancestor"],
        row["heir"],
        date.fromisoformat(row["date"]),
        float(row["weight"]),
        row["note"],
    )


def _kind(row: Mapping[str, str]) -> Kind:
    return Kind(
        row["code"],
        row["title"],
        row["title_en"],
        int(row["life_years"]),
        tuple(parts(row["tags"])),
        tuple(parts(row["beneficiaries"])),
        row["marker"],
        row["spatial"] == "yes",
        row["source"],
    )


def _service_field(row: Mapping[str, str]) -> ServiceField:
    return ServiceField(
        row["code"], row["title"], row["title_en"], _year(row["statutory"]), row["ifez"]
    )


def _programme(row: Mapping[str, str]) -> Programme:
    return Programme(
        row["id"],
        row["title"],
        tuple(parts(row["lineages"])),
        row["kind"],
        _year(row["year_from"]),
        _year(row["year_to"]),
        row["source"],
        row["title_en"],
        tuple(parts(row["other_lineages"])),
        row["note"],
    )


def _agency(row: Mapping[str, str]) -> Agency:
    return Agency(
        row["agency"],
        row["name"],
        _date(row["start"]),
        _date(row["end"]),
        tuple(parts(row["short"])),
        row["title_en"],
    )


def _table(row: Mapping[str, str]) -> CodeTable:
    return CodeTable(
        row["id"],
        row["version"],
        date.fromisoformat(row["effective"]),
        row["title"],
        row["title_en"],
    )


def _views() -> dict[str, tuple[Term, ...]]:
    """Give the columns of each view of the service fields, in order."""
    rows = list(_rows("field_views"))
    return {
        view: tuple(
            Term(row["column"], row["title"], row["title_en"])
            for row in rows
            if row["view"] == view
        )
        for view in dict.fromkeys(row["view"] for row in rows)
    }


def _terms(table: str) -> dict[str, Term]:
    """Give the words of a column; their code is their Korean name."""
    return {row["code"]: Term(row["code"], row["code"], row["title_en"]) for row in _rows(table)}
