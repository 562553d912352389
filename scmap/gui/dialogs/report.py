"""Which report: of an area or of a committee round, and in which formats."""

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QWidget,
)

from scmap.gui.base_choice import BaseChoice
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.terms import TermsRows, choice
from scmap.gui.line_entry import LineEntry
from scmap.gui.reporting import Wish
from scmap.model.codebook import parts
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.release import Terms
from scmap.model.review import Round
from scmap.reference import gazetteer
from scmap.report.map_pages import ATLASES
from scmap.report.template import known_templates
from scmap.words import tr

FORMATS = ("hwpx", "pdf", "html", "xlsx")


class ReportDialog(Dialog):
    """Asks what to report on, and in which formats."""

    def __init__(self, project: Project, parent: QWidget, author: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("window.report.title"))
        self._subject = choice(self, "subject", [(tr("window.report.overview"), "")])
        for one in records(project, Round):
            self._subject.addItem(_round_title(one), one.uid)
        self._subject.setCurrentIndex(self._subject.count() - 1)  # the newest round, if any
        self._area = choice(self, "area", [(tr("window.report.country"), "")])
        for code, title in _municipalities(project):
            self._area.addItem(title, code)
        self._area.setCurrentIndex(max(self._area.findData(project.municipality), 0))
        self._template = choice(self, "template", [(tr("window.report.template.own"), "")])
        for name, file in known_templates().items():
            self._template.addItem(name, str(file))
        self._base = BaseChoice(self)
        self._atlas = choice(self, "atlas", [(tr("window.report.atlas.none"), "")])
        for kind in ATLASES:
            self._atlas.addItem(tr(f"layout.atlas.{kind}"), kind)
        self._organisation = LineEntry(self)
        self._organisation.setObjectName("organisation")
        self._boxes = {name: QCheckBox(name.upper(), self) for name in FORMATS}
        self._buttons = QDialogButtonBox(parent=self)
        self._lay_out(Terms(by=author))

    @property
    def wish(self) -> Wish:
        """What was asked for."""
        return Wish(
            round=str(self._subject.currentData()),
            place=str(self._area.currentData()) or None,
            formats=tuple(name for name, box in self._boxes.items() if box.isChecked()),
            organisation=self._organisation.shown.strip(),
            terms=self._terms.terms,
            template=Path(file) if (file := str(self._template.currentData())) else None,
            atlas=self._atlas.currentData() or None,
            base=self._base.file,
        )

    def _lay_out(self, usual: Terms) -> None:
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
        form.setContentsMargins(16, 14, 16, 12)
        form.addRow(tr("window.report.subject"), self._subject)
        form.addRow(tr("window.report.area"), self._area)
        form.addRow(tr("window.report.template"), self._template)
        form.addRow(tr("window.report.base"), self._base)
        form.addRow(tr("window.report.atlas"), self._atlas)
        form.addRow(tr("window.report.organisation"), self._organisation)
        form.addRow(tr("window.report.formats"), line)
        self._terms = TermsRows(form, self, usual)
        form.addRow(self._buttons)
        self._look()

    def _look(self) -> None:
        """Let the report be written while there is a format to write."""
        self._write.setEnabled(bool(self.wish.formats))


def _round_title(one: Round) -> str:
    return tr("window.report.round", year=int(one.year), number=int(one.number))


def _municipalities(project: Project) -> list[tuple[str, str]]:
    """Codes and names of the municipalities that have investments, by name."""
    layer = project.investments
    cells = layer.text("municipality_code") if layer is not None else ()
    units = gazetteer().units
    codes = {code for cell in cells for code in parts(cell) if code in units}
    return sorted(((code, units[code].title) for code in codes), key=lambda pair: pair[1])
