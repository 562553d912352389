"""What is wrong with investments, told on standard error by every verb that judges them."""

from collections.abc import Sequence

import click

from scmap.analysis.checks import left_out, told_counts
from scmap.model.issue import Issue
from scmap.model.overlap import OverlapRun
from scmap.words import tr

MOST_TOLD = 20  # issues told one by one; the record lists all


def tell_issues(run: OverlapRun) -> None:
    """Name each row with a value that cannot be, then how many rows were left out of the score."""
    told = [issue for issue in run.issues if issue.code != "ministry_unknown"]
    for issue in told[:MOST_TOLD]:
        _say(tr("checks.told", name=str(issue.values.get("name", "")), what=issue.said()))
    if len(told) > MOST_TOLD:
        _say(tr("checks.more", count=len(told) - MOST_TOLD))
    lost = left_out(run.issues)
    if lost:
        _say(tr("checks.left_out", rows=_rows(lost), counts=told_counts(lost)))


def _rows(issues: Sequence[Issue]) -> int:
    return len({issue.feature for issue in issues})


def _say(text: str) -> None:
    click.echo(text, err=True)
