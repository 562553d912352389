"""How features look: symbols by value, independent of what paints them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from scmap.model.condition import Filter

Marker: TypeAlias = Literal["circle", "square", "hexagon", "ring", "triangle", "diamond"]
Hatch: TypeAlias = Literal["none", "diagonal", "cross", "dots", "back"]
# An arrow points where its line ends, "arrows" both ways; only lines have heads.
Line: TypeAlias = Literal["solid", "dash", "dot", "arrow", "arrows"]

# Millimetres on paper, of whatever draws a symbol.
HATCH_MM = 2.0  # distance of hatch lines
CROSS_MM = 2.6  # a cross-hatch has twice the lines: set wider, it still reads as the heaviest
DOTS_MM = 2.4  # distance of hatch dots
HATCH_STROKE_MM = 0.22
DOT_MM = 0.6
HEAD_GAP_MM, HEAD_MM, HEAD_HALF_MM = 2.6, 3.4, 1.5  # of an arrow; the gap leaves a marker room
DASHES_MM: Mapping[Line, tuple[float, float]] = MappingProxyType(
    {"dash": (1.6, 0.9), "dot": (0.35, 0.7)}
)


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
class Span:
    """Features whose number lies above `low` and not above `high`, the words, and the symbol.

    The lowest span of a symbology holds its `low` as well.
    """

    low: float
    high: float
    title: str
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Rule:
    """Features whose cells meet conditions, the words for them, and their symbol."""

    filter: Filter
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
        ``#RRGGBB``.
    min_scale, max_scale : float
        Drawn only while the scale denominator lies between them.
    halo_mm : float
        Width of the halo on paper; 0 for none.
    halo : str or None
        Colour of the halo, ``#RRGGBB``; None for the map's background.
    priority : int
        Where names would cover one another, those of the higher priority are drawn.
    leader : bool
        Whether a name that finds no room beside its point may stand farther off, with a line.
    """

    field: str
    size_pt: float = 8.0
    colour: str = "#333333"
    min_scale: float = 0.0
    max_scale: float = math.inf
    halo_mm: float = 0.45
    halo: str | None = None
    priority: int = 0
    leader: bool = False


Kind: TypeAlias = Literal["single", "categorised", "graduated", "rules"]
Class: TypeAlias = Category | Span | Rule


@dataclass(frozen=True, slots=True)
class Symbology:
    """Symbols of a map layer: one for all, by value, by size of a number, or by rules.

    At most one of `categories`, `spans` and `rules` is not empty.

    Attributes
    ----------
    default : Symbol
        For features that belong to no class; with none, for all.
    field : str
        Column whose value chooses the category or the span; "" for a single symbol and for rules.
        A value with several parts ("국토교통부;과학기술정보통신부") is matched whole.
    categories : tuple of Category
        In the legend's order.
    label : Label or None
        Text beside each feature.
    spans : tuple of Span
        Ascending.
    rules : tuple of Rule
        A feature belongs to the first whose conditions it meets.
    min_scale, max_scale : float
        The layer is drawn only while the scale denominator lies between them.
    others : bool
        Whether features that belong to no class are drawn.
    clusters : bool
        Whether points that would touch are drawn as one disc with their number.
    """

    default: Symbol = field(default_factory=Symbol)
    field: str = ""
    categories: tuple[Category, ...] = ()
    label: Label | None = None
    spans: tuple[Span, ...] = ()
    rules: tuple[Rule, ...] = ()
    min_scale: float = 0.0
    max_scale: float = math.inf
    others: bool = True
    clusters: bool = False

    @property
    def kind(self) -> Kind:
        """How the symbol is chosen."""
        if self.rules:
            return "rules"
        if self.spans:
            return "graduated"
        return "categorised" if self.field else "single"

    @property
    def classes(self) -> tuple[Class, ...]:
        """Categories, spans or rules, in the legend's order."""
        return self.rules or self.spans or self.categories

    @property
    def fields(self) -> frozenset[str]:
        """Names of the columns on which the look of a feature depends."""
        asked = frozenset().union(*(rule.filter.fields for rule in self.rules))
        named = {self.field, self.label.field if self.label else ""}
        return (asked | named) - {""}

    def symbols(self) -> Mapping[str, Symbol]:
        """Symbol of each named value."""
        return {category.value: category.symbol for category in self.categories}

    def at_scale(self, denominator: float) -> bool:
        """Tell whether the layer is drawn at 1:`denominator`."""
        return self.min_scale <= denominator <= self.max_scale
