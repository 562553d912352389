"""Attributes as a reader gives them, as the columns of a layer.

A layer knows three types. Numbers of every kind become float64, except integers that float64
cannot hold exactly (19-digit parcel numbers): those become text, digit for digit. Truth values
become the texts "true" and "false". A moment becomes a date when no value has a time of day, and
ISO text otherwise. Lists become texts with ";" between the parts. Binary data are left out.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scmap.model.layer import Column, objects

EXACT_INTEGER = 2**53
_PLAIN = frozenset({str, type(None)})
_MIDNIGHTS = ("T00:00:00", "T00:00:00.000", " 00:00:00")


def column(values: NDArray[Any], subtype: str = "", kind: str = "") -> Column | None:
    """Give the column that a field makes; None when a layer cannot hold its values.

    Parameters
    ----------
    values : (n,) array
        What the reader gives.
    subtype, kind : str
        GDAL's names: ``OFSTBoolean``; ``OFTDateTime``, ``OFTBinary`` …
    """
    if kind == "OFTBinary":
        return None
    if subtype == "OFSTBoolean" or values.dtype == bool:
        return objects(map(_truth, values.tolist()))
    if values.dtype.kind == "M":
        return values.astype("datetime64[D]")
    if values.dtype.kind in "iu" and (np.abs(values.astype("f8")) > EXACT_INTEGER).any():
        return objects(map(str, values.tolist()))
    if values.dtype.kind in "iuf":
        return values.astype("f8")
    if set(map(type, values)) <= _PLAIN:
        texts = values.tolist()
    else:
        texts = [_text(value) for value in values.tolist()]
    return _moments(texts) if kind == "OFTDateTime" else objects(texts)


def distinct(names: Iterable[str]) -> list[str]:
    """Give each column a name of its own: a shapefile cuts names, and two come out the same."""
    taken: set[str] = set()
    chosen: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate in taken:
            count += 1
            candidate = f"{name}_{count}"
        taken.add(candidate)
        chosen.append(candidate)
    return chosen


def _truth(value: object) -> str | None:
    if value is None or value != value:  # noqa: PLR0124  NaN is what differs from itself
        return None
    return "true" if value else "false"


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, np.ndarray | list | tuple):
        return ";".join(str(part) for part in value)
    return str(value)


def _moments(texts: Sequence[str | None]) -> Column:
    days = [None if text is None else _day(text) for text in texts]
    if any(day is None and text is not None for day, text in zip(days, texts, strict=True)):
        return objects(texts)
    return np.array(["NaT" if day is None else day for day in days], dtype="datetime64[D]")


def _day(text: str) -> str | None:
    """Give the day of a moment without time of day."""
    return text[:10] if text[10:] in ("", *_MIDNIGHTS) else None
