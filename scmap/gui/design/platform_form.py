"""The form of a platform: how open it is, by which standards, with which data items."""

from PySide6.QtWidgets import QComboBox, QFormLayout, QVBoxLayout, QWidget

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.gui.text_entry import TextEntry
from scmap.model import amounts
from scmap.model.layer import Layer
from scmap.words import tr

OPENNESS = ("", "폐쇄", "부분", "개방")  # as the register writes it
LETTERS = 60


class PlatformForm(Dialog):
    """Asks what two platforms are compared by; blank stays unknown."""

    def __init__(self, layer: Layer, uid: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("platform.form"))
        row = layer.rows[uid]
        self.openness = QComboBox(self)
        for value in OPENNESS:
            self.openness.addItem(value or amounts.unknown(), value)
        self.openness.setCurrentIndex(
            max(self.openness.findData(layer.text("openness")[row] or ""), 0)
        )
        self.standards = LineEntry(self)
        self.standards.setText(layer.text("standards")[row] or "")
        self.items = TextEntry(8, self)
        self.items.setText((layer.text("data_items")[row] or "").replace(";", "\n"))
        form = QFormLayout()
        for name in ("openness", "standards", "items"):
            field = getattr(self, name)
            field.setAccessibleName(tr(f"platform.field.{name}"))
            form.addRow(texts.caption(tr(f"platform.field.{name}"), self), field)
        buttons, _yes = answer_buttons(self, tr("linkplan.form.do"), tr("record.cancel"))
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        title = texts.label(layer.text("name")[row] or "", theme.heading(self.font()), self)
        body.addWidget(title)
        body.addLayout(form)
        body.addWidget(texts.caption(tr("platform.items.hint"), self))
        body.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS)

    @property
    def told(self) -> dict[str, str]:
        """What was typed, by column."""
        lines = (line.strip() for line in self.items.text().replace(";", "\n").splitlines())
        return {
            "openness": str(self.openness.currentData()),
            "standards": self.standards.shown.strip(),
            "data_items": ";".join(line for line in lines if line),
        }
