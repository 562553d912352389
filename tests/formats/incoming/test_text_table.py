"""Text tables: separator, header or none, a second header, titles, rows that are not whole."""

import time
from pathlib import Path

import numpy as np
import pytest

from scmap.errors import InputError
from scmap.formats import text_rows
from scmap.formats.incoming import bulk_table
from scmap.formats.incoming.recognise import recognise
from scmap.formats.incoming.text_table import read_text_table
from scmap.reference.incoming import knowledge


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "자료.txt"
    lines = [["이름", "대수"], ["가, 나", "3"], ["다", "4"]]
    path.write_text(
        "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines), encoding="utf-8"
    )
    table = read_text_table(path)
    assert list(table.columns) == ["이름", "대수"]
    assert table.columns["이름"].tolist() == ["가, 나", "다"]
    assert table.columns["대수"].tolist() == [3.0, 4.0]


def test_a_table_without_header_loses_no_record(tmp_path: Path) -> None:
    path = tmp_path / "코드.txt"
    path.write_text("1100000000\t서울특별시\t존재\n1111000000\t종로구\t존재\n", encoding="cp949")
    table = read_text_table(path)
    assert len(table) == 2
    assert list(table.columns) == ["열1", "열2", "열3"]


def test_a_second_header_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("코드,이름\nCD,NM\n11010,종로구\n11020,중구\n", encoding="cp949")
    table = read_text_table(path)
    assert (len(table), [one.code for one in table.kept_out]) == (2, ["header_second"])
    assert table.columns["코드"].tolist() == [11010.0, 11020.0]


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("2026년 CCTV 현황\n,\n이름,대수\n가,3\n", encoding="utf-8")
    table = read_text_table(path)
    assert list(table.columns) == ["이름", "대수"]
    assert [issue.code for issue in table.issues] == ["title_above_header"]


def test_a_remark_of_two_cells_above_the_header_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "자료.csv"
    rows = "시설명,위치,위도,경도,사업비\n가,나,37.1,127.1,5\n다,라,37.2,127.2,6\n"
    path.write_text(f"현황,,,,\n2024.12.31 기준,,,,(단위: 백만원)\n{rows}", encoding="utf-8")
    table = read_text_table(path)
    assert list(table.columns) == ["시설명", "위치", "위도", "경도", "사업비"]
    assert (len(table), table.unit) == (2, "단위: 백만원")


def test_titles_in_two_rows_are_put_together(tmp_path: Path) -> None:
    path = tmp_path / "자료.csv"
    rows = "가,37.1,127.1,5\n다,37.2,127.2,6\n"
    path.write_text(f"시설,위치,,수량\n이름,위도,경도,수량\n{rows}", encoding="utf-8")
    table = read_text_table(path)
    assert list(table.columns) == ["시설 이름", "위치 위도", "위치 경도", "수량"]
    assert (len(table), table.kept_out, table.offset) == (2, (), 2)
    assert "header_joined" in {issue.code for issue in table.issues}


def test_rows_that_are_not_whole_are_kept_out_by_number(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("이름,대수\n가,3\n나,4,덤\n,\n다\n라,5\n", encoding="utf-8")
    table = read_text_table(path)
    assert table.rows.tolist() == [1, 4, 5]
    assert {one.row: one.code for one in table.kept_out} == {2: "row_too_long", 3: "row_empty"}
    assert np.isnan(table.columns["대수"][1])


def test_codes_with_a_leading_nought_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('코드,금액,날짜\n007,"1,395",2024-03-01\n012,20,2024.3.2\n', encoding="utf-8")
    table = read_text_table(path)
    assert table.columns["코드"].tolist() == ["007", "012"]
    assert table.columns["금액"].tolist() == [1395.0, 20.0]
    assert table.columns["날짜"].astype(str).tolist() == ["2024-03-01", "2024-03-02"]


def test_lines_in_another_encoding_are_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"화성시{number},{number}".encode("cp949") for number in range(40)]
    lines[20] = "수원시,20".encode()
    path.write_bytes("이름,번호\n".encode("cp949") + b"\n".join(lines))
    table = read_text_table(path)
    assert table.columns["이름"][20] == "수원시"
    assert [issue.values["numbers"] for issue in table.issues] == [(21,)]


def day(number: int) -> str:
    return f"2024-03-{number % 28 + 1:02d}"


@pytest.mark.parametrize(
    "change",
    [
        "",
        "C0000050,방범,37.2,127.0,007,\n",  # a code with a leading nought
        'C0000050," 교통 ",37.2,127.0,"1,395",2024-03-01\n',
        "C0000050,방범,,,,\n",
        ",,,,,\n",
        "C0000050,방범,37.2,127.0,3,2024-03-01,덤\n",  # longer than the header
        "C0000050,방범,자료없음,127.0,3,\n",
    ],
)
def test_a_large_table_reads_as_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "t.csv"
    rows = [
        f"C{n:07d},{('방범', '교통')[n % 2]},37.{n:03d},127.{n:03d},{n % 4},{day(n)}\n"
        for n in range(200)
    ]
    rows[150:150] = [change] if change else []
    path.write_text("번호,목적,위도,경도,대수,기준일\n" + "".join(rows), encoding="cp949")
    slow = read_text_table(path)
    monkeypatch.setattr(bulk_table, "LARGE", 0)
    fast = read_text_table(path)
    assert fast.rows.tolist() == slow.rows.tolist()
    assert fast.kept_out == slow.kept_out
    assert [issue.code for issue in fast.issues] == [issue.code for issue in slow.issues]
    for name, column in slow.columns.items():
        assert column.dtype == fast.columns[name].dtype
        assert np.array_equal(column.astype(str), fast.columns[name].astype(str)), name


@pytest.mark.parametrize(
    ("odd", "encoding"),
    [
        ({}, "cp949"),  # all of it
        ({3000: "cp949"}, "utf-8"),  # one line in another encoding
        ({row: "ascii" for row in range(6000) if row != 3000}, "cp949"),  # one line with letters
        ({row: "ascii" for row in range(6000) if row != 3000}, "utf-8-sig"),
    ],
)
def test_the_encoding_of_a_large_table_is_that_of_all_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: dict[int, str], encoding: str
) -> None:
    """Lines from some places of it are looked at, and those between found by reading them."""
    lines = [
        f"C{row},{'방범' if odd.get(row) != 'ascii' else 'cctv'},{row % 7}" for row in range(6000)
    ]
    path = tmp_path / "카메라.csv"
    coded = [
        line.encode(odd.get(row, encoding.removesuffix("-sig"))) for row, line in enumerate(lines)
    ]
    path.write_bytes("code,kind,n\n".encode(encoding) + b"\n".join(coded))
    slow = read_text_table(path)
    monkeypatch.setattr(bulk_table, "LARGE", 0)
    monkeypatch.setattr(text_rows, "SAMPLE", 512)
    fast = read_text_table(path)
    assert fast.encoding == slow.encoding
    assert [issue.code for issue in fast.issues] == [issue.code for issue in slow.issues]
    assert fast.columns["kind"].tolist() == slow.columns["kind"].tolist()
    assert list(fast.columns) == list(slow.columns) == ["code", "kind", "n"]


@pytest.mark.parametrize("name", ["큰.csv", "큰.geojson", "큰.xlsx"])
def test_a_file_of_absurd_size_is_refused_at_once(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as stream:
        stream.write(b"a,b\n")
        stream.truncate(40_000_000_000)
    known, start = knowledge(), time.process_time()
    with pytest.raises(InputError, match="table_too_large"):
        recognise(tmp_path / name, known)
    assert time.process_time() - start < 5
