"""The bundled tables of the vocabulary: whole, sourced and consistent with one another."""

import csv
from typing import get_args

import pytest

from scmap import paths
from scmap.model.symbology import Marker
from scmap.reference import codebook

BOOK = codebook()
TABLES = sorted(table.id for table in BOOK.tables)


def read(table: str) -> list[dict[str, str]]:
    with paths.resource("codes", f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, restkey="too many", restval="too few"))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_every_table_is_whole_and_names_its_source(table: str) -> None:
    rows = read(table)
    assert rows
    for row in rows:
        assert "too many" not in row, row
        assert "too few" not in row.values(), row
        assert row["source"].strip(), row


def test_every_table_has_a_version() -> None:
    places = {"municipalities", "municipality_changes", "tables"}
    bundled = {path.stem for path in paths.resource("codes").glob("*.csv")} - places
    assert bundled >= set(TABLES)
    assert {"lineages", "ministry_names", "successions", "kinds", "fields"} <= set(TABLES)


def test_the_sixteen_kinds_with_the_life_times_of_the_rules() -> None:
    lives = {code: kind.life_years for code, kind in BOOK.kinds.items()}
    three = dict.fromkeys(("TBD", "CHL", "PIL", "USV", "SVL"), 3)
    none = dict.fromkeys(("RND", "STD", "HRD", "LAW"), 0)
    ten = dict.fromkeys(("OPC", "NPC", "UCD"), 10)
    assert lives == {**ten, **three, **none, "CCC": 8, "PLT": 6, "GRN": 5, "CON": 1}
    assert {code for code, kind in BOOK.kinds.items() if not kind.spatial} == {*none, "CON"}


def test_kinds_use_known_words_and_markers() -> None:
    for kind in BOOK.kinds.values():
        assert set(kind.tags) <= set(BOOK.tags), kind.code
        assert set(kind.beneficiaries) <= set(BOOK.beneficiaries), kind.code
        assert kind.tags, kind.code
        assert kind.marker in get_args(Marker), kind.code
    shapes = {code: BOOK.kinds[code].marker for code in ("OPC", "CCC", "PLT")}
    assert shapes == {"OPC": "hexagon", "CCC": "square", "PLT": "ring"}


def test_fifteen_fields_a_local_one_and_two_views() -> None:
    assert len(BOOK.fields) == 16
    assert sum(field.statutory is not None for field in BOOK.fields.values()) == 15
    assert [term.code for term in BOOK.columns("statutory")] == [str(n) for n in range(1, 13)]
    ifez = {term.code for term in BOOK.columns("ifez")}
    assert len(ifez) == 6
    assert {field.ifez for field in BOOK.fields.values()} == ifez
    assert {field.statutory for field in BOOK.fields.values()} == {*range(1, 13), None}


def test_tables_name_only_lineages_and_kinds_that_exist() -> None:
    assert {name.lineage for name in BOOK.names} == set(BOOK.lineages)
    ends = {end for edge in BOOK.successions for end in (edge.ancestor, edge.heir)}
    assert ends <= set(BOOK.lineages)
    for programme in BOOK.programmes.values():
        assert programme.kind in BOOK.kinds, programme.id
        assert {*programme.lineages, *programme.other_lineages} <= set(BOOK.lineages), programme.id


def test_everything_named_has_an_english_name_too() -> None:
    for table in (BOOK.lineages, BOOK.kinds, BOOK.fields, BOOK.programmes, BOOK.tags):
        for key, thing in table.items():
            assert thing.title, key
            assert thing.title_en, key


def test_successions_happen_while_the_ancestor_was_in_office() -> None:
    for edge in BOOK.successions:
        names = [name for name in BOOK.names if name.lineage == edge.ancestor]
        starts = [name.start for name in names if name.start]
        assert min(starts) <= edge.on, edge
        assert 0 < edge.weight <= 1, edge


def test_lineages_have_the_colours_of_the_map() -> None:
    colours = {code: lineage.colour for code, lineage in BOOK.lineages.items()}
    assert (colours["MOLIT"], colours["MOIS"], colours["MSIT"]) == ("#0072B2", "#D55E00", "#009E73")
    assert BOOK.lineages["MOLIT"].title == "국토교통부 계열"


def test_the_codebook_is_read_once() -> None:
    assert codebook() is BOOK
