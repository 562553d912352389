"""단계별 추진전략 beyond its table: the years as bars, and whom each measure must consult."""

from scmap.analysis.register import lineages
from scmap.model import amounts
from scmap.model.review import PHASES, AgendaItem
from scmap.reference.consultation import consultation_grounds
from scmap.report.korean import phrase, word
from scmap.report.parts import Column, Row, Table
from scmap.report.round_scope import LINK, PAIR, RoundScope

MOST_YEARS = 12  # columns of years that an upright page carries; later years share the last
BAR = "■"


def phased(scope: RoundScope, phase: str = "") -> tuple[AgendaItem, ...]:
    """Give the items with a phase, or with one phase, in the order of the strategy."""
    items = [one for one in scope.items if one.phase and phase in ("", one.phase)]
    return tuple(
        sorted(items, key=lambda one: (PHASES.index(one.phase), one.phase_from, one.title))
    )


def gantt_table(scope: RoundScope) -> Table:
    """Draw the years of each measure as a row of bars."""
    items = phased(scope)
    first = int(min((one.phase_from for one in items), default=0))
    last = int(max((one.phase_to for one in items), default=-1))
    years = list(range(first, min(last, first + MOST_YEARS - 1) + 1))

    def bar(item: AgendaItem, year: int) -> str:
        until = last if year == years[-1] else year
        return BAR if item.phase_from <= until and year <= item.phase_to else ""

    rows = tuple(Row((one.phase, one.title, *(bar(one, year) for year in years))) for one in items)
    beyond = bool(years) and last > years[-1]
    notes = (phrase("gantt.beyond", year=years[-1], last=last),) if beyond else ()
    return Table(
        name="gantt",
        title=phrase("table.gantt"),
        columns=(
            Column(phrase("column.phase"), width=16, grouped=True),
            Column(phrase("column.task"), width=62, named=True),
            *(Column(f"’{year % 100:02d}", width=12) for year in years),
        ),
        rows=rows,
        notes=notes,
        empty=phrase("empty.phases"),
    )


def subjects(scope: RoundScope, item: AgendaItem) -> frozenset[str]:
    """Give the uids of the investments that an item is about."""
    if item.subject_kind == PAIR:
        return frozenset(item.subject.split("|"))
    link = scope.link(item.subject) if item.subject_kind == LINK else None
    return frozenset((link.left, link.right)) if link is not None else frozenset()


def consultation_table(scope: RoundScope) -> Table:
    """List for each item the ministry lines to be consulted, with the legal ground of each."""
    layer, grounds = scope.pairs.layer, consultation_grounds()
    owners = lineages(layer, scope.codebook)
    rows = []
    for number, item in enumerate(scope.items, start=1):
        found = [layer.rows[uid] for uid in sorted(subjects(scope, item)) if uid in layer.rows]
        lines = sorted(frozenset().union(*(owners[row] for row in found))) if found else []
        for line in lines:
            known = scope.codebook.lineages.get(line)
            told = grounds.by_line.get(line, ())
            legal = "\n".join((*told, grounds.joint)) if len(lines) > 1 else "\n".join(told)
            rows.append(
                Row(
                    (
                        phrase("item", n=number, title=item.title),
                        item.lead or amounts.unknown("ko"),
                        known.title if known else line,
                        legal or phrase("consultation.check"),
                    )
                )
            )
    return Table(
        name="consultation",
        title=phrase("table.consultation"),
        columns=(
            Column(phrase("column.item"), width=52, grouped=True),
            Column(phrase("column.lead"), width=24),
            Column(word("column.lineage"), width=34, named=True),
            Column(phrase("column.legal"), width=65),
        ),
        rows=tuple(rows),
        empty=phrase("empty.consultation"),
    )
