"""The report as one web page that opens anywhere, without a network and without this program."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from scmap.cartography.settings import MapSettings
from scmap.model import amounts
from scmap.model.maplayer import RESULT
from scmap.progress import Progress, silent
from scmap.report.korean import word
from scmap.report.parts import Document
from scmap.report.web_layers import MAX_FEATURES, WebLayer, degrees, web_layers
from scmap.report.web_page import Keys, body, head, row_keys
from scmap.report.web_symbols import SymbolSheet
from scmap.store.replacing import replacing

Written: TypeAlias = Callable[[Sequence[str]], str]

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
    keys = row_keys(document.tables)

    def written(notes: Sequence[str]) -> str:
        return body(document, keys, (*document.notes, *notes))

    return web_text(document.title, _with_depth(document), keys, written, progress)


def _with_depth(document: Document) -> MapSettings:
    """Give the first map of a report with the faces of depth, which wait to be switched on.

    They lie just below the overlaps, so that the legend lists both under one heading.
    """
    shown = document.sheets[0].settings
    every = (one for sheet in document.sheets for one in sheet.settings.layers)
    deep = next((one for one in every if one.entry.layer == f"{RESULT}depth"), None)
    if deep is None or not len(deep.layer):
        return shown
    waiting = replace(deep, entry=replace(deep.entry, visible=False))
    shared = (n for n, one in enumerate(shown.layers) if one.layer.kind == "overlap")
    place = next(shared, len(shown.layers))
    return replace(shown, layers=(*shown.layers[:place], waiting, *shown.layers[place:]))


def web_text(
    title: str, shown: MapSettings, keys: Keys, written: Written, progress: Progress = silent
) -> str:
    """Give a page of a map and of what is written beside it.

    Parameters
    ----------
    title : str
        Of the page.
    shown : MapSettings
        Layers of the map, and the ground that is seen first.
    keys : mapping of str to str
        Name of the table row that tells about a feature, by the feature's uid.
    written : callable
        Gives header and main part as HTML, with the notes on the map among them.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    # folium takes half a second to load; nothing else of the program needs it
    from scmap.report.leaflet import Verbatim, page  # noqa: PLC0415
    from scmap.report.web_map import folium_map  # noqa: PLC0415

    progress(0.0)
    symbols = SymbolSheet()
    frame = replace(shown, extent=shown.view.grown(AROUND))
    layers, tolerance = web_layers(frame, keys, symbols)
    progress(0.5)
    figure = folium_map(layers, symbols, frame, _corners(shown)).figure
    figure.header.add_child(Verbatim(head(title)), name="head")
    text = f"{symbols.definitions()}{written(_map_notes(layers, tolerance))}"
    figure.html.add_child(Verbatim(text), name="body")
    rendered = page(figure)
    progress(1.0)
    return rendered


def _corners(settings: MapSettings) -> list[list[float]]:
    """South-west and north-east corner of the map, degrees of latitude and longitude."""
    extent = settings.extent
    plane = np.array([[extent.x0, extent.y0], [extent.x1, extent.y1]])
    crs = settings.layers[0].layer.crs if settings.layers else settings.display.plane
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
