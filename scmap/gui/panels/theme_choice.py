"""The choice of a theme above the offers: 정보공유, 첨단교통, 약자보호, or all."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from scmap.gui import texts
from scmap.model.design_rules import Theme
from scmap.reference.design_rules import design_rules
from scmap.words import tr


class ThemeChoice(QWidget):
    """Names the themes of the rules.

    Signals
    -------
    chosen
        Another theme was chosen, or all.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = texts.caption(parent=self)
        self.box = QComboBox(self)
        self._label.setBuddy(self.box)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 0)
        line.addWidget(self._label)
        line.addWidget(self.box, 1)
        self.box.addItem("", "")
        for one in design_rules().themes:
            self.box.addItem("", one.id)
        self.box.currentIndexChanged.connect(self.chosen)

    @property
    def theme(self) -> Theme | None:
        """The theme that is chosen; None for all."""
        return next(
            (one for one in design_rules().themes if one.id == self.box.currentData()), None
        )

    def holds(self, template: str) -> bool:
        """Tell whether a linked service belongs to the theme; the planner's own always do."""
        theme = self.theme
        return theme is None or template in theme.templates or template.startswith("L")

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._label.setText(tr("theme.label"))
        self.box.setAccessibleName(tr("theme.label"))
        self.box.setItemText(0, tr("theme.all"))
        for place, one in enumerate(design_rules().themes, start=1):
            self.box.setItemText(place, str(one.title))
