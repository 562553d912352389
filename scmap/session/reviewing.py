"""Commands of the committee's review; each gives a new project, none skips a step.

An item walks through 분류 → 전문가 자문 → 실무 의견 → 판정 → 단계별 추진전략. Opinions and
decisions are registered entries: never changed, a mistake is withdrawn by a new entry (철회).
"""

import math
from dataclasses import replace

from scmap.errors import RefusedError
from scmap.model.finding import PAIR_LAYER
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records, touched, with_record
from scmap.model.review import (
    EXPERT_ROLES,
    PHASES,
    PRACTICE_ROLE,
    STANCES,
    STEPS,
    VERDICTS,
    AgendaItem,
    Decision,
    Opinion,
    Round,
    Step,
)
from scmap.session.entries import registered, standing
from scmap.session.voting import check_vote


def open_round(project: Project, round_: Round) -> Project:
    """Open a round.

    Raises
    ------
    RefusedError
        ``round_exists`` when the year has a round of that number.
    """
    same = (one for one in records(project, Round) if one.uid != round_.uid)
    if any((one.year, one.number) == (round_.year, round_.number) for one in same):
        raise RefusedError("round_exists", year=int(round_.year), number=int(round_.number))
    return with_record(project, round_)


def put_on_agenda(project: Project, item: AgendaItem) -> Project:
    """Put an item on a round's agenda.

    Raises
    ------
    RefusedError
        ``item_exists`` when the round already has an item on the same subject, ``item_untitled``.
    """
    if not item.title.strip():
        raise RefusedError("item_untitled")
    others = items_of(project, item.round)
    if item.subject and any(one.subject == item.subject for one in others):
        raise RefusedError("item_exists", title=item.title)
    return with_record(project, item)


def register_opinion(project: Project, opinion: Opinion) -> Project:
    """Register what an expert or a practitioner said.

    Raises
    ------
    RefusedError
        ``opinion_incomplete`` when role, stance, name or text is missing, ``opinion_nowhere`` when
        it is anchored to a feature that the project has not.
    """
    known = opinion.role in (*EXPERT_ROLES, PRACTICE_ROLE) and opinion.stance in STANCES
    if not (known and opinion.name.strip() and opinion.text.strip()):
        raise RefusedError("opinion_incomplete")
    if opinion.feature and not _has(project, opinion.layer, opinion.feature):
        raise RefusedError("opinion_nowhere", about=opinion.about or opinion.feature)
    return registered(project, opinion)


def opinions_at(project: Project, layer: str, feature: str) -> tuple[Opinion, ...]:
    """Give the standing opinions that are anchored to a feature of the map."""
    every = standing(records(project, Opinion))
    return tuple(
        one for one in every if one.feature and (one.layer, one.feature) == (layer, feature)
    )


def _has(project: Project, layer: str, feature: str) -> bool:
    """Tell whether a feature is there; of a pair, whether both its sides are."""
    found = next((one for one in project.layers if one.uid == layer), None)
    if found is not None:
        return feature in found.rows
    investments = project.investments
    known = investments.rows if investments is not None else {}
    return layer == PAIR_LAYER and all(side in known for side in feature.split("|"))


def decide(project: Project, decision: Decision) -> Project:
    """Register the committee's decision on an item.

    Raises
    ------
    RefusedError
        ``decision_without_reason``, ``step_skipped`` (an expert's or a practitioner's opinion is
        missing) or ``decision_exists`` (the standing decision must be withdrawn first), and what
        `check_vote` refuses.
    """
    if decision.verdict not in VERDICTS or not decision.reason.strip():
        raise RefusedError("decision_without_reason")
    if step_of(project, decision.item) in ("sorted", "expert"):
        raise RefusedError("step_skipped")
    if decision_on(project, decision.item) is not None:
        raise RefusedError("decision_exists")
    check_vote(project, decision.item, decision.verdict)
    return registered(project, decision)


def withdraw(project: Project, entry: Opinion | Decision, uid: str) -> Project:
    """Withdraw a registered entry by a new entry with `uid`; the old one stays on record."""
    return registered(project, replace(entry, uid=uid, withdraws=entry.uid))


def set_phase(project: Project, item: AgendaItem, phase: str, first: float, last: float) -> Project:
    """Give a decided item its phase and years.

    Raises
    ------
    RefusedError
        ``phase_before_decision``, or ``phase_wrong`` when the years run backwards.
    """
    if step_of(project, item.uid) not in ("decided", "phased"):
        raise RefusedError("phase_before_decision")
    if phase not in PHASES or last < first:
        raise RefusedError("phase_wrong")
    return touched(project, item, phase=phase, phase_from=first, phase_to=last)


def items_of(project: Project, round_: str) -> tuple[AgendaItem, ...]:
    """Give the agenda of a round, in order."""
    return tuple(item for item in records(project, AgendaItem) if item.round == round_)


def opinions_on(project: Project, item: str) -> tuple[Opinion, ...]:
    """Give the opinions on an item that stand: neither withdrawn nor withdrawing.

    An item that is carried on keeps what was said of it in the rounds before.
    """
    line = line_of(project, item)
    return standing(one for one in records(project, Opinion) if one.item in line)


def line_of(project: Project, item: str) -> tuple[str, ...]:
    """Give an item's uid and those of the items that it carries on."""
    before = {one.uid: one.carried_from for one in records(project, AgendaItem)}
    line = [item]
    while (earlier := before.get(line[-1], "")) and earlier not in line:
        line.append(earlier)
    return tuple(line)


def carry_over(project: Project, round_: str) -> Project:
    """Put on a round what earlier ones left undecided or deferred (보류): 계속심의."""
    every = records(project, AgendaItem)
    carried = {one.carried_from for one in every}
    for item in every:
        decision = decision_on(project, item.uid)
        left = decision is None or decision.verdict == "보류"
        if item.kind != "심의" or item.round == round_ or item.uid in carried or not left:
            continue
        fresh = replace(
            item,
            uid=new_uid(),
            round=round_,
            carried_from=item.uid,
            phase="",
            phase_from=math.nan,
            phase_to=math.nan,
        )
        project = with_record(project, fresh)
    return project


def decision_on(project: Project, item: str) -> Decision | None:
    """Give the decision on an item that stands, or None."""
    found = standing(one for one in records(project, Decision) if one.item == item)
    return found[-1] if found else None


def step_of(project: Project, item: str) -> Step:
    """Tell how far an item is: the last step of `STEPS` that is done.

    분류 is done with the item itself, 전문가 자문 with an expert's opinion, 실무 의견 with a
    practitioner's beside it, 판정 with a standing decision, 단계별 추진전략 with a phase.
    """
    roles = {opinion.role for opinion in opinions_on(project, item)}
    found = record(project, AgendaItem, item)
    done = (
        True,
        not roles.isdisjoint(EXPERT_ROLES),
        PRACTICE_ROLE in roles,
        decision_on(project, item) is not None,
        found is not None and bool(found.phase),
    )
    reached = 0
    while reached + 1 < len(done) and done[reached + 1]:
        reached += 1
    return STEPS[reached]


def missing_before_decision(project: Project, item: str) -> tuple[Step, ...]:
    """Name the steps that must be done before an item can be decided."""
    roles = {opinion.role for opinion in opinions_on(project, item)}
    expert: tuple[Step, ...] = ("expert",) if roles.isdisjoint(EXPERT_ROLES) else ()
    practice: tuple[Step, ...] = ("practice",) if PRACTICE_ROLE not in roles else ()
    return (*expert, *practice)
