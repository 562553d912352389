"""Writes a layer with its geometry in the forms that GDAL writes alone: GeoPackage, GeoJSON, KML.

A day is written as a day: a frame has only moments, which other programs show with an hour that
nobody gave, and which a GeoPackage holds only with a zone.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.formats.frames import UID
from scmap.model.layer import Layer

Driver: TypeAlias = Literal["GPKG", "GeoJSON", "LIBKML"]


def write_shapes(layer: Layer, path: Path, driver: Driver, marks: Sequence[str] = ()) -> None:
    """Write the features of a layer, each with its uid.

    Parameters
    ----------
    layer : Layer
        A GeoPackage shows its title, too.
    path : Path
        The file; GDAL wants a name that ends as the form does, except for a GeoPackage.
    marks : sequence of str
        Its security grade in words: the description that other programs show of it.
    """
    import pyogrio  # noqa: PLC0415  brings GDAL

    of_package = driver == "GPKG"
    columns = dict(layer.columns) if UID in layer.columns else {UID: layer.uids, **layer.columns}
    options = {"DESCRIPTION": "\n".join(marks)} if marks else {}
    if of_package:
        options["IDENTIFIER"] = layer.title or layer.name
    made = BytesIO()
    pyogrio.raw.write(
        made if of_package else path,
        shapely.to_wkb(layer.geometry),
        [_as_days(column) for column in columns.values()],
        list(columns),
        layer=layer.name,
        driver=driver,
        geometry_type=_kind(layer.geometry, many=of_package),
        promote_to_multi=of_package,
        crs=layer.crs or None,
        layer_options=options,
    )
    if of_package:
        path.write_bytes(made.getvalue())


def _as_days(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype("datetime64[D]") if column.dtype.kind == "M" else column


def _kind(geometry: NDArray[np.object_], *, many: bool) -> str:
    """Name the kind of shape of a whole layer; "Unknown" where there are several, or none."""
    there = geometry[~shapely.is_missing(geometry)]
    names = {one.geom_type.removeprefix("Multi") if many else one.geom_type for one in there}
    if len(names) != 1:
        return "Unknown"
    name = names.pop() + (" Z" if shapely.has_z(there).any() else "")
    return f"Multi{name}" if many and name.startswith(("Point", "Line", "Polygon")) else name
