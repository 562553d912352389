"""Investments leave titled in Korean, and come in again as they were, from every form."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from python_calamine import load_workbook

from scmap import paths
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.model.release import Terms
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.arrivals import Arrival
from scmap.session.exporting import export_layer
from scmap.session.intake import recognise
from scmap.store.project_file import read_project

FORMS = (".csv", ".xlsx", ".gpkg", ".geojson", ".kml", ".shp")
# What a form says otherwise than the sample does: identities, and the day of a code.
APART = {"predecessor"}


@pytest.fixture(scope="module")
def project() -> Project:
    """The sample, in which the ground of one investment was drawn by hand."""
    made = read_project(paths.sample("scmap-sample.gpkg")).project
    layer = made.investments
    assert layer is not None
    geometry, extent = layer.geometry.copy(), layer.text("extent").copy()
    quality = layer.text("quality").copy()
    row = int(np.flatnonzero(layer.number("x") > 0)[0])
    place = shapely.Point(layer.number("x")[row], layer.number("y")[row])
    geometry[row] = shapely.multipolygons([shapely.buffer(place, 300, quad_segs=3)])
    extent[row], quality[row] = None, "A"
    columns = {**layer.columns, "extent": extent, "quality": quality}
    return made.with_layer(layer.replace(geometry=objects(geometry), columns=columns))


def exported(project: Project, path: Path, encoding: str = "") -> Path:
    layer = project.investments
    assert layer is not None
    return (
        export_layer(project, layer, path, Terms("internal"), encoding=encoding)
        .files[0]
        .with_name(path.name)
    )


def again(path: Path) -> tuple[Arrival, Layer]:
    (found,) = recognise([path], codebook(), gazetteer(), knowledge())
    assert found.kind == "form", found.error
    assert found.layer is not None
    return found, found.layer


@pytest.mark.parametrize("suffix", FORMS)
def test_investments_come_in_again_as_they_left(
    project: Project, tmp_path: Path, suffix: str
) -> None:
    found, layer = again(exported(project, tmp_path / f"투자사업{suffix}"))
    before = project.investments
    assert before is not None
    if suffix == ".shp":  # which holds what has a place
        before = before.take(~shapely.is_missing(before.geometry))
    assert found.kept_out == ()
    assert len(layer) == len(before)
    wrong = {
        name: [
            (old, new)
            for old, new in zip(before.columns[name], layer.columns[name], strict=True)
            if not same(old, new, suffix)
        ][:3]
        for name in before.columns
        if name not in APART
    }
    assert {name: pairs for name, pairs in wrong.items() if pairs} == {}
    near = shapely.area(shapely.symmetric_difference(before.geometry, layer.geometry))
    assert np.nanmax(near) < 1.0


def same(old: object, new: object, suffix: str) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return old == pytest.approx(new, abs=1e-3, nan_ok=True)
    if suffix == ".shp" and isinstance(old, str) and len(old.encode("cp949", "replace")) > 254:
        return old.startswith(str(new)[:60])
    if suffix == ".shp" and isinstance(old, str):
        return old.encode("cp949", "replace").decode("cp949") == new
    if isinstance(old, np.datetime64) and np.isnat(old):
        return bool(np.isnat(new))  # type: ignore[call-overload]
    return bool(old == new)


def test_an_earlier_project_is_named_and_found_again(project: Project, tmp_path: Path) -> None:
    _found, layer = again(exported(project, tmp_path / "투자사업.csv"))
    before = project.investments
    assert before is not None
    followed = {row for row, uid in enumerate(before.text("predecessor")) if uid is not None}
    assert len(followed) == 3
    for row in followed:
        earlier = before.text("name")[before.rows[before.text("predecessor")[row]]]
        assert layer.text("name")[layer.rows[layer.text("predecessor")[row]]] == earlier


def test_a_planner_reads_titles_and_words(project: Project, tmp_path: Path) -> None:
    rows = load_workbook(exported(project, tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["사업명", "유형", "부처(당시 명칭)", "지원사업", "시·군·구"]
    kinds = {row[1] for row in rows[1:]}
    assert {"통합플랫폼", "CCTV 통합관제센터"} <= kinds
    assert not kinds & {"PLT", "CCC"}
    told = dict(zip(rows[0], rows[1], strict=True))
    assert 124 < float(str(told["경도(°)"])) < 132
    assert all(len(str(cell)) < 32_767 for row in rows for cell in row)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_titles_that_a_shapefile_cuts_are_known_again(
    project: Project, tmp_path: Path, encoding: str
) -> None:
    _found, layer = again(exported(project, tmp_path / "투자사업.shp", encoding=encoding))
    before = project.investments
    assert before is not None
    placed = ~shapely.is_missing(before.geometry)
    assert np.array_equal(
        layer.number("total_mkrw"), before.number("total_mkrw")[placed], equal_nan=True
    )
    assert layer.text("kind").tolist() == before.text("kind")[placed].tolist()


def test_placemarks_are_called_as_the_projects_are(project: Project, tmp_path: Path) -> None:
    file = exported(project, tmp_path / "투자사업.kml")
    assert "<name>동탄 U-City 정보센터</name>" in file.read_text("utf-8")
    found, _layer = again(file)
    assert "columns_left" not in {issue.code for issue in found.issues}


def test_other_layers_keep_the_names_of_their_columns(project: Project, tmp_path: Path) -> None:
    camera = project.named("camera")
    assert camera is not None
    only = replace(project, layers=(camera,))
    export_layer(only, camera, tmp_path / "카메라.csv", Terms("internal"))
    header = (tmp_path / "카메라.csv").read_text("utf-8-sig").partition("\n")[0]
    assert header.startswith(",".join(list(camera.columns)[:2]))


def test_a_column_of_the_planners_own_takes_no_title_of_ours(
    project: Project, tmp_path: Path
) -> None:
    layer = project.investments
    assert layer is not None
    memo = objects(f"메모 {row}" for row in range(len(layer)))
    noted = project.with_layer(layer.replace(columns={**layer.columns, "비고": memo}))
    rows = load_workbook(exported(noted, tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    header, first = rows[0], rows[1]
    assert first[header.index("비고_2")] == "메모 0"
    assert first[header.index("비고")] == (layer.text("note")[0] or "")
