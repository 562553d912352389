"""Commands on centres and platforms: their systems, data items, and mapped fields."""

from collections.abc import Mapping
from dataclasses import replace

from scmap.analysis.camera_count import CameraCount, count_cameras
from scmap.errors import RefusedError
from scmap.model.centre import FieldMatch, System, SystemLink
from scmap.model.codebook import parts
from scmap.model.facility import KIND
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import objects
from scmap.model.project import Project, new_uid
from scmap.model.records import records, with_all, with_record, without_record
from scmap.session.services import described

CAMERA = "camera"  # role of the facility layer
TOLD = ("openness", "standards", "data_items")  # columns of an investment that tell a platform


def add_system(project: Project, centre: str, name: str) -> Project:
    """Add a system to a centre.

    Raises
    ------
    RefusedError
        ``system_unnamed`` without a name, ``system_exists`` when the centre has it already.
    """
    if not name.strip():
        raise RefusedError("system_unnamed")
    if any((one.centre, one.name) == (centre, name.strip()) for one in records(project, System)):
        raise RefusedError("system_exists", name=name.strip())
    return with_record(project, System(new_uid(), centre, name.strip()))


def drop_system(project: Project, uid: str) -> Project:
    """Take a system out of its centre, and what it was linked to."""
    kept = [one for one in records(project, SystemLink) if uid not in (one.one, one.other)]
    return with_all(without_record(project, System, uid), SystemLink, kept)


def link_systems(project: Project, centre: str, pair: tuple[str, str], state: str) -> Project:
    """Say how two systems of a centre stand to each other; "" for not linked."""
    one, other = sorted(pair)
    known = records(project, SystemLink)
    kept = [old for old in known if {old.one, old.other} != {one, other}]
    made = [SystemLink(new_uid(), centre, one, other, state)] if state else []
    return with_all(project, SystemLink, [*kept, *made])


def describe(project: Project, uid: str, told: Mapping[str, str]) -> Project:
    """Say of a platform how open it is, by which standards, and with which data items.

    Raises
    ------
    RefusedError
        ``platform_gone`` when the project has no such investment.
    """
    layer = project.investments
    row = layer.rows.get(uid) if layer is not None else None
    if layer is None or row is None:
        raise RefusedError("platform_gone")
    columns = dict(layer.columns)
    for name in TOLD:
        if name in told:
            cells = layer.text(name).tolist()
            cells[row] = told[name] or None
            columns[name] = objects(cells)
    return project.with_layer(layer.replace(columns=columns))


def cameras_of(project: Project, uid: str, gazetteer: Gazetteer) -> CameraCount | None:
    """Count the cameras on the ground of a centre by purpose.

    None where that is unknown: the project has no camera layer, the layer does not describe the
    centre's municipality, or the centre has no footprint.
    """
    layer = project.investments
    cameras = next((one for one in project.layers if one.kind == KIND and one.name == CAMERA), None)
    if layer is None or cameras is None or uid not in layer.rows:
        return None
    row = layer.rows[uid]
    ground, own = layer.geometry[row], set(parts(layer.text("municipality_code")[row]))
    if ground is None or not own or not own <= set(described(cameras, gazetteer)):
        return None
    return count_cameras(cameras, ground)


def match_field(project: Project, match: FieldMatch) -> Project:
    """Put a line of a mapping in place of the one with its uid, or add it."""
    return with_record(project, match)


def drop_match(project: Project, uid: str) -> Project:
    """Take a line out of a mapping."""
    return without_record(project, FieldMatch, uid)


def matches_of(project: Project, left: str, right: str) -> tuple[FieldMatch, ...]:
    """Give the mapping of two platforms, from the left to the right one."""
    found = []
    for one in records(project, FieldMatch):
        if (one.left, one.right) == (left, right):
            found.append(one)
        elif (one.left, one.right) == (right, left):
            found.append(
                replace(
                    one,
                    left=left,
                    right=right,
                    left_item=one.right_item,
                    left_field=one.right_field,
                    right_item=one.left_item,
                    right_field=one.left_field,
                )
            )
    return tuple(found)
