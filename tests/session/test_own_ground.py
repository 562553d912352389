"""In a layer that is edited by area one draws where most of a shape is one's own.

What nobody may change for others in it: where the layer lies, and what type a field is of.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely

from benchmarks.postgres import ADMIN, Cluster
from scmap.errors import InputError
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.records import with_record
from scmap.reference import base_layer
from scmap.session import sharing
from scmap.store.change import Change
from scmap.store.sharing import administration
from scmap.store.sharing.administration import migrate, put_boundaries
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.ground import lies_on, said_ground
from scmap.store.sharing.merge import identity_of
from scmap.store.sharing.server import Address, Server
from tests.needs import PASSWORD
from tests.session.server_parts import ServerMember, on_server
from tests.session.sharing_parts import ZONES, Member, cooperative

NOW = datetime(2026, 11, 28, tzinfo=UTC)
OWN, NEIGHBOUR = shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(places)


# shapes, and whether most of them lies in OWN
SHAPES: tuple[tuple[str, shapely.Geometry, bool], ...] = (
    ("all of it", shapely.box(100, 100, 200, 200), True),
    ("six tenths", shapely.box(940, 0, 1040, 100), True),
    ("four tenths", shapely.box(960, 0, 1060, 100), False),
    ("half", shapely.box(950, 0, 1050, 100), False),
    ("a neck here, a head there", shapely.union_all([
        shapely.box(0, 0, 1000, 10), shapely.box(1000, 0, 1300, 300)]), False),
    ("many small here, a large one there", shapely.MultiPolygon([
        shapely.box(900, 900, 1900, 990), *(shapely.box(x, 0, x + 9, 9) for x in range(0, 900, 10))
    ]), False),
    ("a bow tie here", shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]), True),
    ("a bow tie there", shapely.Polygon([(1100, 0), (1200, 100), (1200, 0), (1100, 100)]), False),
    ("a line, seven tenths", line((930, 5), (1030, 5)), True),
    ("a line, three tenths", line((970, 5), (1070, 5)), False),
    ("to and fro here, once far there", line((990, 5), (1000, 5), (990, 5), (1000, 5), (1015, 5)),
     False),
    ("along the border", line((1000, 100), (1000, 900)), True),
    ("two points of three", shapely.MultiPoint([(1, 1), (2, 2), (1500, 1)]), True),
    ("one of three", shapely.MultiPoint([(1, 1), (1400, 2), (1500, 1)]), False),
    ("one point often, two others", shapely.MultiPoint(
        [(1, 1), (1, 1), (1, 1), (1400, 2), (1500, 1)]), False),
    ("a point on the border", shapely.Point(1000, 500), True),
    ("a point there", shapely.Point(1001, 500), False),
    ("a small area carries no line along", shapely.GeometryCollection(
        [shapely.box(0, 0, 1, 1), line((1100, 0), (1900, 900))]), False),
    ("in nobody's", shapely.box(5000, 5000, 5100, 5100), False),
    ("nothing", shapely.Polygon(), True),
    ("higher up", shapely.force_3d(shapely.box(940, 0, 1040, 100), 7.0), True),
)  # fmt: skip


@pytest.mark.parametrize(("shape", "lies"), [one[1:] for one in SHAPES], ids=[s[0] for s in SHAPES])
def test_most_of_a_shape_lies_on_a_ground(shape: shapely.Geometry, lies: bool) -> None:
    assert lies_on(shapely.to_wkb(shape), PLANE, OWN) is lies


def test_what_cannot_be_measured_lies_on_no_ground() -> None:
    for shape in (
        shapely.Point(np.inf, 5),
        shapely.LineString([(0, 0), (1e308, 1e308), (-1e308, 5)]),
    ):
        assert not lies_on(shapely.to_wkb(shape), PLANE, OWN)
    assert not lies_on(shapely.to_wkb(shapely.Point(1, 1)), PLANE, shapely.Polygon())
    assert lies_on(shapely.to_wkb(shapely.Point(1, 1)), "EPSG:999999", OWN), "a place unknown"


def owner(member: ServerMember, cluster: Cluster) -> Server:
    return Server(Address.read(cluster.address(ADMIN, member.database)), PASSWORD)


def with_grounds(member: ServerMember, cluster: Cluster) -> None:
    with owner(member, cluster) as chief:
        put_boundaries(chief, [("41590", OWN), ("41610", NEIGHBOUR)])


def drawn(server: Server, shape: shapely.Geometry) -> bool:
    """Draw as QGIS does, by a statement of one's own; tell whether the server lets it be."""
    ((table,),) = server.rows("SELECT table_name FROM scmap.layer")
    statement = f"UPDATE shared.{table} SET geom = ST_SetSRID(%s::geometry, 5179) WHERE uid = %s"  # noqa: S608  our own name
    with suppress(psycopg.errors.InsufficientPrivilege):
        server.connection.execute(statement, [shapely.to_wkb(shape, hex=True), "zones-0"])
        return True
    return False


