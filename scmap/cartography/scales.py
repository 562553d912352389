"""Round numbers for scales and scale bars."""

import math
from dataclasses import dataclass

_SCALES = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.5, 8.0, 9.0, 10.0)
_LENGTHS = (1.0, 2.0, 5.0, 10.0)


def round_scale(denominator: float) -> float:
    """Give the next round scale at which everything still fits: 1:23,456 → 1:25,000."""
    power = 10.0 ** math.floor(math.log10(denominator))
    # A scale that is round already stays; the division may miss it by the last digit.
    return power * next(step for step in _SCALES if step >= denominator / power * (1 - 1e-9))


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length on the ground, and the words for it.

    Attributes
    ----------
    metres : float
        Length on the ground.
    unit : str
        "m" or "km".
    """

    metres: float
    unit: str

    def text(self, share: float) -> str:
        """Write the length at a share of the bar, without its unit: "2.5"."""
        return f"{self.metres * share / (1000 if self.unit == 'km' else 1):,g}"


def scale_bar(metres: float) -> ScaleBar:
    """Give the longest bar of a round length (1, 2, 5, 10 …) that is no longer than `metres`."""
    power = 10.0 ** math.floor(math.log10(metres))
    length = power * max(step for step in _LENGTHS if step <= metres / power * (1 + 1e-9))
    return ScaleBar(length, "km" if length >= 1000 else "m")
