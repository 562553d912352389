"""A meeting of the committee: its kind, its members, their votes, and the sign-off."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

CHOICES = ("찬성", "반대", "기권", "제척", "회피")
RECUSALS = ("제척", "회피")  # the member neither votes nor counts as present for the item
MEMBER_ROLES = ("관", "산", "학", "연", "실무")


@dataclass(frozen=True, slots=True)
class CommitteeType:
    """A kind of committee with its rules of procedure.

    Attributes
    ----------
    id, title : str
        Identity, and its name in the law or the ordinance.
    ground : str
        Law or ordinance.
    present, passing : float
        Shares that must be exceeded: of all members to open, of those present to resolve.
    """

    id: str
    title: str
    ground: str
    present: float
    passing: float


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the committee at a round; every vote counts one.

    Attributes
    ----------
    uid, round : str
        Identity, and uid of the round.
    name, organisation : str
        Who.
    role : str
        관, 산, 학, 연 or 실무.
    chair, attended : bool
        Whether the member presides, and was there.
    """

    TABLE: ClassVar[str] = "review_member"

    uid: str
    round: str
    name: str
    organisation: str
    role: str
    chair: bool = False
    attended: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """What a member said to an item; the last entry of a member counts, none is changed.

    Attributes
    ----------
    uid, item, member : str
        Identity, uid of the agenda item and of the member.
    choice : str
        One of CHOICES.
    reason : str
        Why the member is excluded or stands aside; "" for a vote.
    cast_on : date or None
        When.
    previous, digest : str
        Place in the chain of votes (`chain`).
    """

    TABLE: ClassVar[str] = "review_vote"

    uid: str
    item: str
    member: str
    choice: str
    reason: str = ""
    cast_on: date | None = None
    previous: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Signoff:
    """The chair's word that a round's papers are final.

    Attributes
    ----------
    uid, round : str
        Identity, and uid of the round.
    by : str
        Who signs.
    signed_on : date or None
        When.
    opinions, decisions, votes : str
        Last digest of each chain at that moment: what was signed is what stands.
    previous, digest : str
        Place in the chain of sign-offs.
    """

    TABLE: ClassVar[str] = "review_signoff"

    uid: str
    round: str
    by: str
    signed_on: date | None = None
    opinions: str = ""
    decisions: str = ""
    votes: str = ""
    previous: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How an item was voted on.

    Attributes
    ----------
    members, present, recused : int
        재적, 출석 without those who stand aside, and 제척·회피.
    yes, no, abstain : int
        찬성, 반대, 기권.
    needed_present, needed_yes : int
        의사정족수 and 의결정족수.
    """

    members: int
    present: int
    recused: int
    yes: int
    no: int
    abstain: int
    needed_present: int
    needed_yes: int

    @property
    def quorate(self) -> bool:
        """Whether enough members were there; those who stand aside were."""
        return self.present + self.recused >= self.needed_present

    @property
    def passed(self) -> bool:
        """Whether enough of those present agreed."""
        return self.quorate and self.present > 0 and self.yes >= self.needed_yes
