"""Symbology as QGIS reads it (QML), so that the project file looks there as it does here.

Single and categorised symbols are written; labels and filters of a map layer are not.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from scmap.model.symbology import Symbol, Symbology

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
POINT_OF_ROW = 'make_point("x","y")'  # an expression of ours; nothing from data is in it

_SYMBOL_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "POINT": "marker",
        "MULTIPOINT": "marker",
        "LINESTRING": "line",
        "MULTILINESTRING": "line",
    }
)
_PEN = {
    "solid": "solid",
    "dash": "dash",
    "dot": "dot",
    "arrow": "solid",
    "arrows": "solid",
}
_BRUSH = {"diagonal": "b_diagonal", "back": "f_diagonal", "cross": "diagonal_x", "dots": "dense6"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def qml(
    symbology: Symbology, geometry: str, column: str, *, opacity: float = 1.0, points: bool = False
) -> str:
    """Give the QML of a map layer.

    Parameters
    ----------
    symbology : Symbology
        Its look.
    geometry : str
        Geometry type of its table, as GeoPackage names it.
    column : str
        Column that holds the values of the categories; "" for a single symbol.
    opacity : float
        Of the whole layer, 0 to 1.
    points : bool
        Whether the point of each row is drawn in place of its geometry.
    """
    kind = _SYMBOL_TYPES.get(geometry, "fill")
    generated = points and kind != "marker"
    root = ET.Element("qgis", version="3.22", styleCategories="Symbology")
    looks = [category.symbol for category in symbology.categories] if column else []
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol" if column else "singleSymbol",
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
    )
    if column:
        renderer.set("attr", _clean(column))
        _categories(renderer, symbology)
    symbols = ET.SubElement(renderer, "symbols")
    for number, look in enumerate([*looks, symbology.default]):
        _symbol(symbols, str(number), look, kind, generated=generated)
    ET.SubElement(root, "layerOpacity").text = f"{opacity:g}"
    return DOCTYPE + ET.tostring(root, encoding="unicode")


def _categories(renderer: ET.Element, symbology: Symbology) -> None:
    """Name the categories; the last one, without value, stands for all other values."""
    categories = ET.SubElement(renderer, "categories")
    named = [(category.value, category.title) for category in symbology.categories]
    for number, (value, title) in enumerate([*named, ("", "")]):
        ET.SubElement(
            categories,
            "category",
            symbol=str(number),
            value=_clean(value),
            label=_clean(title),
            render="true",
            type="string",
        )


def _symbol(parent: ET.Element, name: str, look: Symbol, kind: str, *, generated: bool) -> None:
    symbol = ET.SubElement(
        parent, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    if generated:
        layer = _layer(
            symbol,
            "GeometryGenerator",
            {"SymbolType": "Marker", "geometryModifier": POINT_OF_ROW, "units": "MapUnit"},
        )
        _symbol(layer, f"@{name}@0", look, "marker", generated=False)
        return
    for symbol_class, properties in _LAYERS[kind](look):
        _layer(symbol, symbol_class, properties)


def _layer(symbol: ET.Element, symbol_class: str, properties: Mapping[str, str]) -> ET.Element:
    layer = ET.SubElement(
        symbol, "layer", {"class": symbol_class, "enabled": "1", "locked": "0", "pass": "0"}
    )
    for name, value in properties.items():
        ET.SubElement(layer, "prop", k=name, v=value)
    return layer


def _fill_layers(look: Symbol) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Give the layers of a polygon's symbol: the fill with its outline, then the hatch."""
    yield (
        "SimpleFill",
        {
            "color": _rgba(look.fill, look.fill_opacity),
            "style": "solid" if look.fill else "no",
            **_outline(look),
        },
    )
    if look.hatch != "none":
        colour = _rgba(look.hatch_colour or look.stroke)
        yield (
            "SimpleFill",
            {"color": colour, "style": _BRUSH[look.hatch], "outline_style": "no"},
        )


def _line_layers(look: Symbol) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield (
        "SimpleLine",
        {
            "line_color": _rgba(look.stroke or look.fill),
            "line_style": _PEN[look.line],
            "line_width": f"{look.stroke_mm:g}",
            "line_width_unit": "MM",
        },
    )


def _marker_layers(look: Symbol) -> Iterator[tuple[str, Mapping[str, str]]]:
    ring = look.marker == "ring"
    yield (
        "SimpleMarker",
        {
            "name": "circle" if ring else look.marker,
            "color": _rgba(None if ring else look.fill, look.fill_opacity),
            "size": f"{look.size_mm:g}",
            "size_unit": "MM",
            **_outline(look),
        },
    )


_LAYERS = {"fill": _fill_layers, "line": _line_layers, "marker": _marker_layers}


def _outline(look: Symbol) -> dict[str, str]:
    return {
        "outline_color": _rgba(look.stroke),
        "outline_style": _PEN[look.line] if look.stroke else "no",
        "outline_width": f"{look.stroke_mm:g}",
        "outline_width_unit": "MM",
    }


def _rgba(colour: str | None, opacity: float = 1.0) -> str:
    """Give ``#RRGGBB`` as QGIS writes it: "r,g,b,a", each 0 to 255."""
    if colour is None:
        return "0,0,0,0"
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},{round(opacity * 255)}"


def _clean(text: str) -> str:
    """Leave out characters that no XML document can hold."""
    return _NOT_XML.sub("", text)
