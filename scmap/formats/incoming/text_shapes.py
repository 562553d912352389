"""Shapes that stand as text (WKT) in a column of a table, as databases and QGIS hand them out."""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import shapely

from scmap.formats.incoming.table import Incoming
from scmap.model.issue import Issue
from scmap.model.layer import Column, Objects, objects

MOST = 0.8  # share of the filled cells that are shapes
LOOKED_AT = 200
_SHAPE = re.compile(
    r"\s*(?:SRID=(\d+);)?\s*"
    r"((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*[(E]",
    re.IGNORECASE,
)


def with_shapes(table: Incoming) -> Incoming:
    """Take the shapes of the first column that holds some for the table's own.

    Parameters
    ----------
    table : Incoming
        A table without geometry.

    Returns
    -------
    Incoming
        Without that column; as it was where there is none. What cannot be read has no shape.
    """
    found = next((name for name, one in table.columns.items() if _holds_shapes(one)), None)
    if found is None:
        return table
    geometry, crs = shapes_in(table.columns[found])
    columns = {name: one for name, one in table.columns.items() if name != found}
    made = replace(table, columns=columns, geometry=geometry)
    if crs:
        made = replace(made, crs=crs, crs_from="file")
    return made.noticing(Issue("shapes_in_text", table.name, values={"column": found}))


def shapes_in(cells: Iterable[object]) -> tuple[Objects, str]:
    """Give the shapes that cells hold as text, None where none is read; and the CRS they name."""
    texts = [cell if isinstance(cell, str) else None for cell in cells]
    bare = objects(None if text is None else text.rpartition(";")[2] for text in texts)
    codes = {match[1] for text in texts if text and (match := _SHAPE.match(text))}
    code = codes.pop() if len(codes) == 1 else None
    geometry = np.asarray(shapely.from_wkt(bare, on_invalid="ignore"), dtype=object)
    return geometry, f"EPSG:{code}" if code and int(code) else ""


def _holds_shapes(column: Column) -> bool:
    if column.dtype != object:
        return False
    filled = [cell for cell in column[:LOOKED_AT] if isinstance(cell, str)]
    return bool(filled) and sum(map(bool, map(_SHAPE.match, filled))) >= MOST * len(filled)
