"""Investments and plans under the cursor: what they meet while they move or are drawn."""

from dataclasses import replace

import shapely

from scmap.analysis.live import Live, Standing
from scmap.errors import InputError
from scmap.model.difference import Difference
from scmap.model.layer import Layer
from scmap.model.overlap import Relation
from scmap.model.plan import UID, Plan
from scmap.session.findings import Findings


def standing_of(found: Findings) -> Standing:
    """Prepare the footprints of a project once, for all that will move over them."""
    return Standing.of(found.register.footprints)


def moving(found: Findings, uid: str, footprint: shapely.Geometry, standing: Standing) -> Live:
    """Take up an investment of a project; `Live.at` tells what it meets wherever it is put.

    Parameters
    ----------
    found : Findings
        What was found of the project as it is.
    uid : str
        The investment; it may be one that had no ground yet.
    footprint : Geometry
        Its ground when it is taken up, on the project's plane.
    standing : Standing
        The project's footprints; see `standing_of`.

    Raises
    ------
    InputError
        ``investment_unknown``.
    """
    layer = found.register.layer
    row = layer.rows.get(uid)
    if row is None:
        raise InputError("investment_unknown", name=uid)
    geometry = layer.geometry.copy()
    geometry[row] = footprint
    return _taken_up(found, layer.replace(geometry=geometry), row, standing, stranger=False)


def planned(
    found: Findings, plan: Plan, standing: Standing, relation: Relation | None = None
) -> Live:
    """Take up a plan that is no investment yet; without a ministry it meets everyone's.

    Parameters
    ----------
    found : Findings
        What was found of the project as it is.
    plan : Plan
        What is known of it; its footprint may be another one at every `Live.at`.
    standing : Standing
        The project's footprints; see `standing_of`.
    relation : str or None
        How the owners of judged pairs relate; None = as what was found.

    Raises
    ------
    CrsMismatchError
        If the investments lie on another plane than the plan.
    """
    layer, codebook = found.register.layer, found.basis.field.codebook
    own = plan.layer(codebook)
    together = layer.extended(replace(own, uid=layer.uid, name=layer.name))
    basis = replace(found.basis, relation=relation or found.basis.relation)
    found = replace(found, basis=basis)
    return _taken_up(found, together, together.rows[UID], standing, stranger=True)


def _taken_up(
    found: Findings, layer: Layer, row: int, standing: Standing, *, stranger: bool
) -> Live:
    """Read the one row that is new or elsewhere, and prepare what does not depend on the place."""
    basis = found.basis
    difference = Difference.between(found.register.layer, layer)
    return Live(
        found.register.updated(difference, basis.field.codebook),
        row,
        basis.field.rules,
        exemptions=basis.exemptions,
        relation=basis.relation,
        standing=standing,
        stranger=stranger,
    )
