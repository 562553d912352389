"""Symbols as QGIS draws them, as near to ours as its symbol layers come."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from scmap.model.symbology import (
    CROSS_MM,
    DASHES_MM,
    DOT_MM,
    DOTS_MM,
    HATCH_MM,
    HATCH_STROKE_MM,
    HEAD_GAP_MM,
    HEAD_HALF_MM,
    HEAD_MM,
    Marker,
    Symbol,
)

SymbolType: TypeAlias = Literal["fill", "line", "marker"]
Properties: TypeAlias = Mapping[str, str]

POINT_OF_ROW = 'make_point("x","y")'  # an expression of ours; nothing from data is in it

# Shapes by their QGIS name, and its size for one of ours of size 1: ours have about equal areas.
_SHAPES: Mapping[Marker, tuple[str, float]] = MappingProxyType(
    {
        "circle": ("circle", 1.0),
        "square": ("square", 0.88),
        "hexagon": ("hexagon", 1.1),
        "ring": ("circle", 0.75),
        "triangle": ("equilateral_triangle", 1.4),
        "diamond": ("diamond", 1.25),
    }
)
_RING_MM = 0.25  # breadth of a ring of size 1
_ANGLES = {"diagonal": (45,), "back": (135,), "cross": (45, 135)}
_ENDS = {"arrow": ("lastvertex",), "arrows": ("lastvertex", "firstvertex")}


class SymbolSheet:
    """The symbols of one renderer, named by their numbers.

    Parameters
    ----------
    parent : ET.Element
        Where they are written.
    kind : "fill", "line" or "marker"
        What the table's geometries are drawn with.
    """

    def __init__(self, parent: ET.Element, kind: SymbolType) -> None:
        self._parent, self._kind = parent, kind
        self._count = 0

    def add(
        self, look: Symbol, *, points: bool = False, opacity: float = 1.0, level: int = 0
    ) -> str:
        """Write a symbol and give its name.

        Parameters
        ----------
        look : Symbol
            Ours.
        points : bool
            Whether the point of each row is drawn in place of its geometry.
        opacity : float
            Of the whole symbol.
        level : int
            What has a lower one is drawn first.
        """
        name = str(self._count)
        self._count += 1
        if points and self._kind != "marker":
            symbol = _symbol(self._parent, name, self._kind, opacity)
            layer = _layer(
                symbol,
                "GeometryGenerator",
                {"SymbolType": "Marker", "geometryModifier": POINT_OF_ROW, "units": "MapUnit"},
                level,
            )
            _layers(_symbol(layer, f"@{name}@0", "marker"), look, "marker", level)
        else:
            _layers(_symbol(self._parent, name, self._kind, opacity), look, self._kind, level)
        return name


def rgba(colour: str | None, opacity: float = 1.0) -> str:
    """Give ``#RRGGBB`` as QGIS writes it: "r,g,b,a", each 0 to 255."""
    if colour is None:
        return "0,0,0,0"
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},{round(opacity * 255)}"


def _layers(symbol: ET.Element, look: Symbol, kind: SymbolType, level: int) -> None:
    for number, (name, properties, below) in enumerate(_PARTS[kind](look)):
        layer = _layer(symbol, name, properties, level)
        if below is not None:
            _layer(_symbol(layer, f"@{symbol.get('name')}@{number}", below[0]), *below[1:])


Below: TypeAlias = tuple[SymbolType, str, Properties]
Part: TypeAlias = tuple[str, Properties, Below | None]


def _fill_parts(look: Symbol) -> Iterator[Part]:
    """Give the layers of a polygon's symbol: fill, hatch, outline."""
    fill = {
        "color": rgba(look.fill, look.fill_opacity),
        "style": "solid" if look.fill else "no",
        "outline_style": "no",
    }
    yield "SimpleFill", fill, None
    if look.hatch != "none":
        yield from _hatch_parts(look)
    if look.stroke and look.stroke_mm:
        yield "SimpleLine", _line(look.stroke, look), None


