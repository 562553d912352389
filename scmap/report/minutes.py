"""Papers of a meeting: 회의록, 의결서 and 심의결과 통보, as booklets for the same writers."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from scmap.cartography.settings import MapSettings
from scmap.errors import InputError
from scmap.model import amounts
from scmap.model.extent import Extent
from scmap.model.meeting import CHOICES, RECUSALS
from scmap.model.project import Project
from scmap.model.release import Paper
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.report.blocks import Booklet, Cover, Line, Section
from scmap.report.korean import LANGUAGE
from scmap.report.parts import Column, Fact, Imprint, Row, Table
from scmap.report.round_scope import find_round
from scmap.session.reviewing import decision_on, items_of, opinions_on
from scmap.session.voting import members_of, signed, tally, type_of, votes_on
from scmap.words import tr_in


def paper_word(key: str, /, **values: object) -> str:
    """Give the words of ``minutes.<key>``, Korean as all papers are."""
    return tr_in(LANGUAGE, f"minutes.{key}", **values)


def compose_paper(
    project: Project, round_uid: str, paper: Paper, today: date, imprint: Imprint
) -> Booklet:
    """Compose a paper of a round.

    Raises
    ------
    InputError
        ``round_unknown``, ``no_rounds``, or ``paper_empty`` for a round without items.
    """
    round_ = find_round(project, round_uid)
    if not items_of(project, round_.uid):
        raise InputError("paper_empty", round=round_title(round_))
    sections = {"minutes": _minutes, "resolution": _resolution, "notice": _notice}
    return Booklet(
        title=paper_word(f"title.{paper}", round=round_title(round_)),
        place=round_.committee,
        made_on=today,
        organisation=imprint.organisation,
        cover=_cover(project, round_, paper, today, imprint),
        sections=tuple(sections[paper](project, round_)),
        shown=MapSettings(Extent(0, 0, 1, 1), 16, 16, 96.0, ()),
    )


def round_title(round_: Round) -> str:
    """Name a round: "2026년 제1차 화성시 스마트도시위원회"."""
    year, number = int(round_.year), int(round_.number)
    return tr_in(
        LANGUAGE, "dossier.round", year=year, number=number, committee=round_.committee
    ).strip()


def _cover(project: Project, round_: Round, paper: Paper, today: date, imprint: Imprint) -> Cover:
    final = signed(project, round_.uid)
    day = amounts.day(final.signed_on, LANGUAGE) if final else ""
    state = paper_word("signed", by=final.by, day=day) if final else paper_word("draft")
    facts = [
        Fact(paper_word("made_on"), amounts.day(today, LANGUAGE)),
        Fact(paper_word("state"), state),
    ]
    if imprint.organisation:
        facts.insert(0, Fact(paper_word("organisation"), imprint.organisation))
    if imprint.profile:
        facts.append(Fact(paper_word("profile"), imprint.profile))
    kind = paper_word(f"kind.{paper}")
    return Cover(kind, (Fact(paper_word("round"), round_title(round_)),), tuple(facts))


def _minutes(project: Project, round_: Round) -> Iterator[Section]:
    yield Section(paper_word("overview"), (_overview(project, round_), _members(project, round_)))
    for number, item in enumerate(items_of(project, round_.uid), start=1):
        title = paper_word("item", n=number, title=item.title)
        yield Section(title, tuple(_discussed(project, item)))
    yield Section(paper_word("results"), (_results(project, round_),))


def _resolution(project: Project, round_: Round) -> Iterator[Section]:
    lines = []
    for number, item in enumerate(items_of(project, round_.uid), start=1):
        decision = decision_on(project, item.uid)
        if decision is not None:
            title = paper_word("item", n=number, title=item.title)
            said = paper_word("resolved", item=title, verdict=decision.verdict)
            lines += [Line(said), Line(paper_word("why", reason=decision.reason), 1)]
    yield Section(paper_word("order"), tuple(lines) or (Line(paper_word("none")),), "front")
    yield Section(paper_word("results"), (_results(project, round_),))
    yield Section(paper_word("signatures"), (_signatures(project, round_),))


def _notice(project: Project, round_: Round) -> Iterator[Section]:
    yield Section(
        paper_word("notice.head"),
        (Line(paper_word("notice.said", round=round_title(round_))), _recipients(project, round_)),
        "front",
    )
    yield Section(paper_word("results"), (_results(project, round_),))
    asked = []
    for item in items_of(project, round_.uid):
        decision = decision_on(project, item.uid)
        if decision is None or decision.verdict == "보류":
            asked.append(Line(paper_word("notice.carried", title=item.title)))
            continue
        asked.append(Line(paper_word(f"notice.do.{_deed(decision)}", title=item.title)))
        if item.phase:
            years = amounts.period(item.phase_from, item.phase_to, LANGUAGE)
            asked.append(Line(paper_word("notice.phase", phase=item.phase, years=years), 1))
    yield Section(paper_word("notice.asked"), tuple(asked))


def _deed(decision: Decision) -> str:
    keys = {"매칭": "match", "기능조정": "adjust", "통합": "merge", "폐지": "abolish"}
    return keys.get(decision.verdict, "separate")


def _overview(project: Project, round_: Round) -> Table:
    members = members_of(project, round_.uid)
    there = sum(one.attended for one in members)
    kind = type_of(round_)
    needed = int(len(members) * kind.present) + 1
    facts = (
        (paper_word("round"), round_title(round_)),
        (paper_word("type"), f"{kind.title} ({kind.ground})"),
        (paper_word("held_on"), amounts.day(round_.held_on, LANGUAGE)),
        (paper_word("way"), paper_word("way.written" if round_.written else "way.meeting")),
        (
            paper_word("attendance"),
            paper_word("attendance.said", members=len(members), there=there, needed=needed)
            if members
            else paper_word("members.none"),
        ),
    )
    columns = (Column(paper_word("what"), width=35), Column(paper_word("said"), width=140))
    return Table("overview", "", columns, tuple(map(Row, facts)))


def _members(project: Project, round_: Round) -> Table:
    rows = tuple(
        Row(
            (
                one.role,
                one.name,
                one.organisation or amounts.NOT_APPLICABLE,
                paper_word("chair" if one.chair else "member"),
                paper_word("there" if one.attended else "absent"),
            )
        )
        for one in members_of(project, round_.uid)
    )
    columns = (
        Column(paper_word("role"), width=20),
        Column(paper_word("name"), width=40, named=True),
        Column(paper_word("from"), width=60),
        Column(paper_word("post"), width=25),
        Column(paper_word("presence"), width=25),
    )
    return Table("members", paper_word("members"), columns, rows, empty=paper_word("members.none"))


def _discussed(project: Project, item: AgendaItem) -> Iterator[Line]:
    if item.carried_from:
        yield Line(paper_word("carried"))
    for text in filter(None, item.text.splitlines()):
        yield Line(text)
    for one in opinions_on(project, item.uid):
        yield Line(paper_word("opinion", who=_who(one), stance=one.stance, text=one.text), 1)
    names = {one.uid: one.name for one in members_of(project, item.round)}
    for entry in votes_on(project, item.uid).values():
        if entry.choice in RECUSALS:
            told = paper_word(
                "recused", name=names[entry.member], how=entry.choice, reason=entry.reason
            )
            yield Line(told, 1)
    counted = tally(project, item)
    if counted is not None and item.kind == "심의":
        yield Line(paper_word("votes", yes=counted.yes, no=counted.no, abstain=counted.abstain), 1)
    decision = decision_on(project, item.uid)
    if decision is not None:
        yield Line(paper_word("decided", verdict=decision.verdict, reason=decision.reason), 1)
    else:
        yield Line(paper_word("reported" if item.kind == "보고" else "undecided"), 1)


def _who(one: Opinion) -> str:
    return " ".join(filter(None, (one.role, one.organisation, one.name)))


def _results(project: Project, round_: Round) -> Table:
    rows = []
    for number, item in enumerate(items_of(project, round_.uid), start=1):
        decision, counted = decision_on(project, item.uid), tally(project, item)
        cast = Counter(one.choice for one in votes_on(project, item.uid).values())
        figures = [float(cast[choice]) for choice in CHOICES[:3]]
        figures.append(float(sum(cast[choice] for choice in RECUSALS)))
        cells = figures if counted is not None else [amounts.NOT_APPLICABLE] * 4
        verdict = decision.verdict if decision else paper_word("pending")
        reason = decision.reason if decision else amounts.NOT_APPLICABLE
        rows.append(Row((float(number), item.kind, item.title, *cells, verdict, reason)))
    columns = (
        Column(paper_word("number"), "count", 12),
        Column(paper_word("kind"), width=14),
        Column(paper_word("title"), width=48, named=True),
        *(Column(choice, "count", 13) for choice in CHOICES[:3]),
        Column(paper_word("aside"), "count", 16),
        Column(paper_word("verdict"), width=20),
        Column(paper_word("reason"), width=46),
    )
    return Table("results", paper_word("results.table"), columns, tuple(rows))


def _signatures(project: Project, round_: Round) -> Table:
    rows = tuple(
        Row((one.role, one.name, one.organisation or amounts.NOT_APPLICABLE, ""))
        for one in members_of(project, round_.uid)
        if one.attended or round_.written
    )
    columns = (
        Column(paper_word("role"), width=20),
        Column(paper_word("name"), width=45, named=True),
        Column(paper_word("from"), width=60),
        Column(paper_word("signature"), width=50),
    )
    return Table(
        "signatures", paper_word("signatures"), columns, rows, empty=paper_word("members.none")
    )


def _recipients(project: Project, round_: Round) -> Table:
    rows = tuple(
        Row((item.title, item.lead or amounts.unknown(LANGUAGE), item.partners.replace(";", ", ")))
        for item in items_of(project, round_.uid)
    )
    columns = (
        Column(paper_word("title"), width=75, named=True),
        Column(paper_word("lead"), width=45),
        Column(paper_word("partners"), width=55),
    )
    return Table("recipients", paper_word("recipients"), columns, rows)
