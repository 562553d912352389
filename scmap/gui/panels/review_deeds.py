"""What the review panel does to the project, each deed with its words for undo."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from scmap import clock
from scmap.errors import ScmapError
from scmap.gui.bridge import Bridge
from scmap.gui.models import agenda
from scmap.gui.panels.form import Form
from scmap.model.meeting import Member, Signoff, Vote
from scmap.model.project import Project, new_uid
from scmap.model.records import record, touched
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.session import reviewing, voting
from scmap.words import explain, tr


class ReviewDeeds(QObject):
    """Carries out commands of the review; each method tells whether the project took it.

    Signals
    -------
    failed : Exception
        A command was refused, and no form is there to say so.
    """

    failed = Signal(Exception)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def open_round(self, made: Round, form: Form) -> bool:
        """Open a round with the members of the one before, and what it left undecided."""
        label = tr("board.undo.round", title=agenda.round_title(made))

        def command(project: Project) -> Project:
            opened = reviewing.open_round(project, made)
            return voting.enrol_as_before(reviewing.carry_over(opened, made.uid), made.uid)

        return self._do(label, command, form)

    def enrol(self, member: Member, form: Form) -> bool:
        """Enter a member."""
        label = tr("board.undo.member", name=member.name)
        return self._do(label, lambda p: voting.enrol(p, member), form)

    def attend(self, member: str, attended: bool) -> bool:
        """Note whether a member is there."""
        label = tr("board.undo.attend")
        return self._do(label, lambda p: voting.attend(p, member, attended=attended))

    def vote(self, cast: Vote, form: Form) -> bool:
        """Register a vote of today."""
        today = clock.today()
        label = tr("board.undo.vote", choice=cast.choice)
        return self._do(label, lambda p: voting.vote(p, replace(cast, cast_on=today)), form)

    def sign(self, round_: str, by: str, form: Form) -> bool:
        """Sign the papers of a round."""
        today = clock.today()
        mark = Signoff(new_uid(), round_, by, today)
        return self._do(tr("board.undo.sign"), lambda p: voting.sign_off(p, mark), form)

    def put_on_agenda(self, item: AgendaItem, form: Form) -> bool:
        """Put an item on the agenda of its round."""
        label = tr("board.undo.item", title=item.title)
        return self._do(label, lambda p: reviewing.put_on_agenda(p, item), form)

    def register_opinion(self, opinion: Opinion, form: Form) -> bool:
        """Register what somebody said."""
        label = tr("board.undo.opinion", name=opinion.name)
        return self._do(label, lambda p: reviewing.register_opinion(p, opinion), form)

    def decide(self, decision: Decision, form: Form) -> bool:
        """Register a decision."""
        verdict = tr(f"board.{agenda.VERDICT_WORDS[decision.verdict]}")
        label = tr("board.undo.decision", verdict=verdict)
        return self._do(label, lambda p: reviewing.decide(p, decision), form)

    def set_phase(self, item: str, phase: str, first: float, last: float, form: Form) -> bool:
        """Give an item its phase."""
        label = tr("board.undo.phase", phase=tr(f"board.{agenda.PHASE_WORDS[phase]}"))

        def command(project: Project, now: AgendaItem) -> Project:
            return reviewing.set_phase(project, now, phase, first, last)

        return self._do(label, _on(item, command), form)

    def edit(self, item: str, field: str, value: object) -> bool:
        """Give a field of an item another value."""
        label = tr("board.undo.edit", field=tr(f"board.field.{field}"))
        return self._do(label, _on(item, lambda p, now: touched(p, now, **{field: value})))

    def withdraw(self, entry: Opinion | Decision) -> bool:
        """Withdraw a registered entry by a new one."""
        kind = "opinion" if isinstance(entry, Opinion) else "decision"
        uid = new_uid()
        label = tr(f"board.undo.withdraw_{kind}")
        return self._do(label, lambda p: reviewing.withdraw(p, entry, uid))

    def _do(
        self, label: str, command: Callable[[Project], Project], form: Form | None = None
    ) -> bool:
        """Carry out a command; a form says why it was refused, beside its button."""
        said = ""
        try:
            self._bridge.do(label, command)
        except ScmapError as error:
            said = str(explain(error))
            if form is None:
                self.failed.emit(error)
        if form is not None:
            form.tell(said)
        return not said


def _on(uid: str, change: Callable[[Project, AgendaItem], Project]) -> Callable[[Project], Project]:
    """Make a command that changes an item as it is then; one that is gone changes nothing."""

    def command(project: Project) -> Project:
        item = record(project, AgendaItem, uid)
        return project if item is None else change(project, item)

    return command
