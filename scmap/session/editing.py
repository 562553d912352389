"""Commands that draw, change and remove features of a layer by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import InputError, RefusedError
from scmap.model import investment, records
from scmap.model.layer import DTYPES, UNKNOWN, Field, FieldType, Layer, bare, objects
from scmap.model.project import Project

Rows: TypeAlias = NDArray[np.intp]
Shapes: TypeAlias = Mapping[str, shapely.Geometry]
Cell: TypeAlias = str | float | np.datetime64 | None

KINDS = frozenset({"investment", "facility", "boundary", "other"})  # of layers that are edited
FIRST_MULTI = 4  # of the GEOS type ids: those below are single shapes
_KNOWN: Mapping[str, FieldType] = {one.name: one.type for one in investment.FIELDS}
_MONEY = tuple(f"{part}_mkrw" for part in investment.MONEY)


def editable(layer: Layer | None) -> bool:
    """Tell whether a layer's features are drawn and changed by hand."""
    return layer is not None and layer.kind in KINDS


def changed_shapes(project: Project, name: str, shapes: Shapes) -> Project:
    """Give features other shapes.

    An investment whose ground was drawn is of quality A and made of no units any more; its point
    stays where it is while that lies on the ground. A point given to an investment is where it is,
    and leaves its ground as it is.

    Parameters
    ----------
    name : str
        uid of the layer.
    shapes : mapping
        The new shape of each feature, by its uid.

    Raises
    ------
    InputError
        ``edit_unknown``.
    """
    layer = _layer(project, name)
    if _is_investment(layer):
        points = {uid: one for uid, one in shapes.items() if one.geom_type == "Point"}
        layer = _moved_points(layer, points)
        shapes = {uid: one for uid, one in shapes.items() if uid not in points}
    rows = _rows(layer, shapes)
    made = _put(layer, rows, list(shapes.values()))
    return project.with_layer(_drawn(made, rows) if _is_investment(layer) else made)


def added(project: Project, name: str, shape: shapely.Geometry, uid: str) -> Project:
    """Add a feature of which only the shape is known."""
    layer = _layer(project, name)
    one = _put(_blank(layer, uid), np.arange(1), [shape], of=layer)
    return project.with_layer(layer.extended(one))


def removed(project: Project, name: str, uids: Collection[str]) -> Project:
    """Take features out of a layer.

    Raises
    ------
    RefusedError
        ``edit_referred``: links or review records name one of them.
    """
    layer = _layer(project, name)
    rows = _rows(layer, uids)
    _refuse_referred(project, layer, rows)
    return project.with_layer(layer.take(np.delete(np.arange(len(layer)), rows)))


def split_up(
    project: Project, name: str, uid: str, parts: Sequence[shapely.Geometry], uids: Sequence[str]
) -> Project:
    """Let a feature keep the first of its parts, and make features with its values of the others.

    The money of an investment stays with the first part: that of the others is unknown, or it
    would be counted twice.

    Parameters
    ----------
    parts : sequence of Geometry
        The first is the one that keeps the uid.
    uids : sequence of str
        Those of the other parts.
    """
    project = changed_shapes(project, name, {uid: parts[0]})
    layer = _layer(project, name)
    others = layer.take(np.full(len(uids), layer.rows[uid]))
    columns = {
        key: np.full(len(uids), np.nan) if key in _MONEY else column
        for key, column in others.columns.items()
    }
    if "name" in columns:
        names = enumerate(columns["name"], start=2)
        columns["name"] = objects(f"{one} ({number})" if one else None for number, one in names)
    others = others.replace(uids=objects(uids), columns=columns)
    project = project.with_layer(layer.extended(others))
    return changed_shapes(project, name, dict(zip(uids, parts[1:], strict=True)))


def joined(project: Project, name: str, uids: Sequence[str], shape: shapely.Geometry) -> Project:
    """Let the first of some features have the shape of all, and take the others out.

    Its values are kept, those of the others go.

    Raises
    ------
    RefusedError
        ``edit_referred``.
    """
    return removed(changed_shapes(project, name, {uids[0]: shape}), name, uids[1:])


def with_cells(project: Project, name: str, field: Field, values: Mapping[str, Cell]) -> Project:
    """Give features other values of one field; a layer that lacks the field gets it.

    A command that changes no value gives the same project.

    Parameters
    ----------
    values : mapping
        By the uid of the feature; None, NaN and NaT are unknown.
    """
    layer = _layer(project, name)
    rows = _rows(layer, values)
    before = layer.columns.get(field.name)
    column = _column(layer, field)
    cells = [UNKNOWN[field.type] if value is None else value for value in values.values()]
    if field.type == "text":
        column[rows] = [value or None for value in cells]
    else:
        column[rows] = np.array(cells, dtype=DTYPES[field.type])
    if before is not None and _same(before, column):
        return project
    return project.with_layer(layer.replace(columns={**layer.columns, field.name: column}))


