"""Linked services as records that can be kept, compared and printed."""

import math
from collections.abc import Mapping

import numpy as np

from scmap.analysis.linkage_text import condition_title, finding
from scmap.analysis.record import Record
from scmap.analysis.verdict import half_up
from scmap.model.layer import Layer
from scmap.model.linkage import Check, Fit, Standing, TemplateTable

APPLICABLE: dict[Standing, bool | None] = {
    "full": True,
    "partial": True,
    "none": False,
    "unknown": None,
}


def fit_record(
    fit: Fit, table: TemplateTable, score: float, layers: Mapping[str, Layer] | None = None
) -> Record:
    """Draw up a service with its preconditions as plain values; the words are Korean.

    Parameters
    ----------
    fit : Fit
        How far it fits.
    table : TemplateTable
        The catalogue.
    score : float
        L, 0 to 100; NaN where there is no pair to score.
    layers : mapping of str to Layer, optional
        Facility layers by role; with them each precondition names the features that it counted.
    """
    record: Record = {
        "id": fit.template.id,
        "title": fit.template.title.ko,
        "L": number(score, 1),
        "P": number(fit.share, 3),
        "applicable": APPLICABLE[fit.standing],
        "standing": fit.standing,
        "preconditions": [
            _check(check, table) | (_named(check, table, layers) if layers else {})
            for check in fit.checks
        ],
    }
    if fit.giver:
        record |= {"giver": fit.giver, "taker": fit.taker}
    return record


def parameters_record(table: TemplateTable) -> Record:
    """Draw up what the preconditions were measured by, for 분석조건."""
    return {
        "templates": table.id,
        "templates_version": table.version,
        **{
            one.id: {"value": one.value, "unit": one.unit, "basis": one.basis}
            for one in table.parameters.values()
        },
    }


def number(value: float, places: int) -> float | None:
    """Round half up; None where it is unknown."""
    return None if math.isnan(value) else float(half_up(np.array([value]), places)[0])


def _named(check: Check, table: TemplateTable, layers: Mapping[str, Layer]) -> Record:
    """Name the features that were counted, each with what it was found beside and how far off."""
    roles = dict.fromkeys(table.selections[one].layer for one in check.precondition.of)
    known = [layers[role] for role in roles if role in layers]

    def name(uid: str) -> str | None:
        layer = next((one for one in known if uid in one.rows), None)
        return None if layer is None else layer.text("name")[layer.rows[uid]]

    told: list[Record] = [{"uid": uid, "name": name(uid)} for uid in check.features]
    for one, (partner, metres) in zip(told, check.partners, strict=False):
        one |= {"beside": partner, "beside_name": name(partner), "metres": number(metres, 1)}
    return {"named": told}


def _check(check: Check, table: TemplateTable) -> Record:
    ask = check.precondition
    layers = list(dict.fromkeys(table.selections[one].layer for one in ask.of))
    return {
        "text": condition_title(ask, table, "ko"),
        "state": check.state,
        "value": number(check.value, 4),
        "threshold": check.least,
        "measured_by": list(dict.fromkeys((*ask.distances, ask.least))),
        "unit": table.parameters[ask.least].unit,
        "finding": finding(check, table, "ko"),
        "why": check.why,
        "layers": layers,
        "lacking": list(check.lacking),
        "either": ask.either,
        "spatial": ask.spatial,
        "fictional": check.fictional,
        "features": len(check.features),
    }
