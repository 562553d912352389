"""A feature that lies where three members' grounds meet, and of which none has most."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import shapely

from benchmarks.postgres import Cluster
from scmap.model.layer import Layer, objects
from scmap.session import sharing
from scmap.store.sharing.administration import put_boundaries
from scmap.store.sharing.batch import Act
from scmap.store.sharing.desk import Desk
from scmap.store.sharing.ground import said_ground
from tests.session.server_parts import ServerMember, on_server
from tests.session.sharing_parts import ZONES, Member, cooperative
from tests.session.test_own_ground import owner, redraw

WEST, SOUTH, NORTH = (
    shapely.box(0, 0, 1000, 2000),
    shapely.box(1000, 0, 2000, 1000),
    shapely.box(1000, 1000, 2000, 2000),
)
GROUNDS = {"41590": WEST, "41110": SOUTH, "41610": NORTH}
MEETS = shapely.box(960, 950, 1060, 1050)  # four tenths in WEST, three each in the others


def where_three_meet() -> Layer:
    shared = objects([";".join(GROUNDS)] * 3)
    return ZONES.replace(
        geometry=objects([shapely.box(100, 100, 200, 200), MEETS, MEETS]),
        columns={**ZONES.columns, "municipality_code": shared},
    )


def three_by_a_folder(root: Path) -> list[Member]:
    kim, lee = cooperative(root, "김", "이", mode="own_area", layer=where_three_meet())
    found = []
    for code, ground in GROUNDS.items():
        one = Member(code, root / code, kim.where, municipalities=code)
        one.ask()
        said = {"member": one.id, "name": code, "municipalities": code}
        for member in (kim, lee):
            member.act("admit", **said, ground=said_ground([ground]))
        one.sync()
        found.append(one)
    return [*found, kim, lee]


def three_on_a_server(cluster: Cluster, root: Path) -> list[ServerMember]:
    names = ("west", "south", "north", "kim", "lee")
    there = on_server(cluster, root, *names, mode="own_area", layer=where_three_meet())
    with owner(there[0], cluster) as chief:
        put_boundaries(chief, GROUNDS.items())
        for member, code in zip(there, GROUNDS, strict=False):
            said = "UPDATE scmap.member SET municipalities = %s WHERE login = %s"
            chief.connection.execute(said, [[code], member.login])
    return there


@pytest.mark.parametrize("by_server", [True, False])
def test_where_three_meet_and_none_has_most_all_edit_what_it_says_and_none_draws_it_alone(
    postgres: Cluster, tmp_path: Path, by_server: bool
) -> None:
    members: Sequence[Member | ServerMember] = (
        three_on_a_server(postgres, tmp_path) if by_server else three_by_a_folder(tmp_path)
    )
    for number, member in enumerate(members[:3]):
        member.sync()
        member.edit(1, n=10.0 + number)
        redraw(member, shapely.box(100, 100, 200, 200), MEETS, MEETS.buffer(-1))
        done = member.sync()
        assert [(one.why, one.change.uid) for one in done.refused] == [("ground", "zones-2")]
        assert member.zones.columns["n"][1] == 10.0 + number
    # a vote: it is everybody's, and then anybody draws it
    for number, member in enumerate(members[:3]):
        with member.desk() if isinstance(member, ServerMember) else folder(member) as desk:
            if number == 0:
                desk.act(Act("propose", {"proposal": "v", "layer": "zones", "mode": "joint"}))
            else:
                desk.act(Act("vote", {"proposal": "v", "yes": True}))
    south = members[1]
    south.sync()
    redraw(south, shapely.box(100, 100, 200, 200), MEETS, MEETS.buffer(-2))
    assert [one.change.uid for one in south.sync().refused] == ["zones-2"], "that from before"
    members[0].sync()
    assert members[0].zones.geometry[2].equals(MEETS.buffer(-2))


def folder(member: Member) -> AbstractContextManager[Desk]:
    return sharing.desk(member.where, member.home)


def test_who_has_two_of_three_grounds_draws_where_they_meet(
    postgres: Cluster, tmp_path: Path
) -> None:
    west, south, *_ = three_on_a_server(postgres, tmp_path)
    with owner(south, postgres) as chief:
        both = "UPDATE scmap.member SET municipalities = '{41110,41610}' WHERE login = %s"
        chief.connection.execute(both, [south.login])
    redraw(south, shapely.box(100, 100, 200, 200), MEETS.buffer(-1))
    assert south.sync().refused == (), "six tenths of it"
    west.sync()
    assert west.zones.geometry[1].equals(MEETS.buffer(-1))
