"""Seeded, made-up registers: the footprints of benchmarks.tiles with all that a verdict reads."""

from collections.abc import Sequence

import numpy as np
import shapely

from benchmarks.tiles import tiled_investments
from scmap.model.codebook import CodeBook
from scmap.model.layer import Column, Layer, Objects, objects

PLACES = 100  # made-up municipalities of one tile
TILE = 2000

MINISTRIES = (
    "국토교통부",
    "행정안전부",
    "과학기술정보통신부",
    "환경부",
    "경찰청",
    "소방청",
    "법무부",
    "보건복지부",
    "교육부",
    "문화체육관광부",
    "농림축산식품부",
    "해양수산부",
)
FIRST, LAST = 2008, 2024  # years in which funding begins


def tiled_register(count: int, codebook: CodeBook, *, seed: int = 20261128) -> Layer:
    """Make `count` investments with footprints, ministries, kinds, fields, years and money.

    One row in a hundred is a point without a footprint, one in a thousand has no place at all, one
    in fifty no known ministry.
    """
    rng = np.random.default_rng(seed)
    layer = tiled_investments(count, ministries=len(MINISTRIES))
    footprints = layer.geometry.copy()
    middle = shapely.get_coordinates(shapely.centroid(footprints))
    bare, nowhere = rng.random(count) < 0.01, rng.random(count) < 0.001
    footprints[bare | nowhere] = None
    middle[nowhere] = np.nan
    quality = rng.choice(np.array(["A", "A′", "B", "C"], dtype=object), count)
    quality[bare | nowhere] = None
    columns = {
        "name": objects(f"사업 {row}" for row in range(count)),
        "ministry": _ministries(layer, rng),
        "municipality_code": _places(count, rng),
        "quality": quality,
        "x": middle[:, 0],
        "y": middle[:, 1],
        **_work(count, codebook, rng),
        **_funds(count, rng),
    }
    return layer.replace(geometry=footprints, columns=columns)


def _ministries(layer: Layer, rng: np.random.Generator) -> Objects:
    names = objects(MINISTRIES)[layer.number("ministry").astype(int) - 1]
    joint = np.flatnonzero(rng.random(len(layer)) < 0.05)
    names[joint] = [f"{one};국토교통부" if one != "국토교통부" else one for one in names[joint]]
    names[rng.random(len(layer)) < 0.02] = None
    return np.asarray(names, dtype=object)


def _places(count: int, rng: np.random.Generator) -> Objects:
    tile, number = np.arange(count) // TILE, rng.integers(0, PLACES, count)
    return objects(f"{one:03d}{other:02d}" for one, other in zip(tile, number, strict=True))


def _work(count: int, codebook: CodeBook, rng: np.random.Generator) -> dict[str, Column]:
    """Say what is built, and for whom."""
    kinds = rng.choice(np.array(sorted(codebook.kinds), dtype=object), count)
    default = rng.random(count) < 0.3
    basis = np.where(default, "kind", "source").astype(object)
    return {
        "kind": kinds,
        "programme": _some(sorted(codebook.programmes), 1, count, rng),
        "fields": _some(sorted(codebook.fields), 3, count, rng),
        "tags": _some(sorted(codebook.tags), 4, count, rng),
        "tags_basis": basis,
        "beneficiaries": _some(sorted(codebook.beneficiaries), 3, count, rng),
        "beneficiaries_basis": basis.copy(),
        "openness": rng.choice(objects(["폐쇄", "부분", "개방", None]), count),
        "standards": _some(["TTAK.KO-12", "ISO 37120", "oneM2M"], 1, count, rng),
    }


def _funds(count: int, rng: np.random.Generator) -> dict[str, Column]:
    first = rng.integers(FIRST, LAST + 1, count).astype(float)
    last = first + rng.integers(0, 5, count)
    last[rng.random(count) < 0.2] = np.nan
    total = np.round(np.exp(rng.normal(7, 1.2, count)))
    total[rng.random(count) < 0.1] = np.nan
    return {"year_from": first, "year_to": last, "total_mkrw": total}


def _some(words: Sequence[str], most: int, count: int, rng: np.random.Generator) -> Objects:
    """Give each row 1 to `most` of the words, and one row in twenty none."""
    sizes = rng.integers(1, most + 1, count)
    order = rng.random((count, len(words))).argsort(axis=1)
    cells = objects(
        ";".join(words[place] for place in row[:size])
        for row, size in zip(order, sizes, strict=True)
    )
    cells[rng.random(count) < 0.05] = None
    return cells
