"""What of a project belongs to a round of the committee, for a municipality or the country."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from scmap.errors import InputError
from scmap.model.codebook import CodeBook
from scmap.model.finding import Finding
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.municipality import Municipality
from scmap.model.overlap import OverlapRule
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.model.verdict import Candidates, ExceptedPair, Rows
from scmap.report.korean import LANGUAGE
from scmap.report.scope import members
from scmap.report.tables import reading_order
from scmap.session.finding_states import findings
from scmap.session.reviewing import decision_on, items_of, opinions_on
from scmap.session.services import pairs_of
from scmap.words import tr_in

PAIR, LINK = "pair", "link"  # kinds of subjects of agenda items
SUSPECTED = 2  # grades below this place in GRADES, Ⅰ and Ⅱ, are 유사·중복 의심

_NUMBERED = re.compile(r"(\d{4})\D+(\d+)\D*")


@dataclass(frozen=True, eq=False)
class RoundScope:
    """A round with what it is about.

    Attributes
    ----------
    project : Project
        Where all of it is kept.
    round : Round
        The round.
    items : tuple of AgendaItem
        Its agenda, as far as it is about the area.
    municipality : Municipality or None
        The area; None for the whole country.
    ground : polygon or None
        The municipality's, on the plane of the investments.
    investments : Layer
        Those of the area, in the order in which tables list them.
    pairs : Candidates
        Graded pairs of the area, the most serious first.
    links : tuple of Link
        Linked services of which a side belongs to the area.
    codebook : CodeBook
        Words of the field.
    """

    project: Project
    round: Round
    items: tuple[AgendaItem, ...]
    municipality: Municipality | None
    ground: shapely.Geometry | None
    investments: Layer
    pairs: Candidates
    links: tuple[Link, ...]
    codebook: CodeBook

    @property
    def title(self) -> str:
        """「2026년 제1차 화성시 스마트도시위원회」 without the brackets."""
        year, number = int(self.round.year), int(self.round.number)
        return tr_in(
            LANGUAGE, "dossier.round", year=year, number=number, committee=self.round.committee
        ).strip()

    @property
    def place(self) -> str:
        """Name of the area."""
        if self.municipality is None:
            return tr_in(LANGUAGE, "report.country")
        return self.municipality.title

    @cached_property
    def deliberated(self) -> tuple[AgendaItem, ...]:
        """Items on which the committee decides (심의)."""
        return tuple(item for item in self.items if item.kind == "심의")

    @cached_property
    def pair_rows(self) -> dict[str, int]:
        """Row of each pair by its identity."""
        return {self.pairs.uid(row): row for row in range(len(self.pairs))}

    @cached_property
    def item_of(self) -> dict[str, int]:
        """Number on the agenda of each subject."""
        return {
            item.subject: number for number, item in enumerate(self.items, start=1) if item.subject
        }

    @cached_property
    def states(self) -> tuple[Finding, ...]:
        """How far the office has looked at each pair, in their order."""
        known = findings(self.project)
        pairs = map(self.pairs.uid, range(len(self.pairs)))
        return tuple(known.get(pair) or Finding("", pair) for pair in pairs)

    @cached_property
    def exceptions(self) -> tuple[ExceptedPair, ...]:
        """Pairs of the area that are not graded."""
        uids, here = self.pairs.layer.uids, self.investments.rows.keys()
        return tuple(
            one for one in self.pairs.exceptions if {uids[one.left], uids[one.right]} <= here
        )

    def opinions(self, item: AgendaItem) -> tuple[Opinion, ...]:
        """Give the opinions on an item that stand."""
        return opinions_on(self.project, item.uid)

    def decision(self, item: AgendaItem) -> Decision | None:
        """Give the committee's decision on an item, or None while there is none."""
        return decision_on(self.project, item.uid)

    def link(self, uid: str) -> Link | None:
        """Give one of the links."""
        return next((link for link in self.links if link.uid == uid), None)


def round_scope(
    project: Project,
    round_uid: str,
    candidates: Candidates,
    codebook: CodeBook,
    gazetteer: Gazetteer,
    municipality: str | None,
) -> RoundScope:
    """Find what belongs to a round.

    Raises
    ------
    InputError
        ``round_unknown``, or ``place_unknown`` if there is no such municipality.
    """
    round_ = find_round(project, round_uid)
    unit = gazetteer.units.get(municipality) if municipality else None
    if municipality and unit is None:
        raise InputError("place_unknown", place=municipality)
    ground = gazetteer.footprint(f"{unit.level}:{unit.code}") if unit else None
    layer = candidates.layer
    rules = candidates.rules
    rule = OverlapRule(floor=rules.floor, sliver_width=rules.sliver_width)
    mine = members(layer, rule, unit, ground)
    uids = frozenset(layer.uids[mine])
    links = tuple(one for one in records(project, Link) if unit is None or uids & _ends(one))
    investments = layer.take(mine)
    items = tuple(
        one for one in items_of(project, round_.uid) if unit is None or _concerns(one, uids, links)
    )
    return RoundScope(
        project=project,
        round=round_,
        items=items,
        municipality=unit,
        ground=ground,
        investments=investments.take(reading_order(investments)),
        pairs=candidates.take(_pairs(candidates, gazetteer, unit, items)),
        links=links,
        codebook=codebook,
    )


def find_round(project: Project, text: str) -> Round:
    """Give the round that a uid, "2026-1" or "2026년 제1차" means.

    Raises
    ------
    InputError
        ``round_unknown`` with the rounds that there are, or ``no_rounds``.
    """
    rounds = records(project, Round)
    numbered = _NUMBERED.fullmatch(text.strip())
    wanted = tuple(map(float, numbered.groups())) if numbered else None
    for one in rounds:
        if one.uid == text or (one.year, one.number) == wanted:
            return one
    if not rounds:
        raise InputError("no_rounds", round=text)
    known = ", ".join(f"{one.year:.0f}-{one.number:.0f}" for one in rounds)
    raise InputError("round_unknown", round=text, rounds=known)


def _pairs(
    candidates: Candidates,
    gazetteer: Gazetteer,
    municipality: Municipality | None,
    items: tuple[AgendaItem, ...],
) -> Rows:
    """Rows of the area's pairs, and of those on the agenda whatever their place."""
    if municipality is None:
        return np.arange(len(candidates))
    asked = candidates.rows(item.subject for item in items)
    mine = pairs_of(candidates, gazetteer, municipality.code)
    return np.union1d(mine, asked[asked >= 0]).astype(np.intp)


def _concerns(item: AgendaItem, uids: frozenset[str], links: tuple[Link, ...]) -> bool:
    """Tell whether an item is about one of some investments, or about no place at all."""
    if item.subject_kind == PAIR:
        return not uids.isdisjoint(item.subject.split("|"))
    return item.subject_kind != LINK or any(link.uid == item.subject for link in links)


def _ends(link: Link) -> frozenset[str]:
    return frozenset((link.left, link.right))
