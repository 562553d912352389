"""One contract for every place where members meet: GeoPackages by a folder, and a PostGIS server.

A share of `python -m benchmarks.cooperation`, which plays 500 histories of each.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from benchmarks.coop_begin import NO_DUPLICATES, NO_REVISIONS, ByFolder, ByServer
from benchmarks.coop_machine import found_twice, is_caught, no_extent, play
from benchmarks.postgres import Cluster

HISTORIES, UNTIL_CAUGHT = 3, 12


def test_geopackages_that_meet_by_a_folder_keep_it(tmp_path: Path) -> None:
    assert play(ByFolder(tmp_path), HISTORIES)["edits"] > 5


def test_a_server_keeps_it(tmp_path: Path, postgres: Cluster) -> None:
    assert play(ByServer(postgres, tmp_path / "sound"), HISTORIES)["edits"] > 5


@pytest.mark.parametrize("broken", [no_extent, found_twice])
def test_a_worse_geopackage_is_caught(
    broken: Callable[[], AbstractContextManager[object]], tmp_path: Path
) -> None:
    with broken():
        assert is_caught(ByFolder(tmp_path), UNTIL_CAUGHT)


@pytest.mark.parametrize(("name", "broken"), [("rev", NO_REVISIONS), ("twice", NO_DUPLICATES)])
def test_a_worse_server_is_caught(
    name: str, broken: str, tmp_path: Path, postgres: Cluster
) -> None:
    assert is_caught(ByServer(postgres, tmp_path / name, broken), UNTIL_CAUGHT)
