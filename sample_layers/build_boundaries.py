"""Build boundaries.gpkg and emd.gpkg: ``python sample_layers/build_boundaries.py``.

The same packages give the same geometry each time; docs/boundaries.md says how it is made, how good
it is and what is wrong with it.
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # run by path, the script finds its own package too

from sample_layers.boundaries.coverage import drop_crumbs, joined, make_coverage  # noqa: E402
from sample_layers.boundaries.levels import CODE_DATE, Ground, levels, neighbourhoods  # noqa: E402
from sample_layers.boundaries.owners import owner, splits  # noqa: E402
from sample_layers.boundaries.source import read_neighbourhoods  # noqa: E402
from scmap.model.layer import Layer, Objects  # noqa: E402
from scmap.reference.places import gazetteer  # noqa: E402
from scmap.store.geopackage import write_layers  # noqa: E402

GRID = 0.5  # metres; between 0 and 5 m the result hardly changes
LEAST_AREA, LEAST_WIDTH = 2000.0, 2.0  # of free-standing parts: m², metres
FINE, COARSE = 30.0, 100.0  # simplification of boundaries.gpkg and of emd.gpkg, metres

# Enclosed water that stays open (EPSG:5179): 영암호, 보령호, 홍성호. The first comparison layer
# has the same three lakes open.
LAKES = ((901376.0, 1637647.0), (914690.0, 1830384.0), (909561.0, 1836043.0))


def main() -> None:
    """Build both files, and print what they hold and how clean it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    folder: Path = parser.parse_args().out
    started = time.monotonic()
    ground = read_ground()
    fine = levels(ground, gazetteer(), FINE)
    coarse = neighbourhoods(ground, ground.simplified(COARSE), gazetteer())
    written(folder / "boundaries.gpkg", fine)
    written(folder / "emd.gpkg", [coarse])
    print(f"{time.monotonic() - started:.1f} s")


def read_ground() -> Ground:
    """Read the 법정동 and make them a coverage with the units of today."""
    read = read_neighbourhoods()
    divided = splits()
    units = [
        owner(code, name, gazetteer(), divided)
        for code, name in zip(read.codes, read.names, strict=True)
    ]
    clean = make_coverage(read.polygons, grid=GRID, open_at=LAKES)
    land = drop_crumbs(clean, least_area=LEAST_AREA, least_width=LEAST_WIDTH)
    return Ground(read.codes, read.names, units, land)


def written(path: Path, layers: list[Layer]) -> None:
    """Write a file, with the day of the codes as its own, and print a line a layer."""
    write_layers(path, layers, now=datetime.fromisoformat(CODE_DATE).replace(tzinfo=UTC))
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    for layer in layers:
        print(f"  {layer.name:12} {described(layer.geometry)}")


def described(polygons: Objects) -> str:
    """Say how many polygons there are, and whether they are a clean coverage."""
    clean = shapely.is_valid(polygons).all() and shapely.coverage_is_valid(polygons)
    land = joined(polygons)
    gaps = [
        shapely.Polygon(ring).area for part in shapely.get_parts(land) for ring in part.interiors
    ]
    return (
        f"{len(polygons):5} polygons, {'clean' if clean else 'NOT CLEAN'}, "
        f"{land.area / 1e6:.1f} km², {len(gaps)} gaps of {np.sum(gaps) / 1e6:.2f} km², "
        f"{shapely.get_num_coordinates(polygons).sum()} vertices"
    )


if __name__ == "__main__":
    main()
