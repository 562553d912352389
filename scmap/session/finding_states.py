"""Commands on findings: look at one, confirm or dismiss it, and comments pinned to it."""

import uuid
from dataclasses import replace
from datetime import date

import numpy as np
import shapely

from scmap.errors import RefusedError
from scmap.model.finding import (
    CONFIRMED,
    DISMISSED,
    LOOKED_AT,
    NEXT,
    PAIR_LAYER,
    Comment,
    Finding,
)
from scmap.model.identity import derived_uid
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.records import record, records, with_record, without_record
from scmap.model.symbology import Label, Symbol, Symbology
from scmap.words import tr

# Entry of the layer tree that shows the comments.
ENTRY = str(uuid.UUID("f2c1b0f4-6f52-5a1e-9d4c-0c7d8d0b6a21"))
_PIN = "#B45309"


def finding_of(project: Project, pair: str) -> Finding:
    """Give the state of a pair; a new one where nobody looked at it."""
    uid = derived_uid(Finding.TABLE, pair)
    return record(project, Finding, uid) or Finding(uid, pair)


def findings(project: Project) -> dict[str, Finding]:
    """Give the pairs that somebody looked at, by the pair."""
    return {one.pair: one for one in records(project, Finding)}


def assign(project: Project, pair: str, assignee: str) -> Project:
    """Say who looks at a pair.

    Raises
    ------
    RefusedError
        ``finding_unassigned`` when a pair that is looked at would have nobody.
    """
    found = finding_of(project, pair)
    if not assignee.strip() and found.state in (LOOKED_AT, CONFIRMED, DISMISSED):
        raise RefusedError("finding_unassigned")
    if assignee.strip() == found.assignee:
        return project
    return with_record(project, replace(found, assignee=assignee.strip()))


def move(project: Project, pair: str, state: str, today: date, reason: str = "") -> Project:
    """Bring a pair into its next state.

    Raises
    ------
    RefusedError
        ``finding_skipped`` when that state does not follow, ``finding_unassigned`` when nobody is
        in charge, ``finding_without_reason`` when one is confirmed or dismissed without a reason.
    """
    found = finding_of(project, pair)
    if state not in NEXT[found.state]:
        raise RefusedError("finding_skipped", state=state, now=found.state)
    if not found.assignee:
        raise RefusedError("finding_unassigned")
    if state in (CONFIRMED, DISMISSED) and not reason.strip():
        raise RefusedError("finding_without_reason", state=state)
    told = "" if state == LOOKED_AT else reason.strip()
    return with_record(project, replace(found, state=state, reason=told, changed_on=today))


def comment(project: Project, told: Comment) -> Project:
    """Pin a comment to a finding or a feature; the map shows where.

    Raises
    ------
    RefusedError
        ``comment_empty`` without a text, ``comment_unsigned`` without an author.
    """
    if not told.text.strip():
        raise RefusedError("comment_empty")
    if not told.author.strip():
        raise RefusedError("comment_unsigned")
    placed = replace(told, line=_place(project, told), text=told.text.strip())
    return _shown(with_record(project, placed))


def drop_comment(project: Project, uid: str) -> Project:
    """Take a comment away."""
    return without_record(project, Comment, uid)


def comments_on(project: Project, layer: str, subject: str) -> tuple[Comment, ...]:
    """Give what was written at a finding or feature, in order."""
    return tuple(
        one for one in records(project, Comment) if (one.layer, one.subject) == (layer, subject)
    )


def _shown(project: Project) -> Project:
    """Give the tree an entry for the comments, if it has none yet."""
    if any(entry.layer == Comment.TABLE for entry in project.map):
        return project
    title = tr("finding.comments")
    look = Symbology(
        Symbol(fill=_PIN, stroke="#FFFFFF", stroke_mm=0.3, marker="diamond", size_mm=3.4),
        label=Label("text", size_pt=8.0, colour=_PIN, max_scale=200_000.0),
    )
    return project.with_entry(MapLayer(ENTRY, title, Comment.TABLE, group=title, symbology=look))


def _place(project: Project, told: Comment) -> shapely.Geometry | None:
    """Give the point to pin at: on the feature, or on the ground that a pair shares."""
    layer = project.investments if told.layer == PAIR_LAYER else project.layer(told.layer)
    if layer is None:
        return None
    uids = told.subject.split("|") if told.layer == PAIR_LAYER else [told.subject]
    shapes = [_shape(layer, uid) for uid in uids if uid in layer.rows]
    there = [one for one in shapes if one is not None and not one.is_empty]
    if not there:
        return None
    shared = shapely.intersection_all(there)
    return shapely.point_on_surface(there[0] if shared.is_empty else shared)


def _shape(layer: Layer, uid: str) -> shapely.Geometry | None:
    row = layer.rows[uid]
    shape = layer.geometry[row]
    if shape is not None:
        return shapely.make_valid(shape)
    if not {"x", "y"} <= layer.columns.keys():
        return None
    x, y = layer.number("x")[row], layer.number("y")[row]
    return None if np.isnan((x, y)).any() else shapely.Point(x, y)