def with_record_cells(project: Project, name: str, uid: str, values: Mapping[str, Cell]) -> Project:
    """Give one feature other values of several fields, by their names."""
    for key, value in values.items():
        project = with_cells(project, name, field_of(_layer(project, name), key), {uid: value})
    return project


def field_of(layer: Layer, name: str) -> Field:
    """Give a field of a layer with its type; of an investment also one that no row has yet."""
    found = next((one for one in layer.fields if one.name == name), None)
    return found or Field(name, _KNOWN.get(name, "text"))


def referring(project: Project, uid: str) -> tuple[str, ...]:
    """Give the names of the tables whose records name a feature."""
    tables = (layer for layer in project.layers if layer.kind == records.KIND)
    return tuple(layer.name for layer in tables if _names(layer, uid))


def _names(layer: Layer, uid: str) -> bool:
    texts = (column for column in layer.columns.values() if column.dtype == object)
    return any(uid in str(cell) for column in texts for cell in column if cell)


def _refuse_referred(project: Project, layer: Layer, rows: Rows) -> None:
    for row in rows:
        if referring(project, str(layer.uids[row])):
            named = layer.columns.get("name")
            title = str(named[row]) if named is not None and named[row] else layer.title
            raise RefusedError("edit_referred", name=title)


def _layer(project: Project, name: str) -> Layer:
    layer = project.layer(name)
    if layer is None:
        raise InputError("edit_unknown")
    return layer


def _rows(layer: Layer, uids: Collection[str]) -> Rows:
    rows = layer.rows  # asked for once: a table may have a hundred thousand
    try:
        return np.array([rows[uid] for uid in uids], dtype=np.intp)
    except KeyError as error:
        raise InputError("edit_unknown") from error


def _is_investment(layer: Layer) -> bool:
    return layer.name == investment.TABLE


def _alike(shape: shapely.Geometry, layer: Layer) -> shapely.Geometry:
    """Give a shape of the kind that the layer's are: single or multi."""
    kinds = np.unique(shapely.get_type_id(layer.geometry[~shapely.is_missing(layer.geometry)]))
    multi = _is_investment(layer) or (len(kinds) > 0 and bool((kinds >= FIRST_MULTI).all()))
    makers = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
    if multi and not shape.geom_type.startswith("Multi"):
        return makers[int(shapely.get_dimensions(shape))](shapely.get_parts(shape))
    return shape


def _put(
    layer: Layer, rows: Rows, shapes: Sequence[shapely.Geometry], of: Layer | None = None
) -> Layer:
    """Give rows other shapes, of the kind that those of `of`, by default the layer, are."""
    kind = layer if of is None else of
    if kind.points is not None and all(one.geom_type == "Point" for one in shapes):
        points = layer.points.copy() if layer.points is not None else np.zeros((len(layer), 2))
        points[rows] = shapely.get_coordinates(list(shapes))
        return layer.replace(geometry=bare(points))
    geometry = layer.geometry.copy()
    geometry[rows] = [_alike(shape, kind) for shape in shapes]
    return layer.replace(geometry=geometry)


def _moved_points(layer: Layer, points: Shapes) -> Layer:
    """Put the points of investments elsewhere."""
    rows = _rows(layer, points)
    x, y = (layer.number(name).copy() for name in ("x", "y"))
    x[rows], y[rows] = [one.x for one in points.values()], [one.y for one in points.values()]
    return layer.replace(columns={**layer.columns, "x": x, "y": y}) if len(rows) else layer


def _drawn(layer: Layer, rows: Rows) -> Layer:
    """Say of investments that their ground was drawn by hand."""
    x, y = (layer.number(name).copy() for name in ("x", "y"))
    quality, extent = (layer.text(name).copy() for name in ("quality", "extent"))
    for row in rows.tolist():
        shape = layer.geometry[row]
        if not shape.intersects(shapely.Point(x[row], y[row])):
            point = shapely.point_on_surface(shape)
            x[row], y[row] = point.x, point.y
        quality[row], extent[row] = "A", None
    told = {"x": x, "y": y, "quality": quality, "extent": extent}
    return layer.replace(columns={**layer.columns, **told})


def _blank(layer: Layer, uid: str) -> Layer:
    columns = {one.name: np.full(1, UNKNOWN[one.type], DTYPES[one.type]) for one in layer.fields}
    return replace(layer, uids=objects([uid]), geometry=objects([None]), columns=columns)


def _column(layer: Layer, field: Field) -> NDArray[Any]:
    found = layer.columns.get(field.name)
    if found is not None:
        return found.copy()
    return np.full(len(layer), UNKNOWN[field.type], DTYPES[field.type])


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    if one.dtype == object:
        return bool(np.array_equal(one, other))
    return bool(np.array_equal(one, other, equal_nan=True))
