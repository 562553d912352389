"""What `scmap overlap` writes to a file: the record, a list of pairs, or the ground by depth."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from scmap.analysis.ground import Ground
from scmap.analysis.pair_export import listed_layer, measured_layer
from scmap.cli.handing import tell_left
from scmap.cli.overlap_project import LANGUAGE, Found
from scmap.formats.layer_file import write_layer
from scmap.model.layer import Layer
from scmap.model.release import Terms
from scmap.session.handing import entered_in, hand_out_file
from scmap.session.releasing import Cleared, grade_lines
from scmap.store.project_file import read_project
from scmap.words import tr_in


def hand_out_found(
    project: Path, out: Path, how: Terms, record: Mapping[str, object], found: Found
) -> None:
    """Hand out what was found in a project, as far as its investments may leave."""

    def write(file: Path, let: Cleared) -> None:
        release = {"profile": how.profile, "grade": let.grade, "left_out": let.left}
        told = {**record, "release": release}
        marks = grade_lines(let.grade, how.profile, let.left)
        write_found(file, out.suffix.lower(), told, found, marks)

    opened = read_project(project).project
    tell_left(hand_out_file(out, opened, how, write, entered_in(project)))


def write_found(
    out: Path,
    suffix: str,
    record: Mapping[str, object],
    found: Found,
    marks: Sequence[str] = (),
) -> None:
    """Write the record (.json), or a list with (.gpkg) or without (.csv, .xlsx) geometry.

    The list holds pairs; where depth was asked for and no grades, it holds territories, or the
    faces themselves.
    """
    if suffix == ".json":
        out.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
        return
    by_depth = found.depth is not None and found.judged is None
    layer = (_ground if by_depth else _pairs)(found, drawn=suffix == ".gpkg")
    kind = "depth" if by_depth else "pair"
    headings = {name: tr_in(LANGUAGE, f"export.{kind}.{name}") for name in layer.columns}
    titled = layer.replace(title=tr_in(LANGUAGE, f"export.sheet.{kind}"))
    write_layer(titled, out, suffix, headings, marks)


def _ground(found: Found, *, drawn: bool) -> Layer:
    """Draw up the ground by depth: its faces where they are drawn, else a row a territory."""
    assert found.depth is not None  # noqa: S101  asked for, or this is not called
    return found.depth.faces() if drawn else found.depth.territories()


def _pairs(found: Found, *, drawn: bool) -> Layer:
    """Draw up the pairs asked for; their polygons are cut only where they are drawn."""
    judged = found.judged
    if judged is not None:
        ground = judged.ground if drawn else None
        return listed_layer(judged.pairs, judged.rows, ground, explained=True)
    return measured_layer(found.run, Ground(found.run.layer) if drawn else None)