def test_a_server_measures_as_a_folder_does(postgres: Cluster, tmp_path: Path) -> None:
    (kim,) = on_server(postgres, tmp_path, "kim", mode="own_area")
    with_grounds(kim, postgres)
    with kim.server() as server:
        for name, shape, lies in SHAPES:
            assert drawn(server, shape) is lies, name
        assert not drawn(server, shapely.Point(np.inf, 5))
        assert server.rows("SELECT count(*) FROM scmap.change WHERE op = 'update'") == [
            (sum(lies for _name, _shape, lies in SHAPES),)
        ]


def test_along_a_real_border_a_server_measures_as_a_folder_does(
    postgres: Cluster, tmp_path: Path
) -> None:
    """It looks among parts of a boundary first, which folders do not know."""
    (kim,) = on_server(postgres, tmp_path, "kim", mode="own_area")
    units = base_layer("municipality")
    own = units.geometry[list(units.text("code")).index(SIDES[0])]
    with owner(kim, postgres) as chief:
        put_boundaries(chief, zip(units.text("code"), units.geometry, strict=True))
    chance = np.random.default_rng(7)
    border = own.boundary
    with kim.server() as server:
        answers = []
        for _number in range(120):
            at = border.interpolate(chance.uniform(0, border.length))
            middle = shapely.Point(np.add(at.coords[0], chance.normal(0, 300, 2)))
            square = middle.buffer(chance.uniform(50, 3000), cap_style="square")
            shape = chance.choice(np.array([square, square.boundary, middle], dtype=object))
            answers.append((drawn(server, shape), lies_on(shapely.to_wkb(shape), PLANE, own)))
    assert [one for one, _other in answers] == [other for _one, other in answers]
    assert 20 < sum(one for one, _other in answers) < 100


def test_who_has_two_municipalities_draws_across_the_border_between_them(
    postgres: Cluster, tmp_path: Path
) -> None:
    (kim,) = on_server(postgres, tmp_path, "kim", mode="own_area")
    with_grounds(kim, postgres)
    with owner(kim, postgres) as chief:
        chief.connection.execute("UPDATE scmap.member SET municipalities = '{41590,41610}'")
    with kim.server() as server:
        assert drawn(server, shapely.box(950, 0, 1050, 100))
        along = line((1000, 500), (1000, 1000), (1000, 1600))
        assert not drawn(server, along), "a border that both share counts once"


def across(share: float) -> shapely.Geometry:
    """Give a square of 1 km on the border of 화성 and 수원, of which `share` lies in 화성."""
    units = base_layer("municipality")
    own, other = (units.geometry[list(units.text("code")).index(code)] for code in SIDES)
    one, two = shapely.get_coordinates(shapely.shortest_line(own.buffer(-3000), other.buffer(-900)))
    low, high = 0.0, 1.0
    for _step in range(40):
        at = (low + high) / 2
        square = shapely.box(*(one + (two - one) * at - 500), *(one + (two - one) * at + 500))
        found = square.intersection(own).area / square.area
        low, high = (at, high) if found > share else (low, at)
    assert abs(found - share) < 0.01
    return square


