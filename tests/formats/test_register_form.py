"""The register form goes out empty and comes back filled: every row comes in or is named."""

import csv
import time
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import load_workbook

from scmap.errors import InputError
from scmap.formats.kept_rows import reason
from scmap.formats.register_form import COLUMNS, example_row, write_form
from scmap.formats.register_rows import FormRead, read_form
from scmap.model.codebook import CodeBook, Kind, ServiceField
from scmap.model.ministry import MinistryName
from scmap.reference.places import gazetteer

BOOK = CodeBook(
    names=(MinistryName("국토교통부", "MOLIT", date(2013, 3, 23), None, ("국토부",)),),
    kinds={"PLT": Kind("PLT", "통합플랫폼", "Platform", 6, ("데이터허브",), ("경찰",), "ring")},
    fields={
        "CRM": ServiceField("CRM", "방범", "Crime prevention", 5, "방범"),
        "TRN": ServiceField("TRN", "교통", "Transport", 2, "교통"),
    },
)
TITLES = {column.name: column.title for column in COLUMNS}
GOOD = {
    "name": "화성 통합플랫폼 =1+1",
    "kind": "통합플랫폼",
    "ministry": "국토부",
    "municipality": "화성시",
    "main_field": "방범",
    "other_fields": "교통",
    "year_from": "2024",
    "total_mkrw": "1,200",
}


def csv_of(path: Path, *rows: dict[str, str], encoding: str = "cp949") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(TITLES.values()))
        writer.writeheader()
        writer.writerows({TITLES[name]: value for name, value in row.items()} for row in rows)
    return path


def read(path: Path) -> FormRead:
    return read_form(path, BOOK, gazetteer())


def test_the_empty_form_offers_words_and_marks_its_example(tmp_path: Path) -> None:
    form = tmp_path / "서식.xlsx"
    write_form(form, BOOK, "화성시")
    sheet = load_workbook(form).get_sheet_by_index(0).to_python()
    assert sheet[0][1] == "사업명*"
    assert "총사업비(백만원)" in sheet[0]
    assert sheet[1][0] == "예시(가져올 때 제외)"
    assert len(read(form).layer) == 0
    assert read(form).kept_out == ()


def test_a_cp949_table_of_the_same_columns_comes_in(tmp_path: Path) -> None:
    found = read(csv_of(tmp_path / "사업.csv", GOOD))
    layer = found.layer
    assert layer.source.encoding == "cp949"
    assert layer.text("name").tolist() == ["화성 통합플랫폼 =1+1"]
    assert layer.text("fields").tolist() == ["CRM;TRN"]
    assert layer.number("total_mkrw").tolist() == [1200.0]
    assert layer.text("municipality_code").tolist() == ["41590"]
    assert layer.text("tags_basis").tolist() == ["kind"]


def test_a_filled_spreadsheet_comes_in_like_the_table(tmp_path: Path) -> None:
    form = tmp_path / "서식.xlsx"
    with xlsxwriter.Workbook(form) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.title for column in COLUMNS])
        sheet.write_row(1, 0, example_row("화성시"))
        row = [GOOD.get(column.name) for column in COLUMNS]
        for place, value in enumerate(row):
            if value is not None:
                sheet.write_string(2, place, value)
        sheet.write_number(2, [c.name for c in COLUMNS].index("year_from"), 2024)
    layer = read(form).layer
    assert layer.number("year_from").tolist() == [2024.0]
    assert layer.source.encoding == ""


def test_the_footprint_is_the_city_its_neighbourhoods_or_a_circle(tmp_path: Path) -> None:
    found = read(
        csv_of(
            tmp_path / "사업.csv",
            GOOD,
            {**GOOD, "neighbourhoods": "반송동;석우동"},
            {**GOOD, "lon": "127.0735", "lat": "37.2005", "radius_m": "500"},
        )
    )
    layer = found.layer
    city, quarter, circle = (geometry.area / 1e6 for geometry in layer.geometry)
    assert layer.text("quality").tolist() == ["B", "A′", "C"]
    assert city == pytest.approx(688.9, rel=0.03)
    assert quarter < 10
    assert circle == pytest.approx(0.785, rel=0.01)
    assert layer.geometry[1].within(layer.geometry[0].buffer(1))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "cell_missing"),
        ({"kind": "우주센터"}, "cell_not_listed"),
        ({"municipality": "아무데시"}, "row_place_unknown"),
        ({"municipality": "고성군"}, "row_place_ambiguous"),
        ({"neighbourhoods": "없는동"}, "row_neighbourhood_unknown"),
        ({"year_from": "이천"}, "year_unclear"),
        ({"year_from": "19"}, "year_wrong"),
        ({"year_from": "2024-2026"}, "year_unclear"),
        ({"year_from": "2024년~2026년"}, "year_unclear"),
        ({"year_from": "2024.3~2026.2"}, "year_unclear"),
        ({"year_to": "2020"}, "years_backwards"),
        ({"total_mkrw": "-5"}, "money_negative"),
        ({"lon": "37.2", "lat": "127.07"}, "point_outside_korea"),
        ({"lon": "127.07"}, "point_outside_korea"),
    ],
)
def test_a_row_that_cannot_come_in_is_kept_out_with_its_reason(
    tmp_path: Path, change: dict[str, str], code: str
) -> None:
    found = read(csv_of(tmp_path / "사업.csv", {**GOOD, **change}, GOOD))
    assert [(one.row, one.code) for one in found.kept_out] == [(2, code)]
    assert len(found.layer) == 1


