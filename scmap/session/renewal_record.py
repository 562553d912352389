"""What a newer file changes, told row by row with both values: for a screen, a file or a script."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely

from scmap.model import investment
from scmap.model.difference import NEW, unknown
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Column, Layer
from scmap.model.matching import Rows
from scmap.session.renewing import Renewal

LISTED = 1_000  # rows of a kind that are told one by one; their number tells all
SHAPE = ""  # the column that stands for the shape


def record(found: Renewal, gazetteer: Gazetteer) -> dict[str, Any]:
    """Give the report on a renewal as one JSON value (docs/formats/renewal.md)."""
    how = found.matching.how
    unclear = np.flatnonzero(found.matching.unclear)
    here = found.matching.origin != NEW
    return {
        "layer": found.before.title,
        "file": found.after.source.file,
        "key": found.matching.key,
        "matched": int(here.sum()),
        "matched_by": {str(one): int((how == one).sum()) for one in sorted(set(how[here]))},
        "unchanged": int(here.sum()) - len(found.changed),
        "counts": {
            "new": len(found.new),
            "gone": len(found.gone),
            "changed": len(found.changed),
            "unclear": len(unclear),
        },
        "new": [_row(found, found.after, row) for row in found.new[:LISTED].tolist()],
        "gone": [
            {
                **_row(found, found.before, row),
                "registered": row in found.kept,
                "stays": row in found.kept or not found.removes,
            }
            for row in found.gone[:LISTED].tolist()
        ],
        "changed": list(_changes(found, gazetteer))[:LISTED],
        "changed_by_column": _counts(found.result.changed),
        "left_unsaid": _counts(_said(found)),
        "unclear": [_row(found, found.after, row) for row in unclear[:LISTED].tolist()],
    }


def _counts(rows: Mapping[str, Rows]) -> dict[str, int]:
    return {name or "geometry": len(some) for name, some in rows.items()}


def _said(found: Renewal) -> dict[str, Rows]:
    """Give where the newer file is silent in a column that it has and fills elsewhere."""
    said = {}
    for name, rows in found.result.left.items():
        blank = unknown(found.after.columns[name]) if name in found.after.columns else None
        if blank is not None and not blank.all() and blank[rows].any():
            said[name] = rows[blank[rows]]
    return said


def _row(found: Renewal, layer: Layer, row: int) -> dict[str, Any]:
    return {"uid": _uid(found, layer, row), "row": row + 1, "name": title(found, layer, row)}


def _uid(found: Renewal, layer: Layer, row: int) -> str:
    """Give the identity that the row has in the project."""
    if layer is found.after and found.matching.origin[row] != NEW:
        return str(found.before.uids[found.matching.origin[row]])
    return str(layer.uids[row])


def title(found: Renewal, layer: Layer, row: int) -> str:
    """Give what people call a row: its name, else its key, else its number."""
    keys = tuple(filter(None, found.matching.key.split(", ")))
    for name in (*found.marks.names, *keys, *found.marks.addresses):
        cell = _value(layer.columns[name][row]) if name in layer.columns else None
        if cell is not None:
            return str(cell)
    return str(row + 1)


def _changes(found: Renewal, gazetteer: Gazetteer) -> Iterator[dict[str, Any]]:
    """Give each changed cell with both values, row by row."""
    cells = [
        (int(row), name) for name, rows in found.result.changed.items() for row in rows[:LISTED]
    ]
    for row, name in sorted(cells):
        old = int(found.matching.origin[row])
        was, now = (
            _shape(layer, at) if name == SHAPE else _value(_cell(layer.columns.get(name), at))
            for layer, at in ((found.before, old), (found.after, row))
        )
        told = {"column": name or "geometry", "before": was, "after": now}
        why = _why(name, was, gazetteer) if found.before.name == investment.TABLE else ""
        yield {**_row(found, found.after, row), **told, **({"why": why} if why else {})}


def _cell(column: Column | None, row: int) -> object:
    return None if column is None else column[row]


def _why(name: str, was: object, gazetteer: Gazetteer) -> str:
    """Say which change of codes stands behind a new code of a municipality."""
    if name != "municipality_code" or was is None:
        return ""
    return "; ".join(dict.fromkeys(one.reason for one in gazetteer.municipality(str(was))))


def _shape(layer: Layer, row: int) -> object:
    """Tell a shape in short: where a point is, how large an area is, in metres."""
    shape = layer.geometry[row]
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type == "Point":
        return [round(shape.x, 1), round(shape.y, 1)]
    return {"kind": shape.geom_type, "area_m2": round(float(shapely.area(shape)), 1)}


def _value(cell: object) -> object:
    if isinstance(cell, np.datetime64):
        return None if np.isnat(cell) else str(cell)
    if isinstance(cell, float):
        number = float(cell)
        return None if np.isnan(number) else int(number) if number.is_integer() else number
    return cell