SIDES = ("41590", "41110")


def straddling() -> Layer:
    """Give three features of 화성, well inside of it."""
    units = base_layer("municipality")
    own = units.geometry[list(units.text("code")).index(SIDES[0])]
    inside = own.representative_point().buffer(100)
    return ZONES.replace(
        geometry=objects([inside] * 3),
        columns={**ZONES.columns, "municipality_code": objects([SIDES[0]] * 3)},
    )


def redraw(member: Member | ServerMember, *shapes: shapely.Geometry) -> None:
    geometry = member.zones.geometry.copy()
    geometry[: len(shapes)] = list(shapes)
    member.project = member.project.with_layer(member.zones.replace(geometry=geometry))


def test_of_a_feature_across_a_border_the_side_that_has_most_of_it_draws_it(
    postgres: Cluster, tmp_path: Path
) -> None:
    """With the real boundaries, by a folder and by a server alike."""
    shapes = across(0.6), across(0.4)
    here, _other = cooperative(tmp_path, "김", "이", mode="own_area", layer=straddling())
    there, _third = on_server(postgres, tmp_path, "kim", "lee", mode="own_area", layer=straddling())
    units = base_layer("municipality")
    with owner(there, postgres) as chief:
        put_boundaries(chief, zip(units.text("code"), units.geometry, strict=True))
    for member, other in ((here, _other), (there, _third)):
        redraw(member, *shapes)
        done = member.sync()
        assert [(one.why, one.change.uid) for one in done.refused] == [("ground", "zones-1")]
        other.sync()
        assert other.zones.geometry[0].equals(shapes[0])
        assert other.zones.geometry[1].equals(straddling().geometry[1])


def test_what_lay_across_when_it_was_shared_keeps_its_place_and_its_fields_are_edited(
    postgres: Cluster, tmp_path: Path
) -> None:
    layer = straddling()
    geometry = layer.geometry.copy()
    geometry[0] = across(0.4)
    layer = layer.replace(geometry=geometry)
    here, _other = cooperative(tmp_path, "김", "이", mode="own_area", layer=layer)
    there, _third = on_server(postgres, tmp_path, "kim", "lee", mode="own_area", layer=layer)
    with_grounds(there, postgres)
    for member, other in ((here, _other), (there, _third)):
        member.edit(0, t="고친 이름")
        assert member.sync().refused == ()
        other.sync()
        assert other.zones.columns["t"][0] == "고친 이름"


def test_the_ground_is_what_all_who_admit_somebody_agree_to(tmp_path: Path) -> None:
    """One of them says a larger one: it does not count."""
    layer = ZONES.replace(
        columns={**ZONES.columns, "municipality_code": objects(["41610"] * 3)},
        geometry=objects([shapely.box(1100, 0, 1200, 100)] * 3),
    )
    kim, lee = cooperative(tmp_path, "김", "이", mode="own_area", layer=layer)
    park = Member("박", tmp_path / "park", kim.where, municipalities="41610")
    park.ask()
    said = {"member": park.id, "name": "박", "municipalities": "41610"}
    kim.act("admit", **said, ground=said_ground([NEIGHBOUR]))
    lee.act("admit", **said, ground=said_ground([NEIGHBOUR, OWN]))
    park.sync()
    redraw(park, shapely.box(1500, 0, 1600, 100), shapely.box(100, 0, 200, 100))
    assert [(one.why, one.change.uid) for one in park.sync().refused] == [("ground", "zones-1")]


