"""Members edit one map by a folder and by a server; nothing may be lost, and it has to be quick.

`python -m benchmarks.cooperation [--json] [--short] [--only PART]`. Random histories through a
folder that delivers late, twice and in any order; kill -9 while publishing; many members on a
PostGIS server of its own, against a control that does not test revisions; restarts of that server
under load; the time that an exchange of a thousand changes takes among twenty thousand features;
one contract for GeoPackages that meet by a folder and for the server, which stores made worse on
purpose break.
"""

import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np
import shapely

from benchmarks import coop_folder, coop_machine, coop_server, coop_window
from benchmarks.coop_begin import (
    NO_DUPLICATES,
    NO_REVISIONS,
    ByBoth,
    ByFolder,
    ByServer,
    in_memory,
)
from benchmarks.outcome import Control, Goal, at_least, at_most, options, tell
from benchmarks.postgres import ADMIN, Cluster, cluster
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.project import Project
from scmap.reference import base_layer
from scmap.session import sharing
from scmap.session.opening import save_over
from scmap.store.project_file import read_project, write_project
from scmap.store.sharing.administration import add_member, migrate, put_boundaries
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.membership import Mode
from scmap.store.sharing.server import Address, Server

SEED = 20261128
HISTORIES, KILLS = (2_000, 60), (200, 6)  # long and short
LOAD = ((50, 200, 500), (8, 15, 20))  # members, edits of each, features
LOAD_LEAST = 20  # edits a restart
RESTARTS = ((8, 20), (3, 2))  # members, restarts
FEATURES, CHANGED = (20_000, 1_000), (1_000, 100)
OWN, LOGINS = "41590", ("kim", "lee")  # 화성시, and two who edit it
LOOKS = (200, 20)
LOOKED = (40, 3)
CONTRACTS, UNTIL_CAUGHT = (500, 3), 40
UNTESTED = "without the test of revisions"


