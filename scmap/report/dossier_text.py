"""The lines of a dossier in 개조식: what each section says in words.

A suspicion is never called a verdict: only what the committee decided is one (DOMAIN §0, §5).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from scmap.analysis.checks import left_out
from scmap.analysis.exceptions import CONTINUATION, DOUBLE_ENTRY
from scmap.analysis.explanation import explain
from scmap.analysis.register import lineages
from scmap.model import amounts
from scmap.model.finding import NEW, STATES
from scmap.model.review import (
    EXPERT_ROLES,
    GOVERNANCES,
    PRACTICE_ROLE,
    STANCES,
    AgendaItem,
    Decision,
)
from scmap.model.ruleset import GRADES
from scmap.report.blocks import SIGNS, Line
from scmap.report.dossier_tables import cost_of, link_ends, pair_title
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.round_scope import LINK, PAIR, SUSPECTED, RoundScope
from scmap.report.tables import money_columns
from scmap.report.wording import meeting_day

_MKRW_PER_EOK = 100
_SENTENCE = re.compile(r"(?<=[가-힣]\.)\s+|\s+(?=※ )")  # between two of them

_STATUTORY = (
    "국가스마트도시위원회",
    "스마트도시사업협의회",
)  # committees that the law itself names


def ordered(scope: RoundScope) -> Iterator[Line]:
    """의결주문: what the committee is asked to resolve, or has resolved."""
    for number, item in enumerate(scope.items, start=1):
        if item not in scope.deliberated:
            continue
        decision = scope.decision(item)
        if decision is None:
            yield Line(phrase("order.open", n=number, title=item.title))
        else:
            yield Line(
                phrase("order.decided", n=number, title=item.title, verdict=decision.verdict)
            )


def reasons(scope: RoundScope) -> Iterator[Line]:
    """제안이유."""
    links = len(scope.links)
    key = "reason" if links else "reason.pairs"
    yield Line(phrase(key, place=scope.place, pairs=_suspected(scope), links=links))


def background(scope: RoundScope) -> Iterator[Line]:
    """추진배경."""
    yield Line(phrase("background.aim"))
    if any(name in scope.round.committee for name in _STATUTORY):
        yield Line(phrase("background.law", committee=scope.round.committee), 1)
    reported = len(scope.items) - len(scope.deliberated)
    yield Line(phrase("background.agenda", round=scope.title, n=len(scope.items)), 1)
    kinds = {"deliberated": len(scope.deliberated), "reported": reported}
    yield Line(phrase("background.kinds", **kinds), 2)
    goals = Counter(goal for item in scope.items for goal in goals_of(item))
    if goals:
        told = ", ".join(phrase("goal_count", goal=goal, n=n) for goal, n in goals.items())
        yield Line(phrase("background.goals", goals=told), 1)
    if scope.round.held_on is not None:
        held = meeting_day(scope.round.held_on)
        yield Line(phrase("background.held", day=held), 2)


def status(scope: RoundScope) -> Iterator[Line]:
    """현황: what is registered, and how it is spread over ministry lines."""
    layer = scope.investments
    sums = {part: amounts.total(values) for part, values in money_columns(layer).items()}
    (total, unknown), split = sums.pop("total"), _split(sums)
    yield Line(
        phrase(
            "status.money",
            place=scope.place,
            n=amounts.count(len(layer)),
            total=amounts.money_in_prose(total, LANGUAGE),
            split=split,
        )
    )
    if unknown:
        yield Line(phrase("status.unknown", n=unknown), 3)
    counts = [
        word("unknown_count", what=word(f"column.{part}"), n=missing)
        for part, (known, missing) in sums.items()
        if missing and not math.isnan(known)
    ]
    if split and counts:
        yield Line(phrase("status.parts_unknown", counts=", ".join(counts)), 3)
    years = layer.number("year_from")
    if not np.isnan(years).all():
        first, last = float(np.nanmin(years)), float(np.nanmax(years))
        yield Line(phrase("status.years", years=amounts.period(first, last, LANGUAGE)), 1)
    lines = frozenset().union(*lineages(layer, scope.codebook))
    yield Line(phrase("status.lineages", n=len(lines)), 1)


def _split(sums: Mapping[str, tuple[float, int]]) -> str:
    """Write sums by who pays as 170억 원(국비 96, 시비 26) does; "" where nothing is known."""
    told = ", ".join(
        phrase(
            "status.part",
            part=word(f"column.{part}"),
            eok=amounts.trimmed(known / _MKRW_PER_EOK, 2),
        )
        for part, (known, _) in sums.items()
        if known > 0
    )
    return phrase("status.split", parts=told) if told else ""


def problems(scope: RoundScope) -> Iterator[Line]:
    """문제점: suspicions, and what the data do not tell."""
    counts = np.bincount(scope.pairs.verdict.grade, minlength=len(GRADES)).tolist()
    yield Line(phrase("problem.pairs", n=_suspected(scope), all=len(scope.pairs)))
    spread = ", ".join(
        phrase("grade_count", grade=grade, n=count)
        for grade, count in zip(GRADES, counts, strict=True)
    )
    yield Line(phrase("problem.grades", grades=spread), 1)
    if len(scope.pairs):
        score = amounts.score(float(scope.pairs.verdict.duplication[0]), LANGUAGE)
        yield Line(phrase("problem.first", pair=pair_title(scope.pairs, 0), score=score), 1)
    looked = Counter(one.state for one in scope.states)
    if looked[NEW] < len(scope.pairs):
        told = (phrase("state_count", state=one, n=looked[one]) for one in STATES)
        yield Line(phrase("problem.states", states=", ".join(told)), 1)
    yield from _not_graded(scope)
    yield from _limits(scope)
    yield Line(phrase("suspicion"), 3)


def opinions_on_pairs(scope: RoundScope) -> Iterator[Line]:
    """검토의견 가.: each item about a pair, and all pairs in a sentence."""
    yield from _items(scope, PAIR)


def opinions_on_links(scope: RoundScope) -> Iterator[Line]:
    """검토의견 나.: each item about a linked service."""
    yield from _items(scope, LINK)
    if not scope.links:
        yield Line(phrase("links.none"))


def opinions_on_others(scope: RoundScope) -> Iterator[Line]:
    """검토의견 다.: items about neither."""
    yield from _items(scope, "")


def plan(scope: RoundScope) -> Iterator[Line]:
    """조치계획: how what was decided is carried out."""
    phased = [item for item in scope.items if item.phase]
    if not phased:
        yield Line(phrase("plan.none"))
        return
    known, unknown = amounts.total(cost_of(scope, item) for item in phased)
    money = amounts.money_in_prose(known, LANGUAGE)
    yield Line(phrase("plan.sum", n=len(phased), total=money))
    if unknown:
        yield Line(phrase("plan.unknown", n=unknown), 3)


def schedule(scope: RoundScope) -> Iterator[Line]:
    """향후일정: the meeting, the phases by their years, and what is carried over."""
    day = meeting_day(scope.round.held_on)
    yield Line(phrase("schedule.meeting", day=day, round=scope.title))
    for item in sorted(scope.items, key=_years):
        if item.phase:
            years = amounts.period(item.phase_from, item.phase_to, LANGUAGE)
            yield Line(phrase("schedule.phase", years=years, title=item.title), 1)
    waiting = [item for item in scope.deliberated if scope.decision(item) is None]
    if waiting:
        titles = ", ".join(f"「{item.title}」" for item in waiting)
        yield Line(phrase("schedule.waiting", n=len(waiting), titles=titles), 1)


def _years(item: AgendaItem) -> tuple[float, float, str]:
    return item.phase_from, item.phase_to, item.title


def _suspected(scope: RoundScope) -> int:
    return int((scope.pairs.verdict.grade < SUSPECTED).sum())


def _not_graded(scope: RoundScope) -> Iterator[Line]:
    """Count the exceptions, where there are some; the annex lists them."""
    whys = Counter(one.why for one in scope.exceptions)
    if whys:
        twice, chain = whys.pop(DOUBLE_ENTRY, 0), whys.pop(CONTINUATION, 0)
        counts = {"twice": twice, "chain": chain, "registered": whys.total()}
        yield Line(phrase("problem.exceptions", n=len(scope.exceptions), **counts))


def _limits(scope: RoundScope) -> Iterator[Line]:
    """Say what the data do not tell, each only where it is so."""
    layer = scope.investments
    owners = lineages(layer, scope.codebook)
    quality = layer.text("quality").astype(str)
    lost = (one for one in left_out(scope.pairs.run.issues) if one.code != "ministry_unknown")
    counted = {
        "ministry": sum(not owner for owner in owners),
        "money": int(np.isnan(layer.number("total_mkrw")).sum()),
        "stand_in": int(np.isin(quality, ("B", "C")).sum()),
        "regional": int(scope.pairs.regional.sum()),
        "left_out": len({one.feature for one in lost} & layer.rows.keys()),
    }
    told = [phrase(f"problem.{name}", n=n) for name, n in counted.items() if n]
    if told:
        yield Line(phrase("problem.limits"))
        yield from (Line(text, 1) for text in told)


def _items(scope: RoundScope, kind: str) -> Iterator[Line]:
    for number, item in enumerate(scope.items, start=1):
        if item.subject_kind == kind or (not kind and item.subject_kind not in (PAIR, LINK)):
            yield Line(phrase("item", n=number, title=item.title))
            yield from _tagged(item)
            yield from _examined(scope, item)
            yield from _heard(scope, item)
            yield from _decided(scope.decision(item), item)


def _tagged(item: AgendaItem) -> Iterator[Line]:
    """Say which goals an item serves, and its governance where it is not the usual one."""
    if item.goals:
        yield Line(phrase("item.goals", goals=", ".join(goals_of(item))), 1)
    if item.governed != GOVERNANCES[0]:
        yield Line(phrase("item.governance", governance=item.governed), 1)


def goals_of(item: AgendaItem) -> tuple[str, ...]:
    """Give 추진목표 of an item, each once."""
    told = (goal.strip() for goal in item.goals.split(";"))
    return tuple(dict.fromkeys(filter(None, told)))


def _examined(scope: RoundScope, item: AgendaItem) -> Iterator[Line]:
    """Say what the analysis found about an item's subject."""
    row = scope.pair_rows.get(item.subject) if item.subject_kind == PAIR else None
    link = scope.link(item.subject) if item.subject_kind == LINK else None
    if row is not None:
        told = explain(scope.pairs, row, scope.codebook, LANGUAGE)
        yield from _said(item.text or told.sentence)
        yield Line(phrase("item.opinion", opinion=told.opinion), 2)
    elif item.text:
        yield from _said(item.text)
    elif item.subject_kind == PAIR:
        yield Line(phrase("item.not_graded"), 1)
    if link is not None:
        yield Line(phrase("item.link", ends=link_ends(scope, link)), 1)
        yield from map(_condition, filter(str.strip, link.conditions.splitlines()))


