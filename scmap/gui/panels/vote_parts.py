"""The vote on an agenda item: who may vote, how each voted, and what is still needed."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from scmap.gui import texts
from scmap.gui.line_entry import LineEntry
from scmap.gui.panels.form import Choice, Form
from scmap.model.meeting import CHOICES, Member, Tally, Vote
from scmap.model.project import Project
from scmap.model.records import record
from scmap.model.review import AgendaItem, Round
from scmap.session import voting
from scmap.words import tr

_WORDS = dict(zip(CHOICES, ("yes", "no", "abstain", "excluded", "aside"), strict=True))
CHOICE_WORDS = {choice: f"choice.{key}" for choice, key in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Ballot:
    """All that the page shows of the vote on an item.

    Attributes
    ----------
    members : tuple of Member
        Those who may vote.
    cast : mapping of str to Vote
        The entry that counts, by the member's uid.
    tally : Tally or None
        None while the round has no members.
    """

    members: tuple[Member, ...]
    cast: dict[str, Vote]
    tally: Tally | None


def ballot_of(project: Project, item: AgendaItem) -> Ballot:
    """Give the ballot of an item as it is now."""
    round_ = record(project, Round, item.round)
    written = round_ is not None and round_.written
    able = tuple(one for one in voting.members_of(project, item.round) if one.attended or written)
    return Ballot(able, voting.votes_on(project, item.uid), voting.tally(project, item))


class VoteForm(Form):
    """Registers a vote, or that a member stands aside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("vote", parent)
        self._member, self._choice, self._reason = QComboBox(), Choice(CHOICE_WORDS), LineEntry()
        self.add(member=self._member, choice=self._choice)
        self.add(vote_reason=self._reason)
        self.retranslate()

    def put(self, members: tuple[Member, ...], cast: dict[str, Vote]) -> None:
        """Offer the members; the first who has not voted is proposed."""
        kept = self._member.currentData()
        self._member.clear()
        for one in members:
            self._member.addItem(f"{one.role} · {one.name}", one.uid)
        waiting = [one.uid for one in members if one.uid not in cast]
        chosen = kept if kept in waiting or not waiting else waiting[0]
        self._member.setCurrentIndex(max(self._member.findData(chosen), 0))

    def vote(self, uid: str, item: str) -> Vote:
        """Give the vote as it was filled in, without its day."""
        member = str(self._member.currentData() or "")
        return Vote(uid, item, member, self._choice.value, self._reason.text().strip())

    def clear(self) -> None:
        """Begin anew."""
        self._choice.choose("")
        self._reason.clear()
        self.tell("")


class VotePart(QWidget):
    """The section of an item's page: what is counted, and the form.

    Signals
    -------
    members_wanted
        The planner wants to enter members.
    """

    members_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = VoteForm()
        self._said, self._cast = texts.label(), texts.label()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._said, self._cast, self.form):
            column.addWidget(part)

    def put(self, ballot: Ballot, *, decided: bool) -> None:
        """Show how the vote stands."""
        counted = ballot.tally
        if counted is None:
            self._said.setText(tr("board.vote.none"))
        else:
            key = "passed" if counted.passed else "quorate" if counted.quorate else "few"
            self._said.setText(
                tr(
                    f"board.vote.{key}",
                    members=counted.members,
                    present=counted.present + counted.recused,
                    needed=counted.needed_present,
                    yes=counted.yes,
                    no=counted.no,
                    abstain=counted.abstain,
                    aside=counted.recused,
                    majority=counted.needed_yes,
                )
            )
        names = {one.uid: one.name for one in ballot.members}
        told = (
            f"{names.get(uid, '-')} {tr(f'board.{CHOICE_WORDS[vote.choice]}')}"
            for uid, vote in ballot.cast.items()
        )
        self._cast.setText(" · ".join(told))
        self._cast.setVisible(bool(ballot.cast))
        self.form.setVisible(counted is not None and not decided)
        self.form.put(ballot.members, ballot.cast)
        self.form.allow("" if ballot.members else tr("board.vote.nobody"))
