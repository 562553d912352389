"""What the inspector says about an investment."""

import math

import shapely

from scmap.analysis.checks import left_out
from scmap.gui.models import wording
from scmap.gui.models.card import Card, Fact, Grid, Section, Target
from scmap.gui.models.verdicts import EXCEPTED, grade_text
from scmap.gui.sources import OVERLAP
from scmap.model import amounts
from scmap.model.attribute_form import STAFFED
from scmap.model.codebook import CodeBook, title_of
from scmap.model.investment import MONEY, MONEY_PARTS
from scmap.model.layer import Layer
from scmap.model.pairs import PairList
from scmap.model.ruleset import GRADES
from scmap.words import tr

SPLIT = ("province", "city", "education")  # how the local share is made up, where a source says
MOST_PAIRS = 6  # overlaps that are listed; the table has them all


def investment_card(
    layer: Layer,
    uid: str,
    codebook: CodeBook,
    pairs: PairList | None = None,
) -> Card:
    """Explain one investment and list what it overlaps with."""
    row = layer.rows[uid]
    sections = (
        _about(layer, row, codebook),
        _checks(uid, pairs),
        _pairs(uid, pairs),
        _money(layer, row, codebook),
        _footprint(layer, row),
        _content(layer, row, codebook),
        _origin(layer, row),
    )
    return Card(
        kind=wording.kind_of(layer, row, codebook),
        title=wording.known(layer.text("name")[row]),
        sections=tuple(section for section in sections if section is not None),
    )


def investment_target(layer: Layer, uid: str, codebook: CodeBook) -> Target:
    """Give the button that leads to an investment, with its kind, ministry and years."""
    row = layer.rows[uid]
    year = float(layer.number("year_from")[row])
    said = (
        wording.kind_of(layer, row, codebook),
        wording.ministry_then(layer.text("ministry")[row], year, codebook),
        wording.period_of(layer, row),
    )
    return Target(wording.known(layer.text("name")[row]), " · ".join(said), layer.uid, uid)


def _about(layer: Layer, row: int, codebook: CodeBook) -> Section:
    year = float(layer.number("year_from")[row])
    ministry = wording.ministry_then(layer.text("ministry")[row], year, codebook)
    facts = [
        Fact(tr("inspector.ministry"), ministry),
        Fact(
            tr("inspector.programme"),
            wording.titles(dict(codebook.programmes), layer.text("programme")[row]),
        ),
        Fact(tr("inspector.municipality"), wording.place_of(layer, row)),
        Fact(tr("inspector.period"), wording.period_of(layer, row)),
    ]
    agency = layer.text("agency")[row]
    if agency:
        facts.insert(2, Fact(tr("inspector.agency"), codebook.agency_now(agency)))
    if layer.text("kind")[row] in STAFFED:
        facts.append(Fact(tr("inspector.police"), wording.known(layer.text("police")[row])))
    return Section("about", facts=tuple(facts), warnings=_conflicts(layer, row, codebook))


def _conflicts(layer: Layer, row: int, codebook: CodeBook) -> tuple[str, ...]:
    """Say that another source gives the programme to another ministry; the record's own stays."""
    programme = codebook.programmes.get(layer.text("programme")[row] or "")
    if programme is None or not programme.other_lineages:
        return ()
    years = (float(layer.number(name)[row]) for name in ("year_from", "year_to"))
    own = codebook.lineages_of(layer.text("ministry")[row], *years)
    told = dict.fromkeys((*programme.lineages, *programme.other_lineages))
    others = ", ".join(title_of(codebook.lineages[one]) for one in told if one not in own)
    if not others:
        return ()
    ministry = layer.text("ministry")[row] or amounts.unknown()
    return (tr("inspector.ministry.conflict", own=ministry, others=others),)


def _checks(uid: str, pairs: PairList | None) -> Section | None:
    """Say which values are to be checked, and what that does to the score."""
    issues = pairs.candidates.run.issues if pairs is not None else ()
    own = tuple(one for one in issues if one.feature == uid)
    if not own:
        return None
    note = tr(f"checks.section.{'left_out' if left_out(own) else 'notice'}")
    text = tuple(one.said() for one in own)
    return Section("checks", tr("checks.section"), text=text, notes=(note,))