def _said(text: str) -> Iterator[Line]:
    """Give a text of several sentences one by one: a line holds one idea, a remark is one."""
    for number, one in enumerate(filter(None, map(str.strip, _SENTENCE.split(text)))):
        remark = one.removeprefix(SIGNS[3]).strip()
        yield Line(one.removesuffix("."), min(number + 1, 2)) if remark == one else Line(remark, 3)


def _condition(text: str) -> Line:
    """Give a precondition of a link as it was found; a remark stays one."""
    remark = text.strip().removeprefix(SIGNS[3])
    return Line(remark, 3) if remark != text.strip() else Line(text, 2)


def _heard(scope: RoundScope, item: AgendaItem) -> Iterator[Line]:
    opinions = scope.opinions(item)
    if not opinions:
        yield Line(phrase("item.unheard"), 1)
        return
    stances = ", ".join(
        phrase("stance_count", stance=stance, n=n)
        for stance in STANCES
        if (n := sum(one.stance == stance for one in opinions))
    )
    experts = sum(one.role in EXPERT_ROLES for one in opinions)
    practice = sum(one.role == PRACTICE_ROLE for one in opinions)
    yield Line(phrase("item.heard", experts=experts, practice=practice, stances=stances), 1)


def _decided(decision: Decision | None, item: AgendaItem) -> Iterator[Line]:
    if decision is None:
        if item.kind == "심의":
            yield Line(phrase("item.undecided"), 1)
        return
    day = amounts.day(decision.decided_on, LANGUAGE)
    yield Line(phrase("item.decided", verdict=decision.verdict, day=day), 1)
    yield Line(phrase("item.why", reason=decision.reason), 2)
    if decision.grade:
        scores = {
            name: amounts.score(getattr(decision, name), LANGUAGE)
            for name in ("duplication", "linkage")
        }
        yield Line(phrase("item.snapshot", grade=decision.grade, **scores), 3)
