"""Seeded, made-up projects: tiled footprints with all that a register says about an investment."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.tiles import CORNER, SIDE, TILE, tiled_investments
from scmap.cartography.presets import default_map
from scmap.model import investment
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer, Objects, objects
from scmap.model.project import Project

MINISTRIES = (  # a name that every year of the data knows, and one pair in joint hands
    "국토교통부",
    "행정안전부",
    "과학기술정보통신부",
    "산업통상자원부",
    "환경부",
    "경찰청",
    "보건복지부",
    "교육부",
    "국토교통부;행정안전부",
)
PLACES = 10  # municipalities along a side of a tile: some twenty investments in each
PROGRAMMES = ("u-pilot-city", "integrated-platform", "smart-challenge", None, None, None, None)
SERVED = ("경찰", "소방", "지자체", "시민", "어린이", "노인", "여성", "장애인")
TAGS = ("영상관제", "상황전파", "교통정보", "시설감시", "위치추적", "앱", "데이터허브", "개방API")
FIRST, LAST = 2013, 2024  # years in which investments begin


def tiled_project(count: int, codebook: CodeBook, *, seed: int = 20261128) -> Project:
    """Make a project of `count` investments of one density: see `benchmarks.tiles`.

    One row in fifty has no known ministry, one in ten no total, a quarter takes its tags from its
    kind, and one footprint in five stands in for an unknown one.
    """
    layer = register_layer(tiled_investments(count, seed=seed), codebook, seed=seed)
    return Project(
        uid="00000000-0000-4000-8000-000000000001",
        title=f"{count:,}",
        layers=(layer,),
        map=default_map((layer,), codebook),
    )


def register_layer(footprints: Layer, codebook: CodeBook, *, seed: int) -> Layer:
    """Give footprints all that a register says about investments."""
    rng, count = np.random.default_rng(seed), len(footprints)
    first = rng.integers(FIRST, LAST + 1, count).astype(float)
    total = np.where(rng.random(count) < 0.1, np.nan, np.exp(rng.normal(6.5, 1.0, count)).round())
    place = _places(footprints)
    kinds = rng.choice(np.array(sorted(codebook.kinds), dtype=object), count)
    columns = {
        "name": objects(
            f"{at} {kind} {row}" for row, (at, kind) in enumerate(zip(place, kinds, strict=True))
        ),
        "kind": kinds,
        "programme": _drawn(rng, PROGRAMMES, count),
        "ministry": _mostly_drawn(rng, MINISTRIES, count),
        "municipality": place,
        "municipality_code": place,
        "fields": _sets(rng, sorted(codebook.fields), count),
        "tags": _sets(rng, TAGS, count),
        "tags_basis": np.where(rng.random(count) < 0.25, "kind", "source").astype(object),
        "beneficiaries": _sets(rng, SERVED, count),
        "beneficiaries_basis": objects(["source"] * count),
        "year_from": first,
        "year_to": first + rng.integers(0, 4, count),
        "total_mkrw": total,
        "national_mkrw": (total / 2).round(),
        "quality": np.where(rng.random(count) < 0.2, "B", "A").astype(object),
    }
    known = {field.name for field in investment.FIELDS}
    if not columns.keys() <= known:
        raise ValueError(columns.keys() - known)
    return footprints.replace(
        uid="00000000-0000-4000-8000-000000000002", title="투자사업", columns=columns
    )


def _places(footprints: Layer) -> Objects:
    """Name the made-up municipality in which each footprint's middle lies."""
    box = footprints.bounds
    middle = (box[:, :2] + box[:, 2:]) / 2
    cell = np.floor((middle - CORNER) / SIDE * PLACES).astype(int)
    return objects(f"{x:03d}{y:03d}" for x, y in cell.tolist())


def _drawn(rng: np.random.Generator, words: tuple[str | None, ...], count: int) -> Objects:
    chosen: Objects = objects(words)[rng.integers(len(words), size=count)]
    return chosen


def _mostly_drawn(rng: np.random.Generator, words: tuple[str | None, ...], count: int) -> Objects:
    """Draw one of the words for each row; none for one row in fifty."""
    unknown = rng.random(count) < 0.02
    chosen = _drawn(rng, words, count)
    chosen[unknown] = None
    return chosen


def _sets(rng: np.random.Generator, words: list[str] | tuple[str, ...], count: int) -> Objects:
    """Draw one to three words for each row, separated by ";"; none for one row in twenty."""
    sizes: NDArray[np.intp] = np.where(rng.random(count) < 0.05, 0, rng.integers(1, 4, count))
    order = rng.random((count, len(words))).argsort(axis=1)
    return objects(
        ";".join(words[word] for word in row[:size]) or None
        for row, size in zip(order.tolist(), sizes.tolist(), strict=True)
    )


__all__ = ["TILE", "register_layer", "tiled_project"]
