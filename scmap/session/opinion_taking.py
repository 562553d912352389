"""Opinions collected outside: which items are asked about, and what comes in of a filled form."""

from collections.abc import Iterable
from dataclasses import replace

from scmap.errors import RefusedError
from scmap.formats.opinion_form import Asked, FilledRow
from scmap.model.issue import Issue
from scmap.model.project import Project, new_uid
from scmap.model.records import records
from scmap.model.review import AgendaItem, Opinion
from scmap.session.reviewing import items_of, register_opinion


def asked_of(project: Project, round_: str) -> tuple[Asked, ...]:
    """Give the items of a round as the form asks about them."""
    return tuple(Asked(item.uid, item.title) for item in items_of(project, round_))


def take_opinions(
    project: Project, rows: Iterable[FilledRow]
) -> tuple[Project, tuple[Opinion, ...], tuple[Issue, ...]]:
    """Register what a filled form holds; a row that cannot be taken is told with its number.

    Returns
    -------
    project : Project
    taken : tuple of Opinion
        What was registered.
    issues : tuple of Issue
        ``opinion_item_unknown``, ``opinion_day_wrong``, ``opinion_incomplete`` or
        ``opinion_twice`` (the same words of the same person on the same item are there already).
    """
    titles = {item.uid: item.title for item in records(project, AgendaItem)}
    known = {_said(one) for one in records(project, Opinion)}
    taken, issues = [], []
    for row in rows:
        told = Opinion(
            uid=new_uid(),
            item=row.key,
            role=row.role,
            name=row.name,
            organisation=row.organisation,
            stance=row.stance,
            text=row.text,
            given_on=row.given_on,
        )
        problem = _problem(row, told, titles, known)
        if not problem:
            try:
                project = register_opinion(project, told)
            except RefusedError as error:
                problem = error.code
        if problem:
            issues.append(Issue(problem, values={"line": row.line, "name": row.name}))
            continue
        known.add(_said(told))
        taken.append(told)
    return project, tuple(taken), tuple(issues)


def _problem(row: FilledRow, told: Opinion, titles: dict[str, str], known: set[Opinion]) -> str:
    if row.key not in titles:
        return "opinion_item_unknown"
    if row.wrong:
        return "opinion_day_wrong"
    return "opinion_twice" if _said(told) in known else ""


def _said(one: Opinion) -> Opinion:
    """Give what was said, whoever entered it and wherever it stands."""
    return replace(one, uid="", withdraws="", previous="", digest="")
