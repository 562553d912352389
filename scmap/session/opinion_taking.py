"""Opinions collected outside: which items are asked about, and what comes in of a filled form."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from scmap.errors import RefusedError
from scmap.formats.opinion_form import LANGUAGE, Asked, FilledRow
from scmap.model import amounts
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.project import Project, new_uid
from scmap.model.records import records
from scmap.model.review import AgendaItem, Opinion
from scmap.session.reviewing import items_of, register_opinion

Anchor: TypeAlias = tuple[str, str]  # uid of a layer, and of its feature


def asked_of(project: Project, round_: str) -> tuple[Asked, ...]:
    """Give the items of a round as the form asks about them, each with its features of the map."""
    return tuple(
        Asked(item.uid, item.title, tuple(features_of(project, item)))
        for item in items_of(project, round_)
    )


def features_of(project: Project, item: AgendaItem) -> dict[str, Anchor]:
    """Give what an item is about on the map, by name: its link, and the investments of both sides.

    Of two that bear one name each is told apart by its years, or by its place in the list.
    """
    link = next((one for one in records(project, Link) if one.uid == item.subject), None)
    sides = item.subject.split("|") if link is None else [link.left, link.right]
    found: dict[str, Anchor] = {}
    if link is not None:
        links = project.named(Link.TABLE)
        assert links is not None  # noqa: S101  it holds the link
        found[link.title or link.template] = (links.uid, link.uid)
    layer = project.investments
    for uid in sides if layer is not None else ():
        if layer is not None and uid in layer.rows:
            name = layer.text("name")[layer.rows[uid]] or uid
            years = amounts.period(*_years(layer, uid), language=LANGUAGE)
            name = f"{name} ({years})" if name in found else name
            found[f"{name} #{len(found) + 1}" if name in found else name] = (layer.uid, uid)
    return found


def _years(layer: Layer, uid: str) -> tuple[float, float]:
    row = layer.rows[uid]
    return float(layer.number("year_from")[row]), float(layer.number("year_to")[row])


def _anchor(project: Project, item: AgendaItem, name: str) -> Anchor | None:
    """Find a feature by its name: of the item, or else the one of all investments called so."""
    own = features_of(project, item)
    layer = project.investments
    if name in own or layer is None:
        return own.get(name)
    rows = np.flatnonzero(layer.text("name") == name)
    return (layer.uid, str(layer.uids[rows[0]])) if len(rows) == 1 else None


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
        ``opinion_item_unknown``, ``opinion_feature_unknown`` (none on the map is called so, or
        several are), ``opinion_day_wrong``, ``opinion_incomplete`` or ``opinion_twice`` (the same
        words of the same person on the same item are there already).
    """
    items = {item.uid: item for item in records(project, AgendaItem)}
    known = {_said(one) for one in records(project, Opinion)}
    taken, issues = [], []
    for row in rows:
        asked = items.get(row.key)
        anchor = _anchor(project, asked, row.about) if asked is not None and row.about else None
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
        if anchor is not None:
            told = replace(told, layer=anchor[0], feature=anchor[1], about=row.about)
        problem = _problem(row, told, items, known)
        if not problem:
            try:
                project = register_opinion(project, told)
            except RefusedError as error:
                problem = error.code
        if problem:
            values = {"line": row.line, "name": row.name, "about": row.about}
            issues.append(Issue(problem, values=values))
            continue
        known.add(_said(told))
        taken.append(told)
    return project, tuple(taken), tuple(issues)


def _problem(
    row: FilledRow, told: Opinion, items: Mapping[str, AgendaItem], known: set[Opinion]
) -> str:
    if row.key not in items:
        return "opinion_item_unknown"
    if row.about and not told.feature:
        return "opinion_feature_unknown"
    if row.wrong:
        return "opinion_day_wrong"
    return "opinion_twice" if _said(told) in known else ""


def _said(one: Opinion) -> Opinion:
    """Give what was said, whoever entered it and wherever it stands."""
    return replace(one, uid="", withdraws="", previous="", digest="")
