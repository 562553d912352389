"""What the board proposes for the agenda about a link names the context in which it lies."""

import shapely

from scmap.gui.models.agenda import proposal
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.reference import codebook
from tests.session.test_linking import accepted


def proposed(project: Project, uid: str) -> list[str]:
    return proposal(project, None, codebook(), "r", ("link", uid)).text.splitlines()


def test_the_agenda_says_that_a_link_lies_in_a_regeneration_area() -> None:
    project, link = accepted()
    area = Layer(
        "area", "area", "가온시 도시재생 활성화지역", "other", project.crs,
        objects(["1"]), objects([shapely.box(50, 150, 150, 250)]),
    )  # fmt: skip
    assert "도시재생사업구역 내" in proposed(project.with_layer(area), link.uid)
    assert "도시재생사업구역 내" not in proposed(project, link.uid)
