"""The product's own tables in a project file: what the project is, its layers and its map.

They are listed as attribute tables, so that QGIS shows them; every column but the key may be NULL,
because QGIS inserts NULL into what a user leaves empty.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from scmap.model.layer import PLANE, Layer, Source
from scmap.model.maplayer import MapLayer, Where
from scmap.model.project import Project
from scmap.store.schema import KEY, literal, quoted
from scmap.store.style import StyleError, filter_text, read_filter, read_style, style_text
from scmap.store.tables import Target, register_attributes

Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ours: its name and its columns with their SQL types."""

    name: str
    columns: Mapping[str, str]


_IDENTITY = {"uid": "TEXT", "rev": "TEXT"}
META = Table("scmap_meta", {"key": "TEXT", "value": "TEXT"})
LAYER = Table(
    "scmap_layer",
    {
        **_IDENTITY,
        "position": "INTEGER",
        "table_name": "TEXT",
        "name": "TEXT",
        "title": "TEXT",
        "kind": "TEXT",
        "crs": "TEXT",
        "security": "TEXT",
        "organisation": "TEXT",
        "dataset": "TEXT",
        "base_date": "TEXT",
        "licence": "TEXT",
        "file": "TEXT",
        "sha256": "TEXT",
        "source_crs": "TEXT",
        "encoding": "TEXT",
        "note": "TEXT",
        "retrieved": "TEXT",
        "crs_from": "TEXT",
        "encoding_from": "TEXT",
    },
)
FIELD = Table(
    "scmap_field",
    {"layer": "TEXT", "position": "INTEGER", "name": "TEXT", "column_name": "TEXT", "type": "TEXT"},
)
MAP_LAYER = Table(
    "scmap_map_layer",
    {
        **_IDENTITY,
        "position": "INTEGER",
        "title": "TEXT",
        "layer": "TEXT",
        "heading": "TEXT",
        "where_field": "TEXT",
        "where_values": "TEXT",
        "shape": "TEXT",
        "symbology": "TEXT",
        "visible": "BOOLEAN",
        "opacity": "REAL",
        "filter": "TEXT",
    },
)
DIRTY = Table(  # what other programs did to rows, a cell a row: see store/foreign.py
    "scmap_dirty",
    {
        "table_name": "TEXT",
        "row": "INTEGER",
        "op": "TEXT",
        "column_name": "TEXT",
        "value": "BLOB",
        "at": "TEXT",
    },
)
TABLES = (META, LAYER, FIELD, MAP_LAYER, DIRTY)
MARK = "saved"  # key of the meta row by which one save is known from any other


def create(connection: sqlite3.Connection, now: datetime) -> None:
    """Make the product's tables, empty."""
    for table in TABLES:
        create_table(connection, table, now)


def create_table(connection: sqlite3.Connection, table: Table, now: datetime) -> None:
    """Make one of the product's tables, empty."""
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in table.columns.items())
    connection.execute(
        f"CREATE TABLE {quoted(table.name)} "
        f"({quoted(KEY)} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {columns})"
    )
    register_attributes(connection, table.name, table.name, now)


