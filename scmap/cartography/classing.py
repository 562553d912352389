"""Classes made for a planner: one a value, or one a span of numbers, with looks that tell them.

Ministries are told by the hue of their lineage, points of a kind by its marker and grades by their
pattern; any other value by a colour of a palette that colour-blind readers can tell apart.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.cartography import styles
from scmap.cartography.legend import Form
from scmap.cartography.ramps import categorical, graded, palettes
from scmap.model.codebook import CodeBook, title_of
from scmap.model.condition import written
from scmap.model.distinct import distinct
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.ruleset import GRADE_KEYS, GRADES
from scmap.model.symbology import Category, Hatch, Line, Marker, Span, Symbol
from scmap.words import tr

MOST_VALUES = 100  # classes made at once: the rarest values stay with the others
_AREA_OPACITY = 0.45  # least of a fill that must be told from others by its hue
_GRADED_OPACITY = 0.85  # … by its lightness
_WHITE = "#FFFFFF"
_DARKER = 0.6
_PALE = 200  # of 255: the least channel of a colour that is hardly seen on white
_HATCHES: tuple[Hatch, ...] = ("none", "diagonal", "back", "cross", "dots")
_LINES: tuple[Line, ...] = ("solid", "dash", "dot")
# What a layer looks like, and what a value of it would look like if it meant nothing.
_Looks: TypeAlias = tuple[Symbol, Symbol]
_MARKERS: tuple[Marker, ...] = ("circle", "square", "triangle", "diamond", "hexagon", "ring")


@dataclass(frozen=True)
class Meaning:
    """What is known about values beyond their text.

    Attributes
    ----------
    codebook : CodeBook
        Lineages with their hues, kinds with their markers.
    """

    codebook: CodeBook

    def look(
        self, field: str, value: str, base: Symbol, usual: Symbol, form: Form
    ) -> tuple[str, Symbol] | None:
        """Give title and symbol of a value that has a look of its own; None for any other.

        Parameters
        ----------
        field, value : str
            The value, and where it stands.
        base, usual : Symbol
            What the layer looks like, and what the value would look like if it meant nothing.
        form : Form
            As what it is drawn.
        """
        told = _MEANT.get(field)
        return told(self.codebook, value, (base, usual), form) if told else None


def form_of(layer: Layer, entry: MapLayer) -> Form:
    """Tell as what the rows of an entry are drawn."""
    if entry.shape == "point":
        return "point"
    forms: tuple[Form, ...] = ("point", "point", "line", "area")
    rows = entry.rows(layer)
    if layer.points is not None or len(rows) == len(layer):
        return forms[layer.dimension + 1]
    return forms[int(shapely.get_dimensions(layer.geometry[rows]).max(initial=-1)) + 1]


def value_classes(
    layer: Layer, entry: MapLayer, field: str, base: Symbol, palette: str, meaning: Meaning
) -> tuple[Category, ...]:
    """Make a class of each value that the rows of an entry have, the commonest first.

    Unknown comes last; of very many values the rarest get no class.
    """
    column = layer.columns.get(field)
    if column is None:
        return ()
    form = form_of(layer, entry)
    values, at = distinct(column)
    counted: Counter[str] = Counter()
    for place, count in enumerate(np.bincount(at[entry.rows(layer)], minlength=len(values))):
        counted[written(values[place])] += int(count)
    known = [value for value, count in counted.most_common() if value and count][:MOST_VALUES]
    looks = _looks(len(known), base, form, palette)
    classes = []
    for value, look in zip(known, looks, strict=True):
        usual = meaning.codebook.words(field, value, between=" + "), look
        title, symbol = meaning.look(field, value, base, look, form) or usual
        classes.append(Category(value, title, symbol))
    if counted[""]:
        classes.append(Category("", tr("map.unknown"), unknown_look(base)))
    return tuple(classes)


@dataclass(frozen=True, slots=True)
class Ends:
    """How the ends of a column's spans are written.

    Attributes
    ----------
    grouped : bool
        Whether thousands are parted; those of years are not.
    whole : bool
        Whether the column holds whole numbers alone. A span then says the first and the last number
        that belong to it: 2015 ~ 2018, 2019 ~ 2020, and nobody asks where 2018 is counted.
    """

    grouped: bool = True
    whole: bool = False

    def number(self, number: float) -> str:
        """Write a number with as many digits as it needs, at most four after the point."""
        text = f"{number:,.4f}" if self.grouped else f"{number:.4f}"
        return text.rstrip("0").rstrip(".")

    def title(self, low: float, high: float, *, lowest: bool) -> str:
        """Write a span as the legend says it; only the lowest one holds its `low`."""
        if self.whole and math.isfinite(low) and math.isfinite(high):
            first, last = math.ceil(low) if lowest else math.floor(low) + 1, math.floor(high)
            if first == last:
                return self.number(first)
            if first < last:
                low, high = first, last
        return tr("map.span", low=self.number(low), high=self.number(high))


def span_classes(
    edges: NDArray[np.float64],
    base: Symbol,
    form: Form,
    ramp: str,
    *,
    turned: bool = False,
    ends: Ends = Ends(),
) -> tuple[Span, ...]:
    """Make a class between each two edges, from the ramp's beginning to its end."""
    colours = _ramp(ramp, len(edges) - 1, form, turned=turned)
    spans: list[Span] = []
    for low, high, colour in zip(edges[:-1].tolist(), edges[1:].tolist(), colours, strict=True):
        symbol = recoloured(base, colour, form, _GRADED_OPACITY)
        spans.append(Span(low, high, ends.title(low, high, lowest=not spans), symbol))
    return tuple(spans)


