"""Typed records kept as rows of a project: one frozen dataclass a row, one layer a class.

A record class is a frozen dataclass with a `uid`, a class variable `TABLE` (the layer's name) and
fields of type str, float (NaN = unknown), bool or date | None. A field `line` is its geometry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import Field as DataField
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np

from scmap.model.layer import DTYPES, Column, FieldType, Layer, Objects, objects
from scmap.model.project import Project

KIND = "records"
GEOMETRY = "line"
_UID = "uid"

_TYPES: Mapping[Any, FieldType] = {str: "text", float: "number", bool: "number"}


class Record(Protocol):
    """A row of its own class."""

    __dataclass_fields__: ClassVar[dict[str, DataField[Any]]]
    TABLE: ClassVar[str]

    @property
    def uid(self) -> str:
        """Identity of the record."""


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a record class asks of its layer: the type of each field, in order."""

    types: Mapping[str, Any]

    @property
    def columns(self) -> list[str]:
        return [name for name in self.types if name not in (_UID, GEOMETRY)]


def records(project: Project, kind: type[R]) -> tuple[R, ...]:
    """Give the project's records of a class, in the order in which they were added."""
    layer = project.named(kind.TABLE)
    if layer is None:
        return ()
    types = _shape(kind).types
    return tuple(kind(**_values(layer, row, types)) for row in range(len(layer)))


def record(project: Project, kind: type[R], uid: str) -> R | None:
    """Give one record, or None when the project has none of that uid."""
    return next((one for one in records(project, kind) if one.uid == uid), None)


def with_record(project: Project, one: Record) -> Project:
    """Give the project with a record in place of the one with its uid, or added at the end."""
    kind = type(one)
    old = records(project, kind)
    if any(other.uid == one.uid for other in old):
        return with_all(project, kind, [one if other.uid == one.uid else other for other in old])
    return with_all(project, kind, [*old, one])


def without_record(project: Project, kind: type[Record], uid: str) -> Project:
    """Give the project without the record of that uid."""
    return with_all(project, kind, [one for one in records(project, kind) if one.uid != uid])


def with_all(project: Project, kind: type[Record], rows: Iterable[Record]) -> Project:
    """Give the project with exactly these records of a class."""
    return project.with_layer(_layer(project, kind, list(rows)))


def _layer(project: Project, kind: type[Record], rows: list[Record]) -> Layer:
    shape = _shape(kind)
    lines = [getattr(one, GEOMETRY, None) for one in rows]
    return Layer(
        uid=kind.TABLE,
        name=kind.TABLE,
        title=kind.TABLE,
        kind=KIND,
        crs=project.crs if GEOMETRY in shape.types else "",
        uids=objects(one.uid for one in rows),
        geometry=objects(lines),
        columns={
            name: _column([getattr(one, name) for one in rows], shape.types[name])
            for name in shape.columns
        },
    )


def _shape(kind: type[Record]) -> _Shape:
    return _Shape({field.name: field.type for field in fields(kind)})


def _column(values: list[Any], type_: Any) -> Column:
    field_type = _TYPES.get(type_, "date")
    if field_type == "text":
        return objects(value or None for value in values)
    return np.array(values, dtype=DTYPES[field_type])


def _values(layer: Layer, row: int, types: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {_UID: layer.uids[row]}
    if GEOMETRY in types:
        values[GEOMETRY] = layer.geometry[row]
    for name in _Shape(types).columns:
        values[name] = _value(layer, name, row, types[name])
    return values


def _value(layer: Layer, name: str, row: int, type_: Any) -> str | float | bool | date | None:
    """Give a cell as the record's field wants it; a column that an old file lacks is unknown."""
    if type_ is str:
        return layer.text(name)[row] or ""
    if type_ is float or type_ is bool:
        number = float(layer.number(name)[row])
        return number == 1 if type_ is bool else number
    column: Objects | None = layer.columns.get(name)
    found = None if column is None else np.datetime64(column[row], "D").item()
    return found if isinstance(found, date) else None


def touched(project: Project, one: Record, **changes: Any) -> Project:
    """Give the project with some fields of a record changed."""
    return with_record(project, replace(one, **changes))
