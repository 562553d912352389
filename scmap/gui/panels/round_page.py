"""A round itself: its members and who is there, the quorum, its papers, and the sign-off."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.base_choice import BaseChoice
from scmap.gui.card_view import Rule, muted
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.agenda import ROLES, round_title
from scmap.gui.panels.form import Choice, Form
from scmap.gui.parting import part_with
from scmap.model import amounts
from scmap.model.meeting import Member, Signoff
from scmap.model.project import Project
from scmap.model.review import Round
from scmap.session import voting
from scmap.words import tr

PAPERS = ("minutes", "resolution", "notice")
WORDING = "sentences"  # the dossier, to be put in other words
_IN_A_ROW = 3  # buttons of papers
FORMS = ("form_out", "form_in")  # the spreadsheet for opinions, empty and filled


@dataclass(frozen=True, slots=True)
class RoundView:
    """All that the page shows of a round.

    Attributes
    ----------
    round : Round
        The round.
    members : tuple of Member
        In the order of enrolment.
    needed : int
        How many must be there.
    undecided : int
        Items on which the committee has not decided.
    signed : Signoff or None
        The sign-off that holds.
    """

    round: Round
    members: tuple[Member, ...]
    needed: int
    undecided: int
    signed: Signoff | None


def round_view(project: Project, round_: Round) -> RoundView:
    """Look at a round as it is now."""
    members = voting.members_of(project, round_.uid)
    return RoundView(
        round=round_,
        members=members,
        needed=int(len(members) * voting.type_of(round_).present) + 1,
        undecided=len(voting.undecided(project, round_.uid)),
        signed=voting.signed(project, round_.uid),
    )


class MemberForm(Form):
    """Enters a member of the committee."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("member", parent)
        self._role, self._name, self._organisation = Choice(ROLES), LineEntry(), LineEntry()
        self._chair = QCheckBox()
        self.add(role=self._role, name=self._name)
        self.add(organisation=self._organisation, chair=self._chair)
        self.retranslate()

    def put(self) -> None:
        """Begin anew; the group stays."""
        self._name.clear()
        self._organisation.clear()
        self._chair.setChecked(False)
        self.tell("")

    def member(self, uid: str, round_: str) -> Member:
        """Give the member as filled in, thought to be there."""
        return Member(
            uid,
            round_,
            self._name.text().strip(),
            self._organisation.text().strip(),
            self._role.value,
            chair=self._chair.isChecked(),
            attended=True,
        )


class SignForm(Form):
    """Signs the papers of a round."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sign", parent)
        self._by = LineEntry()
        self.add(signed_by=self._by)
        self.retranslate()

    @property
    def by(self) -> str:
        """Who signs."""
        return self._by.text().strip()


class RoundPage(QWidget):
    """Shows a round; each deed is told, none is done here.

    Signals
    -------
    attended : (str, bool)
        A member is there, or not.
    paper_wanted : (str, Path or None)
        WORDING, or one of PAPERS or FORMS is to be written, or taken in; a paper into the document
        of the office that is chosen.
    """

    attended = Signal(str, bool)
    paper_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = texts.label(font=theme.heading(self.font(), steps=2))
        self._about, self._quorum, self._state = muted(""), texts.label(), texts.label()
        self.member, self.sign = MemberForm(), SignForm()
        self.base, self._base_words = BaseChoice(self), texts.label()
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._shown: list[QWidget] = []
        self._headings: dict[str, QLabel] = {}
        self._papers = {name: QPushButton(self) for name in (WORDING, *PAPERS, *FORMS)}
        for name, button in self._papers.items():
            button.clicked.connect(partial(self._want, name))
        self._lay_out()

    def _lay_out(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 12, 16, 16)
        body.setSpacing(8)
        body.addWidget(self._title)
        body.addWidget(self._about)
        papers = QGridLayout()
        papers.setSpacing(8)
        for place, button in enumerate(self._papers.values()):
            papers.addWidget(button, place // _IN_A_ROW, place % _IN_A_ROW)
        papers.setColumnStretch(_IN_A_ROW, 1)
        base = QHBoxLayout()
        base.addWidget(self._base_words)
        base.addWidget(self.base)
        base.addStretch(1)
        for name in ("members", "papers", "sign"):
            self._headings[name] = heading = texts.label(font=theme.heading(self.font()))
            body.addWidget(Rule(self))
            body.addWidget(heading)
            if name == "members":
                body.addWidget(self._quorum)
                body.addLayout(self._list)
                body.addWidget(self.member)
            elif name == "papers":
                body.addLayout(papers)
                body.addLayout(base)
            else:
                body.addWidget(self._state)
                body.addWidget(self.sign)
        body.addStretch(1)

    def put(self, view: RoundView) -> None:
        """Show a round as it is now; what is being typed stays."""
        self._title.setText(round_title(view.round))
        way = tr("board.way.written" if view.round.written else "board.way.meeting")
        kind = tr(f"board.type.{voting.type_of(view.round).id}")
        day = amounts.day(view.round.held_on)
        self._about.setText(f"{kind} · {way} · {day}")
        there = sum(one.attended for one in view.members)
        key = "none" if not view.members else "enough" if there >= view.needed else "few"
        self._quorum.setText(
            tr(f"board.quorum.{key}", members=len(view.members), there=there, needed=view.needed)
        )
        self._fill(view.members)
        final = view.signed
        self._state.setText(
            tr("board.signed", by=final.by, day=amounts.day(final.signed_on))
            if final
            else tr("board.unsigned")
        )
        self.sign.setVisible(final is None)
        self.sign.allow(tr("board.why.undecided", n=view.undecided) if view.undecided else "")

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for name, button in self._papers.items():
            button.setText(tr(f"board.paper.{name}"))
        for name, heading in self._headings.items():
            heading.setText(tr(f"board.round.{name}"))
        self._base_words.setText(tr("window.report.base"))
        self.base.retranslate()
        self.member.retranslate()
        self.sign.retranslate()

    def _want(self, name: str) -> None:
        self.paper_wanted.emit(name, self.base.file)

    def _fill(self, members: tuple[Member, ...]) -> None:
        for old in self._shown:
            part_with(old)
        self._shown = [self._line(one) for one in members]
        for line in self._shown:
            self._list.addWidget(line)

    def _line(self, member: Member) -> QWidget:
        who = " · ".join(filter(None, (member.role, member.name, member.organisation)))
        chair = f" ({tr('board.field.chair')})" if member.chair else ""
        box = QCheckBox(f"{who}{chair}", self)
        box.setChecked(member.attended)
        box.setToolTip(texts.tip(tr("board.attend.tip")))
        box.toggled.connect(lambda there: self.attended.emit(member.uid, there))
        return box
