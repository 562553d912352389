"""What is wrong with the investments of a report, row by row, and how many were left out."""

from collections.abc import Sequence

from scmap.analysis.checks import left_out, told_counts
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.report.korean import LANGUAGE
from scmap.report.parts import Column, Row, Table
from scmap.report.wording import known
from scmap.words import tr_in

MOST_LISTED = 1_000


def check_table(layer: Layer, issues: Sequence[Issue]) -> Table:
    """List the issues of the investments of a report, in the report's order.

    Parameters
    ----------
    layer : Layer
        Investments of the report.
    issues : sequence of Issue
        Of the run.
    """
    own = sorted(
        (one for one in issues if one.feature in layer.rows),
        key=lambda one: layer.rows[one.feature],
    )
    names = layer.text("name")
    rows = tuple(
        Row((known(names[layer.rows[one.feature]]), one.said(LANGUAGE)), key=one.feature)
        for one in own[:MOST_LISTED]
    )
    return Table(
        name="checks",
        title=_said("table"),
        columns=(
            Column(_said("table.name"), width=60, named=True, grouped=True),
            Column(_said("table.what"), width=115),
        ),
        rows=rows,
        notes=(left_out_note(own),) if left_out(own) else (),
        empty=_said("table.empty"),
        attached=True,
    )


def left_out_note(issues: Sequence[Issue]) -> str:
    """Say of how many investments something was left out of the score, and what."""
    lost = left_out(issues)
    counts = told_counts(lost, LANGUAGE) or _said("none")
    return _said("table.note", rows=len({one.feature for one in lost}), counts=counts)


def _said(key: str, /, **values: object) -> str:
    return tr_in(LANGUAGE, f"checks.{key}", **values)
