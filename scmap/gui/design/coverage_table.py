"""What the window says of a coverage: its table, its sums, its gaps."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scmap.gui.keys import Named
from scmap.gui.models.column import Column
from scmap.gui.models.table import Table, plain
from scmap.model import amounts
from scmap.model.layer import objects
from scmap.model.linkage import TemplateTable
from scmap.session.covering import SHARES, Covered, gaps, said_often
from scmap.words import tr

MOST_NAMED = 12  # zones; of more only the number is told


def coverage_table(answer: Covered) -> Table:
    """Lay out the zones with what is covered of each."""
    found = answer.found
    targets = found.targets.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(targets > 0, found.reached / targets, np.nan)
    columns = [
        Column("zone", objects(found.zones.names), plain, 12, title=_title("zone")),
        _number("facilities", found.facilities.astype(float), amounts.count),
        _number("share", found.share * 100.0, _percent),
        _number("area", found.area / 1e6, lambda value: f"{value:,.2f}"),
    ]
    if answer.question.times > 1 and not answer.question.along:
        columns.append(_number("often", found.often * 100.0, _percent))
    if answer.question.target:
        columns.append(_number("targets", targets, amounts.count))
        columns.append(_number("reached", found.reached.astype(float), amounts.count))
        columns.append(_number("reached_share", shares * 100.0, _percent))
        if answer.question.times > 1:
            often = found.reached_often.astype(float)
            columns.append(_number("reached_often", often, amounts.count))
    return Table(SHARES, Named(objects(found.zones.codes)), tuple(columns))


def said(answer: Covered, table: TemplateTable) -> str:
    """Say what is covered in all, and which zones have a gap."""
    found, question = answer.found, answer.question
    facility = str(table.selections[question.facility].title)
    way = tr("coverage.way.along" if question.along else "coverage.way.straight")
    lines = [
        tr(
            "coverage.said",
            place=answer.place.title,
            facility=facility,
            count=int(found.facilities.sum()),
            metres=f"{question.metres:,.0f}",
            way=way,
            share=f"{found.whole:.1%}",
        )
    ]
    if question.target:
        total, reached = int(found.targets.sum()), int(found.reached.sum())
        share = f"{reached / total:.1%}" if total else amounts.unknown()
        target = str(table.selections[question.target].title)
        lines.append(
            tr("coverage.said.targets", target=target, total=total, reached=reached, share=share)
        )
    lines += [*said_often(answer), *_gap_lines(answer, facility)]
    if found.off_road:
        lines.append(tr("coverage.off_road", count=found.off_road))
    if answer.unsure:
        lines.append(tr("coverage.unsure", count=answer.unsure))
    return "\n".join(lines)


def _gap_lines(answer: Covered, facility: str) -> list[str]:
    found = answer.found
    lines = []
    for key, rows in (("without", found.without), ("uncovered", found.uncovered)):
        if len(rows):
            names = gaps(answer, rows[:MOST_NAMED].tolist())
            more = tr("coverage.more", count=len(rows) - MOST_NAMED)
            names = f"{names} {more}" if len(rows) > MOST_NAMED else names
            lines.append(tr(f"coverage.{key}", facility=facility, count=len(rows), names=names))
    if not answer.fine:
        lines.append(tr("coverage.coarse"))
    return lines


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.1f}"


def _title(key: str) -> str:
    return tr(f"coverage.column.{key}")


def _number(key: str, values: NDArray[np.float64], write: Callable[[float], str]) -> Column:
    return Column(key, values, write, 10, decimals=1, title=_title(key))
