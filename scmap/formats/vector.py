"""One layer of a vector file as it says itself, on the project's plane; only text is guessed.

For analyses of a plain file, whose CRS must be written in it or named; whatever else comes in is
held against the ground first (`incoming.recognise`).
"""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import shapely

from scmap.errors import CrsMismatchError, InputError
from scmap.formats import digest
from scmap.formats.incoming import crs_said
from scmap.formats.incoming.landing import landed, without_impossible
from scmap.formats.incoming.reading import named_layers, read_tables
from scmap.formats.incoming.table import Incoming, noticed
from scmap.model.issue import Issue
from scmap.model.layer import PLANE, Layer, Source
from scmap.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Read:
    """What came in.

    Attributes
    ----------
    layer : Layer
        On the plane asked for; a table without geometry has none.
    issues : tuple of Issue
        What was repaired, guessed or left out.
    """

    layer: Layer
    issues: tuple[Issue, ...]


def read(
    path: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    plane: str = PLANE,
    progress: Progress = silent,
) -> Read:
    """Read one layer of a vector file.

    Parameters
    ----------
    path : Path
        The file; of a shapefile its .shp, or a .zip around it.
    layer : str or None
        Which layer; None where the file has only one.
    crs : str or None
        ``EPSG:n`` in which the coordinates are, for a file that does not say or says it wrong.
    plane : str
        Plane onto which it is brought.
    progress : Progress
        Told how far it is.

    Raises
    ------
    InputError
        Those of `read_tables`; layer_unknown, layers_several.
    CrsMismatchError
        no_crs, crs_unknown, crs_contradicted.
    """
    table = _chosen(path, layer)
    progress(0.6)
    if table.geometry is not None:
        table = without_impossible(_located(table, path, crs))
        table = table.noticing(*_shape_issues(table))
    progress(0.8)
    source = Source(file=path.name, sha256=digest.sha256(path))
    found, table = landed(table, plane, source)
    progress(1.0)
    return Read(found, table.issues)


def _chosen(path: Path, asked: str | None) -> Incoming:
    """Find the layer that is meant: the one named, or the only one."""
    names = named_layers(path)
    if asked is None and len(names) > 1:
        raise InputError("layers_several", file=path.name, layers=", ".join(names))
    only = asked if asked is not None or not names else names[0]
    tables = read_tables(path, only=only).tables
    meant = [table for table in tables if asked in (None, table.name)]
    listed = ", ".join(table.name for table in tables)
    if not meant:
        raise InputError("layer_unknown", file=path.name, layer=asked, layers=listed)
    if len(meant) > 1:
        raise InputError("layers_several", file=path.name, layers=listed)
    return meant[0]


def _located(table: Incoming, path: Path, crs: str | None) -> Incoming:
    """Take the CRS that is named, or the one that the file says where its coordinates allow it."""
    named = crs or table.crs
    if not named:
        raise CrsMismatchError("no_crs", file=path.name, layer=table.name)
    crs_said.check_known(named)
    said = crs_said.credible(named, table.shapes)
    if said is None:
        told = {"file": path.name, "layer": table.name, "crs": crs_said.short(named)}
        raise CrsMismatchError("crs_contradicted", **told)
    issues = [Issue(code, table.name, values={"crs": said.name}) for code in said.issues]
    return replace(table, crs=said.name, said_crs=said.description).noticing(*issues)


def _shape_issues(table: Incoming) -> list[Issue]:
    geometry, told = table.shapes, partial(noticed, layer=table.name)
    found = {
        "height_dropped": shapely.has_z(geometry),
        "geometry_missing": shapely.is_missing(geometry),
        "geometry_empty": shapely.is_empty(geometry),
    }
    return [told(code, rows=table.rows[rows]) for code, rows in found.items() if np.any(rows)]
