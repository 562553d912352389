"""The boards of a programme office: strategy, monitoring, activity, what is at risk, and 분류.

Source: Barcelona's PMO as the paper tells of it (집행·모니터링·활동·위기위원회).
"""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.checks import check_investments
from scmap.analysis.register import lineages
from scmap.model import amounts
from scmap.model.chain import Break
from scmap.model.codebook import CodeBook
from scmap.model.meeting import Member, Signoff, Vote
from scmap.model.project import Project
from scmap.model.records import record, records
from scmap.model.release import Release
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.report.classification import classification_rows
from scmap.report.korean import LANGUAGE, word
from scmap.report.minutes import round_title
from scmap.report.parts import Cell, Column, Row, Table
from scmap.report.wording import known, lineage_title
from scmap.session.entries import broken_entries
from scmap.session.reviewing import decision_on, step_of
from scmap.words import tr_in

Values: TypeAlias = NDArray[np.float64]

BOARDS = ("execution", "monitoring", "activity", "crisis", "sorted", "released")
MOST_YEARS = 12  # columns; earlier years are added up in the first


def board_word(key: str, /, **values: object) -> str:
    """Give the words of ``boards.<key>``."""
    return tr_in(LANGUAGE, f"boards.{key}", **values)


def board(name: str, project: Project, codebook: CodeBook, today: date) -> Table:
    """Give one of BOARDS."""
    makers: Mapping[str, Callable[[], Table]] = {
        "execution": lambda: _execution(project, codebook),
        "monitoring": lambda: _monitoring(project),
        "activity": lambda: _activity(project, today),
        "crisis": lambda: _crisis(project, codebook, today),
        "sorted": lambda: _sorted(project, codebook),
        "released": lambda: _released(project),
    }
    return makers[name]()


def _execution(project: Project, codebook: CodeBook) -> Table:
    """집행: money by ministry line and first year; unknown amounts and years are counted."""
    layer = project.investments
    if layer is None or not len(layer):
        return _table("execution", (Column(word("column.lineage"), width=60),), ())
    layer = check_investments(layer, codebook).layer  # years and amounts that cannot be are unknown
    owners, total = lineages(layer, codebook), layer.number("total_mkrw")
    first = layer.number("year_from")
    years = sorted({int(year) for year in first[~np.isnan(first)]})
    early, late = years[: -MOST_YEARS + 1 or None], years[-MOST_YEARS + 1 :]
    early = early if len(years) > MOST_YEARS else []
    late = late if early else years

    def row(title: str, mine: NDArray[np.bool_], *, sums: bool) -> Row:
        sum_, unknown = amounts.total(total[mine])
        cells: list[Cell] = [title, float(mine.sum()), sum_]
        if early:
            cells.append(_sum(total[mine & np.isin(first, early)]))
        cells += [_sum(total[mine & (first == year)]) for year in late]
        return Row((*cells, float(unknown)), total=sums)

    groups = [
        row(
            lineage_title(codebook, owner),
            np.array([one == owner for one in owners], dtype=bool),
            sums=False,
        )
        for owner in sorted(set(owners), key=lambda one: (not one, sorted(one)))
    ]
    undated = int(np.isnan(first).sum())
    unknown = int(np.isnan(total).sum())
    columns = (
        Column(word("column.lineage"), width=60, named=True),
        Column(word("column.investments"), "count", 14),
        Column(word("total"), "money", 20),
        *((Column(board_word("until", year=early[-1]), "money", 16),) if early else ()),
        *(Column(f"’{year % 100:02d}", "money", 14) for year in late),
        Column(word("column.total_unknown"), "count", 14),
    )
    everything = row(word("total"), np.ones(len(layer), bool), sums=True)
    notes = (
        *((board_word("execution.unknown", n=unknown),) if unknown else ()),
        *((board_word("execution.undated", n=undated),) if undated else ()),
        board_word("execution.joint"),
    )
    return _table("execution", columns, (everything, *groups), notes, word("unit.mkrw"))


