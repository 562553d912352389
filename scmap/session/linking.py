"""Commands on links: accept a linked service for a pair, withdraw it."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

import numpy as np
import shapely

from scmap.analysis.linkage_text import conditions
from scmap.errors import RefusedError
from scmap.model.exemption import PlacedExemption
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.linkage import Fit, TemplateTable, Text
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.records import record, records, with_all, with_record, without_record
from scmap.model.symbology import Category, Label, Line, Symbol, Symbology
from scmap.session.excepting import exemption_of
from scmap.words import tr

SPREAD = "X8"  # template of a link from what was tried to where it is used (확산)
LANGUAGE = "ko"  # what is kept in a project is Korean, as its other records and the reports are
SAME_PLACE = 1.0  # metres; nearer points are one place, between which no line can be seen
LOOP = 400.0  # radius of the loop that then stands for the link, metres
BEND, STEPS = 0.08, 25  # how far a link swings out, as a share of its length, and its vertices

# Entry of the layer tree that shows the links.
ENTRY = str(uuid.UUID("6b0d2f5e-8d0c-5d0b-9a34-3c8f7a1f6d10"))
_COLOUR = "#0F766E"
_LINES: Mapping[str, Line] = MappingProxyType({"forward": "arrow", "both": "arrows"})


def proposed(
    project: Project, fit: Fit, table: TemplateTable, *, uid: str, accepted_on: date
) -> Link:
    """Draw up the link that a service makes of a pair, with what was computed of it.

    Parameters
    ----------
    project : Project
        Holds the pair.
    fit : Fit
        Of a pair: `giver` and `taker` are uids of the project's investments.
    table : TemplateTable
        The catalogue it was checked against.
    uid : str
        Identity of the link.
    accepted_on : date
        Day of the acceptance.
    """
    template = fit.template
    return Link(
        uid=uid,
        template=template.id,
        left=fit.giver,
        right=fit.taker,
        title=template.title.of(LANGUAGE),
        items=_joined(template.items),
        direction=template.direction,
        legal_ground=_joined(template.legal),
        conditions=conditions(fit, table, LANGUAGE),
        accepted_on=accepted_on,
        line=_line(project, fit),
    )


def spread(
    project: Project,
    earlier: str,
    later: str,
    table: TemplateTable,
    *,
    uid: str,
    accepted_on: date,
) -> Link:
    """Draw up the link of a confirmed 선후행: what the earlier investment built spreads (확산).

    People confirmed the sequence, so no precondition is asked.

    Parameters
    ----------
    project : Project
        Holds both.
    earlier, later : str
        uids of the investments.
    table : TemplateTable
        The catalogue; it holds `SPREAD`.
    uid, accepted_on
        Identity of the link, and day of the acceptance.
    """
    fit = Fit(table.templates[SPREAD], (), earlier, later)
    return proposed(project, fit, table, uid=uid, accepted_on=accepted_on)


def unlinked_sequence(project: Project, pair: str) -> PlacedExemption | None:
    """Give the confirmed 선후행 of a pair that has no link of that kind yet, or None."""
    found = exemption_of(project, pair)
    if found is None or found.entry.kind != "sequence":
        return None
    linked = any(
        one.template == SPREAD and {one.left, one.right} == {found.left, found.right}
        for one in records(project, Link)
    )
    return None if linked else found


def accept(project: Project, link: Link) -> Project:
    """Add a link to the project, and to its map the first time.

    Raises
    ------
    RefusedError
        ``link_exists`` when the pair already has a link of that template.
    """
    for old in records(project, Link):
        same_pair = {old.left, old.right} == {link.left, link.right}
        if old.uid != link.uid and same_pair and old.template == link.template:
            raise RefusedError("link_exists", service=link.title)
    return _shown(with_record(project, link))


def accept_all(project: Project, links: Iterable[Link]) -> Project:
    """Put these links in place of those of the plan."""
    return _shown(with_all(project, Link, links))


def revise(project: Project, link: Link) -> Project:
    """Put what is known now of a link in place of what was known of it.

    A link that was turned round keeps its curve; what it is between cannot be changed.

    Raises
    ------
    RefusedError
        ``link_gone`` when the plan has no such link, ``link_untitled`` when it would have no
        name, ``link_days`` when its agreement would end before it begins.
    """
    if record(project, type(link), link.uid) is None:
        raise RefusedError("link_gone")
    if not link.title.strip():
        raise RefusedError("link_untitled")
    if link.agreed_on and link.expires_on and link.expires_on < link.agreed_on:
        raise RefusedError("link_days")
    return with_record(project, link)


def withdraw(project: Project, uid: str, kind: type[Link] = Link) -> Project:
    """Take a link out of the plan, or out of the scenarios."""
    return without_record(project, kind, uid)


def _shown(project: Project) -> Project:
    """Give the tree an entry for the links, if it has none yet."""
    if any(entry.layer == Link.TABLE for entry in project.map):
        return project
    title = tr("linkage.links")
    return project.with_entry(
        MapLayer(ENTRY, title, Link.TABLE, group=title, symbology=link_look())
    )


def link_look() -> Symbology:
    """Give arrows that point where the data go."""
    looks = {way: Symbol(stroke=_COLOUR, stroke_mm=0.7, line=line) for way, line in _LINES.items()}
    return Symbology(
        looks["forward"],
        "direction",
        tuple(Category(way, tr(f"linkage.direction.{way}"), look) for way, look in looks.items()),
        label=Label("title", size_pt=8.0, colour=_COLOUR),
    )


def _joined(texts: tuple[Text, ...]) -> str:
    return ";".join(text.of(LANGUAGE) for text in texts)


def _line(project: Project, fit: Fit) -> shapely.Geometry | None:
    """Draw the link from giver to taker: a loop where they are one place, None without a place.

    Each further link between the same two places bends farther, so that all of them are seen.
    """
    layer = project.investments
    if layer is None:
        return None
    start, stop = _place(layer, fit.giver), _place(layer, fit.taker)
    if start is None or stop is None:
        return None
    others = sum(_joins(link.line, start, stop) for link in records(project, Link))
    if shapely.distance(start, stop) < SAME_PLACE:
        return _loop(start, LOOP * (1 + others / 2))
    return _arc(start, stop, BEND * (1 + others))


def loop_at(project: Project, uid: str) -> shapely.Geometry | None:
    """Draw the loop that stands for a link of which only one side has a place."""
    layer = project.investments
    place = _place(layer, uid) if layer is not None else None
    return None if place is None else _loop(place, LOOP)


def _joins(line: shapely.Geometry | None, start: shapely.Geometry, stop: shapely.Geometry) -> bool:
    """Tell whether a line runs between two places, either way."""
    if line is None:
        return False
    ends = shapely.points([line.coords[0], line.coords[-1]])
    places = np.array((start, stop))
    ways = (shapely.distance(ends, places), shapely.distance(ends, places[::-1]))
    return any(bool((way < SAME_PLACE).all()) for way in ways)


def _place(layer: Layer, uid: str) -> shapely.Geometry | None:
    """Give the point of an investment: its own, or else one on its footprint."""
    row = layer.rows[uid]
    x, y = layer.number("x")[row], layer.number("y")[row]
    if not np.isnan((x, y)).any():
        return shapely.Point(x, y)
    footprint = layer.geometry[row]
    return None if footprint is None else shapely.point_on_surface(footprint)


def _arc(start: shapely.Geometry, stop: shapely.Geometry, bend: float) -> shapely.Geometry:
    """Draw a curve that swings to its left by a share of the distance."""
    one, other = np.array(start.coords[0]), np.array(stop.coords[0])
    left = np.array((one[1] - other[1], other[0] - one[0]))
    step = np.linspace(0.0, 1.0, STEPS)[:, None]
    return shapely.LineString(one + step * (other - one) + 4 * step * (1 - step) * bend * left)


def _loop(place: shapely.Geometry, radius: float) -> shapely.Geometry:
    """Draw a circle that begins and ends at the place."""
    angle = np.linspace(0.0, 2 * np.pi, 2 * STEPS - 1)
    around = np.column_stack((np.sin(angle), 1 - np.cos(angle)))
    return shapely.LineString(np.array((place.x, place.y)) + radius * around)
