"""What the review board shows of a round, and what it proposes for the agenda."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from types import MappingProxyType

from scmap.analysis.explanation import explain
from scmap.analysis.link_context import contexts_of
from scmap.gui import search
from scmap.gui.models.catalogue_words import link_title
from scmap.gui.models.feature_card import feature_title
from scmap.gui.models.offers import name_of, pair_title
from scmap.gui.selection import Selected
from scmap.gui.sources import PAIRS
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.finding import PAIR_LAYER
from scmap.model.link import Link
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records
from scmap.model.review import STEPS, AgendaItem, Decision, Opinion, Round, Step
from scmap.model.ruleset import GRADES
from scmap.model.scenario import Scenario, Site
from scmap.model.verdict import Candidates
from scmap.reference.design_rules import design_rules
from scmap.session import reviewing
from scmap.session.entries import standing
from scmap.session.scenarios import links_of
from scmap.words import tr, tr_in

SCENARIO = "scenario"  # kind of the subject of an item
KEPT_IN = "ko"  # records of the review are Korean, as the documents made of them
UNKNOWN = float("nan")

# Values as they are kept, and the keys of their words.
KINDS = MappingProxyType({"심의": "kind.deliberation", "보고": "kind.report"})
ROLES = MappingProxyType(
    {
        "관": "role.government",
        "산": "role.industry",
        "학": "role.academia",
        "연": "role.research",
        "실무": "role.practice",
    }
)
STANCE_WORDS = MappingProxyType(
    {"찬": "stance.for", "반": "stance.against", "조건": "stance.conditional"}
)
VERDICT_WORDS = MappingProxyType(
    {
        "매칭": "verdict.match",
        "기능조정": "verdict.adjust",
        "통합": "verdict.merge",
        "폐지": "verdict.abolish",
        "별도추진": "verdict.separate",
        "보류": "verdict.defer",
    }
)
GOVERNANCE_WORDS = MappingProxyType(
    {"행정": "governance.office", "기술": "governance.technology", "글로벌": "governance.world"}
)
PHASE_WORDS = MappingProxyType(
    {"단기": "phase.short", "중기": "phase.middle", "장기": "phase.long"}
)


@dataclass(frozen=True, slots=True)
class Score:
    """Grade and scores of a pair at one moment; "" and NaN where the item is no pair."""

    grade: str = ""
    duplication: float = UNKNOWN
    linkage: float = UNKNOWN

    def __str__(self) -> str:
        if not self.grade:
            return tr("board.score.none")
        d, link = amounts.score(self.duplication), amounts.score(self.linkage)
        return tr("board.score", grade=self.grade, duplication=d, linkage=link)


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered opinion or decision as the board shows it."""

    record: Opinion | Decision
    title: str
    text: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """A feature of the map that an opinion is about: its layer, its uid, and what it is called."""

    layer: str = ""
    feature: str = ""
    about: str = ""


NOWHERE = Anchor()


def anchor_of(project: Project, selected: Selected) -> Anchor:
    """Give what is selected on the map, if an opinion can be anchored to it."""
    uid = selected.current
    if selected.layer in PAIRS and "|" in uid:
        return Anchor(PAIR_LAYER, uid, pair_title(project.investments, uid.split("|")))
    layer = project.layer(selected.layer)
    if layer is None or uid not in layer.rows:
        return NOWHERE
    return Anchor(layer.uid, uid, feature_title(layer, layer.rows[uid]))


def subject_of(selected: Selected) -> tuple[str, str]:
    """Tell what of the selection could be put on an agenda: its kind and uid, or two times ""."""
    if selected.layer in PAIRS and "|" in selected.current:
        return "pair", selected.current
    return ("link", selected.current) if selected.layer == Link.TABLE else ("", "")


def proposal(
    project: Project,
    candidates: Candidates | None,
    codebook: CodeBook,
    round_: str,
    subject: tuple[str, str],
) -> AgendaItem:
    """Draw up an agenda item on a pair or a link: its title from the names, its generated text."""
    kind, uid = subject
    title, text = (
        _about_pair(project, candidates, codebook, uid)
        if kind == "pair"
        else _about_link(project, uid)
    )
    return AgendaItem("", round_, next(iter(KINDS)), title, kind, uid, text=text)


def scenario_proposal(project: Project, scenario: Scenario, round_: str) -> AgendaItem:
    """Draw up an agenda item on whether a scenario becomes the plan."""
    title = tr_in(KEPT_IN, "board.proposal.scenario", title=scenario.title)
    if scenario.model == "plan":
        told = {"links": len(links_of(project, scenario.uid)), "now": len(records(project, Link))}
        text = tr_in(KEPT_IN, "board.proposal.scenario.plan", **told)
    else:
        km = scenario.mean_km
        new = [one for one in records(project, Site) if one.scenario == scenario.uid]
        text = tr_in(
            KEPT_IN,
            "board.proposal.scenario.sites",
            new=sum(one.role != "existing" for one in new),
            served=amounts.percent(scenario.served, KEPT_IN),
            km=amounts.unknown(KEPT_IN) if isnan(km) else amounts.trimmed(km, 1),
            cost=amounts.money_in_prose(scenario.cost_mkrw, KEPT_IN),
        )
    kind = next(iter(KINDS))
    return AgendaItem(new_uid(), round_, kind, title, SCENARIO, scenario.uid, text=text)


