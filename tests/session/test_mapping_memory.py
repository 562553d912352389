"""A mapping is remembered by the columns of a source, as a file that ``--mapping`` takes."""

import json
from datetime import date
from pathlib import Path

from scmap.formats.mapping_file import read_mapping
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.arrivals import Arrival, Asked
from scmap.session.intake import again, recognise
from scmap.session.mapping_memory import MappingMemory

COLUMNS = ["이름표", "지자체", "맡은곳", "기간", "들인돈"]
MAPPING: dict[str, object] = {
    "name": "이름표",
    "ministry": "맡은곳",
    "total_mkrw": {"column": "들인돈", "unit": "천원"},
    "main_field": {"value": "교통"},
    "kind": {"value": "통합플랫폼"},
}
MADE = date(2026, 11, 28)


def memory(folder: Path) -> MappingMemory:
    made = MappingMemory(folder / "mappings")
    made.keep(COLUMNS, MAPPING, "현황.csv", MADE)
    return made


def table(path: Path, header: list[str]) -> Path:
    values = {"이름표": "가", "지자체": "화성시", "맡은곳": "국토교통부", "기간": "2015~2017"}
    cells = [values.get(name, "1200") for name in header]
    path.write_text(f"{','.join(header)}\n{','.join(cells)}\n", encoding="utf-8")
    return path


def arrive(file: Path, asked: Asked, known: MappingMemory | None = None) -> Arrival:
    (found,) = recognise([file], codebook(), gazetteer(), knowledge(), asked=asked, memory=known)
    return found


def test_a_table_of_the_same_columns_in_any_order_is_read_the_same_way(tmp_path: Path) -> None:
    known = memory(tmp_path)
    file = table(tmp_path / "2차.csv", [*reversed(COLUMNS)])
    found = arrive(file, Asked(), known)
    assert (found.kind, found.coming) == ("form", 1)
    assert found.layer is not None
    assert found.layer.number("total_mkrw").tolist() == [1.2]
    (told,) = [issue for issue in found.issues if issue.code == "mapping_reused"]
    assert told.values == {"file": "현황.csv", "on": "2026-11-28"}
    by_title = again(found, Asked(), codebook(), gazetteer(), knowledge())
    assert by_title.kind == "layer", "without the memory it is read by its titles"


def test_what_is_remembered_is_what_the_command_line_takes(tmp_path: Path) -> None:
    known = memory(tmp_path)
    (kept,) = known.folder.glob("*.json")
    assert read_mapping(kept) == MAPPING
    file = table(tmp_path / "현황.csv", COLUMNS)
    found = arrive(file, Asked("investment", mapping=read_mapping(kept)))
    assert found.coming == 1


def test_other_columns_or_a_damaged_memory_are_read_by_their_titles(tmp_path: Path) -> None:
    known = memory(tmp_path)
    assert known.find([*COLUMNS, "비고"]) is None
    (kept,) = known.folder.glob("*.json")
    kept.write_text(json.dumps([1]), encoding="utf-8")
    assert known.find(COLUMNS) is None
    known.forget(COLUMNS)
    assert not kept.exists()