def _hatch_parts(look: Symbol) -> Iterator[Part]:
    colour = rgba(look.hatch_colour or look.stroke or "#333333")
    if look.hatch == "dots":
        every = {
            "distance_x": f"{DOTS_MM:g}",
            "distance_y": f"{DOTS_MM:g}",
            "displacement_x": f"{DOTS_MM / 2:g}",
        }
        dot = {"name": "circle", "color": colour, "size": f"{DOT_MM:g}", "outline_style": "no"}
        yield "PointPatternFill", every, ("marker", "SimpleMarker", dot)
        return
    distance = CROSS_MM if look.hatch == "cross" else HATCH_MM
    line = {"line_color": colour, "line_width": f"{HATCH_STROKE_MM:g}", "line_width_unit": "MM"}
    for angle in _ANGLES[look.hatch]:
        pattern = {"angle": str(angle), "distance": f"{distance:g}", "distance_unit": "MM"}
        yield "LinePatternFill", pattern, ("line", "SimpleLine", line)


def _line_parts(look: Symbol) -> Iterator[Part]:
    colour = look.stroke or look.fill
    yield "SimpleLine", _line(colour, look), None
    for end in _ENDS.get(look.line, ()):
        first = end == "firstvertex"
        place = {
            "placement": end,
            "rotate": "1",
            "offset_along_line": f"{HEAD_GAP_MM + HEAD_MM / 2:g}",
        }
        head = {
            "name": "filled_arrowhead",
            "angle": "180" if first else "0",
            "color": rgba(colour),
            "size": f"{max(HEAD_MM, 2 * HEAD_HALF_MM):g}",
            "outline_style": "no",
        }
        yield "MarkerLine", place, ("marker", "SimpleMarker", head)


def _marker_parts(look: Symbol) -> Iterator[Part]:
    name, factor = _SHAPES[look.marker]
    outline = {
        "outline_color": rgba(look.stroke),
        "outline_style": _pen(look) if look.stroke and look.stroke_mm else "no",
        "outline_width": f"{look.stroke_mm:g}",
        "outline_width_unit": "MM",
    }
    colour = rgba(look.fill, look.fill_opacity)
    if look.marker == "ring":
        outline |= {
            "outline_color": colour,
            "outline_style": "solid" if look.fill else "no",
            "outline_width": f"{_RING_MM * look.size_mm:g}",
        }
        colour = rgba(None)
    size = {"name": name, "color": colour, "size": f"{look.size_mm * factor:g}", "size_unit": "MM"}
    yield "SimpleMarker", {**size, **outline}, None


_PARTS = {"fill": _fill_parts, "line": _line_parts, "marker": _marker_parts}


def _line(colour: str | None, look: Symbol) -> Properties:
    properties = {
        "line_color": rgba(colour),
        "line_style": "solid",
        "line_width": f"{look.stroke_mm:g}",
        "line_width_unit": "MM",
        "capstyle": "flat",
        "joinstyle": "round",
    }
    if look.line in DASHES_MM:
        dashes = ";".join(f"{part:g}" for part in DASHES_MM[look.line])
        properties |= {"use_custom_dash": "1", "customdash": dashes, "customdash_unit": "MM"}
    return properties


def _pen(look: Symbol) -> str:
    return look.line if look.line in DASHES_MM else "solid"


def _symbol(parent: ET.Element, name: str, kind: SymbolType, opacity: float = 1.0) -> ET.Element:
    return ET.SubElement(
        parent,
        "symbol",
        name=name,
        type=kind,
        alpha=f"{opacity:g}",
        clip_to_extent="1",
        force_rhr="0",
    )


def _layer(
    symbol: ET.Element, symbol_class: str, properties: Properties, level: int = 0
) -> ET.Element:
    layer = ET.SubElement(
        symbol,
        "layer",
        {"class": symbol_class, "enabled": "1", "locked": "0", "pass": str(level)},
    )
    for name, value in properties.items():
        ET.SubElement(layer, "prop", k=name, v=value)
    return layer
