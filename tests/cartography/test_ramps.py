import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from scmap.cartography.ramps import categorical, graded, palettes, ramps

# Machado, Oliveira, Fernandes 2009, severity 1: what linear red, green and blue look like.
SIGHT = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = XYZ @ np.ones(3)
JUST_TOLD = 7.0  # CIE76; two is what an eye can tell side by side


def seen(colour: str, sight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a colour as CIE Lab, as an eye of this kind sees it."""
    part = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    ratio = XYZ @ np.clip(sight @ linear, 0, 1) / WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(colours: tuple[str, ...], sight: str) -> float:
    """Give the smallest distance of two of the colours."""
    places = [seen(colour, SIGHT[sight]) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(places, 2))


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", palettes())
def test_every_eye_tells_the_colours_of_a_palette_apart(name: str, sight: str) -> None:
    assert apart(palettes()[name], sight) > JUST_TOLD


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", ramps())
def test_every_eye_tells_five_classes_of_a_ramp_apart(name: str, sight: str) -> None:
    assert apart(graded(name, 5), sight) > JUST_TOLD


@pytest.mark.parametrize("name", sorted(set(ramps()) - {"blue_orange"}))
def test_a_ramp_runs_from_light_to_dark_or_back_for_grey_prints(name: str) -> None:
    light = [float(seen(colour, SIGHT["normal"])[0]) for colour in graded(name, 7)]
    assert light in (sorted(light), sorted(light, reverse=True))


def test_a_ramp_keeps_its_ends_and_turns_round() -> None:
    stops = ramps()["blue"]
    assert (graded("blue", 3)[0], graded("blue", 3)[-1]) == (stops[0], stops[-1])
    assert graded("blue", 5) == stops
    assert graded("blue", 4, turned=True) == graded("blue", 4)[::-1]
    assert graded("blue", 1) == (stops[2],)


def test_more_classes_than_colours_begin_again() -> None:
    colours = categorical("distinct", 10)
    assert len(colours) == 10
    assert colours[8:] == colours[:2]
