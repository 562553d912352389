"""Build the facility layers: ``python sample_layers/build_facilities.py --out FILE``.

Cameras, poles, signals, sensors, roads, sewers, hazard zones, jurisdictions, stations and schools
of 화성시 and 해운대구 are generated, and say 가상 예시 in every row, title and source: no real
facility is given a place, and no made-up one is given out as real. The same program gives the same
rows.
"""

import argparse
import sys
import uuid
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # run by path, the script finds its own package too

from sample_layers.facilities.city import PLANS  # noqa: E402
from sample_layers.facilities.looks import LOOKS  # noqa: E402
from sample_layers.facilities.rows import LABEL, TITLES, layer  # noqa: E402
from sample_layers.facilities.town import facilities  # noqa: E402
from scmap.model.layer import Layer  # noqa: E402
from scmap.model.maplayer import MapLayer  # noqa: E402
from scmap.store.geopackage import write_layers  # noqa: E402

GROUP = f"시설물 {LABEL}"
DAY = datetime(2026, 11, 22, tzinfo=UTC)


@cache
def facility_layers() -> tuple[Layer, ...]:
    """Give the facility layers, one a role, from the ground up: areas, lines, points."""
    towns = [facilities(plan) for plan in PLANS]
    return tuple(layer(role, [row for town in towns for row in town[role]]) for role in TITLES)


def facility_entries() -> tuple[MapLayer, ...]:
    """Give an entry of the layer tree for each facility layer, hidden: the national map is calm."""
    return tuple(
        MapLayer(
            uid=str(uuid.uuid5(uuid.UUID(one.uid), "entry")),
            title=one.title,
            layer=one.uid,
            group=GROUP,
            symbology=LOOKS[one.name],
            visible=False,
        )
        for one in facility_layers()
    )


def main() -> None:
    """Write the layers to a file of their own, and print what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="GeoPackage to write")
    path: Path = parser.parse_args().out
    write_layers(path, facility_layers(), now=DAY)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    for one in facility_layers():
        print(f"  {one.name:20} {len(one):5}")


if __name__ == "__main__":
    main()