def _sorted(project: Project, codebook: CodeBook) -> Table:
    """분류: lines, kinds and years by field of service, what nobody sorted counted."""
    layer = project.investments
    if layer is None or not len(layer):
        return _table("sorted", (Column(word("column.lineage"), width=60),), ())
    titles, rows = classification_rows(layer, codebook)
    columns = (
        Column(board_word("view"), width=20, grouped=True),
        Column(board_word("what"), width=46, named=True),
        *(Column(title, "count", 13) for title in titles),
        Column(word("total"), "count", 14),
    )
    return _table(
        "sorted", columns, tuple(rows), (board_word("sorted.note"), board_word("sorted.zero"))
    )


def _released(project: Project) -> Table:
    """반출대장: what left the project, the newest first."""
    names = ("at", "by", "what_left", "profile", "grade", "purpose", "altered", "overridden", "sha")
    widths = (34, 20, 44, 20, 18, 34, 40, 40, 30)
    columns = (Column(board_word(one), width=n) for one, n in zip(names, widths, strict=True))
    rows = tuple(
        Row(
            (
                amounts.dated(one.at.replace("T", " "), LANGUAGE),
                known(one.by),
                one.what,
                one.profile,
                one.grade,
                one.purpose or amounts.NOT_APPLICABLE,
                one.altered or amounts.NOT_APPLICABLE,
                ": ".join(filter(None, (one.overridden, one.reason))) or amounts.NOT_APPLICABLE,
                one.sha256 or amounts.NOT_APPLICABLE,
            ),
            one.uid,
        )
        for one in reversed(records(project, Release))
    )
    return _table("released", tuple(columns), rows)


def _sum(values: Values) -> Cell:
    """Add up amounts; where there is no investment, the sum does not apply."""
    return amounts.total(values)[0] if len(values) else amounts.NOT_APPLICABLE


def _monitoring(project: Project) -> Table:
    """모니터링: every item with who is in charge, and how far it is."""
    rounds = {one.uid: one for one in records(project, Round)}
    rows = []
    for item in records(project, AgendaItem):
        decision = decision_on(project, item.uid)
        round_ = rounds.get(item.round)
        rows.append(
            Row(
                (
                    round_title(round_) if round_ else amounts.unknown(LANGUAGE),
                    item.title,
                    known(item.officer.replace(";", ", ")),
                    known(item.lead),
                    tr_in(LANGUAGE, f"dossier.step.{step_of(project, item.uid)}"),
                    decision.verdict if decision else board_word("pending"),
                ),
                key=item.uid,
            )
        )
    columns = (
        Column(board_word("round"), width=45, grouped=True),
        Column(board_word("item"), width=62, named=True),
        Column(board_word("officer"), width=30),
        Column(board_word("lead"), width=30),
        Column(board_word("step"), width=30),
        Column(board_word("verdict"), width=20),
    )
    return _table("monitoring", columns, tuple(rows))


def _activity(project: Project, today: date) -> Table:
    """활동: the measures of each phase, and how much of their time has gone."""
    rows = [
        Row(
            (
                item.phase,
                item.title,
                known(item.lead),
                amounts.period(item.phase_from, item.phase_to, LANGUAGE),
                board_word(f"activity.{_state(item, today)}"),
                _elapsed(item, today),
                item.cost_mkrw,
            ),
            key=item.uid,
        )
        for item in sorted(
            (one for one in records(project, AgendaItem) if one.phase),
            key=lambda one: (one.phase_from, one.phase_to, one.title),
        )
    ]
    columns = (
        Column(board_word("phase"), width=16),
        Column(board_word("item"), width=66, named=True),
        Column(board_word("lead"), width=32),
        Column(board_word("period"), width=24),
        Column(board_word("state"), width=20),
        Column(board_word("elapsed"), "percent", 20),
        Column(board_word("cost"), "money", 22),
    )
    notes = (board_word("activity.note"),)
    return _table("activity", columns, tuple(rows), notes, word("unit.mkrw"))


