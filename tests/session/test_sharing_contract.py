"""One contract for every place where members meet: a folder, and a server."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks import coop_contract
from benchmarks.coop_contract import Teller
from benchmarks.postgres import Cluster
from scmap.session import sharing
from scmap.store.sharing.server import Server, Wish
from scmap.store.sharing.server_desk import ServerDesk
from tests.session.server_parts import on_server
from tests.session.sharing_parts import cooperative

Tellers = Callable[[Path], list[Teller]]
FAULTS = ("replicas that differ", "values lost without a word", "conflicts left")


def by_folder(place: Path, layer: Any = None) -> list[Teller]:
    members = cooperative(place, "김", "이", "박", layer=layer or coop_contract.start())
    return [Teller(partial(sharing.desk, one.where, one.home), one.project) for one in members]


def by_server(cluster: Cluster, place: Path) -> list[Teller]:
    members = on_server(cluster, place, "kim", "lee", "park", layer=coop_contract.start())
    return [Teller(one.desk, one.project) for one in members]


def told(tellers: Tellers, place: Path, count: int, seed: int = 1) -> Counter[str]:
    chance = random.Random(seed)  # noqa: S311  no secret
    found: Counter[str] = Counter()
    for number in range(count):
        (place / str(number)).mkdir()
        found += coop_contract.tell(chance, tellers(place / str(number)), 14)
    return found


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("kind", ["folder", "server"])
def test_all_have_the_same_and_nothing_goes_without_a_word(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    tellers: Tellers = by_folder
    if kind == "server":
        tellers = partial(by_server, request.getfixturevalue("postgres"))
    found = told(tellers, tmp_path, 2)
    assert found["edits"] > 5
    assert {fault: found[fault] for fault in FAULTS} == dict.fromkeys(FAULTS, 0)


@pytest.mark.usefixtures("late")
def test_a_server_that_tests_no_revision_is_caught(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: whatever the row is by now, the change is carried out on it."""
    whole = Server.apply

    def careless(server: Server, wishes: list[Wish], *more: Any) -> Any:
        names = dict(server.rows("SELECT uid, table_name FROM scmap.layer"))

        def present(wish: Wish) -> str:
            table = names[wish.change.table]
            statement = f"SELECT rev FROM shared.{table} WHERE uid = %s"  # noqa: S608  our own name
            found = server.rows(statement, wish.change.uid)
            return str(found[0][0]) if found else wish.expected

        return whole(server, [replace(one, expected=present(one)) for one in wishes], *more)

    monkeypatch.setattr(Server, "apply", careless)
    assert told(partial(by_server, postgres), tmp_path, 2)["values lost without a word"] > 0


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody send before looking: as when others commit in between, each time."""
    whole, begun = ServerDesk.pull, list[ServerDesk]()

    def pull(desk: ServerDesk) -> None:
        if any(desk is one for one in begun) or not desk.cursor:
            whole(desk)
        begun.append(desk)

    monkeypatch.setattr(ServerDesk, "pull", pull)
