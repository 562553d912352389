"""How the municipalities of an area were funded: how often, by how many lines, how small."""

from scmap.analysis.grants import SMALL_MKRW, grant_flags, recipients
from scmap.analysis.register import lineages
from scmap.model import amounts
from scmap.model.gazetteer import Gazetteer
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.parts import Column, Row, Table
from scmap.report.round_scope import SUSPECTED, RoundScope

LISTED = 30  # municipalities; those that were funded most often


def grant_table(scope: RoundScope, gazetteer: Gazetteer) -> Table:
    """List municipalities with 연속 수혜, 단일년도·소액 and 동시 지원."""
    layer = scope.investments
    flags, owners = grant_flags(layer), lineages(layer, scope.codebook)
    together = _together(scope)
    rows = []
    several = [one for one in recipients(layer) if len(one.rows) > 1]
    for one in several[:LISTED]:
        mine = list(one.rows)
        lines = frozenset().union(*(owners[row] for row in mine))
        flagged = [row for row in mine if flags.flagged[row]]
        unit = gazetteer.units.get(one.code)
        small = ", ".join(
            phrase("grants.national" if flags.by_national[row] else "grants.total", name=name)
            for row in flagged
            for name in [str(layer.text("name")[row] or amounts.unknown(LANGUAGE))]
        )
        rows.append(
            Row(
                (
                    unit.title if unit else one.code,
                    float(len(mine)),
                    amounts.period(one.first, one.last, LANGUAGE),
                    float(len(lines)),
                    float(sum(1 for pair in together if pair <= set(layer.uids[mine]))),
                    small or amounts.NOT_APPLICABLE,
                )
            )
        )
    limit = amounts.money_in_prose(SMALL_MKRW, LANGUAGE)
    capped = (word("note.capped", n=LISTED, all=len(several)),) if len(several) > LISTED else ()
    return Table(
        name="grants",
        title=phrase("table.grants"),
        columns=(
            Column(word("column.municipality"), width=32, named=True),
            Column(phrase("grants.records"), "count", 18),
            Column(word("column.period"), width=24),
            Column(phrase("grants.lines"), "count", 18),
            Column(phrase("grants.together"), "count", 20),
            Column(phrase("grants.small"), width=63),
        ),
        rows=tuple(rows),
        notes=(*capped, phrase("grants.note", limit=limit), phrase("grants.chain")),
        empty=phrase("empty.grants"),
    )


def _together(scope: RoundScope) -> tuple[frozenset[str], ...]:
    """Suspected pairs: similar work of different lines, near in time (동시 지원)."""
    pairs = scope.pairs
    uids = pairs.layer.uids
    return tuple(
        frozenset((uids[pairs.left[row]], uids[pairs.right[row]]))
        for row in range(len(pairs))
        if pairs.verdict.grade[row] < SUSPECTED
    )
