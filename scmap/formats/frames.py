"""Layers as GeoDataFrames and back, for export, for web maps and for users of Python."""

from typing import TYPE_CHECKING

import numpy as np

from scmap.formats import fields
from scmap.model.identity import completed
from scmap.model.layer import Column, Layer, objects
from scmap.model.project import new_uid

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

UID = "uid"


def to_frame(layer: Layer) -> "GeoDataFrame":
    """Give a layer as a GeoDataFrame indexed by uid.

    Unknown stays unknown: NaN in numbers, None in texts, NaT in dates.
    """
    import geopandas  # noqa: PLC0415  brings pandas and GDAL

    return geopandas.GeoDataFrame(
        {name: column.copy() for name, column in layer.columns.items()},
        geometry=layer.geometry.copy(),
        crs=layer.crs or None,
        index=geopandas.pd.Index(layer.uids.copy(), name=UID),
    )


def from_frame(frame: "GeoDataFrame", *, name: str, title: str = "", kind: str = "other") -> Layer:
    """Give a GeoDataFrame as a layer with a new uid.

    An index named ``uid`` gives the features' identities; otherwise they follow from the layer's.
    """
    uid = new_uid()
    given = frame.index.tolist() if frame.index.name == UID else [None] * len(frame)
    uids, _made = completed(given, uid, range(len(frame)))
    attributes = frame.drop(columns=frame.geometry.name)
    return Layer(
        uid=uid,
        name=name,
        title=title or name,
        kind=kind,
        crs=":".join(frame.crs.to_authority()) if frame.crs else "",
        uids=uids,
        geometry=objects(frame.geometry.to_numpy()),
        columns={str(field): _column(attributes[field].to_numpy()) for field in attributes.columns},
    )


def _column(values: np.ndarray[tuple[int], np.dtype[np.generic]]) -> Column:
    """Give the values of a frame's column, whose unknowns pandas writes in several ways."""
    known = [value if value == value else None for value in values.tolist()]  # noqa: PLR0124  NaN
    column = fields.column(objects(known) if values.dtype == object else values)
    return objects(known) if column is None else column
