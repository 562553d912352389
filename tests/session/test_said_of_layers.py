"""What is said of a shared layer (title, security grade, source) reaches all, and is decided."""

from pathlib import Path

import pytest

from benchmarks.postgres import ADMIN, Cluster
from scmap.model.project import Project
from scmap.session.provenance import with_source
from scmap.session.sharing_words import lines_of, subject
from scmap.store.sharing.server import Address, Server
from tests.needs import PASSWORD
from tests.session.server_parts import ServerMember, bridged, on_server
from tests.session.sharing_parts import Member, cooperative

PLACES = pytest.mark.parametrize("by_server", [True, False], ids=["server", "folder"])


def two(
    by_server: bool, postgres: Cluster, root: Path, mode: str = "joint"
) -> tuple[Member | ServerMember, Member | ServerMember]:
    if by_server:
        kim, lee = on_server(postgres, root, "kim", "lee", mode=mode)
        return kim, lee
    first, second = cooperative(root, "화성 김", "수원 이", mode=mode)
    return first, second


def titled(project: Project, title: str) -> Project:
    layer = project.layer("zones")
    assert layer is not None
    return project.with_layer(layer.replace(title=title))


@PLACES
def test_title_grade_and_source_reach_the_others(
    postgres: Cluster, tmp_path: Path, by_server: bool
) -> None:
    kim, lee = two(by_server, postgres, tmp_path)
    kim.project = titled(kim.project, "하수 구역")
    lee.project = with_source(lee.project, "zones", {"organisation": "수원시"}, "공개제한")
    done = kim.sync()
    assert done.sent == 1
    told = [line.text for line in lines_of(done.own, done.told, done.project)]
    assert told == ["이름: 하수 구역"]
    for member in (lee, kim):
        member.sync()
    for member in (kim, lee):
        zones = member.zones
        assert (zones.title, zones.security) == ("하수 구역", "공개제한")
        assert zones.source.organisation == "수원시"
        done = member.sync()
        assert (done.sent, done.conflicts, done.refused) == (0, (), ())


@PLACES
def test_two_titles_wait_for_a_decision(postgres: Cluster, tmp_path: Path, by_server: bool) -> None:
    kim, lee = two(by_server, postgres, tmp_path)
    kim.project, lee.project = titled(kim.project, "하수"), titled(lee.project, "오수")
    for member in (kim, lee, kim):
        member.sync()
    for member in (kim, lee):
        assert member.last is not None
        (conflict,) = member.last.conflicts
        assert {claim.value for claim in conflict.fields["title"].claims} == {"하수", "오수"}
        assert subject(member.project, conflict) == (member.zones.title, "레이어 정보")
    assert kim.zones.title == lee.zones.title, "meanwhile both see the same"
    # an edit over what is shown does not let the other one go
    kim.project = titled(kim.project, "하수 구역")
    (conflict,) = kim.sync().conflicts
    assert len(conflict.fields["title"].claims) == 2
    kim.decide(conflict, {"title": "하수 구역"})
    for member in (kim, lee, kim):
        member.sync()
    for member in (kim, lee):
        assert member.last is not None
        assert (member.last.conflicts, member.zones.title) == ((), "하수 구역")


@PLACES
def test_of_a_layer_that_nobody_edits_nobody_says_anything_else(
    postgres: Cluster, tmp_path: Path, by_server: bool
) -> None:
    kim, lee = two(by_server, postgres, tmp_path, mode="read_only")
    lee.project = titled(lee.project, "남의 이름")
    (refused,) = lee.sync().refused
    assert refused.why == ("server" if by_server else "read_only")
    kim.sync()
    assert kim.zones.title == lee.zones.title != "남의 이름"


def test_a_program_beside_ours_reads_the_title_on_the_server(
    postgres: Cluster, tmp_path: Path
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    hostile = "'; DROP TABLE scmap.change;-- \" %I"
    lee.project = titled(lee.project, hostile)
    lee.sync()
    with Server(Address.read(postgres.address(ADMIN, kim.database)), PASSWORD) as chief:
        ((said,),) = chief.rows(
            "SELECT obj_description(format('shared.%%I', table_name)::regclass) FROM scmap.layer "
            "WHERE %s <> ''",
            "a value",
        )
    assert said == hostile
    kim.sync()
    assert kim.zones.title == hostile


def test_a_layer_that_is_renamed_goes_on_from_a_server_to_a_folder(
    postgres: Cluster, tmp_path: Path
) -> None:
    """Whoever is in both carries it, and nothing goes to and fro."""
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    park, choi = cooperative(tmp_path, "민간 박", "시 최")
    bridge, carry = bridged(lee, (park, choi), tmp_path / "bridge")
    carry()
    kim.project = titled(kim.project, "서버에서")
    kim.sync()
    carry()
    carry()
    assert (bridge.sync().sent, lee.sync().sent) == (0, 0)
    park.sync()
    assert park.zones.title == "서버에서"
