"""The dossier of a committee round, composed once for every writer.

Order of its parts (DOMAIN §6.1): 표지, 의결주문·제안이유 (심의 only), 추진배경, 현황, 문제점,
검토의견, 조치계획, 향후일정, 붙임.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from scmap.analysis.register import lineages
from scmap.errors import InputError
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.model.review import Round
from scmap.model.security import OPEN, security_of
from scmap.model.verdict import Candidates
from scmap.progress import Progress, part, silent
from scmap.reference.programmes import programme_facts
from scmap.report import dossier_text as text
from scmap.report.blocks import Block, Booklet, Cover, Line, Section, Subheading
from scmap.report.check_tables import check_table
from scmap.report.comparison import comparison_table, side_of
from scmap.report.depth_part import DepthPart, depth_part, depth_tables
from scmap.report.dossier_maps import DossierMaps, dossier_maps
from scmap.report.dossier_tables import (
    agenda_table,
    link_table,
    opinion_table,
    pair_table,
    phase_table,
    status_table,
)
from scmap.report.exception_tables import exception_table, exemption_table
from scmap.report.facts import disclosure
from scmap.report.grant_table import grant_table
from scmap.report.judgement_tables import judgement_tables
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.pair_form import pair_form
from scmap.report.parts import Fact, Imprint, Table
from scmap.report.phase_parts import consultation_table, gantt_table
from scmap.report.round_scope import RoundScope, round_scope
from scmap.report.rule_tables import condition_table, layer_table, rule_tables
from scmap.report.sentences import edited, edits_of
from scmap.report.tables import lineage_table, source_table
from scmap.report.wording import meeting_day

FORMS = 200  # pairs with a form of their own; about 200 pages
PAIRS_LISTED = 1_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Dossier(Booklet):
    """The booklet of a round.

    Attributes
    ----------
    round : Round
        Which meeting it is for.
    generated : tuple of Section
        The sections as the program words them, before what people edited.
    """

    round: Round
    generated: tuple[Section, ...] = ()


def compose_dossier(  # noqa: PLR0913  all that a dossier is made of, named one by one
    project: Project,
    round_uid: str,
    candidates: Candidates,
    codebook: CodeBook,
    gazetteer: Gazetteer,
    municipality: str | None,
    today: date,
    *,
    imprint: Imprint = Imprint(),  # noqa: B008  immutable
    progress: Progress = silent,
) -> Dossier:
    """Compose the dossier of a round for a municipality or the whole country.

    Parameters
    ----------
    project : Project
        Holds round, agenda, opinions, decisions and links.
    round_uid : str
        The round's uid, or its year and number: "2026-1".
    candidates : Candidates
        Graded pairs of the project's investments.
    codebook, gazetteer
        Look-ups for words and for ground.
    municipality : str or None
        Code in force today; None for the whole country.
    today : date
        제출연월일.
    imprint : Imprint
        Who makes it, and from which files.

    Raises
    ------
    InputError
        ``round_unknown``, ``no_rounds``, ``round_empty`` or ``place_unknown``.
    """
    scope = round_scope(project, round_uid, candidates, codebook, gazetteer, municipality)
    if not scope.items:
        raise InputError("round_empty", round=scope.title, place=scope.place)
    progress(0.3)
    unit, measuring = scope.municipality, part(progress, 0.3, 0.5)
    width = scope.pairs.rules.sliver_width
    deep = depth_part(scope.investments, codebook, gazetteer, unit, width, progress=measuring)
    maps = dossier_maps(scope, deep, gazetteer, imprint)
    progress(0.8)
    body = _body(scope, deep, maps, gazetteer)
    sections = (*_front(scope), *body, *_attached(scope, maps, imprint))
    progress(1.0)
    return Dossier(
        title=phrase("title", place=scope.place),
        place=scope.place,
        made_on=today,
        organisation=imprint.organisation,
        cover=_cover(scope, maps.layers, today, imprint),
        sections=edited(sections, edits_of(project, scope.round.uid)),
        generated=sections,
        shown=maps.web,
        restricted=security_of(maps.layers) != OPEN,
        round=scope.round,
    )


def _cover(scope: RoundScope, layers: tuple[Layer, ...], today: date, imprint: Imprint) -> Cover:
    """표지: 의안번호, 제출자, 제출연월일, 공개구분."""
    grade = security_of(layers)
    year, number = int(scope.round.year), int(scope.round.number)
    kind = phrase("cover.deliberation" if scope.deliberated else "cover.report")
    submitter = imprint.organisation or phrase("cover.not_given")
    return Cover(
        kind=kind,
        above=(
            Fact(phrase("cover.number"), phrase("cover.numbered", year=year, number=number)),
            Fact(phrase("cover.held_on"), _meeting(scope)),
        ),
        below=(
            Fact(phrase("cover.submitter"), submitter),
            Fact(phrase("cover.submitted_on"), amounts.day(today, LANGUAGE)),
            Fact(phrase("cover.disclosure"), disclosure(layers, imprint)),
            Fact(word("fact.security"), grade),
        ),
        warning=word("restricted") if grade != OPEN else "",
    )


def _meeting(scope: RoundScope) -> str:
    day = meeting_day(scope.round.held_on)
    return phrase("cover.meeting", day=day, round=scope.title)


def _front(scope: RoundScope) -> Iterator[Section]:
    """의결주문 and 제안이유; a paper that only reports has neither."""
    if scope.deliberated:
        yield Section(phrase("section.order"), _lines(text.ordered(scope)), "front")
        yield Section(phrase("section.reason"), _lines(text.reasons(scope)), "front")


def _body(
    scope: RoundScope, deep: DepthPart, maps: DossierMaps, gazetteer: Gazetteer
) -> Iterator[Section]:
    """추진배경 to 향후일정."""
    yield _section("background", text.background(scope), agenda_table(scope))
    spread = lineage_table(scope.investments, scope.codebook)
    status = (spread, status_table(scope), grant_table(scope, gazetteer), *_compared(scope))
    yield _section("status", text.status(scope), *status, maps.status)
    yield _section("problem", text.problems(scope), *depth_tables(deep), maps.deep)
    yield Section(phrase("section.opinion"), tuple(_opinion(scope, maps)))
    tables = (phase_table(scope), gantt_table(scope), consultation_table(scope))
    yield _section("plan", text.plan(scope), *tables, *maps.phases)
    yield _section("schedule", text.schedule(scope))


def _compared(scope: RoundScope) -> tuple[Table, ...]:
    """표 3 of the two lines that fund most here, where something is known of both."""
    book, facts = scope.codebook, programme_facts()
    owners = lineages(scope.investments, book)
    funded = Counter(name for owner in owners for name in owner)
    ranked = sorted(funded, key=lambda name: (-funded[name], name))
    sides = (side_of(name, book, facts, scope.investments) for name in ranked)
    told = [one for one in sides if one.programmes][:2]
    return (comparison_table(told, book, facts),) if len(told) == 2 else ()


def _opinion(scope: RoundScope, maps: DossierMaps) -> Iterator[Block]:
    """검토의견: 가. 유사·중복, 나. 연계, and 다. 기타 where there is something else."""
    yield Subheading(phrase("section.opinion.pairs"))
    yield from _lines(text.opinions_on_pairs(scope))
    yield pair_table(scope, PAIRS_LISTED)
    yield maps.graded
    yield Subheading(phrase("section.opinion.links"))
    yield from _lines(text.opinions_on_links(scope))
    if maps.linked is not None:
        yield link_table(scope)
        yield maps.linked
    others = _lines(text.opinions_on_others(scope))
    if others:
        yield Subheading(phrase("section.opinion.others"))
        yield from others


def _attached(scope: RoundScope, maps: DossierMaps, imprint: Imprint) -> Iterator[Section]:
    """붙임: 쌍별 검토표, 의견 전문, 분석조건·가중치, 출처."""
    pairs = len(scope.pairs)
    forms: tuple[Block, ...] = tuple(pair_form(scope, row) for row in range(min(pairs, FORMS)))
    if pairs > FORMS:
        forms = (Line(word("note.capped", n=FORMS, all=pairs), 3), *forms)
    elif not pairs:
        forms = (Line(phrase("empty.pairs")),)
    yield Section(phrase("attached.pairs"), forms, "attached")
    yield Section(phrase("attached.opinions"), (opinion_table(scope),), "attached")
    yield Section(phrase("attached.exceptions"), _exceptions(scope), "attached")
    conditions = condition_table(scope, maps.layers, imprint)
    rules = rule_tables(scope.pairs.rules, scope.codebook)
    judgement = judgement_tables(scope.pairs)
    yield Section(phrase("attached.conditions"), (conditions, *rules, *judgement), "attached")
    checks = check_table(scope.investments, scope.pairs.run.issues)
    sources = source_table(scope.investments), checks, layer_table(maps.layers)
    yield Section(phrase("attached.sources"), sources, "attached")


def _exceptions(scope: RoundScope) -> tuple[Table, Table]:
    """Pairs without a grade: those that the program takes out, and those that people did."""
    unit = scope.municipality
    here = frozenset(scope.investments.uids.tolist())
    registered = exemption_table(scope.project, here, unit.code if unit else None)
    return exception_table(scope), registered


def _section(name: str, lines: Iterable[Line], *rest: Block) -> Section:
    return Section(phrase(f"section.{name}"), (*_lines(lines), *rest))


def _lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Give lines on one line each: a text of data may hold line ends."""
    return tuple(Line(" ".join(line.text.split()), line.level) for line in lines)
