"""Members, attendance, quorum and votes of a round, and the sign-off of its papers."""

import math
from dataclasses import replace

from scmap.errors import RefusedError
from scmap.model.chain import last_digest
from scmap.model.meeting import (
    CHOICES,
    MEMBER_ROLES,
    RECUSALS,
    CommitteeType,
    Member,
    Signoff,
    Tally,
    Vote,
)
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records, with_record
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.reference.committees import committee_types
from scmap.session.entries import registered, standing


def members_of(project: Project, round_: str) -> tuple[Member, ...]:
    """Give the members of a round, in the order of enrolment."""
    return tuple(one for one in records(project, Member) if one.round == round_)


def enrol(project: Project, member: Member) -> Project:
    """Enter a member of the committee.

    Raises
    ------
    RefusedError
        ``member_incomplete``, or ``member_exists`` (same name and organisation).
    """
    if member.role not in MEMBER_ROLES or not member.name.strip():
        raise RefusedError("member_incomplete")
    others = members_of(project, member.round)
    who = member.name, member.organisation
    if any((one.name, one.organisation) == who and one.uid != member.uid for one in others):
        raise RefusedError("member_exists", name=member.name)
    return with_record(project, member)


def enrol_as_before(project: Project, round_: str) -> Project:
    """Enter the members of the round before in a round that has none."""
    rounds = [one.uid for one in records(project, Round)]
    earlier = rounds[: rounds.index(round_)] if round_ in rounds else []
    for old in reversed(earlier):
        for member in members_of(project, old):
            fresh = replace(member, uid=new_uid(), round=round_, attended=False)
            project = enrol(project, fresh)
        if members_of(project, round_):
            break
    return project


def attend(project: Project, member: str, *, attended: bool) -> Project:
    """Note whether a member is there."""
    found = record(project, Member, member)
    return project if found is None else with_record(project, replace(found, attended=attended))


def vote(project: Project, cast: Vote) -> Project:
    """Register a vote, or that a member stands aside; a later entry of the member replaces it.

    Raises
    ------
    RefusedError
        ``vote_unknown``, ``vote_absent`` (in a meeting only who is there votes),
        ``recusal_without_reason`` or ``vote_after_decision``.
    """
    member, item = record(project, Member, cast.member), record(project, AgendaItem, cast.item)
    if member is None or item is None or member.round != item.round or cast.choice not in CHOICES:
        raise RefusedError("vote_unknown")
    round_ = record(project, Round, item.round)
    if not member.attended and not (round_ is not None and round_.written):
        raise RefusedError("vote_absent", name=member.name)
    if cast.choice in RECUSALS and not cast.reason.strip():
        raise RefusedError("recusal_without_reason")
    if cast.item in _decided(project):
        raise RefusedError("vote_after_decision")
    return registered(project, cast)


def votes_on(project: Project, item: str) -> dict[str, Vote]:
    """Give the entry that counts of each member, by the member's uid."""
    return {one.member: one for one in records(project, Vote) if one.item == item}


def type_of(round_: Round) -> CommitteeType:
    """Give the kind of committee of a round; a city's own where none is told."""
    types = committee_types()
    return types.get(round_.type, types["local"])


def tally(project: Project, item: AgendaItem) -> Tally | None:
    """Count the votes on an item; None while the round has no members."""
    round_, members = record(project, Round, item.round), members_of(project, item.round)
    if round_ is None or not members:
        return None
    cast = votes_on(project, item.uid)
    there = [one for one in members if (one.uid in cast if round_.written else one.attended)]
    choices = [cast[one.uid].choice for one in there if one.uid in cast]
    recused = sum(choice in RECUSALS for choice in choices)
    present, kind = len(there) - recused, type_of(round_)
    return Tally(
        members=len(members),
        present=present,
        recused=recused,
        yes=choices.count("찬성"),
        no=choices.count("반대"),
        abstain=choices.count("기권"),
        needed_present=math.floor(len(members) * kind.present) + 1,
        needed_yes=math.floor(present * kind.passing) + 1,
    )


def check_vote(project: Project, item: str, verdict: str) -> None:
    """Make sure that the committee may decide on an item: a round without members decides freely.

    Raises
    ------
    RefusedError
        ``not_quorate`` or ``not_passed`` with the figures; 보류 needs no majority.
    """
    found = record(project, AgendaItem, item)
    counted = tally(project, found) if found is not None else None
    if counted is None:
        return
    if not counted.quorate:
        here = counted.present + counted.recused
        raise RefusedError(
            "not_quorate", present=here, members=counted.members, needed=counted.needed_present
        )
    if verdict != "보류" and not counted.passed:
        raise RefusedError(
            "not_passed", yes=counted.yes, present=counted.present, needed=counted.needed_yes
        )


def sign_off(project: Project, signoff: Signoff) -> Project:
    """Sign a round's papers: the digests of all that was registered are what is signed.

    Raises
    ------
    RefusedError
        ``signoff_incomplete`` without a name, or ``items_undecided`` with their titles.
    """
    if not signoff.by.strip():
        raise RefusedError("signoff_incomplete")
    waiting = undecided(project, signoff.round)
    if waiting:
        raise RefusedError("items_undecided", titles=", ".join(one.title for one in waiting))
    opinions, decisions, votes = _digests(project)
    told = replace(signoff, opinions=opinions, decisions=decisions, votes=votes)
    return registered(project, told)


def signed(project: Project, round_: str) -> Signoff | None:
    """Give the sign-off of a round that still holds; None when anything was registered since."""
    now = _digests(project)
    for one in reversed(records(project, Signoff)):
        if one.round == round_:
            return one if (one.opinions, one.decisions, one.votes) == now else None
    return None


def undecided(project: Project, round_: str) -> tuple[AgendaItem, ...]:
    """Give the items of a round on which the committee must decide, and has not."""
    decided = _decided(project)
    return tuple(
        one
        for one in records(project, AgendaItem)
        if one.round == round_ and one.kind == "심의" and one.uid not in decided
    )


def _decided(project: Project) -> frozenset[str]:
    return frozenset(one.item for one in standing(records(project, Decision)))


def _digests(project: Project) -> tuple[str, str, str]:
    """Give the ends of the chains of opinions, decisions and votes."""
    return (
        last_digest(records(project, Opinion)),
        last_digest(records(project, Decision)),
        last_digest(records(project, Vote)),
    )
