"""One contract for every place where members meet: GeoPackages by a folder, and a PostGIS server.

A share of `python -m benchmarks.cooperation`, which plays 500 histories of each.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from benchmarks.coop_begin import (
    NO_DUPLICATES,
    NO_REVISIONS,
    ByBoth,
    ByFolder,
    ByServer,
    in_memory,
)
from benchmarks.coop_machine import found_twice, is_caught, no_extent, play
from benchmarks.postgres import Cluster

HISTORIES, UNTIL_CAUGHT = 3, 12


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    with in_memory(tmp_path) as folder:
        yield folder


def test_geopackages_that_meet_by_a_folder_keep_it(place: Path) -> None:
    assert play(ByFolder(place), HISTORIES)["edits"] > 5


def test_a_server_keeps_it(place: Path, postgres: Cluster) -> None:
    with closing(ByServer(postgres, place / "sound")) as server:
        assert play(server, HISTORIES)["edits"] > 5


def test_whoever_is_in_both_carries_everything_on(place: Path, postgres: Cluster) -> None:
    with closing(ByBoth(postgres, place / "two")) as both:
        assert play(both, HISTORIES)["edits"] > 5


@pytest.mark.parametrize("broken", [no_extent, found_twice])
def test_a_worse_geopackage_is_caught(
    broken: Callable[[], AbstractContextManager[object]], place: Path
) -> None:
    with broken():
        assert is_caught(ByFolder(place), UNTIL_CAUGHT)


@pytest.mark.parametrize(("name", "broken"), [("rev", NO_REVISIONS), ("twice", NO_DUPLICATES)])
def test_a_worse_server_is_caught(name: str, broken: str, place: Path, postgres: Cluster) -> None:
    with closing(ByServer(postgres, place / name, broken)) as server:
        assert is_caught(server, UNTIL_CAUGHT)