@pytest.mark.parametrize("said", ["2024년", "2024.3", "2024-03-01", "2024. 3. 1."])
def test_a_day_where_a_year_is_asked_gives_its_year(tmp_path: Path, said: str) -> None:
    found = read(csv_of(tmp_path / "사업.csv", {**GOOD, "year_from": said}))
    assert (found.kept_out, found.layer.number("year_from").tolist()) == ((), [2024.0])


def test_a_year_that_a_spreadsheet_made_a_day_of_is_put_right_and_told(tmp_path: Path) -> None:
    form = tmp_path / "서식.xlsx"
    names = list(GOOD)
    with xlsxwriter.Workbook(form) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [TITLES[name] for name in names])
        for row in (1, 2):
            sheet.write_row(row, 0, [GOOD[name] for name in names])
            sheet.write_number(row, names.index("year_from"), 2014, day)
    found = read(form)
    assert (found.kept_out, found.layer.number("year_from").tolist()) == ((), [2014.0, 2014.0])
    (told,) = [one for one in found.issues if one.code == "date_was_year"]
    assert told.values["numbers"] == (2, 3)
    assert "1905-07-06 → 2014" in told.said("ko")


def test_a_form_without_rows_says_so(tmp_path: Path) -> None:
    write_form(tmp_path / "서식.xlsx", BOOK)
    assert [issue.code for issue in read(tmp_path / "서식.xlsx").issues] == ["form_blank"]


def test_a_kind_that_is_not_listed_is_refused_with_the_list(tmp_path: Path) -> None:
    found = read(csv_of(tmp_path / "사업.csv", {**GOOD, "kind": "우주센터"}))
    said = reason(found.kept_out[0], "ko")
    assert "우주센터" in said
    assert all(kind.title in said for kind in BOOK.kinds.values())


def test_a_ministry_that_is_not_known_comes_in_and_is_said(tmp_path: Path) -> None:
    rows = ({**GOOD, "ministry": "해리부"}, {**GOOD, "ministry": ""})
    found = read(csv_of(tmp_path / "사업.csv", *rows))
    assert [issue.code for issue in found.issues] == ["ministry_not_known", "ministry_unknown"]
    assert found.layer.text("ministry").tolist() == ["해리부", None]


def test_a_table_of_other_columns_is_refused_by_name(tmp_path: Path) -> None:
    other = tmp_path / "다른.csv"
    other.write_text("가,나\n1,2\n", "utf-8")
    with pytest.raises(InputError, match="form_columns_missing"):
        read(other)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xff", b"\x80\x81\xfe\xff\x00,"])
def test_bytes_that_are_no_table_are_refused(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "깨진.csv"
    broken.write_bytes(content)
    with pytest.raises(InputError):
        read(broken)


def test_a_text_named_like_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    fake = tmp_path / "가짜.xlsx"
    fake.write_text("사업명,유형", "utf-8")
    with pytest.raises(InputError, match="table_unreadable"):
        read(fake)


def test_a_long_table_that_is_no_form_is_told_by_its_first_row(tmp_path: Path) -> None:
    """It is not read as a form first and then once more as what it is."""
    file = tmp_path / "긴 표.csv"
    with file.open("wb") as stream:
        stream.write("이름,값\n".encode("cp949"))
        stream.truncate(300_000_000)
    start = time.process_time()
    with pytest.raises(InputError, match="form_columns_missing"):
        read(file)
    assert time.process_time() - start < 5


def test_a_form_with_lines_in_another_encoding_comes_in_and_says_so(tmp_path: Path) -> None:
    file = csv_of(tmp_path / "a.csv", *({**GOOD, "note": "가나다"} for _ in range(8)))
    line = file.read_bytes().splitlines()[-1].decode("cp949").encode("utf-8")
    file.write_bytes(file.read_bytes() + line + b"\r\n")
    found = read(file)
    assert len(found.layer) == 9
    assert set(found.layer.text("note")) == {"가나다"}
    assert [one.values["numbers"] for one in found.issues if one.code == "encoding_mixed"] == [
        (10,)
    ]
