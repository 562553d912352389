"""How features look: symbols by value, independent of what paints them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Marker: TypeAlias = Literal["circle", "square", "hexagon", "ring", "triangle", "diamond"]
Hatch: TypeAlias = Literal["none", "diagonal", "cross", "dots", "back"]
# An arrow points where its line ends, "arrows" both ways; only lines have heads.
Line: TypeAlias = Literal["solid", "dash", "dot", "arrow", "arrows"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """The look of one class of features.

    Colours are ``#RRGGBB`` or None (not drawn); sizes are in millimetres on paper, so that screen
    and print agree; opacities 0 to 1.
    """

    fill: str | None = None
    fill_opacity: float = 1.0
    hatch: Hatch = "none"
    hatch_colour: str | None = None
    stroke: str | None = "#333333"
    stroke_mm: float = 0.2
    line: Line = "solid"
    marker: Marker = "circle"
    size_mm: float = 2.4


@dataclass(frozen=True, slots=True)
class Category:
    """Features whose value is `value`, the words for them, and their symbol."""

    value: str
    title: str
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside features.

    Attributes
    ----------
    field : str
        Column that holds the text.
    size_pt : float
        Height of the type in points on paper.
    colour : str
        ``#RRGGBB``; a halo in the map's background colour is always drawn.
    min_scale, max_scale : float
        Drawn only while the scale denominator lies between them.
    """

    field: str
    size_pt: float = 8.0
    colour: str = "#333333"
    min_scale: float = 0.0
    max_scale: float = float("inf")


@dataclass(frozen=True, slots=True)
class Symbology:
    """Symbols of a map layer: one for all, or one per value of a column.

    Attributes
    ----------
    default : Symbol
        For features that no category names; with no `field`, for all.
    field : str
        Column whose value chooses the category; "" for a single symbol. A value with several
        parts ("국토교통부;과학기술정보통신부") is matched whole.
    categories : tuple of Category
        In the legend's order.
    label : Label or None
        Text beside each feature.
    """

    default: Symbol = field(default_factory=Symbol)
    field: str = ""
    categories: tuple[Category, ...] = ()
    label: Label | None = None

    def symbols(self) -> Mapping[str, Symbol]:
        """Symbol of each named value."""
        return {category.value: category.symbol for category in self.categories}