def _crisis(project: Project, codebook: CodeBook, today: date) -> Table:
    """위기: what is late, overdue, unowned, contradictory, or not what was registered."""
    rows = tuple(Row(cells) for cells in _troubles(project, codebook, today))
    columns = (
        Column(board_word("trouble"), width=34, grouped=True),
        Column(board_word("what"), width=66, named=True),
        Column(board_word("detail"), width=80),
    )
    return _table("crisis", columns, rows)


def _troubles(project: Project, codebook: CodeBook, today: date) -> Iterator[tuple[str, str, str]]:
    rounds = {one.uid: one for one in records(project, Round)}
    carried = {one.carried_from for one in records(project, AgendaItem)}
    for item in records(project, AgendaItem):
        round_ = rounds.get(item.round)
        held = round_.held_on if round_ else None
        undecided = item.kind == "심의" and decision_on(project, item.uid) is None
        if undecided and held is not None and held < today and item.uid not in carried:
            day = amounts.day(held, LANGUAGE)
            yield board_word("late"), item.title, board_word("late.detail", day=day)
        if item.phase and item.phase_to < today.year:
            years = amounts.period(item.phase_from, item.phase_to, LANGUAGE)
            yield board_word("overdue"), item.title, board_word("overdue.detail", years=years)
        if not item.lead or not item.officer:
            yield board_word("unowned"), item.title, board_word("unowned.detail")
    for entry in broken_entries(project):
        detail = board_word(f"broken.{entry.why}")
        yield board_word("broken"), _entry_title(project, entry), detail
    layer = project.investments
    if layer is not None:
        names = layer.text("name")
        for issue in check_investments(layer, codebook).issues:
            row = layer.rows.get(issue.feature)
            name = known(names[row]) if row is not None else issue.feature
            yield board_word("check"), name, issue.said(LANGUAGE)


def _entry_title(project: Project, entry: Break) -> str:
    """Name a registered entry by its kind, who it is of and its item, without its uid."""
    kinds = (Opinion, Decision, Vote, Signoff, Release)
    kind = next(one for one in kinds if entry.table == one.TABLE)
    found = record(project, kind, entry.uid)
    told: tuple[str, ...] = ()
    if isinstance(found, Opinion | Decision | Vote):
        item = record(project, AgendaItem, found.item)
        told = (_who(project, found), item.title if item is not None else "")
    elif isinstance(found, Signoff):
        told = (found.by,)
    elif isinstance(found, Release):
        told = (found.what,)
    return " · ".join((board_word(f"entry.{entry.table}"), *filter(None, told)))


def _who(project: Project, entry: Opinion | Decision | Vote) -> str:
    if isinstance(entry, Opinion):
        return entry.name
    if isinstance(entry, Decision):
        return entry.author
    member = record(project, Member, entry.member)
    return member.name if member is not None else ""


def _state(item: AgendaItem, today: date) -> str:
    if today.year < item.phase_from:
        return "planned"
    return "over" if today.year > item.phase_to else "going"


def _elapsed(item: AgendaItem, today: date) -> float:
    """Share of a measure's time that has gone, by days."""
    if math.isnan(item.phase_from) or math.isnan(item.phase_to):
        return math.nan
    begun = date(int(item.phase_from), 1, 1)
    ended = date(int(item.phase_to), 12, 31)
    gone = (today - begun).days / max((ended - begun).days, 1)
    return min(max(gone, 0.0), 1.0)


def _table(
    name: str,
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
    notes: tuple[str, ...] = (),
    unit: str = "",
) -> Table:
    return Table(
        name=name,
        title=board_word(f"title.{name}"),
        columns=columns,
        rows=rows,
        notes=notes,
        unit=unit,
        empty=board_word(f"empty.{name}"),
    )
