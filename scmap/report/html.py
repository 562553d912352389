"""The report as one web page that opens anywhere, without a network and without this program."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from scmap.cartography.settings import MapSettings
from scmap.model import amounts
from scmap.progress import Progress, silent
from scmap.report.korean import word
from scmap.report.parts import Document
from scmap.report.web_layers import MAX_FEATURES, WebLayer, degrees, web_layers
from scmap.report.web_page import body, head, row_keys
from scmap.report.web_symbols import SymbolSheet
from scmap.store.replacing import replacing

AROUND = 0.5  # ground beyond the area's own, a side, as a share of its size


def write_html(document: Document, path: Path, progress: Progress = silent) -> None:
    """Write a report as one HTML file: map and tables, and nothing from anywhere else.

    Raises
    ------
    InputError
        If the folder is missing or cannot be written.
    LockedError
        If another program holds the file.
    """
    with replacing(path) as draft:
        draft.write_text(html_text(document, progress), encoding="utf-8", newline="\n")


def html_text(document: Document, progress: Progress = silent) -> str:
    """Give the page of a report; equal documents give equal pages."""
    # folium takes half a second to load; nothing else of the program needs it
    from scmap.report.leaflet import Verbatim, page  # noqa: PLC0415
    from scmap.report.web_map import folium_map  # noqa: PLC0415

    progress(0.0)
    settings, keys, symbols = document.sheets[0].settings, row_keys(document), SymbolSheet()
    frame = replace(settings, extent=settings.view.grown(AROUND))
    layers, tolerance = web_layers(frame, keys, symbols)
    progress(0.5)
    figure = folium_map(layers, symbols, frame, _corners(settings)).figure
    figure.header.add_child(Verbatim(head(document)), name="head")
    notes = (*document.notes, *_map_notes(layers, tolerance))
    text = f"{symbols.definitions()}{body(document, keys, notes)}"
    figure.html.add_child(Verbatim(text), name="body")
    rendered = page(figure)
    progress(1.0)
    return rendered


def _corners(settings: MapSettings) -> list[list[float]]:
    """South-west and north-east corner of the map, degrees of latitude and longitude."""
    extent = settings.extent
    plane = np.array([[extent.x0, extent.y0], [extent.x1, extent.y1]])
    crs = settings.layers[0].layer.crs
    return [[float(y), float(x)] for x, y in degrees(plane, crs)]


def _map_notes(layers: Sequence[WebLayer], tolerance: float) -> tuple[str, ...]:
    """Say what the map of the page leaves out, and how exact it is."""
    notes = [word("note.simplified", metres=amounts.rounded(tolerance)), word("note.ask")]
    notes += [
        word(
            "note.map_capped",
            layer=layer.drawn.entry.title,
            n=amounts.count(MAX_FEATURES),
            left=amounts.count(layer.left_out),
        )
        for layer in layers
        if layer.left_out
    ]
    return tuple(notes)
