"""A layer of areas read as boundaries: which units it holds, and what could not be told."""

from dataclasses import replace
from functools import partial

import numpy as np

from scmap.analysis.rebase import Matching, Unmatched, match_units, new_boundaries, sound
from scmap.formats.register_rows import KeptOut
from scmap.model.gazetteer import Gazetteer
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.progress import Progress, part
from scmap.session.arrivals import Arrival
from scmap.words import tr

LISTED = 8  # names that a remark lists


def as_boundaries(arrival: Arrival, gazetteer: Gazetteer, progress: Progress) -> Arrival:
    """Give an arrival of areas as boundaries for the project.

    Parameters
    ----------
    arrival : Arrival
        A layer on the plane of the boundaries.
    gazetteer : Gazetteer
        On the boundaries in force until now.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    layer, found = arrival.layer, arrival.found
    if layer is None or found is None or not len(layer) or not layer.crs:
        return arrival
    layer = sound(layer, progress=part(progress, 0.0, 0.3))
    own = part(progress, 0.3, 0.7)
    matching = match_units(layer, found.meanings, gazetteer, progress=own)
    taken = np.array(sorted(row for rows in matching.rows.values() for row in rows), dtype=np.intp)
    kept = [_kept(layer, one) for one in matching.unmatched]
    base: tuple[Layer, ...] = ()
    if len(taken):
        last = part(progress, 0.7, 1.0)
        base = new_boundaries(layer, matching, gazetteer, layer.source, _title, progress=last)
    return replace(
        arrival,
        kind="boundary",
        layer=layer.take(taken).replace(kind="boundary"),
        kept_out=(*arrival.kept_out, *kept),
        issues=(*_remarks(layer, matching, gazetteer), *arrival.issues),
        base=base,
    )


def _kept(layer: Layer, one: Unmatched) -> KeptOut:
    cells = tuple(
        None if value is None or value != value else str(value)  # noqa: PLR0124  NaN is unknown
        for value in (column[one.row] for column in layer.columns.values())
    )
    values = {"name": one.name, "heirs": one.heirs, "near": f" ({one.heirs})" if one.heirs else ""}
    return KeptOut(one.row + 1, f"kept_boundary_{one.code}", values, cells)


def _remarks(layer: Layer, matching: Matching, gazetteer: Gazetteer) -> list[Issue]:
    """Say how many units change, which codes were of earlier days, and what stays as it was."""
    told = partial(Issue, layer=layer.title)
    kind = tr(f"rebase.level.{matching.level}")
    remarks = [told("boundary_taken", values={"count": len(matching.rows), "kind": kind})]
    if matching.renamed:
        pairs = ", ".join(f"{old} → {new}" for old, new in matching.renamed[:LISTED])
        more = ", …" if len(matching.renamed) > LISTED else ""
        values = {"count": len(matching.renamed), "pairs": pairs + more}
        remarks.append(told("boundary_renamed", values=values))
    if matching.level == "municipality":
        missing = [
            one
            for one in gazetteer.municipalities
            if one.code not in matching.rows
            and not any(part.code in matching.rows for part in gazetteer.gus(one.code))
        ]
        if missing:
            remarks.append(told("boundary_left", values={"count": len(missing)}))
    return remarks


def _title(level: str) -> str:
    return tr(f"rebase.title.{level}")
