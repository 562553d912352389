"""Name the slivers that come from two sources drawing one border differently."""

import numpy as np

from scmap.model.issue import Issue
from scmap.model.layer import Layer, Objects, objects
from scmap.model.overlap import PARTIAL, Mask, OverlapTable, Rows

CODE = "boundary_mismatch"

_UNITS = ("municipality", "emd", "sido", "nation")  # extents whose border is the bundled one
_NO_BORDER = ("circle",)  # extents that stand for a place, not for a border


def boundary_mismatches(layer: Layer, table: OverlapTable) -> Mask:
    """Tell which pairs share but a strip along a border that their sources draw differently.

    Parameters
    ----------
    layer : Layer
        The investments; `extent` and `source` say where a footprint's border comes from.
    table : OverlapTable
        Their pairs.

    Returns
    -------
    (k,) bool
        Slivers that are a small part of both footprints, whose borders are of different sources,
        both known.
    """
    mask: Mask = table.sliver & (table.coefficient < PARTIAL)
    places = np.flatnonzero(mask)  # few: sources are texts, which are compared one by one
    origin = border_sources(layer)
    left, right = origin[table.left[places]], origin[table.right[places]]
    mask[places] = (left != "") & (right != "") & (left != right)
    return mask


def border_sources(layer: Layer) -> Objects:
    """Say where each footprint's border comes from, shape (n,); "" where that is unknown."""
    extents, sources = layer.text("extent"), layer.text("source")
    return objects(
        _source(str(extent or ""), str(source or ""))
        for extent, source in zip(extents, sources, strict=True)
    )


def _source(extent: str, source: str) -> str:
    level = extent.partition(":")[0]
    if level in _NO_BORDER:
        return ""
    return "units" if level in _UNITS else source


def mismatch_issues(layer: Layer, table: OverlapTable) -> tuple[Issue, ...]:
    """Give one issue for each side of each such pair, in the order of the pairs."""
    names = layer.text("name")
    pairs: Rows = np.flatnonzero(boundary_mismatches(layer, table))
    issues = []
    for pair in pairs.tolist():
        sides = int(table.left[pair]), int(table.right[pair])
        for row, other in (sides, sides[::-1]):
            values = {
                "name": names[row] or "",
                "other": names[other] or str(layer.uids[other]),
                "width": f"{table.width[pair]:.1f}",
                "area": f"{table.area[pair]:,.0f}",
            }
            issues.append(Issue(CODE, layer.name, str(layer.uids[row]), values))
    return tuple(issues)
