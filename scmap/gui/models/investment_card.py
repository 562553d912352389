"""What the inspector says about an investment."""

import math

import shapely

from scmap.gui.models import wording
from scmap.gui.models.card import Card, Fact, Grid, Section, Target
from scmap.gui.models.verdicts import Verdicts, grade_text
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.investment import MONEY, MONEY_PARTS
from scmap.model.layer import Layer, objects
from scmap.words import tr

SPLIT = ("province", "city", "education")  # how the local share is made up, where a source says
MOST_PAIRS = 6  # overlaps that are listed; the table has them all


def investment_card(
    layer: Layer,
    uid: str,
    codebook: CodeBook,
    overlaps: Layer | None = None,
    verdicts: Verdicts | None = None,
) -> Card:
    """Explain one investment and list what it overlaps with."""
    row = layer.rows[uid]
    sections = (
        _about(layer, row, codebook),
        _pairs(uid, overlaps, verdicts),
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
        facts.insert(2, Fact(tr("inspector.agency"), agency))
    return Section("about", facts=tuple(facts))


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


def _pairs(uid: str, overlaps: Layer | None, verdicts: Verdicts | None) -> Section | None:
    """List the overlaps of an investment, the largest share first; None while none are known."""
    if overlaps is None:
        return None
    rows = [row for row, pair in enumerate(overlaps.uids) if uid in pair.split("|")]
    rows.sort(key=lambda row: (-overlaps.number("coefficient")[row], overlaps.uids[row]))
    targets = tuple(_pair(overlaps, row, uid, verdicts) for row in rows[:MOST_PAIRS])
    left = len(rows) - len(targets)
    notes = (tr("inspector.pairs.more", count=left),) if left else ()
    if not rows:
        notes = (tr("inspector.pairs.none"),)
    title = tr("inspector.pairs", count=f"{len(rows):,}")
    return Section("pairs", title, targets=targets, notes=notes)


def _pair(overlaps: Layer, row: int, uid: str, verdicts: Verdicts | None) -> Target:
    """Give the button of a pair: the other side's name, and what is shared."""
    other = "right" if overlaps.text("left")[row] == uid else "left"
    area = amounts.square_km(float(overlaps.number("area_m2")[row]))
    share = amounts.percent(float(overlaps.number("coefficient")[row]))
    detail = tr("inspector.pair", area=area, share=share)
    pair = overlaps.uids[row]
    if verdicts is not None:
        grade = grade_text(verdicts.grades(objects([pair]))[0])
        detail = tr("inspector.pair.graded", grade=grade, detail=detail)
    name = wording.known(overlaps.text(f"{other}_name")[row])
    return Target(name, detail, overlaps.uid, pair)