def _content(layer: Layer, row: int, codebook: CodeBook) -> Section:
    tags = wording.titles(dict(codebook.tags), layer.text("tags")[row])
    served = wording.titles(dict(codebook.beneficiaries), layer.text("beneficiaries")[row])
    bases = layer.text("tags_basis")[row], layer.text("beneficiaries_basis")[row]
    return Section(
        "content",
        tr("inspector.content"),
        facts=(
            Fact(
                tr("inspector.fields"),
                wording.titles(dict(codebook.fields), layer.text("fields")[row]),
            ),
            Fact(tr("inspector.tags"), tags, wording.with_basis(tags, bases[0])),
            Fact(tr("inspector.beneficiaries"), served, wording.with_basis(served, bases[1])),
            Fact(tr("inspector.openness"), wording.known(layer.text("openness")[row])),
        ),
    )


def _money(layer: Layer, row: int, codebook: CodeBook) -> Section:
    values = {part: float(layer.number(f"{part}_mkrw")[row]) for part in MONEY}
    shown = [part for part in MONEY if part not in SPLIT or not math.isnan(values[part])]
    lines = tuple((tr(f"inspector.money.{part}"), amounts.money(values[part])) for part in shown)
    notes = []
    basis = layer.text("money_basis")[row]
    if basis:
        meaning = wording.titles(dict(codebook.money_bases), basis)
        notes.append(tr("inspector.money.basis", basis=meaning))
    total = sum(values[part] for part in MONEY_PARTS)  # NaN as soon as one part is unknown
    if abs(total - values["total"]) > 0.5:
        notes.append(tr("inspector.money.unequal", sum=amounts.money(total)))
    return Section(
        "money", tr("inspector.money"), grid=Grid((), lines, strong=(0,)), notes=tuple(notes)
    )


def _footprint(layer: Layer, row: int) -> Section:
    footprint = layer.geometry[row]
    if footprint is None:
        note = tr("inspector.footprint.none")
        facts = [Fact(tr("inspector.footprint"), amounts.unknown(), note)]
    else:
        size = tr("inspector.square_km", area=amounts.square_km(float(shapely.area(footprint))))
        facts = [
            Fact(tr("inspector.quality"), wording.quality(layer.text("quality")[row])),
            Fact(tr("inspector.size"), size),
        ]
    radius = float(layer.number("radius_m")[row])
    if not math.isnan(radius):
        length = tr("inspector.metres", length=amounts.rounded(radius))
        facts.append(Fact(tr("inspector.radius"), length))
    reason = layer.text("extent_reason")[row]
    if reason:
        facts.append(Fact(tr("inspector.extent_reason"), reason))
    return Section("footprint", tr("inspector.footprint"), facts=tuple(facts))


def _origin(layer: Layer, row: int) -> Section:
    facts = [
        Fact(tr("inspector.source"), wording.known(layer.text("source")[row])),
        Fact(tr("inspector.confidence"), wording.confidence(layer.text("confidence")[row])),
    ]
    note = layer.text("note")[row]
    if note:
        facts.append(Fact(tr("inspector.note"), note))
    return Section("origin", tr("inspector.origin"), facts=tuple(facts))


def _pairs(uid: str, pairs: PairList | None) -> Section | None:
    """List the pairs of an investment, the most serious first; None while none are known."""
    if pairs is None:
        return None
    rows = pairs.with_member(uid)
    targets = tuple(_pair(pairs, row, uid) for row in rows[:MOST_PAIRS].tolist())
    left = len(rows) - len(targets)
    notes = (tr("inspector.pairs.more", count=left),) if left else ()
    if not len(rows):
        notes = (tr("inspector.pairs.none"),)
    title = tr("inspector.pairs", count=f"{len(rows):,}")
    return Section("pairs", title, targets=targets, notes=notes)


def _pair(pairs: PairList, row: int, uid: str) -> Target:
    """Give the button of a pair: the other side's name, and what is shared."""
    layer, table, place = pairs.layer, pairs.table, int(pairs.pair[row])
    sides = int(pairs.left[row]), int(pairs.right[row])
    other = sides[1] if layer.uids[sides[0]] == uid else sides[0]
    detail = tr(
        "inspector.pair",
        area=amounts.square_km(float(table.area[place]) if place >= 0 else math.nan),
        share=amounts.percent(float(table.coefficient[place]) if place >= 0 else math.nan),
    )
    graded = row < pairs.graded
    grade = GRADES[pairs.candidates.verdict.grade[row]] if graded else EXCEPTED
    detail = tr("inspector.pair.graded", grade=grade_text(grade), detail=detail)
    return Target(wording.known(layer.text("name")[other]), detail, OVERLAP, pairs.uid(row))
