"""QGIS users edit the same layers: on the server, where the rules hold, and in a project's file."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from benchmarks.postgres import Cluster
from scmap.store.project_file import read_project, write_project
from tests.needs import PASSWORD
from tests.session.server_parts import ServerMember, on_server
from tests.session.sharing_parts import cooperative
from tests.store.test_foreign import EDITOR
from tests.store.test_qgis import PYTHON, _has_qgis

pytestmark = pytest.mark.skipif(not _has_qgis(), reason="QGIS is missing: apt install python3-qgis")


def in_qgis(place: str, *edits: object) -> "subprocess.CompletedProcess[str]":
    """Let QGIS open a layer, edit it and commit."""
    return subprocess.run(
        [str(PYTHON), str(EDITOR), place, "zones", json.dumps(edits)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""},
    )


def address(member: ServerMember) -> str:
    with member.server() as server:
        ((table,),) = server.rows("SELECT table_name FROM scmap.layer")
        one = server.address
    return (
        f"dbname='{one.database}' host=127.0.0.1 port={one.port} user='{one.login}' "
        f"password='{PASSWORD}' sslmode=disable key='uid' srid=5179 type=Polygon "
        f'table="shared"."{table}" (geom)'
    )


def test_qgis_edits_the_layer_on_the_server_and_the_rules_hold(
    postgres: Cluster, tmp_path: Path
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee", mode="own_area")
    place = address(kim)
    square = "POLYGON((1 1,9 1,9 9,1 9,1 1))"
    new = {"t": "새로 그림", "municipality_code": "41590"}
    done = in_qgis(
        place, ["value", "zones-0", "t", "QGIS"], ["move", "zones-1", square], ["add", new, square]
    )
    assert "committed" in done.stdout, done.stderr[-500:]
    assert lee.sync().taken == 3
    assert lee.zones.columns["t"][lee.zones.rows["zones-0"]] == "QGIS"
    assert lee.zones.geometry[lee.zones.rows["zones-1"]].bounds == (1, 1, 9, 9)
    assert "새로 그림" in lee.zones.columns["t"].tolist()
    assert lee.last is not None
    assert {one.who for one in lee.last.news} == {kim.login}, "the history names who it was"
    in_qgis(place, ["value", "zones-2", "t", "남의 것"])
    in_qgis(place, ["delete", "zones-2"])
    foreign = in_qgis(place, ["add", {"t": "x", "municipality_code": "41610"}, square])
    assert "committed" not in foreign.stdout
    assert lee.sync().taken == 0
    assert lee.zones.columns["t"][lee.zones.rows["zones-2"]] == "다"


def test_qgis_edits_a_project_file_and_the_next_exchange_sends_it(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    file = tmp_path / "kim.gpkg"
    write_project(kim.project, file)
    done = in_qgis(str(file), ["value", "zones-0", "t", "QGIS"], ["delete", "zones-2"])
    assert "committed" in done.stdout, done.stderr[-500:]
    kim.project = read_project(file).project
    assert kim.sync().sent == 2
    lee.sync()
    assert lee.zones.columns["t"].tolist() == ["QGIS", "나"]
