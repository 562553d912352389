"""The tables of a dossier: agenda, investments, pairs, links, phases, opinions."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from scmap.analysis.explanation import explain
from scmap.analysis.verdict import half_up
from scmap.model import amounts
from scmap.model.link import Link
from scmap.model.ministry import ministries
from scmap.model.records import records
from scmap.model.review import PHASES, AgendaItem, Opinion
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.report.facts import rounding
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.parts import Cell, Column, Row, Table
from scmap.report.round_scope import RoundScope
from scmap.report.tables import left_out, money_columns
from scmap.report.wording import kind_title, known, ministry_then, period_of
from scmap.session.reviewing import step_of

# A link names its phase by a key, an agenda item by the word.
PHASE_OF: Mapping[str, str] = MappingProxyType(
    dict(zip(("short", "middle", "long"), PHASES, strict=True))
)

_MONEY = ("total", "national", "local")


def agenda_table(scope: RoundScope) -> Table:
    """List the items of the round with who is in charge, and how far each is."""
    rows = tuple(
        Row(
            (
                float(number),
                item.kind,
                item.title,
                _listed(item.officer),
                _listed(item.lead),
                phrase(f"step.{step_of(scope.project, item.uid)}"),
            )
        )
        for number, item in enumerate(scope.items, start=1)
    )
    return Table(
        name="agenda",
        title=phrase("table.agenda"),
        columns=(
            Column(word("column.number"), "count", 12),
            Column(phrase("column.kind"), width=14),
            Column(phrase("column.item"), width=62, named=True),
            Column(phrase("column.officer"), width=32),
            Column(phrase("column.lead"), width=24),
            Column(phrase("column.step"), width=31),
        ),
        rows=rows,
        empty=phrase("empty.agenda"),
    )


def status_table(scope: RoundScope) -> Table:
    """List the investments in the width of an upright page."""
    layer = scope.investments
    money = {part: values for part, values in money_columns(layer).items() if part in _MONEY}
    rows = tuple(
        Row(
            (
                float(row + 1),
                known(layer.text("name")[row]),
                kind_title(scope.codebook, layer.text("kind")[row]),
                ministry_then(scope.codebook, layer, row),
                period_of(layer, row),
                *(float(values[row]) for values in money.values()),
            ),
            key=str(layer.uids[row]),
        )
        for row in range(len(layer))
    )
    sums = {part: amounts.total(values) for part, values in money.items()}
    total = Row(
        (
            "",
            word("total"),
            word("items", n=len(layer)),
            "",
            "",
            *(sum_ for sum_, _ in sums.values()),
        ),
        total=True,
    )
    return Table(
        name="investments",
        title=word("table.investments"),
        unit=word("unit.mkrw"),
        columns=(
            Column(word("column.number"), "count", 12),
            Column(word("column.name"), width=37, named=True),
            Column(word("column.kind"), width=27),
            Column(word("column.ministry"), width=34),
            Column(word("column.period"), width=21),
            *(Column(word(f"column.{part}"), "money", 18) for part in money),
        ),
        rows=(total, *rows) if rows else (),
        notes=(*left_out(sums), word("note.unknown_sign"), *rounding(layer)),
        empty=word("empty.investments"),
    )


def pair_table(scope: RoundScope, listed: int) -> Table:
    """List the graded pairs, the most serious first; `listed` of them at most."""
    pairs, verdict = scope.pairs, scope.pairs.verdict
    duplication, linkage = half_up(verdict.duplication, 1), half_up(verdict.linkage, 1)
    rows = []
    for row in range(min(len(pairs), listed)):
        told = explain(pairs, row, scope.codebook, LANGUAGE)
        cells: tuple[Cell, ...] = (
            float(row + 1),
            side_title(scope, int(pairs.left[row])),
            side_title(scope, int(pairs.right[row])),
            GRADES[verdict.grade[row]],
            float(duplication[row]),
            float(linkage[row]),
            float(verdict.terms.coefficient[row]),
            told.opinion,
            phrase(f"reliability.{pairs.reliability_of(row)}"),
        )
        rows.append(Row(cells, key=pairs.uid(row)))
    return Table(
        name="pairs",
        title=phrase("table.pairs"),
        columns=(
            Column(word("column.number"), "count", 13),
            Column(word("column.name_a"), width=40, named=True),
            Column(word("column.name_b"), width=40, named=True),
            Column(phrase("column.grade"), width=13),
            Column(phrase("column.duplication"), "score", 15),
            Column(phrase("column.linkage"), "score", 13),
            Column(word("column.coefficient"), "percent", 20),
            Column(phrase("column.opinion"), width=29),
            Column(phrase("column.reliability"), width=17),
        ),
        rows=tuple(rows),
        notes=_pair_notes(scope, listed),
        empty=phrase("empty.pairs"),
    )


def link_table(scope: RoundScope) -> Table:
    """List the linked services with what is exchanged, by which law, and in which phase."""
    rows = tuple(_link_row(scope, number, link) for number, link in enumerate(scope.links, start=1))
    return Table(
        name="links",
        title=phrase("table.links"),
        unit=word("unit.mkrw"),
        columns=(
            Column(word("column.number"), "count", 12),
            Column(phrase("column.service"), width=26, named=True),
            Column(phrase("column.ends"), width=36),
            Column(phrase("column.items"), width=28),
            Column(phrase("column.legal"), width=56),
            Column(phrase("column.phase"), width=13),
            Column(phrase("column.cost"), "money", 16),
        ),
        rows=rows,
        empty=phrase("empty.links"),
    )


def phase_table(scope: RoundScope) -> Table:
    """단계별 추진전략: 단계·과제·주관·협조·기간·사업비, 계 first."""
    items = sorted(
        (item for item in scope.items if item.phase),
        key=lambda item: (PHASES.index(item.phase), item.phase_from, item.title),
    )
    known_sum, unknown = amounts.total(cost_of(scope, item) for item in items)
    total = Row((word("total"), word("items", n=len(items)), "", "", "", known_sum), total=True)
    notes = (phrase("note.cost_unknown", n=unknown),) if unknown else ()
    return Table(
        name="phases",
        title=phrase("table.phases"),
        unit=word("unit.mkrw"),
        columns=(
            Column(phrase("column.phase"), width=16, grouped=True),
            Column(phrase("column.task"), width=62, named=True),
            Column(phrase("column.lead"), width=30),
            Column(phrase("column.partners"), width=30),
            Column(phrase("column.period"), width=22),
            Column(phrase("column.cost"), "money", 18),
        ),
        rows=(total, *(_phase_row(scope, item) for item in items)) if items else (),
        notes=notes,
        empty=phrase("empty.phases"),
    )


def opinion_table(scope: RoundScope) -> Table:
    """의견 전문: every standing opinion in full, item by item, in the order of registration."""
    rows = tuple(
        Row(
            (
                phrase("item", n=number, title=item.title),
                one.role,
                _speaker(one),
                one.stance,
                phrase("opinion.about", about=one.about, text=one.text) if one.about else one.text,
                amounts.day(one.given_on, LANGUAGE),
            )
        )
        for number, item in enumerate(scope.items, start=1)
        for one in scope.opinions(item)
    )
    return Table(
        name="opinions",
        title=phrase("table.opinions"),
        columns=(
            Column(phrase("column.item"), width=33, grouped=True),
            Column(phrase("column.role"), width=13),
            Column(phrase("column.speaker"), width=30, named=True),
            Column(phrase("column.stance"), width=13),
            Column(phrase("column.said"), width=60),
            Column(phrase("column.day"), width=28),
        ),
        rows=rows,
        notes=_withdrawn_note(scope),
        empty=phrase("empty.opinions"),
    )


def side_title(scope: RoundScope, row: int) -> str:
    """Name a side of a pair: "동탄 통합운영센터 (국토해양부, ’08년)"."""
    layer = scope.pairs.layer
    name, ministry = known(layer.text("name")[row]), known(layer.text("ministry")[row])
    when = period_of(layer, row)
    return phrase("side", name=name, ministry="·".join(ministries(ministry)), when=when)


def pair_title(pairs: Candidates, row: int) -> str:
    """Name a pair by its two sides."""
    names = pairs.layer.text("name")
    left, right = known(names[pairs.left[row]]), known(names[pairs.right[row]])
    return phrase("pair", left=left, right=right)


def link_ends(scope: RoundScope, link: Link) -> str:
    """Name the ends of a link with an arrow; one that the project no longer has is unknown."""
    layer = scope.pairs.layer
    rows = (layer.rows.get(uid) for uid in (link.left, link.right))
    left, right = (known(None if row is None else layer.text("name")[row]) for row in rows)
    return phrase(f"ends.{link.direction}", left=left, right=right)


def cost_of(scope: RoundScope, item: AgendaItem) -> float:
    """Cost of a measure, 백만원: the item's own, or else that of the link it is about."""
    link = scope.link(item.subject)
    return link.cost_mkrw if link and np.isnan(item.cost_mkrw) else item.cost_mkrw


