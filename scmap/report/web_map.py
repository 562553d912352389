"""The folium map of a report page: one Leaflet layer an entry of the layer tree."""

from collections.abc import Sequence
from dataclasses import replace

import folium
from folium.map import CustomPane
from folium.utilities import JsCode

from scmap import paths
from scmap.cartography.legend import LegendEntry, legend
from scmap.cartography.settings import MapSettings
from scmap.model import amounts
from scmap.report.escape import literal
from scmap.report.korean import LANGUAGE
from scmap.report.leaflet import OfflineMap, Script, Verbatim, identify
from scmap.report.web_layers import SYMBOL, Json, WebLayer
from scmap.report.web_symbols import Style, SymbolSheet

# Depths of Leaflet's panes: shapes, then all markers, then what is chosen, then names, then popups.
_SHAPES, _MARKERS, _SELECTION, _LABELS = 410, 610, 680, 690

Bounds = list[list[float]]


def folium_map(
    layers: Sequence[WebLayer], symbols: SymbolSheet, frame: MapSettings, bounds: Bounds
) -> OfflineMap:
    """Make the map; its figure is the page to which texts and tables are added.

    Parameters
    ----------
    layers : sequence of WebLayer
        From the bottom to the top.
    symbols : SymbolSheet
        Names and styles of all symbols.
    frame : MapSettings
        The map with the ground that the page holds.
    bounds : list
        South-west and north-east corner of what is seen first, degrees of latitude and longitude.
    """
    offline = OfflineMap(font_size="12px", zoom_snap=0.25, min_zoom=5, max_zoom=18)
    drawn = identify(offline, "report")
    header = drawn.figure.header
    header.add_child(Verbatim(f"<script>{_script()}</script>"), name="report_js")
    header.add_child(Verbatim(f"<style>{_opacities(layers)}</style>"), name="opacities")
    _add_pane(drawn, "selection", _SELECTION)
    _add_pane(drawn, "labels", _LABELS)
    # The legend lists layers in the order in which they were added: from the top of the map.
    for number, layer in reversed(list(enumerate(layers))):
        if layer.shapes["features"]:
            _add_layer(drawn, number, layer, symbols, frame)
    control = folium.LayerControl(collapsed=False, autoZIndex=False)
    drawn.add_child(identify(control, "legend"))
    drawn.add_child(identify(Script(f"scmap.start({drawn.get_name()}, {bounds});"), "start"))
    return drawn


def _script() -> str:
    return paths.resource("report", "report.js").read_text(encoding="utf-8")


def _opacities(layers: Sequence[WebLayer]) -> str:
    return "".join(
        f".leaflet-e{number}-pane, .leaflet-e{number}m-pane {{ opacity: {opacity:.3f}; }}"
        for number, layer in enumerate(layers)
        if (opacity := layer.drawn.entry.opacity) < 1
    )


def _add_pane(drawn: folium.Map, name: str, depth: int, *, touched: bool = False) -> None:
    drawn.add_child(identify(CustomPane(name, depth, pointer_events=touched), name))


def _add_layer(
    drawn: OfflineMap, number: int, layer: WebLayer, symbols: SymbolSheet, frame: MapSettings
) -> None:
    """Add one entry: its shapes, its markers and its names, switched on and off together."""
    name = f"e{number}"
    _add_pane(drawn, name, _SHAPES + number)
    _add_pane(drawn, f"{name}m", _MARKERS + number, touched=True)
    legend_html = _legend(name, layer, symbols, frame)
    shown = layer.drawn.entry.visible
    group = identify(folium.FeatureGroup(name=legend_html, show=shown), name)
    drawn.add_child(group)
    styles = symbols.styles()

    def style(feature: Json) -> Style:
        return styles[feature["properties"][SYMBOL]]

    shapes = folium.GeoJson(
        layer.shapes,
        style_function=style,
        on_each_feature=JsCode("scmap.each"),
        point_to_layer=JsCode(f'scmap.pointIn("{name}m")'),
        pane=name,
        interactive=False,
    )
    group.add_child(identify(shapes, f"{name}_shapes"))
    if layer.labels["features"]:
        labels = folium.GeoJson(layer.labels, point_to_layer=JsCode("scmap.label"))
        group.add_child(identify(labels, f"{name}_labels"))


def _legend(name: str, layer: WebLayer, symbols: SymbolSheet, frame: MapSettings) -> str:
    """Give the entry's name in the layer control, which is the legend as well."""
    entry = layer.drawn.entry
    lines = legend(replace(frame, layers=(layer.drawn,)), language=LANGUAGE)
    opening = f'<span class="legend" id="{name}" data-group="{literal(entry.group)}">'
    written = [f"{symbols.swatch(line.symbol, line.shape)} {_counted(line)}" for line in lines]
    if any(line.heading for line in lines):
        written = [literal(entry.title), *(f"<span>{line}</span>" for line in written)]
    return f"{opening}{''.join(written)}</span>"


def _counted(line: LegendEntry) -> str:
    count = "" if line.count is None else f" {amounts.count(line.count)}"
    return literal(line.title + count)
