"""Which report: the area and the formats."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QWidget

from scmap.model.codebook import parts
from scmap.model.project import Project
from scmap.reference import gazetteer
from scmap.words import tr

FORMATS = ("pdf", "html")


class ReportDialog(QDialog):
    """Asks for the area of a report and for its formats."""

    def __init__(self, project: Project, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("window.report.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._area = QComboBox(self)
        self._area.addItem(tr("window.report.country"), None)
        for code, title in _municipalities(project):
            self._area.addItem(title, code)
        if project.municipality:
            self._area.setCurrentIndex(max(self._area.findData(project.municipality), 0))
        self._boxes = {name: QCheckBox(name.upper(), self) for name in FORMATS}
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self._write = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._write.setText(tr("window.report.write"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("window.report.cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(tr("window.report.area"), self._area)
        for box in self._boxes.values():
            box.setChecked(True)
            box.toggled.connect(self._look)
            form.addRow("", box)
        form.addRow(buttons)

    @property
    def place(self) -> str | None:
        """Code of the chosen municipality; None for the whole country."""
        code = self._area.currentData()
        return None if code is None else str(code)

    @property
    def formats(self) -> tuple[str, ...]:
        """Chosen formats."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def _look(self) -> None:
        self._write.setEnabled(bool(self.formats))


def _municipalities(project: Project) -> list[tuple[str, str]]:
    """Codes and names of the municipalities that have investments, by name."""
    layer = project.investments
    cells = layer.text("municipality_code") if layer is not None else ()
    units = gazetteer().units
    codes = {code for cell in cells for code in parts(cell) if code in units}
    return sorted(((code, units[code].title) for code in codes), key=lambda pair: pair[1])
