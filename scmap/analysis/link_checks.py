"""What a plan of links still lacks: a centre, an open interface, an agreement, a standard."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from scmap.model.codebook import parts
from scmap.model.investment import SHORT
from scmap.model.layer import Layer
from scmap.model.link import AGREED, Link

CENTRES = frozenset({"OPC", "CCC", "PLT", "NPC"})  # kinds through which services run
CLOSED = "폐쇄"
SOON = timedelta(days=90)  # before its end an agreement is worth a word

Weight = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that a link lacks.

    Attributes
    ----------
    link : str
        uid of the link.
    code : str
        What it is; its words are ``linkplan.flaw.<code>``.
    weight : "error" or "warning"
        An error keeps the service from running; a warning is to be looked at.
    name : str
        The investment or the day that it is about; "" for none.
    """

    link: str
    code: str
    weight: Weight
    name: str = ""


def find_flaws(links: Iterable[Link], layer: Layer | None, today: date) -> tuple[Flaw, ...]:
    """Check links against what a linked service needs before it runs.

    Parameters
    ----------
    links : iterable of Link
        The plan.
    layer : Layer or None
        The investments; None when there are none.
    today : date
        By which agreements are judged.
    """
    return tuple(flaw for link in links for flaw in _flaws(link, layer, today))


def _flaws(link: Link, layer: Layer | None, today: date) -> Iterator[Flaw]:
    yield from _sides(link, layer)
    yield from _agreement(link, today)
    yield from _networks(link)
    yield from _money(link)
    blanks = {
        "no_owner": link.owner,
        "no_legal_ground": link.legal_ground,
        "no_spatial_standard": link.spatial_standard,
        "no_technical_standard": link.technical_standard,
    }
    for code, value in blanks.items():
        if not value.strip():
            yield Flaw(link.uid, code, "warning")
    if link.state == "running" and math.isnan(link.uses):
        yield Flaw(link.uid, "no_use", "warning")


def _sides(link: Link, layer: Layer | None) -> Iterator[Flaw]:
    rows = [layer.rows.get(uid) for uid in (link.left, link.right)] if layer is not None else []
    known = [row for row in rows if row is not None]
    if len(known) < 2:
        yield Flaw(link.uid, "no_side", "error")
    if layer is None or not known:
        return
    if not any(layer.text("kind")[row] in CENTRES for row in known) and not _centred(layer, known):
        yield Flaw(link.uid, "no_centre", "error")
    for row in known:
        if layer.text("openness")[row] == CLOSED:
            yield Flaw(link.uid, "closed", "error", str(layer.text("name")[row] or ""))


def _centred(layer: Layer, rows: list[int]) -> bool:
    """Tell whether a centre stands in a municipality of these investments."""
    codes = {code for row in rows for code in parts(layer.text("municipality_code")[row])}
    cells = zip(layer.text("kind"), layer.text("municipality_code"), strict=True)
    return any(kind in CENTRES and not codes.isdisjoint(parts(cell)) for kind, cell in cells)


def _agreement(link: Link, today: date) -> Iterator[Flaw]:
    binding: Weight = "error" if link.state in AGREED else "warning"
    if not link.agreement.strip():
        yield Flaw(link.uid, "no_agreement", binding)
    elif link.expires_on is None:
        yield Flaw(link.uid, "no_expiry", "warning")
    elif link.expires_on < today:
        yield Flaw(link.uid, "expired", binding, link.expires_on.isoformat())
    elif link.expires_on < today + SOON:
        yield Flaw(link.uid, "expires_soon", "warning", link.expires_on.isoformat())


def _networks(link: Link) -> Iterator[Flaw]:
    if not (link.zone_left and link.zone_right):
        yield Flaw(link.uid, "no_zone", "warning")
    elif link.zone_left != link.zone_right and link.passage in ("", "direct"):
        yield Flaw(link.uid, "no_passage", "error")


def _money(link: Link) -> Iterator[Flaw]:
    split = list(link.split.values())
    known = [one for one in split if not math.isnan(one)]
    if math.isnan(link.cost_mkrw):
        if not known:
            yield Flaw(link.uid, "no_cost", "warning")
        return
    short = len(known) == len(split) and abs(sum(known) - link.cost_mkrw) > SHORT
    if short or sum(known) > link.cost_mkrw + SHORT:
        yield Flaw(link.uid, "split", "warning")
