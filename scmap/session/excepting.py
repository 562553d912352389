"""Commands on exceptions: take a pair out of the judgement, or let it be judged again (철회)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from scmap import reference
from scmap.analysis.exemptions import place_exemptions
from scmap.errors import InputError, RefusedError
from scmap.model.exemption import KINDS, Exemption, PlacedExemption
from scmap.model.layer import Layer
from scmap.model.project import Project, new_uid
from scmap.model.records import records
from scmap.session.entries import registered, standing


def drafted(project: Project, pair: tuple[str, str], entry: Exemption) -> Exemption:
    """Complete an entry with the pair it is about, and what both sides are known by.

    Parameters
    ----------
    project : Project
        Holds both investments.
    pair : tuple of str
        uids of the investments; of a 선후행 the first is what the second builds on.
    entry : Exemption
        Kind, reason, author and day.

    Raises
    ------
    InputError
        ``investment_unknown``.
    """
    layer = project.investments
    known: dict[str, object] = {}
    for side, uid in zip(("left", "right"), pair, strict=True):
        if layer is None or uid not in layer.rows:
            raise InputError("investment_unknown", name=uid)
        row = layer.rows[uid]
        known[side] = uid
        known[f"{side}_name"] = layer.text("name")[row] or ""
        known[f"{side}_place"] = layer.text("municipality_code")[row] or ""
        known[f"{side}_year"] = float(layer.number("year_from")[row])
    return replace(entry, **known)  # type: ignore[arg-type]  # fields by their names


def register(project: Project, entry: Exemption) -> Project:
    """Register an exception.

    Raises
    ------
    RefusedError
        ``exemption_incomplete`` without kind, reason and author, ``exemption_same_row`` for an
        investment with itself, ``exemption_exists`` when the pair has one that stands: it must be
        withdrawn first.
    """
    if entry.kind not in KINDS or not (entry.reason.strip() and entry.author.strip()):
        raise RefusedError("exemption_incomplete")
    if entry.left == entry.right:
        raise RefusedError("exemption_same_row", name=entry.left_name)
    if any(one.pair == entry.pair for one in placed(project)):
        raise RefusedError("exemption_exists", left=entry.left_name, right=entry.right_name)
    return registered(project, entry)


def withdraw(project: Project, entry: Exemption, why: Exemption) -> Project:
    """Withdraw an exception by a new entry; the old one stays on record, the pair is judged again.

    Parameters
    ----------
    project : Project
        Holds the entry.
    entry : Exemption
        What is withdrawn.
    why : Exemption
        uid, reason, author and day of the withdrawal.

    Raises
    ------
    RefusedError
        ``exemption_incomplete`` without reason and author, ``exemption_withdrawn`` when it does
        not stand any more.
    """
    if not (why.reason.strip() and why.author.strip()):
        raise RefusedError("exemption_incomplete")
    if entry.uid not in {one.uid for one in exemptions(project)}:
        raise RefusedError("exemption_withdrawn")
    made = replace(
        entry,
        uid=why.uid,
        reason=why.reason,
        author=why.author,
        registered_on=why.registered_on,
        withdraws=entry.uid,
    )
    return registered(project, made)


def exemptions(project: Project) -> tuple[Exemption, ...]:
    """Give the exceptions that stand, in the order in which they were registered."""
    return standing(records(project, Exemption))


def placed(project: Project) -> tuple[PlacedExemption, ...]:
    """Give the exceptions that stand, each with the investments that it is about now."""
    layer = project.investments
    entries = exemptions(project)
    if layer is None:
        return tuple(PlacedExemption(one, "", "", "missing") for one in entries)
    return place_exemptions(layer, entries, _heirs)


def _heirs(code: str) -> Iterable[str]:
    """Give the municipalities that took over a code: an exception survives its renewal."""
    return reference.gazetteer().history.heirs(code)


def exemption_of(project: Project, pair: str) -> PlacedExemption | None:
    """Give the exception of a pair ("uid|uid") that stands, or None."""
    return next((one for one in placed(project) if one.pair == pair), None)


def history_of(project: Project, pair: str) -> tuple[Exemption, ...]:
    """Give all entries on a pair: registered and withdrawn, the oldest first."""
    every = records(project, Exemption)
    layer = project.investments
    about = place_exemptions(layer, every, _heirs) if layer is not None else ()
    return tuple(one.entry for one in about if one.pair == pair)


def taken_over(project: Project, earlier: Project) -> Project:
    """Take over the exceptions that stand in an earlier project and are not known here.

    Those on a pair that has one already, and entries that came over before, stay as they are.
    """
    known = {one.uid for one in records(project, Exemption)}
    pairs = {one.pair for one in placed(project)} - {""}
    new = tuple(one for one in exemptions(earlier) if one.uid not in known)
    layer = project.investments
    for one in place_exemptions(layer, new, _heirs) if layer is not None else ():
        if one.pair not in pairs:
            project = registered(project, one.entry)
    return project


def entry_on(kind: str, reason: str, author: str, today: date) -> Exemption:
    """Make an entry that does not say yet which pair it is about."""
    return Exemption(new_uid(), "", "", kind, reason.strip(), author.strip(), today)


def investment_named(layer: Layer, text: str) -> str:
    """Give the uid of the investment that a name or a uid means.

    Raises
    ------
    InputError
        ``investment_unknown``, or ``investment_ambiguous`` with the uids that there are.
    """
    if text in layer.rows:
        return text
    found = [uid for uid, name in zip(layer.uids, layer.text("name"), strict=True) if name == text]
    if not found:
        raise InputError("investment_unknown", name=text)
    if len(found) > 1:
        raise InputError("investment_ambiguous", name=text, uids=", ".join(found))
    return str(found[0])
