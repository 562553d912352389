"""Registering a surveyed plan: asks what must be known of it, and makes it an investment."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scmap import reference
from scmap.cartography.presets import default_map
from scmap.gui.bridge import Bridge
from scmap.gui.messages import Message, MessageBar
from scmap.gui.panels.record_dialog import RecordDialog
from scmap.gui.panels.survey import SurveyPanel
from scmap.model.plan import Plan
from scmap.session.recording import Record, register_record
from scmap.words import tr


class Recording(QObject):
    """What the button below the survey does."""

    def __init__(
        self, window: QWidget, bridge: Bridge, survey: SurveyPanel, messages: MessageBar
    ) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._survey, self._messages = survey, messages
        survey.register_wanted.connect(self.ask)

    def ask(self, plan: Plan, done: Callable[[], None] | None = None) -> None:
        """Ask what must be known of a plan; `done` is called once it is an investment."""
        project = self._bridge.project
        if project is None:
            return
        dialog = RecordDialog(plan, project, reference.codebook(), self._window)
        dialog.accepted.connect(lambda: self._enter(dialog.record))
        if done is not None:
            dialog.accepted.connect(done)
        dialog.open()

    def _enter(self, record: Record) -> None:
        book, words = reference.codebook(), tr("survey.registered", name=record.plan.name)
        self._bridge.do(
            words,
            lambda project: register_record(
                project, record, book, lambda layers: default_map(layers, book)
            ),
        )
        self._survey.forget()
        self._messages.tell(Message("success", words))
