"""A rectangle on the ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Extent:
    """An axis-parallel rectangle on a plane, in the plane's unit (metres inside the product)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def around(cls, bounds: NDArray[np.float64]) -> "Extent | None":
        """Give the extent of all `bounds` (shape (n, 4)); None when every one is empty."""
        known = bounds[np.isfinite(bounds).all(axis=1)]
        if not len(known):
            return None
        low, high = known[:, :2].min(axis=0), known[:, 2:].max(axis=0)
        return cls(float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    @property
    def width(self) -> float:
        """Extent in x."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent in y."""
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the rectangle."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def grown(self, share: float, *, least: float = 0.0) -> Self:
        """Give the extent with a margin of `share` of its size a side, `least` wide or more."""
        dx = max(self.width * share, (least - self.width) / 2)
        dy = max(self.height * share, (least - self.height) / 2)
        return type(self)(self.x0 - dx, self.y0 - dy, self.x1 + dx, self.y1 + dy)

    def fitted(self, aspect: float) -> Self:
        """Give the smallest extent about the same centre whose width / height is `aspect`."""
        width, height = max(self.width, self.height * aspect), max(self.height, self.width / aspect)
        x, y = self.centre
        return type(self)(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def meets(self, other: Self) -> bool:
        """Tell whether both rectangles share at least a point."""
        return (
            self.x0 <= other.x1
            and other.x0 <= self.x1
            and self.y0 <= other.y1
            and other.y0 <= self.y1
        )


# Ground on which every Korean project lies, by plane: 124–132°E, 33–39°N and some margin. Other
# planes' coordinates of the same ground, and degrees, lie outside.
COUNTRY: Mapping[str, Extent] = MappingProxyType(
    {"EPSG:5179": Extent(650_000.0, 1_400_000.0, 1_450_000.0, 2_150_000.0)}
)
