"""Colours for many classes: palettes that colour-blind readers can tell apart, and ramps.

They stand in resources/symbols/ramps.json. A palette with fewer colours than classes begins again,
with other hatches, so that two classes of one hue still differ.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

import numpy as np

from scmap import paths

Colours: TypeAlias = tuple[str, ...]


@cache
def _table(part: str) -> Mapping[str, Colours]:
    text = paths.resource("symbols", "ramps.json").read_text(encoding="utf-8")
    return {name: tuple(colours) for name, colours in json.loads(text)[part].items()}


def palettes() -> Mapping[str, Colours]:
    """Give the palettes for values that have no order, by name."""
    return _table("categories")


def ramps() -> Mapping[str, Colours]:
    """Give the stops of the ramps for values that have one, by name, from low to high."""
    return _table("sequences")


def categorical(name: str, count: int) -> Colours:
    """Give `count` colours of a palette, from its beginning again where it has fewer."""
    palette = palettes()[name]
    return tuple(palette[place % len(palette)] for place in range(count))


def graded(name: str, count: int, *, turned: bool = False) -> Colours:
    """Give `count` colours evenly along a ramp, both ends among them; the middle for one."""
    stops = np.array([_channels(colour) for colour in ramps()[name]], dtype=float)
    if turned:
        stops = stops[::-1]
    at = np.linspace(0.0, 1.0, count) if count > 1 else np.array([0.5])
    known = np.linspace(0.0, 1.0, len(stops))
    mixed = np.column_stack([np.interp(at, known, stops[:, channel]) for channel in range(3)])
    return tuple("#" + "".join(f"{round(part):02X}" for part in row) for row in mixed.tolist())


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
