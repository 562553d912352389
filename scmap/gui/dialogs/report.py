"""Which report: of an area or of a committee round, and in which formats."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QWidget,
)

from scmap.gui.card_view import muted
from scmap.gui.line_entry import LineEntry
from scmap.gui.reporting import Wish
from scmap.model.codebook import parts
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.release import HANDLINGS, PROFILE_WORDS, Terms
from scmap.model.review import Round
from scmap.reference import gazetteer
from scmap.words import tr

FORMATS = ("hwpx", "pdf", "html", "xlsx")


class ReportDialog(QDialog):
    """Asks what to report on, and in which formats."""

    def __init__(self, project: Project, parent: QWidget, author: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("window.report.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._subject = _choice(self, "subject", [(tr("window.report.overview"), "")])
        for one in records(project, Round):
            self._subject.addItem(_round_title(one), one.uid)
        self._subject.setCurrentIndex(self._subject.count() - 1)  # the newest round, if any
        self._area = _choice(self, "area", [(tr("window.report.country"), "")])
        for code, title in _municipalities(project):
            self._area.addItem(title, code)
        self._area.setCurrentIndex(max(self._area.findData(project.municipality), 0))
        self._organisation = LineEntry(self)
        self._organisation.setObjectName("organisation")
        self._profile = _choice(
            self, "profile", [(word, one) for one, word in PROFILE_WORDS.items()]
        )
        handlings = [(tr(f"release.handling.{one}"), one) for one in HANDLINGS]
        self._handling = _choice(self, "handling", handlings)
        self._by, self._purpose, self._reason = LineEntry(self), LineEntry(self), LineEntry(self)
        self._by.setText(author)
        self._reason.setPlaceholderText(tr("release.reason.hint"))
        self._note = muted("")
        self._boxes = {name: QCheckBox(name.upper(), self) for name in FORMATS}
        self._buttons = QDialogButtonBox(parent=self)
        self._lay_out()

    @property
    def wish(self) -> Wish:
        """What was asked for."""
        return Wish(
            round=str(self._subject.currentData()),
            place=str(self._area.currentData()) or None,
            formats=tuple(name for name, box in self._boxes.items() if box.isChecked()),
            organisation=self._organisation.shown.strip(),
            terms=Terms(
                profile=self._profile.currentData(),
                by=self._by.shown.strip(),
                purpose=self._purpose.shown.strip(),
                handling=self._handling.currentData(),
                reason=self._reason.shown.strip(),
            ),
        )

    def _lay_out(self) -> None:
        roles = QDialogButtonBox.ButtonRole
        self._write = self._buttons.addButton(tr("window.report.write"), roles.AcceptRole)
        self._buttons.addButton(tr("window.report.cancel"), roles.RejectRole)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        for box in self._boxes.values():
            box.setChecked(True)
            box.toggled.connect(self._look)
            line.addWidget(box)
        form = QFormLayout(self)
        form.addRow(tr("window.report.subject"), self._subject)
        form.addRow(tr("window.report.area"), self._area)
        form.addRow(tr("window.report.organisation"), self._organisation)
        form.addRow(tr("window.report.formats"), line)
        form.addRow(tr("release.profile"), self._profile)
        form.addRow(tr("release.restricted"), self._handling)
        form.addRow(tr("release.by"), self._by)
        form.addRow(tr("release.purpose"), self._purpose)
        form.addRow(tr("release.reason"), self._reason)
        form.addRow(self._note)
        form.addRow(self._buttons)
        self._profile.currentIndexChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        """Say what the profile does, and let the officer write while it can be written."""
        profile = self._profile.currentData()
        self._write.setEnabled(bool(self.wish.formats))
        self._handling.setEnabled(profile != "internal")
        self._reason.setEnabled(profile != "internal")
        self._note.setText(tr(f"release.note.{profile}"))


def _choice(parent: QWidget, name: str, items: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox(parent)
    box.setObjectName(name)
    for title, value in items:
        box.addItem(title, value)
    return box


def _round_title(one: Round) -> str:
    return tr("window.report.round", year=int(one.year), number=int(one.number))


def _municipalities(project: Project) -> list[tuple[str, str]]:
    """Codes and names of the municipalities that have investments, by name."""
    layer = project.investments
    cells = layer.text("municipality_code") if layer is not None else ()
    units = gazetteer().units
    codes = {code for cell in cells for code in parts(cell) if code in units}
    return sorted(((code, units[code].title) for code in codes), key=lambda pair: pair[1])