PARTS = ("folder", "server", "exchange", "window", "contract")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and tell."""
    parser = options(__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part, perhaps several")
    asked = parser.parse_args(arguments)
    short, parts = int(asked.short), asked.only or PARTS
    figures: list[dict[str, object]] = []
    goals: list[Goal] = []
    controls: list[Control] = []
    with TemporaryDirectory(prefix="scmap-coop-") as folder:
        if "folder" in parts:
            _folder(Path(folder), short, figures, goals)
        if {"server", "exchange", "window"} & set(parts):
            with cluster() as running:
                if "server" in parts:
                    lost = _server(running, short, figures, goals)
                    controls.append(Control(f"{UNTESTED} edits are lost", lost > 0))
                if "exchange" in parts:
                    _exchange(running, Path(folder), short, figures, goals)
                if "window" in parts:
                    _window(running, Path(folder), LOOKED[short], figures, goals)
        if "contract" in parts:
            with cluster(durable=False) as running, in_memory(Path(folder)) as place:
                controls += _contract(running, place, CONTRACTS[short], figures, goals)
    return tell(figures, controls, goals, as_json=asked.json)


def _folder(folder: Path, short: int, figures: list[dict[str, object]], goals: list[Goal]) -> None:
    played = coop_folder.histories(HISTORIES[short], SEED)
    figures.append({"what": "histories by a folder", **played})
    killed = coop_folder.kill(folder, KILLS[short], SEED)
    figures.append({"what": "kill -9 while publishing", **killed})
    goals += [
        at_least("histories", HISTORIES[short], played["histories"]),
        at_least("conflicts that came up", 1, played["conflicts"]),
        *(
            at_most(name, 0, played[name])
            for name in (
                "replicas that differ",
                "changes missing",
                "edits that a delete beat silently",
            )
        ),
        at_least("kills", KILLS[short], killed["kills"]),
        *(at_most(f"{name} after kills", 0, killed[name]) for name in ("torn", "missing")),
    ]


def _server(
    running: Cluster, short: int, figures: list[dict[str, object]], goals: list[Goal]
) -> float:
    found = coop_server.many(running, "many", *LOAD[short])
    figures.append({"what": "members at once", **found})
    blind = coop_server.many(running, "blind", *LOAD[1], tested=False)
    figures.append({"what": f"the same {UNTESTED}", **blind})
    again = coop_server.restarts(running, "restarts", *RESTARTS[short])
    figures.append({"what": "restarts of the server under load", **again})
    heard = coop_server.latency(running, "latency", LOOKS[short])
    late = heard[int(0.95 * len(heard))]
    figures.append({"what": "a peer hears, seconds", "p50": heard[len(heard) // 2], "p95": late})
    edits = found["edits"]
    goals += [
        at_most("edits lost", 0, found["lost"]),
        at_least("lines of history, of edits", edits, found["history lines"]),
        at_least("edits that a peer heard of", edits, found["heard of"]),
        at_least("edits a second", 500, found["edits a second"]),
        at_most("commit p95, ms", 150, found["commit p95 ms"]),
        at_least(
            "edits while the server restarted", again["restarts"] * LOAD_LEAST, again["edits"]
        ),
        at_most("edits that do not count once", 0, abs(again["edits"] - again["counted"])),
        at_most("outbox empty, s", 30, again["seconds until the outbox was empty"]),
        at_most("a peer hears, p95 s", 0.5, late),
    ]
    return blind["lost"]


def _window(
    running: Cluster,
    folder: Path,
    count: int,
    figures: list[dict[str, object]],
    goals: list[Goal],
) -> None:
    found = coop_window.seen(running, folder, many_zones(2_000), count)
    p50, p95 = found[len(found) // 2], found[int(0.95 * len(found))]
    figures.append({"what": "from handing over to a peer's map, seconds", "p50": p50, "p95": p95})
    goals.append(at_most("a peer's map shows an edit, p95 s", 0.5, p95))


def _contract(
    running: Cluster,
    folder: Path,
    histories: int,
    figures: list[dict[str, object]],
    goals: list[Goal],
) -> list[Control]:
    """Play the contract on both kinds of store, and see worse ones break it."""
    with (
        closing(ByServer(running, folder / "contract_server")) as server,
        closing(ByBoth(running, folder / "contract_both")) as both,
    ):
        for name, begin in (
            ("GeoPackages by a folder", ByFolder(folder / "contract")),
            ("a server", server),
            ("a server and a folder, of which one is in both", both),
        ):
            found = coop_machine.play(begin, histories)
            figures.append({"what": f"histories of the contract on {name}", **found})
            goals.append(at_least(f"histories on {name}", histories, found["histories"]))
    controls = []
    for mutant in (coop_machine.no_extent, coop_machine.found_twice):
        with mutant():
            caught = coop_machine.is_caught(ByFolder(folder / mutant.__name__), UNTIL_CAUGHT)
        controls.append(Control(f"a worse GeoPackage: {mutant.__name__}", caught))
    for name, change in (("revisions", NO_REVISIONS), ("duplicates", NO_DUPLICATES)):
        with closing(ByServer(running, folder / name, change)) as worse:
            caught = coop_machine.is_caught(worse, UNTIL_CAUGHT)
        controls.append(Control(f"a server without the test of {name}", caught))
    return controls


# -- an exchange of many changes ---------------------------------------------------------------


def _exchange(
    running: Cluster,
    folder: Path,
    short: int,
    figures: list[dict[str, object]],
    goals: list[Goal],
) -> None:
    features, changed = FEATURES if not short else CHANGED
    units = base_layer("municipality")
    own = units.geometry[list(units.text("code")).index(OWN)]
    found = {}
    for mode, layer in (("joint", many_zones(features)), ("own_area", many_zones(features, own))):
        where = folder / f"exchange-{mode}"
        where.mkdir()
        found[f"folder, {mode}"] = timed(where, str(where), str(where), layer, changed, mode)
        database = f"exchange_{mode}"
        running.database(database)
        with Server(Address.read(running.address(ADMIN, database))) as server:
            migrate(server, "t")
            put_boundaries(server, zip(units.text("code"), units.geometry, strict=True))
            for login in LOGINS:
                add_member(server, f"{login}_{mode}", Introduction(login, "", "", OWN), "x")
        kim, lee = (running.address(f"{login}_{mode}", database) for login in LOGINS)
        found[f"server, {mode}"] = timed(where, kim, lee, layer, changed, mode)
    for name, (sent, taken) in found.items():
        figures.append(
            {"what": f"exchange of {changed} changes of {features} features by {name}, seconds"}
            | {"send": round(sent, 2), "receive": round(taken, 2)}
        )
        goals.append(at_most(f"exchange by {name}, s", 2.0, max(sent, taken)))


def many_zones(count: int, ground: shapely.Geometry | None = None) -> Layer:
    """Give that many polygons of 25 corners with three fields, perhaps all on a ground."""
    chance = np.random.default_rng(SEED)
    angles = np.linspace(0, 2 * np.pi, 25)
    circle = np.c_[np.cos(angles), np.sin(angles)] * 100
    places = chance.uniform(9e5, 1.1e6, (count, 2))
    if ground is not None:
        inner = ground.buffer(-200)
        low, high = np.reshape(inner.bounds, (2, 2))
        tried = chance.uniform(low, high, (count * 20, 2))
        places = tried[shapely.contains_xy(inner, *tried.T)][:count]
    return Layer(
        uid="zones",
        name="zones",
        title="zones",
        kind="other",
        crs=PLANE,
        uids=objects(f"z{row}" for row in range(count)),
        geometry=objects(shapely.polygons(circle + place) for place in places),
        columns={
            "t": objects(f"구역 {row}" for row in range(count)),
            "n": chance.uniform(0, 1, count),
            "municipality_code": objects(OWN for _ in range(count)),
        },
    )


def timed(
    folder: Path, where: str, other: str, layer: Layer, changed: int, mode: str
) -> tuple[float, float]:
    """Give the seconds of `scmap sync` of whoever changed rows, and of whoever takes them in.

    In a layer that is edited by area the shapes are moved, too: where they lie is looked at.
    """
    modes = {layer.uid: cast("Mode", mode)}
    kim, lee = (folder / f"{name}-{len(where)}" for name in ("kim", "lee"))
    project = Project("p", "t", layers=(layer,))
    if sharing.is_server(where):
        with sharing.desk(where, kim) as desk:
            sharing.share_layers(project, desk, modes)
            project = sharing.synced(project, desk).project
    else:
        who = Introduction("kim", "", "", OWN)
        begun = sharing.begin(project, Path(where), who, modes, title="t", folder=kim)
        project = begun.project
    files = [folder / f"{name}-{len(where)}.gpkg" for name in ("kim", "lee")]
    with sharing.desk(other, lee) as desk:
        write_project(sharing.synced(Project("q", "t"), desk).project, files[1])
    column = layer.columns["t"].copy()
    column[:changed] = [f"새 구역 {row}" for row in range(changed)]
    shared = project.layer(layer.uid)
    if shared is None:
        raise RuntimeError(layer.uid)
    shapes = shared.geometry.copy()
    if mode == "own_area":
        shapes[:changed] = shapely.transform(shapes[:changed], lambda at: at + 1.0)
    edited = shared.replace(columns={**shared.columns, "t": column}, geometry=shapes)
    write_project(project.with_layer(edited), files[0])
    return _synced(files[0], where, kim, changed), _synced(files[1], other, lee, changed)


def _synced(file: Path, where: str, home: Path, changed: int) -> float:
    begun = time.perf_counter()
    read = read_project(file)
    with sharing.desk(where, home) as desk:
        done = sharing.synced(read.project, desk)
    save_over(read, done.project)
    seconds = time.perf_counter() - begun
    if changed not in (done.sent, done.taken) or done.refused:
        raise RuntimeError(done.sent, done.taken)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
