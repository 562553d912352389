"""Takes a written-down round into a project: the same commands as the board, in the same order."""

from dataclasses import replace
from functools import reduce

from scmap.errors import InputError
from scmap.formats.round_file import WrittenItem, WrittenRound, amount, day
from scmap.model.link import Link
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.session.reviewing import (
    decide,
    open_round,
    put_on_agenda,
    register_opinion,
    set_phase,
)


def take_round(project: Project, written: WrittenRound, candidates: Candidates) -> Project:
    """Open the round and carry out everything that was written down of it.

    Raises
    ------
    InputError
        ``item_subject_unknown`` when an item names investments or a link that are not there.
    RefusedError
        What the commands of `reviewing` refuse: nothing is skipped because it comes from a file.
    """
    round_ = Round(
        uid=new_uid(),
        year=float(written.year),
        number=float(written.number),
        committee=written.committee,
        held_on=written.held_on,
    )
    project = open_round(project, round_)
    return reduce(
        lambda now, item: _take_item(now, round_.uid, item, candidates), written.items, project
    )


def _take_item(
    project: Project, round_: str, written: WrittenItem, candidates: Candidates
) -> Project:
    kind, subject, title = _subject(project, written, candidates)
    item = AgendaItem(
        uid=new_uid(),
        round=round_,
        kind=written.kind,
        title=written.title or title,
        subject_kind=kind,
        subject=subject,
        officer=written.officer,
        lead=written.lead,
        partners=written.partners,
        cost_mkrw=amount((written.phase or {}).get("cost_mkrw")),
    )
    project = put_on_agenda(project, item)
    for told in written.opinions:
        project = register_opinion(project, _opinion(item.uid, dict(told)))
    if written.decision is not None:
        project = decide(project, _decision(item, dict(written.decision), candidates))
    return _phased(project, item.uid, written)


def _opinion(item: str, told: dict[str, str]) -> Opinion:
    return Opinion(
        uid=new_uid(),
        item=item,
        role=told.get("role", ""),
        name=told.get("name", ""),
        organisation=told.get("organisation", ""),
        stance=told.get("stance", ""),
        text=told.get("text", ""),
        given_on=day(told.get("given_on")),
        layer=told.get("layer", ""),
        feature=told.get("feature", ""),
        about=told.get("about", ""),
    )


def _decision(item: AgendaItem, told: dict[str, str], candidates: Candidates) -> Decision:
    """Draw up a decision with the scores of its pair at this moment."""
    made = Decision(
        uid=new_uid(),
        item=item.uid,
        verdict=told.get("verdict", ""),
        reason=told.get("reason", ""),
        author=told.get("author", ""),
        decided_on=day(told.get("decided_on")),
    )
    row = candidates.row(item.subject)
    if row < 0:
        return made
    verdict = candidates.verdict
    return replace(
        made,
        grade=GRADES[verdict.grade[row]],
        duplication=float(verdict.duplication[row]),
        linkage=float(verdict.linkage[row]),
    )


def _phased(project: Project, uid: str, written: WrittenItem) -> Project:
    item = record(project, AgendaItem, uid)
    if written.phase is None or item is None:
        return project
    phase = written.phase
    return set_phase(project, item, str(phase["phase"]), amount(phase["from"]), amount(phase["to"]))


def _subject(
    project: Project, written: WrittenItem, candidates: Candidates
) -> tuple[str, str, str]:
    """Find what an item is about: kind, identity and a title to propose."""
    if written.link:
        for link in records(project, Link):
            if link.template == written.link:
                return "link", link.uid, link.title
        raise InputError("item_subject_unknown", subject=written.link)
    if not written.pair:
        return "", "", ""
    names = candidates.layer.text("name")
    for row in range(len(candidates)):
        sides = {names[candidates.left[row]], names[candidates.right[row]]}
        if sides == set(written.pair):
            return "pair", candidates.uid(row), " × ".join(written.pair)
    raise InputError("item_subject_unknown", subject=" × ".join(written.pair))
