"""A file of cameras as a city hands it out is what the conditions of linked services count."""

from pathlib import Path

import numpy as np
import pytest

from scmap.cartography.presets import default_map, plain_entry
from scmap.model import facility
from scmap.model.project import Project
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.arrivals import Arrival, Asked
from scmap.session.intake import recognise, take_in
from scmap.session.registering import new_project
from scmap.session.services import facilities_of

POINTS = [(129.16 + step / 1000, 35.16 + step / 1000) for step in range(5)]  # 해운대구


def points(path: Path) -> Path:
    lines = [f"{number},{lon},{lat},2019" for number, (lon, lat) in enumerate(POINTS)]
    path.write_text("\n".join(["관리번호,경도,위도,class", *lines]), encoding="cp949")
    return path


def arrived(path: Path, asked: Asked) -> Arrival:
    (one,) = recognise([path], codebook(), gazetteer(), knowledge(), asked=asked)
    return one


def taken(project: Project, *arrivals: Arrival) -> Project:
    return take_in(project, arrivals, lambda layers: default_map(layers, codebook()), plain_entry)


def test_cameras_of_two_files_are_counted_together_by_their_purpose(tmp_path: Path) -> None:
    names = ("부산광역시_방범용CCTV 정보_20241231.csv", "교통정보센터 ITS CCTV 현황.csv")
    arrivals = [arrived(points(tmp_path / name), Asked()) for name in names]
    assert [one.issues[0].code for one in arrivals] == ["facility_assumed"] * 2
    project = taken(new_project("해운대구", "26350"), *arrivals)
    assert [one.name for one in project.layers] == ["camera", "camera 2"]
    found = facilities_of(project, gazetteer())
    cameras = found.layers["camera"]
    assert cameras.text("purpose").tolist() == ["CRM"] * 5 + ["TRN"] * 5
    assert set(cameras.text("municipality_code")) == {None}  # no column told, nothing is made up
    home = gazetteer().footprint("municipality:26350")
    assert np.isclose(found.known["camera"].intersection(home).area, home.area)


@pytest.mark.parametrize("said", [Asked(kind="layer"), Asked(role="school")])
def test_what_the_planner_says_goes_before_the_name(said: Asked, tmp_path: Path) -> None:
    one = arrived(points(tmp_path / "방범 CCTV.csv"), said)
    assert one.layer is not None
    assert one.layer.kind == ("facility" if said.role else "other")
    assert one.layer.name == ("school" if said.role else "방범 CCTV")
    assert "facility_assumed" not in [issue.code for issue in one.issues]


def test_each_role_is_one_of_a_layer_that_the_catalogue_knows() -> None:
    assert {name for name, _same in facility.ROLES.values()} == set(facility.FIELDS)