def _ramp(name: str, count: int, form: Form, *, turned: bool) -> Sequence[str]:
    """Give the colours of a ramp; small signs leave out its palest end, which paper swallows."""
    if form == "area":
        return graded(name, count, turned=turned)
    colours = graded(name, count + 1, turned=turned)
    first, last = (min(bytes.fromhex(colours[end][1:])) > _PALE for end in (0, -1))
    return colours[1:] if first and not last else colours[:-1]


def recoloured(symbol: Symbol, colour: str, form: Form, opacity: float = _AREA_OPACITY) -> Symbol:
    """Give a look in another colour: what tells classes apart takes it, white outlines stay."""
    if form == "line":
        return replace(symbol, stroke=colour, stroke_mm=max(symbol.stroke_mm, 0.3))
    outline = symbol.stroke
    if form == "point":
        outline = outline if outline in (None, _WHITE) else colour
        return replace(symbol, fill=colour, fill_opacity=1.0, stroke=outline)
    hatch = colour if symbol.hatch != "none" else symbol.hatch_colour
    return replace(
        symbol,
        fill=colour,
        fill_opacity=max(symbol.fill_opacity if symbol.fill else 0.0, opacity),
        hatch_colour=hatch,
        stroke=_darker(colour) if outline else None,
    )


def unknown_look(base: Symbol) -> Symbol:
    """Give the look of what is not known: no fill, a dashed outline."""
    return replace(base, fill=_WHITE, fill_opacity=0.6, hatch="none", stroke="#4B5563", line="dash")


def _looks(count: int, base: Symbol, form: Form, palette: str) -> list[Symbol]:
    """Give looks that differ: by hue, and where hues begin again also by pattern or shape."""
    looks = []
    length = len(palettes()[palette])
    for number, colour in enumerate(categorical(palette, count)):
        look = recoloured(base, colour, form)
        again = number // length
        if again and form == "area":
            look = replace(look, hatch=_HATCHES[again % len(_HATCHES)], hatch_colour=look.stroke)
        elif again and form == "line":
            look = replace(look, line=_LINES[again % len(_LINES)])
        elif again:
            look = replace(look, marker=_MARKERS[again % len(_MARKERS)])
        looks.append(look)
    return looks


def _darker(colour: str) -> str:
    parts: Sequence[int] = bytes.fromhex(colour.removeprefix("#"))
    return "#" + "".join(f"{round(part * _DARKER):02X}" for part in parts)


def _ministry(
    codebook: CodeBook, value: str, looks: _Looks, form: Form
) -> tuple[str, Symbol] | None:
    """Take the hue of the first where a record has several ministries."""
    line = codebook.lineage_of(value.partition(";")[0])
    found = codebook.lineages.get(line) if line else None
    return (value, recoloured(looks[0], found.colour, form)) if found else None


def _kind(codebook: CodeBook, value: str, looks: _Looks, form: Form) -> tuple[str, Symbol] | None:
    """Tell points apart by the marker of their kind; lines and areas have none."""
    kind = codebook.kinds.get(value)
    if kind is None:
        return None
    base, usual = looks
    marker: Marker = kind.marker  # type: ignore[assignment]  # the code table is checked
    return title_of(kind), replace(base, marker=marker) if form == "point" else usual


def _grade(
    _codebook: CodeBook, value: str, _looks: _Looks, _form: Form
) -> tuple[str, Symbol] | None:
    keys = dict(zip(GRADES, GRADE_KEYS, strict=True))
    if value not in keys:
        return None
    return tr(f"map.grade_{keys[value]}", grade=value), styles.symbol("grade", keys[value])


_MEANT: Mapping[str, Callable[[CodeBook, str, _Looks, Form], tuple[str, Symbol] | None]] = {
    "ministry": _ministry,
    "kind": _kind,
    "grade": _grade,
}
