"""The way of a foreign layer onto the project's plane, and into a layer of the project."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.formats import projection
from scmap.formats.incoming import shapes
from scmap.formats.incoming.table import Incoming
from scmap.model.dots import dots
from scmap.model.identity import completed
from scmap.model.layer import Column, Layer, Objects, Source, bare, objects
from scmap.model.project import new_uid
from scmap.model.written import corners

UID = "uid"
MANY = 20_000  # points from which a layer is made of nothing but their coordinates
POINT = shapely.GeometryType.POINT

Floats = NDArray[np.float64]


def landed(
    table: Incoming,
    plane: str,
    source: Source,
    *,
    shift: tuple[float, float] | None = None,
    left_out: frozenset[str] = frozenset(),
) -> tuple[Layer, Incoming]:
    """Bring a table onto the plane and make a layer of it.

    Parameters
    ----------
    table : Incoming
        Its CRS is known, or it has no geometry.
    plane : str
        ``EPSG:n`` onto which it is brought.
    source : Source
        Where it comes from; file, hash, CRS and encoding are filled in from the table.
    shift : (east, north) or None
        Metres by which its places lie off: they are moved back.
    left_out : frozenset of str
        Columns that do not come in.

    Returns
    -------
    layer : Layer
    table : Incoming
        The records that came in, with what is to be said of them and those kept out.
    """
    table = flattened(table)
    is_placed = table.geometry is not None
    ground: Objects = objects([None] * len(table))
    if is_placed:
        table, ground = _brought(table, plane, shift)
    columns = {name: one for name, one in table.columns.items() if name not in left_out}
    uids, columns = _identities(columns, table, source.sha256)
    layer = Layer(
        uid=new_uid(),  # brought in twice, a file makes two layers
        name=table.name,
        title=table.title or table.name,
        kind="other",
        crs=plane if is_placed else "",
        uids=uids,
        geometry=ground,
        columns=columns,
        source=replace(source, crs=table.crs, encoding=table.encoding),
    )
    return layer, table


def _brought(
    table: Incoming, plane: str, shift: tuple[float, float] | None
) -> tuple[Incoming, Objects]:
    """Bring shapes onto the plane: very many points as what a layer of them is made of.

    To make a million geometries anew, and to let them go again, takes half a second of everybody's.
    """
    places = _places(table.shapes)
    if places is None:
        table = on_plane(table, plane, shift)
        return table, table.shapes
    for move in _moves(table, plane, shift):
        places = move(places)
    possible = np.isfinite(places) & (np.abs(places) < shapes.FARTHEST)
    lost: NDArray[np.bool_] = np.asarray(~possible.all(axis=1))
    return table.without(lost, "coordinates_impossible"), bare(places[~lost])


def _places(geometry: Objects) -> Floats | None:
    """Give the coordinates of very many points; None of anything else."""
    if len(geometry) <= MANY or (shapely.get_type_id(geometry) != POINT).any():
        return None
    places = corners(geometry)
    return places if len(places) == len(geometry) else None  # one may be empty


def flattened(table: Incoming) -> Incoming:
    """Leave out heights and M values, which no analysis here uses."""
    if table.geometry is None or not shapely.has_z(table.geometry).any():
        return table
    return replace(table, geometry=objects(shapely.force_2d(table.geometry)))


def on_plane(table: Incoming, plane: str, shift: tuple[float, float] | None) -> Incoming:
    """Transform the shapes, and keep out those that have no place on the plane."""
    geometry = table.shapes
    for move in _moves(table, plane, shift):
        geometry = _moved(geometry, move)
    geometry, reduced = shapes.with_polygons(geometry, table.name)
    table = replace(table, geometry=geometry).noticing(*reduced)
    return without_impossible(table)


def _moves(
    table: Incoming, plane: str, shift: tuple[float, float] | None
) -> Iterator[Callable[[Floats], Floats]]:
    """Give what has to be done to the coordinates of a table, in order."""
    if table.crs != plane:
        yield partial(projection.reprojected, source=table.said_crs or table.crs, target=plane)
    if shift is not None:
        back = np.array(shift)
        yield lambda points: points - back


def _moved(geometry: Objects, move: Callable[[Floats], Floats]) -> Objects:
    """Move shapes; points are made anew, which takes half as long."""
    if (shapely.get_type_id(geometry) == POINT).all():
        points = corners(geometry)
        if len(points) == len(geometry):  # none is empty
            return dots(move(points))
    return objects(shapely.transform(geometry, move))


def without_impossible(table: Incoming) -> Incoming:
    """Keep out records with coordinates that are no number, or on no place on earth."""
    bounds = shapely.bounds(table.shapes)
    some = ~(shapely.is_missing(table.shapes) | shapely.is_empty(table.shapes))
    possible = np.isfinite(bounds) & (np.abs(bounds) < shapes.FARTHEST)
    return table.without(some & ~possible.all(axis=1), "coordinates_impossible")


def _identities(
    columns: Mapping[str, Column], table: Incoming, sha256: str
) -> tuple[Objects, dict[str, Column]]:
    """Take over the identities of our own exports; give all others one by file and record."""
    given = columns.get(UID, objects([]))
    values: list[object] = [None] * len(table)
    if _is_identity(given):
        values = given.tolist()
        columns = {name: column for name, column in columns.items() if name != UID}
    uids, _made = completed(values, f"{sha256}/{table.name}", table.rows.tolist())
    return uids, dict(columns)


def _is_identity(column: Column) -> bool:
    """Tell whether a column names every feature differently, as our own exports do."""
    values = column.tolist() if column.dtype == object else []
    return bool(values) and None not in values and len(set(values)) == len(values)
