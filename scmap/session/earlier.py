"""Which services, found for pairs before a change, still hold after it."""

from collections.abc import Iterable

import numpy as np
import shapely

from scmap.analysis.register import Register
from scmap.analysis.scene import Facilities
from scmap.model import investment
from scmap.model.difference import NEW, Difference
from scmap.model.facility import is_fictional
from scmap.model.layer import Layer, Objects
from scmap.model.linkage import Precondition, Selection, TemplateTable
from scmap.model.overlap import Mask
from scmap.model.verdict import Candidates, Rows

# Verbs that ask only for features in the place of a pair; others look further.
_LOCAL = frozenset({"present", "meeting"})


def places_before(
    left: Rows, right: Rows, before: Candidates, difference: Difference, touched: Mask
) -> Rows:
    """Find where pairs stood before a change; -1 where one of its rows is new or touched.

    Parameters
    ----------
    left, right : (p,) intp
        Rows of the present layer.
    before : Candidates
        The pairs then.
    difference : Difference
        What changed between the layers.
    touched : (n,) bool
        Rows of the present layer whose pairs must be looked at again.
    """
    one, other = difference.origin[left], difference.origin[right]
    still = (one != NEW) & (other != NEW) & ~(touched[left] | touched[right])
    places = np.full(len(left), -1, dtype=np.intp)
    places[still] = before.find(one[still], other[still])
    return places


def stirred(
    register: Register,
    difference: Difference,
    before: Facilities,
    after: Facilities,
    table: TemplateTable,
) -> Mask:
    """Tell which investments may have other services than before, shape (n,).

    These are the ones that changed, and those around a centre or platform that came, went or
    changed: investments are themselves among what stands in the field.
    """
    everyone = np.ones(len(register.layer), dtype=bool)
    if not _same_field(before, after) or not _in_order(difference):
        return everyone
    selections = [one for one in table.selections.values() if one.layer == investment.TABLE]
    then, now = (difference.before, difference.former), (difference.after, difference.rows)
    places = [
        side.layers[investment.TABLE].geometry[rows][_counts(selections, layer.take(rows))]
        for side, (layer, rows) in ((before, then), (after, now))
    ]
    marks = np.concatenate(places)
    if not len(marks):
        return difference.altered
    if not all(one.verb in _LOCAL for one in _asking(table, selections)):
        return everyone
    return difference.altered | _around(register.footprints, marks)


def _same_field(before: Facilities, after: Facilities) -> bool:
    """Tell whether all but the investments is the very same, and whether these are made up."""
    if before.layers.keys() != after.layers.keys():
        return False
    others = (role for role in after.layers if role != investment.TABLE)
    mine = [side.layers.get(investment.TABLE) for side in (before, after)]
    made_up = {layer is not None and is_fictional(layer) for layer in mine}
    return len(made_up) == 1 and all(before.layers[one] is after.layers[one] for one in others)


def _in_order(difference: Difference) -> bool:
    """Tell whether the features that stayed follow each other as they did."""
    came = difference.origin[difference.origin != NEW]
    return bool((np.diff(came) > 0).all())


def _counts(selections: Iterable[Selection], layer: Layer) -> Mask:
    """Tell which investments are, or might be, among the features of a selection."""
    counts = np.zeros(len(layer), dtype=bool)
    for one in selections:
        counts |= one.mask(layer) | one.unsure(layer)
    return counts


def _asking(table: TemplateTable, selections: Iterable[Selection]) -> Iterable[Precondition]:
    """Give the preconditions that ask for one of the selections."""
    names = {one.id for one in selections}
    for template in table.templates.values():
        for ask in template.preconditions:
            if not names.isdisjoint(ask.of):
                yield ask


def _around(footprints: Objects, marks: Objects) -> Mask:
    """Tell which footprints have one of the marks in their box."""
    hit = np.zeros(len(footprints), dtype=bool)
    hit[shapely.STRtree(marks).query(footprints)[0]] = True
    return hit