def as_an_older_program(before: pytest.MonkeyPatch) -> None:
    """Speak to a server as the program did before fields had what their authors had seen."""
    rows, former = (
        Server.rows,
        {
            "scmap.add_field(%s, %s, %s, %s::jsonb, %s)": "scmap.add_field(%s, %s, %s, %s::jsonb)",
            "coalesce(why, status)": "status",
        },
    )

    def spoken(server: Server, statement: str, *values: object) -> Any:
        for now, then in former.items():
            if now in statement:
                statement = statement.replace(now, then)
                values = values[: statement.count("%s")]
        return rows(server, statement, *values)

    before.setattr(Server, "rows", spoken)


def test_an_older_server_is_brought_to_the_rule_and_loses_nothing(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server of the schema before, in use: its rows, history and members stay."""
    steps = administration.migrations()
    name = f"older_{tmp_path.name[-20:]}".lower().replace("-", "_")
    postgres.run(*("createdb", "-h", "127.0.0.1", "-p", str(postgres.port), "-U", ADMIN, name))
    with monkeypatch.context() as before:
        before.setattr(administration, "migrations", lambda: steps[:4])
        with Server(Address.read(postgres.address(ADMIN, name)), PASSWORD) as chief:
            assert migrate(chief, "협력체") == 4
    login = f"kim_{name}"[:40]
    with Server(Address.read(postgres.address(ADMIN, name)), PASSWORD) as chief:
        who = Introduction("김", "화성시", "지자체", "41590")
        administration.add_member(chief, login, who, PASSWORD)
        put_boundaries(chief, [("41590", OWN), ("41610", NEIGHBOUR)])
    kim = ServerMember(login, postgres, name, tmp_path / "kim")
    kim.project = kim.project.with_layer(ZONES)
    with kim.desk() as desk, pytest.raises(InputError, match="server_older"):
        sharing.share_layers(kim.project, desk, {"zones": "own_area"}, NOW)
    with monkeypatch.context() as before:
        as_an_older_program(before)
        with kim.desk() as desk:
            desk.hand_over()
            desk.server.rows("SELECT scmap.open_layer('zones', 'own_area')")
            kim.project = sharing.synced(kim.project, desk, now=NOW).project
    neck = shapely.union_all([shapely.box(0, 0, 1000, 300), shapely.box(1000, 0, 1900, 900)])
    watched = "SELECT md5(string_agg(c::text, '|' ORDER BY seq)) FROM scmap.change c"
    with kim.server() as server:
        crosses = shapely.box(1000 - 450, 0, 2000, 100)
        was = (neck, crosses, *(shape for _name, shape, lies in SHAPES if not lies))
        took = [shape for shape in was if drawn(server, shape)]
        assert took, "by one point inside, what lies mostly elsewhere passed"
        ((said,),) = server.rows(watched)
    with Server(Address.read(postgres.address(ADMIN, name)), PASSWORD) as chief:
        assert migrate(chief) == steps[-1][0]
        assert chief.rows(watched) == [(said,)]
        assert administration.standing(chief).title == "협력체"
    kim.sync()
    with kim.server() as server:
        assert not any(drawn(server, shape.buffer(1)) for shape in took if shape.area)
        assert drawn(server, shapely.box(940, 0, 1040, 100))
    kim.sync()
    kim.edit(0, t="뒤에")
    assert kim.sync().refused == ()


# -- what nobody changes for others ---------------------------------------------------------------


def attack(member: Member, *changes: Change) -> None:
    """Write a batch past the product's own comparing, signed by a real member."""
    with sharing.desk(member.where, member.home) as desk:
        signed = [replace(one, who=desk.member) for one in changes]
        desk.add(desk.state().vector, NOW, [replace(one, id=identity_of(one)) for one in signed])
        desk.hand_over()


def made(table: str, uid: str, op: Any, **values: object) -> Change:
    return Change("", table, uid, op, (), values, None, "", NOW)


def test_a_batch_that_moves_a_layer_to_another_crs_moves_nothing(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "김", "이", mode="own_area")
    attack(
        lee,
        made("scmap_layer", "zones", "update", crs="EPSG:5186"),
        made("zones", "zones", "add_table", crs="EPSG:5186", title="남의 것"),
        made("scmap_layer", "zones", "insert", crs=None),
    )
    assert kim.sync().refused == ()
    assert kim.zones.crs == PLANE
    assert [one.why for one in lee.sync().refused] == ["foreign"] * 3
    assert lee.zones.crs == PLANE


def test_a_batch_that_changes_a_fields_type_changes_no_value(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "김", "이", mode="own_area")
    attack(
        lee,
        made("zones", "n", "add_field", type="text", position=1),
        made("zones", "t", "add_field", type="number", position=0),
        made("scmap_field", "zones/n", "update", type="text"),
    )
    kim.sync()
    assert kim.zones.columns["n"].dtype == ZONES.columns["n"].dtype
    assert kim.zones.columns["n"].tolist() == [1.0, 2.0, 3.0]
    assert kim.zones.columns["t"].tolist() == ["가", "나", "다"]
    assert len(lee.sync().refused) == 3


def as_text(layer: Layer) -> Layer:
    return layer.replace(columns={**layer.columns, "n": objects(["하나", "둘", "셋"])})


@pytest.mark.parametrize("change", [as_text, lambda layer: layer.replace(crs="EPSG:5186")])
def test_on_a_server_nobody_changes_type_or_crs_for_others(
    postgres: Cluster, tmp_path: Path, change: Callable[[Layer], Layer]
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee", mode="own_area")
    lee.project = lee.project.with_layer(change(lee.zones))
    assert lee.sync().refused
    lee.sync()
    kim.sync()
    for member in (kim, lee):
        assert member.zones.crs == PLANE
        assert member.zones.columns["n"].tolist() == [1.0, 2.0, 3.0]


def test_by_the_servers_own_functions_nobody_changes_type_or_crs(
    postgres: Cluster, tmp_path: Path
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee", mode="own_area")
    tries: Sequence[str] = (
        "SELECT scmap.add_field('x', 'zones', 'n', '{\"type\": \"text\"}')",
        "SELECT scmap.add_field('y', 'zones', 't', '{}')",
        "SELECT scmap.share_layer('z', 'zones', '{\"crs\": \"EPSG:5186\"}', 5186)",
        "UPDATE scmap.layer SET srid = 5186",
        "SELECT UpdateGeometrySRID('shared', table_name::varchar, 'geom', 5186) FROM scmap.layer",
    )
    with lee.server() as server:
        before = server.rows("SELECT count(*), max(seq) FROM scmap.change")
        for one in tries:
            try:
                server.connection.execute(one.encode())
            except psycopg.Error:
                continue
        assert server.rows("SELECT count(*), max(seq) FROM scmap.change") == before
        assert server.rows("SELECT srid FROM scmap.layer") == [(5179,)]
    kim.sync()
    assert (kim.zones.crs, kim.zones.columns["n"].tolist()) == (PLANE, [1.0, 2.0, 3.0])


def test_a_project_that_says_nonsense_of_what_it_holds_loses_nothing(tmp_path: Path) -> None:
    """Of a file that somebody damaged or forged: what is in its layers is kept beside."""
    kim, lee = cooperative(tmp_path, "김", "이")
    lee.edit(0, t="아직 보내지 않음")
    (share,) = sharing.shares(lee.project)
    for held in (
        "",
        "[]",
        "{",
        '{"a": "1"}',
        '{"a": -1}',
        '{"a": true}',
        "[" * 100_000,
        '{"a": 1e9}',
    ):
        wrong = with_record(lee.project, replace(share, held=held))
        with sharing.desk(lee.where, lee.home) as desk:
            done = sharing.synced(wrong, desk, now=NOW)
        layer = done.project.layer("zones")
        assert layer is not None
        assert layer.columns["t"][0] == "가"
        (title,) = done.kept
        (copy,) = (one for one in done.project.layers if one.title == title)
        assert copy.columns["t"][0] == "아직 보내지 않음"
    assert kim.sync().taken == 0
