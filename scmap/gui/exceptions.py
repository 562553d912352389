"""Exceptions from the window: register the selected pair, or withdraw its exception."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from scmap import clock, settings
from scmap.errors import ScmapError
from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.exemption import ExemptionDialog, WithdrawalDialog
from scmap.gui.findings import Findings
from scmap.gui.models.catalogue_words import link_title
from scmap.gui.models.exemptions import offered, selected_pair
from scmap.gui.preferences import keep
from scmap.gui.selection import Selection
from scmap.model.exemption import Exemption, PlacedExemption
from scmap.model.project import new_uid
from scmap.reference.templates import templates
from scmap.session import excepting, linking
from scmap.words import tr


class Exceptions(QObject):
    """What the buttons 예외 등록 and 예외 철회 do.

    Signals
    -------
    failed : Exception
        A command was refused after its dialog had gone.
    """

    failed = Signal(Exception)

    def __init__(
        self, window: QWidget, bridge: Bridge, findings: Findings, selection: Selection
    ) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._findings, self._selection = findings, selection

    @property
    def pair(self) -> str:
        """Pair that is selected, "uid|uid"; "" for none."""
        project = self._bridge.project
        return selected_pair(project, self._selection.selected) if project else ""

    @property
    def excepted(self) -> bool:
        """Whether the selected pair has an exception that stands."""
        project = self._bridge.project
        return bool(project and self.pair and excepting.exemption_of(project, self.pair))

    @property
    def spreadable(self) -> bool:
        """Whether the selected pair is a confirmed 선후행 without the link that it asks for."""
        return self._sequence() is not None

    def spread(self) -> None:
        """Draw the link from the earlier to the later investment of a confirmed 선후행."""
        found, project = self._sequence(), self._bridge.project
        if found is None or project is None:
            return
        uid, today = new_uid(), clock.today()
        link = linking.spread(
            project, found.left, found.right, templates(), uid=uid, accepted_on=today
        )
        label = tr("linkage.link_accepted", service=link_title(link))
        try:
            self._bridge.do(label, lambda now: linking.accept(now, link))
        except ScmapError as error:
            self.failed.emit(error)

    def _sequence(self) -> PlacedExemption | None:
        project = self._bridge.project
        return linking.unlinked_sequence(project, self.pair) if project and self.pair else None

    def register(self) -> None:
        """Ask kind, reason and author, and take the selected pair out of the judgement."""
        project, pair = self._bridge.project, self.pair
        if project is None or not pair or project.investments is None:
            return
        layer = project.investments
        kind, sides = offered(layer, self._findings.pairs, pair)
        left, right = (str(layer.text("name")[layer.rows[uid]] or "") for uid in sides)
        dialog = ExemptionDialog((left, right), kind, _author(), self._window)
        dialog.accepted.connect(lambda: self._register(dialog, sides))
        dialog.open()

    def withdraw(self) -> None:
        """Ask why, and let the selected pair be judged again."""
        project, pair = self._bridge.project, self.pair
        found = excepting.exemption_of(project, pair) if project and pair else None
        if found is None:
            return
        entry = found.entry
        dialog = WithdrawalDialog(entry, _author(), self._window)
        dialog.accepted.connect(lambda: self._withdraw(dialog, entry))
        dialog.open()

    def _register(self, dialog: ExemptionDialog, sides: tuple[str, str]) -> None:
        kind, project = dialog.kind, self._bridge.project
        if project is None:
            return
        if kind == "sequence" and dialog.turned:
            sides = (sides[1], sides[0])
        today = clock.today()
        entry = excepting.entry_on(kind, dialog.reason, dialog.author, today)
        label = tr("exemption.undo.register", kind=tr(f"exemption.kind.{kind}"))
        try:
            made = excepting.drafted(project, sides, entry)
            self._bridge.do(label, lambda now: excepting.register(now, made))
        except ScmapError as error:
            self.failed.emit(error)
        else:
            keep("author", dialog.author)

    def _withdraw(self, dialog: WithdrawalDialog, entry: Exemption) -> None:
        today = clock.today()
        why = excepting.entry_on(entry.kind, dialog.reason, dialog.author, today)
        try:
            self._bridge.do(
                tr("exemption.undo.withdraw"), lambda now: excepting.withdraw(now, entry, why)
            )
        except ScmapError as error:
            self.failed.emit(error)
        else:
            keep("author", dialog.author)


def _author() -> str:
    return settings.load(settings.settings_file()).text("author")
