"""A planner's own table becomes rows of the form: amounts by their unit, periods, guesses told."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from scmap.errors import InputError
from scmap.formats.incoming.as_form import (
    as_form,
    mapped_by_title,
    mapping_of,
    unmapped,
)
from scmap.formats.incoming.meanings import taken_for
from scmap.formats.incoming.table import Incoming
from scmap.formats.sheet_reader import Cell
from scmap.model.layer import objects
from scmap.reference import codebook
from scmap.reference.incoming import knowledge


def table(**columns: Sequence[object]) -> Incoming:
    count = len(next(iter(columns.values())))
    made = {name: objects(column) for name, column in columns.items()}
    return Incoming("사업", made, None, np.arange(1, count + 1))


def row(**cells: object) -> tuple[dict[str, Cell], list[str]]:
    """Read one record; give its cells by field of the form, and the codes of what was noticed."""
    made = table(**{name: [cell] for name, cell in cells.items()})
    mapping = mapped_by_title(taken_for(made.columns, knowledge().synonyms))
    read = as_form(made, mapping, codebook())
    return dict(read.rows[0]), [code for code, _values in read.noticed[0]]


@pytest.mark.parametrize(
    ("title", "cell", "million"),
    [
        ("총사업비(억원)", "12.5", 1250.0),
        ("총사업비(천원)", "600,000", 600.0),
        ("총사업비(백만원)", "300", 300.0),
        ("총사업비(원)", "1,000,000,000", 1000.0),
        ("총사업비", "12억원", 1200.0),
        ("총사업비", "3,500백만원", 3500.0),
        ("총사업비", "5천만원", 50.0),
        ("총사업비", "12억 5천만원", 1250.0),
        ("총사업비", "1조 2,000억원", 1_200_000.0),
        ("총사업비(백만원)", "△5", -5.0),  # how budgets write a minus
        ("총사업비(천원)", "2억", 200.0),  # the cell knows better than the title
    ],
)
def test_an_amount_is_read_by_its_unit(title: str, cell: str, million: float) -> None:
    cells, noticed = row(**{title: cell})
    assert cells["total_mkrw"] == pytest.approx(million)
    assert "money_unit_unknown" not in noticed


def test_a_unit_above_the_titles_counts_where_cell_and_title_name_none() -> None:
    made = replace(table(총사업비=["350", "2억원"]), unit="단위: 천원")
    mapping = mapped_by_title(taken_for(made.columns, knowledge().synonyms))
    read = as_form(made, mapping, codebook())
    assert [cells["total_mkrw"] for cells in read.rows] == pytest.approx([0.35, 200])


def test_an_amount_without_a_unit_stays_unknown() -> None:
    cells, noticed = row(총사업비="350")
    assert cells["total_mkrw"] is None
    assert "money_unit_unknown" in noticed


def test_a_period_gives_both_years_and_the_sido_completes_the_place() -> None:
    cells, _noticed = row(시도="경기도", 시군구="화성시", 사업기간="2015.3 ~ 2017.12")
    assert (cells["year_from"], cells["year_to"]) == (2015.0, 2017.0)
    assert cells["municipality"] == "경기도 화성시"


def test_what_is_read_out_of_a_name_is_told_as_a_guess() -> None:
    cells, noticed = row(사업명="화성시 CCTV 통합관제센터 교통 연계")
    assert (cells["kind"], cells["main_field"]) == ("CCTV 통합관제센터", "교통")
    assert noticed == ["kind_guessed", "field_guessed"]


def test_several_fields_in_one_cell_are_told_apart() -> None:
    cells, noticed = row(분야="방범·교통, 환경", 사업명="가")
    assert (cells["main_field"], cells["other_fields"]) == ("방범", "교통;환경")
    assert "field_guessed" not in noticed


def test_a_users_mapping_comes_before_titles() -> None:
    made = table(과제=["가"], 지역=["화성시"], 해=["2020"], 담당=["국토교통부"])
    by_title = mapped_by_title(taken_for(made.columns, knowledge().synonyms))
    assert not by_title.is_of_projects
    given = {
        "name": "과제",
        "municipality": "지역",
        "year_from": "해",
        "ministry": "담당",
        "kind": {"value": "실증단지"},
    }
    mapping = mapping_of(given, made, by_title)
    assert mapping.is_of_projects
    cells = as_form(made, mapping, codebook()).rows[0]
    assert (cells["name"], cells["kind"]) == ("가", "실증단지")
    assert list(unmapped(made, mapping, {})) == []


def test_what_an_export_holds_beside_the_form_can_be_mapped_too() -> None:
    made = table(과제=["가"], 담당기관=["정보화진흥원"])
    mapping = mapping_of({"agency": "담당기관"}, made, mapped_by_title({}))
    assert as_form(made, mapping, codebook()).rows[0]["agency"] == "정보화진흥원"


@pytest.mark.parametrize("given", [{"nonsense": "과제"}, {"name": "없는 열"}, {"name": 3}])
def test_a_mapping_that_fits_nothing_is_refused(given: dict[str, object]) -> None:
    made = table(과제=["가"])
    with pytest.raises(InputError) as caught:
        mapping_of(given, made, mapped_by_title({}))
    assert caught.value.code == "mapping_wrong"
