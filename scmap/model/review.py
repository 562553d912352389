"""The committee's yearly review: rounds, agenda items, opinions, decisions."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

Step: TypeAlias = Literal["sorted", "expert", "practice", "decided", "phased"]

# 분류 → 전문가 자문 → 실무 의견 → 판정 → 단계별 추진전략; none is skipped.
STEPS: tuple[Step, ...] = ("sorted", "expert", "practice", "decided", "phased")

EXPERT_ROLES = ("관", "산", "학", "연")
PRACTICE_ROLE = "실무"
STANCES = ("찬", "반", "조건")
VERDICTS = ("매칭", "기능조정", "통합", "폐지", "별도추진", "보류")
PHASES = ("단기", "중기", "장기")
GOVERNANCES = ("행정", "기술", "글로벌")  # the usual one first


@dataclass(frozen=True, slots=True)
class Round:
    """A meeting of the committee (회의 차수).

    Attributes
    ----------
    uid : str
        Identity.
    year, number : float
        2026 and 1 for 「2026년 제1차」.
    committee : str
        Its name ("국가스마트도시위원회", a city's own committee …).
    held_on : date or None
        Day of the meeting.
    type : str
        Kind of committee (`meeting.CommitteeType`), "" for a city's own.
    written : bool
        Whether the members vote in writing (서면심의).
    """

    TABLE: ClassVar[str] = "review_round"

    uid: str
    year: float
    number: float
    committee: str = ""
    held_on: date | None = None
    type: str = ""
    written: bool = False


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing on a round's agenda (안건).

    Attributes
    ----------
    uid, round : str
        Identity, and uid of its round.
    kind : str
        "심의" or "보고".
    title : str
        As printed.
    subject_kind, subject : str
        "pair" and "left uid|right uid", "link" or "scenario" and its uid, or "" for none.
    officer, lead, partners : str
        총괄담당관 (independent of ministries), 주관기관, 협조기관 separated by ";".
    phase : str
        One of PHASES, "" until ⑤.
    phase_from, phase_to : float
        Years of the phase, NaN until they are set.
    cost_mkrw : float
        사업비 of the measure, 백만원; NaN = 미상.
    text : str
        Sentence for the committee; generated, and edited by the user.
    carried_from : str
        uid of the item of the round before that this one carries on (계속심의), "" for none.
    governance : str
        One of GOVERNANCES; "" is the usual one.
    goals : str
        추진목표 that it serves, separated by ";".
    """

    TABLE: ClassVar[str] = "review_item"

    uid: str
    round: str
    kind: str
    title: str
    subject_kind: str = ""
    subject: str = ""
    officer: str = ""
    lead: str = ""
    partners: str = ""
    phase: str = ""
    phase_from: float = float("nan")
    phase_to: float = float("nan")
    cost_mkrw: float = float("nan")
    text: str = ""
    carried_from: str = ""
    governance: str = ""
    goals: str = ""

    @property
    def governed(self) -> str:
        """거버넌스 that it belongs to."""
        return self.governance or GOVERNANCES[0]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an expert or a practitioner said about an item; registered entries are never changed.

    Attributes
    ----------
    uid, item : str
        Identity, and uid of the agenda item.
    role : str
        관, 산, 학, 연 (expert) or 실무 (practitioner).
    name, organisation : str
        Who.
    stance : str
        찬, 반 or 조건.
    text : str
        What was said.
    given_on : date or None
        When.
    withdraws : str
        uid of the opinion that this entry withdraws (철회), "" for none.
    previous, digest : str
        Place in the chain of opinions (`chain`).
    layer, feature, about : str
        uid of the layer and of its feature on the map that it is anchored to, and what the feature
        was called then; "" where it is about the item as a whole.
    """

    TABLE: ClassVar[str] = "review_opinion"
    LATER: ClassVar[frozenset[str]] = frozenset({"layer", "feature", "about"})

    uid: str
    item: str
    role: str
    name: str
    organisation: str
    stance: str
    text: str
    given_on: date | None = None
    withdraws: str = ""
    previous: str = ""
    digest: str = ""
    layer: str = ""
    feature: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the committee decided on an item (판정); registered entries are never changed.

    Attributes
    ----------
    uid, item : str
        Identity, and uid of the agenda item.
    verdict : str
        One of VERDICTS.
    reason : str
        Mandatory.
    author : str
        Who entered it.
    decided_on : date or None
        When.
    grade : str
        Grade of the pair at that moment ("Ⅱ"), "" where the item is no pair.
    duplication, linkage : float
        Scores D and L at that moment; NaN where the item is no pair.
    withdraws : str
        uid of the decision that this entry withdraws, "" for none.
    previous, digest : str
        Place in the chain of decisions (`chain`).
    """

    TABLE: ClassVar[str] = "review_decision"

    uid: str
    item: str
    verdict: str
    reason: str
    author: str
    decided_on: date | None = None
    grade: str = ""
    duplication: float = float("nan")
    linkage: float = float("nan")
    withdraws: str = ""
    previous: str = ""
    digest: str = ""
