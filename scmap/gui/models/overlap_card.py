"""What the inspector says about a pair of investments: both sides, measures, verdict, reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from scmap.analysis.explanation import Explanation, explain
from scmap.analysis.names import name_forms, similarity
from scmap.gui.models import wording
from scmap.gui.models.card import Card, Fact, Grid, Section
from scmap.gui.models.exemptions import DOUBLE_ENTRY
from scmap.gui.models.inputs_card import NAMES, inputs_section
from scmap.gui.models.investment_card import investment_target
from scmap.gui.models.verdicts import score
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer
from scmap.model.overlap import EVERY_PAIR, RELATIONS
from scmap.model.pairs import PairList
from scmap.model.verdict import Candidates
from scmap.words import tr

DUPLICATION = {sign: NAMES[sign] for sign in ("s", "F", "C", "B", "T")}
LINKAGE = {sign: NAMES[sign] for sign in ("P", "Cx", "Kx", "I", "O")}


@dataclass(frozen=True, eq=False)
class Pair:
    """A pair with all that the analysis says about it.

    Attributes
    ----------
    uid : str
        Both uids, the smaller first, with "|" between them.
    investments : Layer
        Of the project.
    pairs : PairList or None
        What the analysis found, when it is done.
    """

    uid: str
    investments: Layer
    pairs: PairList | None = None

    @property
    def sides(self) -> tuple[str, str]:
        """Give the uids of the two investments."""
        left, _, right = self.uid.partition("|")
        return left, right

    @property
    def known(self) -> bool:
        """Whether the project still has both."""
        return all(uid in self.investments.rows for uid in self.sides)

    @cached_property
    def row(self) -> int:
        """Row in the list of pairs; -1 for a pair that is not in it."""
        return self.pairs.row(self.uid) if self.pairs is not None else -1

    @property
    def found(self) -> Candidates | None:
        """The graded pairs, where this pair is one of them; its row is the same there."""
        if self.pairs is None or not 0 <= self.row < self.pairs.graded:
            return None
        return self.pairs.candidates

    @property
    def why(self) -> str:
        """Why the pair is no candidate; "" where it is one, or is not listed."""
        return self.pairs.why(self.row) if self.pairs is not None and self.row >= 0 else ""

    @cached_property
    def _place(self) -> int:
        """Row in the measured table, -1 where the two share no ground or nothing is known yet."""
        if self.pairs is None:
            return -1
        rows = self.pairs.layer.rows
        sides = np.array([[rows.get(uid, -1)] for uid in self.sides], dtype=np.intp)
        return int(self.pairs.table.find(*sides)[0]) if (sides >= 0).all() else -1

    @property
    def is_measured(self) -> bool:
        """Whether the two share ground."""
        return self._place >= 0

    def measure(self, name: str) -> float:
        """Give a measure of the pair, NaN where the two share no ground."""
        if self.pairs is None or self._place < 0:
            return float("nan")
        return float(getattr(self.pairs.table, name)[self._place])

    @property
    def years(self) -> float:
        """Years in which both operate, NaN when unknown."""
        return float(self.found.years[self.row]) if self.found else self.measure("years")

    @property
    def relation(self) -> str:
        """Name how the owners relate; "" where that is not known."""
        if self.pairs is None or self._place < 0:
            return self.found.relation_of(self.row) if self.found else ""
        return RELATIONS[self.pairs.table.relation_code[self._place]]

    @property
    def extent(self) -> str:
        """Class of the shared ground; "" where the two share none."""
        if self.pairs is None or self._place < 0:
            return ""
        return self.pairs.table.class_of(self._place)


def overlap_card(pair: Pair, codebook: CodeBook, registered: tuple[Section, ...] = ()) -> Card:
    """Explain one pair; `registered` says what is on record about it as an exception."""
    said = explain(pair.found, pair.row, codebook) if pair.found is not None else None
    # The sentence first: in a small window nobody scrolls for what is decided.
    sections = [*_verdict(pair, said), _sides(pair, codebook), *registered]
    sections.append(_measures(pair, codebook))
    if pair.found is not None:
        sections += [_grounds(pair.found, pair.row), inputs_section(pair.found, pair.row, codebook)]
    if pair.is_measured:
        sections += [_formula(pair)]
    names = [wording.known(_name(pair, uid)) for uid in pair.sides]
    return Card(
        kind=_kind(pair), title=" × ".join(names), lead=_lead(pair, said), sections=(*sections,)
    )


def _kind(pair: Pair) -> str:
    name = pair.extent
    extent = tr(f"tables.class.{name}") if name else tr("inspector.overlap.unmeasured")
    return tr("inspector.overlap.kind", extent=extent)


def _name(pair: Pair, uid: str) -> str | None:
    row = pair.investments.rows[uid]
    return pair.investments.text("name")[row]  # type: ignore[no-any-return]  # object array


def _sides(pair: Pair, codebook: CodeBook) -> Section:
    sides = (investment_target(pair.investments, uid, codebook) for uid in pair.sides)
    return Section("sides", targets=tuple(sides))


# -- verdict ---------------------------------------------------------------------------------


def _lead(pair: Pair, said: Explanation | None) -> str:
    """Give grade and 처리의견 in one line; why there is none, for an exception."""
    if said is not None:
        return tr("inspector.lead", grade=said.grade, opinion=said.opinion)
    return tr(f"inspector.exception.{pair.why}") if pair.why else ""


def _verdict(pair: Pair, said: Explanation | None) -> list[Section]:
    if said is None:
        return [_excepted(pair.why)] if pair.why else []
    notes = (*said.notes, tr("inspector.suspicion"))
    return [Section("verdict", tr("inspector.verdict"), text=(said.sentence,), notes=notes)]


def _excepted(why: str) -> Section:
    """Say why a pair is not graded, and how a suspicion is settled."""
    settle = (tr("inspector.exception.suspected"),) if why == DOUBLE_ENTRY else ()
    return Section("verdict", text=(tr(f"inspector.exception.{why}.text"),), notes=settle)


def _grounds(found: Candidates, row: int) -> Section:
    """Open up the scores: each term with its weight and what it adds."""
    terms, rules = found.verdict.terms, found.rules
    duplication = {name: getattr(terms, term)[row] for name, term in DUPLICATION.items()}
    linkage = {
        "P": found.preconditions[row],
        "Cx": terms.field_complement[row],
        "Kx": terms.kind_complement[row],
        "I": found.interoperability[row],
        "O": terms.time[row],
    }
    lines = [
        *_lines(duplication, DUPLICATION, rules.duplication_weights),
        _sum("D", found.verdict.duplication[row]),
        *_lines(linkage, LINKAGE, rules.linkage_weights),
        _sum("L", found.verdict.linkage[row]),
    ]
    sums = (len(duplication), len(lines) - 1)
    header = tuple(tr(f"inspector.grounds.{word}") for word in ("term", "value", "weight"))
    rule = tr("inspector.grounds.rules", version=rules.version, since=rules.effective)
    notes = (tr("inspector.grounds.missing"), rule)
    title = tr("inspector.grounds")
    return Section(
        "grounds", title, grid=Grid(header, tuple(lines), strong=sums), notes=notes, folds=True
    )


def _lines(
    values: dict[str, float], names: dict[str, str], weights: Mapping[str, float]
) -> list[tuple[str, ...]]:
    return [
        (
            f"{sign} {tr(f'inspector.term.{names[sign]}')}",
            amounts.unknown() if np.isnan(value) else f"{value:.3f}",
            f"{weights[sign]:.2f}",
        )
        for sign, value in values.items()
    ]


def _sum(sign: str, value: float) -> tuple[str, ...]:
    return tr(f"inspector.score.{sign}"), tr("inspector.points", points=score(value)), ""


# -- measures --------------------------------------------------------------------------------


def _measures(pair: Pair, codebook: CodeBook) -> Section:
    relation = pair.relation
    facts = [
        _figure("area", amounts.square_km(pair.measure("area")), tr("inspector.unit.km2")),
        _figure("coefficient", amounts.percent(pair.measure("coefficient")), "%"),
        _figure("jaccard", amounts.percent(pair.measure("jaccard")), "%"),
        _figure("years", amounts.count(pair.years), tr("inspector.unit.years")),
        Fact(
            tr("inspector.relation"),
            tr(f"tables.relation.{relation}") if relation else amounts.unknown(),
            number=True,
        ),
        _names(pair, codebook),
    ]
    if pair.found is not None:
        facts.append(_shared_money(pair, float(pair.found.money[pair.row])))
    return Section("measures", tr("inspector.measures"), facts=tuple(facts))


def _shared_money(pair: Pair, money: float) -> Fact:
    """Say what both invest at most on the ground they share, or for want of what nobody knows."""
    unit, remark = tr("inspector.unit.money"), tr("inspector.shared_money.remark")
    layer = pair.investments
    rows = [layer.rows[uid] for uid in pair.sides]
    unknown = [row for row in rows if np.isnan(layer.number("total_mkrw")[row])]
    if np.isnan(money) and unknown:
        names = "·".join(wording.known(layer.text("name")[row]) for row in unknown)
        remark = tr("inspector.shared_money.unknown", names=names)
    return _figure("shared_money", amounts.money(money), unit, remark)


def _names(pair: Pair, codebook: CodeBook) -> Fact:
    """Say how alike both names are: a hint at a double entry, not in the score."""
    layer = pair.investments
    names = (layer.text("name")[[layer.rows[uid]]] for uid in pair.sides)
    spelled = map(name_forms(codebook.synonyms).spelled, names)
    likeness = amounts.likeness(float(similarity(*spelled)[0]))
    remark = tr("inspector.name_similarity.remark")
    return Fact(tr("inspector.name_similarity"), likeness, remark, number=True)


def _figure(key: str, text: str, unit: str, remark: str = "") -> Fact:
    shown = text if text == amounts.unknown() else f"{text} {unit}"
    return Fact(tr(f"inspector.{key}"), shown, remark, number=True)


def _formula(pair: Pair) -> Section:
    """Open up the measures: formula, inputs and parameters."""
    layer = pair.investments
    areas = [float(shapely.area(layer.geometry[layer.rows[uid]])) for uid in pair.sides]
    sizes = dict(zip("ab", map(amounts.square_km, areas), strict=True))
    shared, share = pair.measure("area"), pair.measure("coefficient")
    rule = pair.pairs.candidates.run.rule if pair.pairs is not None else EVERY_PAIR
    text = (
        tr("inspector.formula.coefficient"),
        tr(
            "inspector.formula.numbers",
            shared=amounts.square_km(shared),
            least=amounts.square_km(min(areas)),
            share=amounts.percent(share),
        ),
        tr("inspector.formula.jaccard"),
        tr("inspector.formula.years"),
    )
    notes = (
        tr("inspector.formula.areas", **sizes),
        tr("inspector.formula.plane", crs=layer.crs),
        tr("inspector.formula.floor", floor=f"{rule.floor:g}", width=f"{rule.sliver_width:g}"),
        tr(f"inspector.formula.time.{rule.time}"),
    )
    return Section("formula", tr("inspector.formula"), text=text, notes=notes, folds=True)