def score_of(candidates: Candidates | None, item: AgendaItem) -> Score:
    """Give the scores of an item's pair as they are now."""
    row = candidates.row(item.subject) if candidates is not None else -1
    if candidates is None or row < 0:
        return Score()
    verdict = candidates.verdict
    return Score(
        GRADES[verdict.grade[row]],
        float(verdict.duplication[row]),
        float(verdict.linkage[row]),
    )


def narrowed(items: Iterable[AgendaItem], governance: str, words: str) -> tuple[AgendaItem, ...]:
    """Give the items of a governance ("" for all) that hold each word, as it is or by initials."""
    wanted = search.folded(words)
    return tuple(
        one
        for one in items
        if governance in ("", one.governed) and search.matches(wanted, _known(one))
    )


def _known(item: AgendaItem) -> str:
    told = (item.title, item.officer, item.lead, item.partners, item.governed, item.goals)
    return search.folded(" ".join(told))


def subject_title(project: Project, item: AgendaItem) -> str:
    """Name what an item is about; "" where it is about nothing on the map."""
    layer = project.investments
    if item.subject_kind == "pair" and layer is not None:
        return pair_title(layer, item.subject.split("|"))
    if item.subject_kind == SCENARIO:
        found = record(project, Scenario, item.subject)
        return found.title if found else tr("board.subject.gone")
    link = record(project, Link, item.subject) if item.subject_kind == "link" else None
    if link is None:
        return tr("board.subject.gone") if item.subject else ""
    sides = f"{name_of(layer, link.left)} → {name_of(layer, link.right)}"
    return f"{link_title(link)}: {sides}"


def opinions(project: Project, item: str) -> tuple[Entry, ...]:
    """Give every opinion on an item, those withdrawn marked."""
    every = [one for one in records(project, Opinion) if one.item == item]
    stands = standing(every)
    return tuple(
        Entry(one, opinion_title(one), one.text, one not in stands)
        for one in every
        if not one.withdraws
    )


def decisions(project: Project, item: str) -> tuple[Entry, ...]:
    """Give every decision on an item, those withdrawn marked."""
    every = [one for one in records(project, Decision) if one.item == item]
    stands = [one.uid for one in standing(every)]  # NaN scores differ from themselves
    return tuple(
        Entry(one, _decision_title(one), one.reason, one.uid not in stands)
        for one in every
        if not one.withdraws
    )


def round_title(round_: Round) -> str:
    """Name a round: "2026년 제1차 · 국가스마트도시위원회"."""
    title = tr("board.round.title", year=int(round_.year), number=int(round_.number))
    return " · ".join(filter(None, (title, round_.committee)))


def numbered(step: Step) -> str:
    """Name a step with its number: "② 전문가 자문"."""
    return tr(f"board.step.{step}.numbered")


def done_count(project: Project, item: str) -> int:
    """Count the steps of an item that are done."""
    return STEPS.index(reviewing.step_of(project, item)) + 1


def next_step(done: int) -> str:
    """Say what comes next for an item."""
    if done >= len(STEPS):
        return tr("board.next.done")
    return tr("board.next", step=numbered(STEPS[done]))


def lacking(steps: tuple[Step, ...]) -> str:
    """Say which steps must be done first; "" when none."""
    return tr("board.lacking", steps=", ".join(map(numbered, steps))) if steps else ""


def opinion_title(one: Opinion) -> str:
    """Say who gave an opinion, as what, with which stance, when, and about which feature."""
    who = " ".join(filter(None, (one.organisation, one.name)))
    role, stance = tr(f"board.{ROLES[one.role]}"), tr(f"board.{STANCE_WORDS[one.stance]}")
    told = (role, who, stance, amounts.day(one.given_on), one.about)
    return " · ".join(filter(None, told))


def _decision_title(one: Decision) -> str:
    score = Score(one.grade, one.duplication, one.linkage)
    verdict = tr(f"board.{VERDICT_WORDS[one.verdict]}")
    return " · ".join(filter(None, (verdict, one.author, amounts.day(one.decided_on), str(score))))


def _about_pair(
    project: Project, candidates: Candidates | None, codebook: CodeBook, uid: str
) -> tuple[str, str]:
    left, right = (name_of(project.investments, one) for one in uid.split("|"))
    title = tr_in(KEPT_IN, "board.proposal.pair", left=left, right=right)
    row = candidates.row(uid) if candidates is not None else -1
    if candidates is None or row < 0:
        return title, ""
    return title, explain(candidates, row, codebook, KEPT_IN).sentence


def _about_link(project: Project, uid: str) -> tuple[str, str]:
    link = record(project, Link, uid)
    if link is None:
        return "", ""
    giver, taker = (name_of(project.investments, one) for one in (link.left, link.right))
    title = tr_in(KEPT_IN, "board.proposal.link", service=link.title, giver=giver, taker=taker)
    said = tr_in(
        KEPT_IN,
        "board.proposal.link.text",
        giver=giver,
        taker=taker,
        service=link.title,
        items=", ".join(link.items.split(";")),
    )
    inside = [
        tr_in(KEPT_IN, "linkplan.inside", area=area)
        for area in contexts_of(link, project.layers, design_rules().contexts)
    ]
    return title, "\n".join(filter(None, (said, *inside, link.conditions)))
