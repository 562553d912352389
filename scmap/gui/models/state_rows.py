"""What differs between two states, as a table and as symbols on a small map."""

import shapely

from scmap.gui.models.sheet import Sheet
from scmap.model.extent import Extent
from scmap.model.layer import Objects, objects
from scmap.model.symbology import Symbol
from scmap.session.states import WHATS, Line, States, What
from scmap.words import tr

HEADER = ("what", "layer", "name", "column", "before", "after")

# Told apart by hatch and line, too, not by colour alone.
SYMBOLS: dict[What, Symbol] = {
    "changed": Symbol(fill="#E0A030", fill_opacity=0.35, stroke="#9A6200", stroke_mm=0.5),
    "gone": Symbol(
        fill=None,
        hatch="back",
        hatch_colour="#C0392B",
        stroke="#C0392B",
        stroke_mm=0.5,
        line="dash",
        marker="square",
    ),
    "new": Symbol(
        fill="#2E9E5B", fill_opacity=0.3, stroke="#12703F", stroke_mm=0.6, marker="triangle"
    ),
}


def state_lines(states: States, what: str = "") -> tuple[Line, ...]:
    """Give what is different; only what is new, gone or changed where that is asked for."""
    return tuple(one for one in states.lines if what in ("", one.what))


def state_sheet(lines: tuple[Line, ...], states: States) -> Sheet:
    """Give lines as a table."""
    rows = (
        (tr(f"states.{one.what}"), one.layer, one.name, one.column, one.before, one.after)
        for one in lines
    )
    head = tuple(tr(f"states.head.{name}") for name in HEADER)
    return Sheet(head, tuple(rows), notes=(state_summary(states),))


def state_summary(states: States) -> str:
    """Say in one line how much is different."""
    return tr("states.sum", **{what: f"{states.count(what):,}" for what in WHATS})


def shapes_of(line: Line, states: States) -> Objects:
    """Give the shapes of a row in both states; of a pair those of its investments."""
    uids = line.uid.split("|")
    found = [
        layer.shapes([layer.rows[uid]])[0]
        for project in (states.before, states.after)
        for layer in project.layers
        for uid in uids
        if uid in layer.rows and (layer.uid == line.table or len(uids) > 1)
    ]
    return objects(shape for shape in found if shape is not None and not shapely.is_empty(shape))


def extent_of(shapes: Objects) -> Extent | None:
    """Give the ground that shapes take; None for none."""
    return Extent.around(shapely.bounds(shapes).reshape(-1, 4))
