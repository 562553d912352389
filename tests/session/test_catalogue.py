"""The catalogue of linked services is edited, extended, given out and taken in, as data."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scmap.errors import InputError
from scmap.model.linkage import Text
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.service_edit import ServiceEdit
from scmap.reference.templates import table_of, template_of, templates
from scmap.session import catalogue
from scmap.session.judging import templates_of
from scmap.store.project_file import read_project, write_project

EMPTY = Project(uid="p", title="p")
X1 = templates().templates["X1"]


def test_every_template_is_written_as_it_is_read() -> None:
    for one in templates().templates.values():
        assert template_of(table_of(one)) == one


def test_an_edit_stands_in_place_of_the_products_and_survives_the_file(tmp_path: Path) -> None:
    edited = catalogue.edit(EMPTY, replace(X1, benefit=Text("비용 절감", "")))
    write_project(edited, tmp_path / "p.gpkg")
    project = read_project(tmp_path / "p.gpkg").project
    known = templates_of(project)
    assert known.templates["X1"].benefit.ko == "비용 절감"
    assert len(known.templates) == len(templates().templates)
    assert catalogue.origin(project, "X1") == "edited"
    back = catalogue.restore(project, "X1")
    assert templates_of(back).templates["X1"] == X1


def test_a_service_of_the_planners_own_is_checked_like_the_others() -> None:
    own = replace(X1, id="L1", title=Text("우리 시 서비스", ""))
    project = catalogue.edit(EMPTY, own)
    known = templates_of(project)
    assert catalogue.free_id(known) == "L2"
    assert catalogue.origin(project, "L1") == "own"
    assert known.templates["L1"].preconditions == X1.preconditions
    assert "L1" not in templates_of(catalogue.restore(project, "L1")).templates


def test_what_was_given_out_is_taken_in() -> None:
    own = replace(X1, id="L1", title=Text("우리 시 서비스", ""))
    text = catalogue.given_out([own, replace(X1, direction="forward")])
    project = catalogue.take_in(EMPTY, text)
    assert [one.uid for one in records(project, ServiceEdit)] == ["L1", "X1"]
    assert templates_of(project).templates["X1"].direction == "forward"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"direction": "sideways"}, "direction"),
        ({"title": {"ko": " ", "en": ""}}, "title"),
        ({"items": None}, "X1"),
    ],
)
def test_a_broken_file_brings_nothing_in(change: dict[str, object], words: str) -> None:
    good = replace(X1, id="L1")
    rows = [table_of(good), {**table_of(X1), **change}]
    text = json.dumps({"format": catalogue.FORMAT, "templates": rows})
    with pytest.raises(InputError, match="service_wrong") as caught:
        catalogue.take_in(EMPTY, text)
    assert words in str(caught.value)


def test_a_condition_on_a_layer_that_nobody_knows_is_refused() -> None:
    row = table_of(X1)
    row["preconditions"][0]["of"] = ["dragons"]
    with pytest.raises(InputError, match="dragons"):
        catalogue.checked(row, templates())


@pytest.mark.parametrize("text", ["", "{}", '{"format": "scmap.services", "templates": []}', "[1]"])
def test_another_file_is_no_catalogue(text: str) -> None:
    with pytest.raises(InputError, match="services_unreadable"):
        catalogue.take_in(EMPTY, text)


def test_a_broken_edit_in_a_file_leaves_the_products_template() -> None:
    broken = catalogue.edit(EMPTY, X1)
    layer = broken.named(ServiceEdit.TABLE)
    assert layer is not None
    cells = layer.text("table").copy()
    cells[0] = "{"
    hurt = broken.with_layer(layer.replace(columns={**layer.columns, "table": cells}))
    assert templates_of(hurt).templates["X1"] == X1
