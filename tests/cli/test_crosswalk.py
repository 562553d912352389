"""scmap share crosswalk, standards: which codes are linked; what is missing is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from scmap.model.layer import PLANE, Layer, objects
from scmap.model.project import Project
from scmap.reference.standards import SPATIAL, TECHNICAL, standards
from scmap.store.project_file import write_project

Scmap = Callable[..., Any]


def codes(count: int) -> Layer:
    """Rows with `count` different codes, the first of which two rows have, and one row without."""
    cells = [f"L{number:02d}" for number in range(count)] + ["L00", None]
    return Layer(
        *("u", "places", "시설", "other", PLANE),
        uids=objects(map(str, range(len(cells)))),
        geometry=objects(shapely.points(np.zeros((len(cells), 2)))),
        columns={"code": objects(cells)},
    )


def test_thirty_seven_of_forty_codes_are_linked_and_three_are_named(
    scmap: Scmap, tmp_path: Path
) -> None:
    file, table = tmp_path / "p.gpkg", tmp_path / "표.csv"
    write_project(Project("p", "t", layers=(codes(40),)), file)
    lines = ["지역,표준", *(f"L{number:02d},N{number}" for number in range(3, 40)), "L01,"]
    table.write_text("\n".join(lines), encoding="cp949")
    asked = ("share", "crosswalk", file, "--layer", "시설", "--field", "code")
    answer = scmap(*asked, "--table", table, "--system", "행정표준코드")
    assert answer.code == 0
    assert "37/40 연계(92.5%)" in answer.out
    assert [code for code in ("L00", "L01", "L02") if code in answer.out] == ["L00", "L01", "L02"]
    assert "L00  2행" in answer.out
    told = scmap(*asked, "--json").json
    assert (told["linked"], told["blank"]) == (37, 1), "kept with the project"


def test_a_regional_layer_needs_no_standard(scmap: Scmap, tmp_path: Path) -> None:
    file = tmp_path / "p.gpkg"
    write_project(Project("p", "t", layers=(codes(1),)), file)
    asked = ("share", "crosswalk", file, "--layer", "places")
    assert "표시되지 않았습니다" in scmap(*asked).out
    answer = scmap(*asked, "--regional", "화성시 정보통신과", "--cycle", "분기")
    assert "지역특화(표준연계 없음), 관리 화성시 정보통신과, 갱신주기 분기" in answer.out
    assert scmap(*asked, "--field", "nothing", "--table", file).code == 10


def test_the_register_of_standards_is_whole_and_sourced(scmap: Scmap) -> None:
    found = standards()
    assert len(found) >= 20
    assert len({one.number for one in found}) == len(found)
    assert {one.tier for one in found} == {SPATIAL, TECHNICAL}
    for one in found:
        assert one.source.startswith("https://")
        assert one.year.isdigit()
        assert one.title
        assert one.title_en
    listed = scmap("share", "standards", "--tier", "spatial", "--json").json
    assert "ISO 37122:2019" in {one["number"] for one in listed}
