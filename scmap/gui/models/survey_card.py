"""What 타 부처 사업 조회 says: whom to consult, and what stands there, ministry line by line."""

import math

import numpy as np
import shapely

from scmap.analysis.explanation import explain
from scmap.analysis.survey import Survey
from scmap.gui.models import wording
from scmap.gui.models.card import Card, Section, Target
from scmap.gui.models.sheet import Sheet
from scmap.model import amounts
from scmap.model.codebook import CodeBook, title_of
from scmap.model.plan import Plan
from scmap.words import tr


def survey_card(found: Survey, codebook: CodeBook) -> Card:
    """Lay out what a plan meets."""
    meets = int(found.meets.sum())
    beside = len(found) - meets
    lead = tr("survey.lead", meets=meets, beside=beside) if len(found) else tr("survey.lead.none")
    sections = [_consult(found, codebook)] if len(found) else []
    sections += [
        Section(
            f"line:{line}",
            tr("survey.line", line=line_title(line, codebook), count=len(places)),
            targets=tuple(_target(found, place, codebook) for place in places),
        )
        for line, places in found.by_lineage(codebook.lineages).items()
    ]
    return Card(
        kind=tr("survey.kind"),
        title=plan_title(found.plan),
        lead=lead,
        sections=(*sections, _limits(found)),
    )


def plan_title(plan: Plan) -> str:
    """Name a plan's ground: "4.00 ㎢ · 경기도 부천시"."""
    size = tr("inspector.square_km", area=amounts.square_km(float(shapely.area(plan.footprint))))
    return " · ".join(filter(None, (size, plan.place)))


def line_title(line: str, codebook: CodeBook) -> str:
    """Name a ministry line, or the unknown ones."""
    return title_of(codebook.lineages[line]) if line else tr("summary.unknown.ministry")


def survey_sheet(found: Survey, codebook: CodeBook) -> Sheet:
    """Give the same as a table, for clipboard and file: a joint investment under each line."""
    rows = [
        (line_title(line, codebook), *_cells(found, place, codebook))
        for line, places in found.by_lineage(codebook.lineages).items()
        for place in places
    ]
    numbers = frozenset(_COLUMNS.index(name) for name in _NUMBERS)
    notes = (
        tr("survey.note.plan", plan=plan_title(found.plan)),
        consult_words(found, codebook),
        *_limits(found).notes,
    )
    return Sheet(tuple(tr(f"survey.column.{c}") for c in _COLUMNS), tuple(rows), numbers, notes)


_COLUMNS = (
    "line",
    "name",
    "kind",
    "ministry",
    "period",
    "total",
    "area",
    "share",
    "coefficient",
    "years",
    "grade",
    "duplication",
    "linkage",
    "opinion",
)
_NUMBERS = ("total", "area", "share", "coefficient", "years", "duplication", "linkage")


def _cells(found: Survey, place: int, codebook: CodeBook) -> tuple[str, ...]:
    layer, row = found.layer, int(found.rows[place])
    year = float(layer.number("year_from")[row])
    grade, duplication, linkage, opinion = _verdict(found, place, codebook)
    return (
        wording.known(layer.text("name")[row]),
        wording.kind_of(layer, row, codebook),
        wording.ministry_then(layer.text("ministry")[row], year, codebook),
        wording.period_of(layer, row),
        amounts.money(float(layer.number("total_mkrw")[row])),
        amounts.square_km(float(found.area[place])),
        amounts.percent(float(found.share[place])),
        amounts.percent(float(found.coefficient[place])),
        amounts.count(float(found.years[place])),
        grade,
        duplication,
        linkage,
        opinion,
    )


def _verdict(found: Survey, place: int, codebook: CodeBook) -> tuple[str, str, str, str]:
    """Give likely grade, D, L and 처리의견; "-" where nothing was graded."""
    row = int(found.graded[place])
    if row < 0:
        return (amounts.NOT_APPLICABLE,) * 4
    said, verdict = explain(found.found, row, codebook), found.found.verdict
    duplication, linkage = (float(s[row]) for s in (verdict.duplication, verdict.linkage))
    return said.grade, amounts.score(duplication), amounts.score(linkage), said.opinion


def _target(found: Survey, place: int, codebook: CodeBook) -> Target:
    """Give the button of an investment: name; years, money, shared ground and likely grade."""
    layer, row = found.layer, int(found.rows[place])
    said = [
        wording.kind_of(layer, row, codebook),
        wording.period_of(layer, row),
        _money(float(layer.number("total_mkrw")[row])),
        _ground(found, place),
    ]
    if found.graded[place] >= 0:
        grade, _, _, opinion = _verdict(found, place, codebook)
        said.append(tr("survey.likely", grade=grade, opinion=opinion))
    uid = str(layer.uids[row])
    return Target(wording.known(layer.text("name")[row]), " · ".join(said), layer.uid, uid)


def _money(total: float) -> str:
    return tr("survey.money_unknown") if math.isnan(total) else amounts.money_in_prose(total)


def _ground(found: Survey, place: int) -> str:
    area = float(found.area[place])
    if math.isnan(area):
        return tr("survey.no_footprint")
    if not area:
        return tr("survey.beside")
    share = amounts.percent(float(found.share[place]))
    words = tr("survey.ground", area=amounts.square_km(area), share=share)
    return tr("survey.wide", ground=words) if found.wide[place] else words


def _consult(found: Survey, codebook: CodeBook) -> Section:
    return Section("consult", tr("survey.consult"), text=(consult_words(found, codebook),))


def consult_words(found: Survey, codebook: CodeBook) -> str:
    """Name the ministry lines to consult, with how many investments each."""
    lines = found.to_consult(codebook.lineages)
    if not lines:
        return tr("survey.consult.none")
    named = (
        tr("survey.consult.line", line=line_title(line, codebook), count=count)
        for line, count in lines.items()
    )
    return ", ".join(named)


def _limits(found: Survey) -> Section:
    """Say what the answer does not know."""
    notes = []
    if not found.plan_lines:
        notes.append(tr("survey.note.no_ministry"))
    elif len(found) and (found.graded < 0).any():
        notes.append(tr("survey.note.ungraded"))
    unmeasured = int(np.isnan(found.area).sum())
    if unmeasured:
        notes.append(tr("survey.note.unmeasured", count=unmeasured))
    notes += [tr("survey.note.unsaved"), tr("inspector.suspicion")]
    return Section("limits", notes=tuple(notes))