def insert(connection: sqlite3.Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put rows into a table of ours."""
    names = ", ".join(map(quoted, table.columns))
    marks = ", ".join("?" * len(table.columns))
    connection.executemany(
        f"INSERT INTO {quoted(table.name)} ({names}) VALUES ({marks})",  # noqa: S608  own names
        ([row.get(name) for name in table.columns] for row in rows),
    )


def fetch(connection: sqlite3.Connection, table: Table) -> list[dict[str, object]]:
    """Give the rows of a table of ours as the file has them; none when there is no such table."""
    known = connection.execute(
        f"SELECT name FROM pragma_table_info({literal(table.name)})"  # noqa: S608  own name
    ).fetchall()
    names = [name for (name,) in known]
    if not names:
        return []
    order = f'"position", "{KEY}"' if "position" in names else f'"{KEY}"'
    rows = connection.execute(
        f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table.name)} ORDER BY {order}"  # noqa: S608  quoted names
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


# Attributes of a project that it says about itself, all texts.
SAID = ("title", "crs", "municipality", "display_crs")


def meta_rows(project: Project, schema: int, mark: str) -> list[Row]:
    """Give what the project says about itself; of how it is shown only what is out of the way."""
    shown = {"display_crs": project.display_crs} if project.display_crs else {}
    values = {
        "schema": str(schema),
        "uid": project.uid,
        "title": project.title,
        "crs": project.crs,
        "municipality": project.municipality,
        MARK: mark,
        **shown,
    }
    return [{"key": key, "value": value} for key, value in values.items()]


def meta(rows: Iterable[Row]) -> dict[str, str]:
    """Give the values of the meta table by key."""
    return {text(row, "key"): text(row, "value") for row in rows}


def layer_row(layer: Layer, position: int, table: str) -> Row:
    """Give a layer without its features."""
    source = layer.source
    return {
        "uid": layer.uid,
        "position": position,
        "table_name": table,
        "name": layer.name,
        "title": layer.title,
        "kind": layer.kind,
        "crs": layer.crs,
        "security": layer.security,
        "organisation": source.organisation,
        "dataset": source.dataset,
        "base_date": source.base_date,
        "licence": source.licence,
        "file": source.file,
        "sha256": source.sha256,
        "source_crs": source.crs,
        "encoding": source.encoding,
        "note": source.note,
        "retrieved": source.retrieved,
        "crs_from": source.crs_from,
        "encoding_from": source.encoding_from,
    }


def described(layer: Layer, row: Row) -> Layer:
    """Give a layer that was read from its table with what `row` says about it."""
    return layer.replace(
        uid=text(row, "uid") or layer.uid,
        name=text(row, "name") or layer.name,
        title=text(row, "title"),
        kind=text(row, "kind") or "other",
        security=text(row, "security"),
        source=Source(
            organisation=text(row, "organisation"),
            dataset=text(row, "dataset"),
            base_date=text(row, "base_date"),
            licence=text(row, "licence"),
            file=text(row, "file"),
            sha256=text(row, "sha256"),
            crs=text(row, "source_crs"),
            encoding=text(row, "encoding"),
            note=text(row, "note"),
            retrieved=text(row, "retrieved"),
            crs_from=text(row, "crs_from"),
            encoding_from=text(row, "encoding_from"),
        ),
    )


def field_rows(layer: Layer, target: Target) -> list[Row]:
    """Give the fields of a layer with the columns in which they are kept."""
    return [
        {
            "layer": layer.uid,
            "position": position,
            "name": field.name,
            "column_name": target.columns[field.name],
            "type": field.type,
        }
        for position, field in enumerate(layer.fields)
    ]


def map_row(entry: MapLayer, position: int) -> Row:
    """Give an entry of the layer tree."""
    where = entry.where
    return {
        "uid": entry.uid,
        "position": position,
        "title": entry.title,
        "layer": entry.layer,
        "heading": entry.group,
        "where_field": where.field if where else None,
        "where_values": json.dumps(sorted(where.values), ensure_ascii=False) if where else None,
        "shape": entry.shape,
        "symbology": style_text(entry.symbology),
        "visible": int(entry.visible),
        "opacity": entry.opacity,
        "filter": filter_text(entry.filter) if entry.filter else None,
    }


def map_layer(row: Row, uid: str) -> MapLayer:
    """Give the entry of the layer tree in a row; `uid` is used where the row has none.

    Raises
    ------
    StyleError
        If its look or its filter is not readable.
    """
    shape, opacity, narrowed = row.get("shape"), row.get("opacity"), text(row, "filter")
    return MapLayer(
        uid=text(row, "uid") or uid,
        title=text(row, "title"),
        layer=text(row, "layer"),
        group=text(row, "heading"),
        where=_where(row),
        shape="point" if shape == "point" else "footprint",
        symbology=read_style(text(row, "symbology") or "{}"),
        visible=row.get("visible") not in (0, None),
        opacity=min(max(float(opacity), 0.0), 1.0) if isinstance(opacity, int | float) else 1.0,
        filter=read_filter(narrowed) if narrowed else None,
    )


def text(row: Row, name: str) -> str:
    """Give a text of a row; "" where there is none."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def plane(values: Mapping[str, str]) -> str:
    """Give the plane that a project's meta rows name."""
    return values.get("crs") or PLANE


def _where(row: Row) -> Where | None:
    field = row.get("where_field")
    if not isinstance(field, str):
        return None
    try:
        values = json.loads(text(row, "where_values"))
    except (ValueError, RecursionError) as error:
        raise StyleError(field) from error
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise StyleError(field)
    return Where(field, frozenset(values))
