"""Symbols of the map in a web page: Leaflet styles, SVG patterns and markers.

The shapes are those that the painter uses, so that window, paper and web page look alike.
"""

from dataclasses import dataclass, field

from PySide6.QtGui import QPainterPath

from scmap.cartography.legend import Form
from scmap.cartography.markers import marker_path
from scmap.model.symbology import (
    DOT_MM,
    DOTS_MM,
    HATCH_MM,
    HATCH_STROKE_MM,
    Hatch,
    Symbol,
)
from scmap.report.escape import colour

PX_PER_MM = 96 / 25.4  # CSS pixels

_DASHES = {"dash": "6 3.5", "dot": "1.5 2.5"}
_SWATCH = (22, 14)  # width and height of an area in the legend, pixels

Style = dict[str, str | float | bool]


@dataclass(slots=True)
class SymbolSheet:
    """Gives each symbol of a page a name, and defines them all once.

    Attributes
    ----------
    names : dict of Symbol to str
        ``s0``, ``s1`` … in the order of first use.
    """

    names: dict[Symbol, str] = field(default_factory=dict)

    def name(self, symbol: Symbol) -> str:
        """Give the name of a symbol."""
        return self.names.setdefault(symbol, f"s{len(self.names)}")

    def styles(self) -> dict[str, Style]:
        """Give the Leaflet path options of each symbol, by name."""
        return {name: _style(symbol, name) for symbol, name in self.names.items()}

    def definitions(self) -> str:
        """Give the SVG that defines every hatch and every marker, itself invisible."""
        drawn = "".join(
            _pattern(symbol, name) + _marker(symbol, name) for symbol, name in self.names.items()
        )
        return f'<svg class="definitions" width="0" height="0"><defs>{drawn}</defs></svg>'

    def swatch(self, symbol: Symbol, shape: Form) -> str:
        """Give the legend picture of a symbol."""
        name, (width, height) = self.name(symbol), _SWATCH
        inner = (
            _marker_swatch(name, symbol) if shape == "point" else _shape_swatch(name, symbol, shape)
        )
        return f'<svg class="swatch" width="{width}" height="{height}">{inner}</svg>'


def marker_size(symbol: Symbol) -> float:
    """Side of the square that holds a marker with its line, pixels."""
    return round((symbol.size_mm * 1.4 + 2 * symbol.stroke_mm) * PX_PER_MM, 1)


def _marker_swatch(name: str, symbol: Symbol) -> str:
    size, (width, height) = marker_size(symbol), _SWATCH
    x, y = width / 2 - size / 2, height / 2 - size / 2
    return f'<use href="#{name}m" x="{x:.1f}" y="{y:.1f}" width="{size}" height="{size}"/>'


def _shape_swatch(name: str, symbol: Symbol, shape: Form) -> str:
    style, (width, height) = _style(symbol, name), _SWATCH
    fill = style["fillColor"] if style["fill"] and shape == "area" else "none"
    stroke = style["color"] if style["stroke"] else "none"
    line = (
        f"M1 1H{width - 1}V{height - 1}H1Z" if shape == "area" else f"M1 {height / 2}H{width - 1}"
    )
    return (
        f'<path d="{line}" fill="{fill}" fill-opacity="{style["fillOpacity"]}" '
        f'stroke="{stroke}" stroke-width="{style["weight"]}" '
        f'stroke-dasharray="{style.get("dashArray", "none")}"/>'
    )


def _style(symbol: Symbol, name: str) -> Style:
    style: Style = {
        "stroke": symbol.stroke is not None and symbol.stroke_mm > 0,
        "color": colour(symbol.stroke),
        "weight": round(symbol.stroke_mm * PX_PER_MM, 2),
        "fill": symbol.fill is not None or symbol.hatch != "none",
        "fillColor": colour(symbol.fill),
        "fillOpacity": round(symbol.fill_opacity, 3),
    }
    if symbol.hatch != "none":
        style |= {"fillColor": f"url(#{name})", "fillOpacity": 1.0}
    dashes = _DASHES.get(symbol.line)
    return style if dashes is None else style | {"dashArray": dashes}


def _pattern(symbol: Symbol, name: str) -> str:
    """Define the hatch of a symbol as an SVG pattern; "" when it has none."""
    if symbol.hatch == "none":
        return ""
    ink = colour(symbol.hatch_colour or symbol.stroke or "#333333")
    # A square tile of side √2·d holds diagonals that are d apart; whole pixels leave no seams.
    side = round(2**0.5 * PX_PER_MM * (DOTS_MM if symbol.hatch == "dots" else HATCH_MM))
    return (
        f'<pattern id="{name}" patternUnits="userSpaceOnUse" width="{side}" height="{side}">'
        f'<rect width="{side}" height="{side}" fill="{colour(symbol.fill)}" '
        f'fill-opacity="{symbol.fill_opacity:.3f}"/>{_hatch(symbol.hatch, side, ink)}</pattern>'
    )


def _hatch(hatch: Hatch, side: int, ink: str) -> str:
    """Draw one tile of a hatch; diagonals reach into the corners of the next tiles."""
    if hatch == "dots":
        radius = round(DOT_MM * PX_PER_MM / 2, 2)
        near, far = side * 0.25, side * 0.75
        return "".join(
            f'<circle cx="{at}" cy="{at}" r="{radius}" fill="{ink}"/>' for at in (near, far)
        )
    up = f"M-1 1L1 -1M0 {side}L{side} 0M{side - 1} {side + 1}L{side + 1} {side - 1}"
    down = f"M-1 {side - 1}L1 {side + 1}M0 0L{side} {side}M{side - 1} -1L{side + 1} 1"
    line = {"diagonal": up, "back": down, "cross": up + down}[hatch]
    width = round(HATCH_STROKE_MM * PX_PER_MM, 2)
    return f'<path d="{line}" stroke="{ink}" stroke-width="{width}" fill="none"/>'


def _marker(symbol: Symbol, name: str) -> str:
    """Define the marker of a symbol as an SVG symbol of `marker_size`."""
    size = marker_size(symbol)
    half = size / 2
    shape = _svg(marker_path(symbol.marker, symbol.size_mm * PX_PER_MM))
    return (
        f'<symbol id="{name}m" viewBox="{-half:.2f} {-half:.2f} {size} {size}">'
        f'<path fill-rule="evenodd" d="{shape}" '
        f'fill="{colour(symbol.fill)}" fill-opacity="{symbol.fill_opacity:.3f}" '
        f'stroke="{colour(symbol.stroke)}" stroke-width="{symbol.stroke_mm * PX_PER_MM:.2f}"/>'
        "</symbol>"
    )


def _svg(path: QPainterPath) -> str:
    """Write a path as SVG path data."""
    letters = {
        QPainterPath.ElementType.MoveToElement: "M",
        QPainterPath.ElementType.LineToElement: "L",
        QPainterPath.ElementType.CurveToElement: "C",
        QPainterPath.ElementType.CurveToDataElement: " ",
    }
    elements = (path.elementAt(place) for place in range(path.elementCount()))
    return "".join(f"{letters[part.type]}{part.x:.2f} {part.y:.2f}" for part in elements)
