"""Compare two results of the analysis field by field, for tests that hold one to the other."""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import shapely

from scmap.model.codebook import CodeBook
from scmap.model.difference import Difference
from scmap.model.layer import Layer
from scmap.model.ruleset import RuleSet


def differing(one: Any, other: Any, path: str = "") -> list[str]:
    """Name every field in which two results differ, bit for bit; layers by their values."""
    if isinstance(one, tuple) and len(one) == len(other):
        parts = [(f"[{place}]", *both) for place, both in enumerate(zip(one, other, strict=True))]
    elif is_dataclass(one) and not isinstance(one, (Layer, RuleSet, CodeBook)):
        names = [field.name for field in fields(one) if not field.name.startswith("_")]
        parts = [(f".{name}", getattr(one, name), getattr(other, name)) for name in names]
    else:
        return [] if one is other or _same(one, other) else [path]
    return [bad for name, mine, its in parts for bad in differing(mine, its, path + name)]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return _same_array(one, other)
    if isinstance(one, Layer):
        return one.uids.tolist() == other.uids.tolist() and not Difference.between(one, other)
    if isinstance(one, RuleSet):
        return one.same_as(other)
    if isinstance(one, float):
        return np.array_equal(one, other, equal_nan=True)
    return bool(one == other)


def differing_layers(one: Layer, other: Layer) -> list[str]:
    """Name what differs between two layers that were drawn up apart."""
    bad = [name for name in one.columns if not _same_array(one.columns[name], other.columns[name])]
    if one.uids.tolist() != other.uids.tolist():
        bad.append("uids")
    elif not shapely.equals_exact(one.geometry, other.geometry).all():
        bad.append("geometry")
    return bad


def _same_array(one: Any, other: Any) -> bool:
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    if one.dtype == object and len(one) and isinstance(one[0], shapely.Geometry):
        return bool(shapely.equals_exact(one, other).all())
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