def _link_row(scope: RoundScope, number: int, link: Link) -> Row:
    cells: tuple[Cell, ...] = (
        float(number),
        link.title or link.template,
        link_ends(scope, link),
        _listed(link.items),
        known("\n".join(part.strip() for part in link.legal_ground.split(";"))),
        PHASE_OF.get(link.phase, known(link.phase)),
        link.cost_mkrw,
    )
    return Row(cells, key=link.uid)


def _phase_row(scope: RoundScope, item: AgendaItem) -> Row:
    years = amounts.period(item.phase_from, item.phase_to, LANGUAGE)
    return Row(
        (
            item.phase,
            item.title,
            _listed(item.lead),
            _listed(item.partners),
            years,
            cost_of(scope, item),
        )
    )


def _pair_notes(scope: RoundScope, listed: int) -> tuple[str, ...]:
    notes = [word("note.coefficient"), phrase("note.scores"), phrase("suspicion")]
    if len(scope.pairs) > listed:
        notes.insert(0, word("note.capped", n=listed, all=len(scope.pairs)))
    return tuple(notes)


def _withdrawn_note(scope: RoundScope) -> tuple[str, ...]:
    items = {item.uid for item in scope.items}
    withdrawn = sum(
        1 for one in records(scope.project, Opinion) if one.withdraws and one.item in items
    )
    return (phrase("note.withdrawn", n=withdrawn),) if withdrawn else ()


def _speaker(opinion: Opinion) -> str:
    if not opinion.organisation:
        return opinion.name
    return phrase("speaker", name=opinion.name, organisation=opinion.organisation)


def _listed(cell: str) -> str:
    """Write a cell of several parts as a list; the sign of what does not apply when empty."""
    parts = [part.strip() for part in cell.split(";") if part.strip()]
    return ", ".join(parts) or amounts.NOT_APPLICABLE
