"""What an empty panel shows: why it is empty, and the button for the next step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from scmap.gui import texts, theme
from scmap.gui.panels.blanks import Blank
from scmap.words import tr


class EmptyState(QWidget):
    """A heading, one or two sentences and at most one button, in the middle of the panel.

    Signals
    -------
    pressed : str
        The name that was given with the button.
    """

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._title = texts.label(font=theme.heading(self.font()))
        self._text = texts.label()
        self._text.setForegroundRole(theme.Role.PlaceholderText)
        self._button = QPushButton()
        self._button.clicked.connect(lambda: self.pressed.emit(self._name))
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 16, 16, 16)
        body.setSpacing(8)
        body.addStretch(1)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            body.addWidget(label)
        body.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        body.addStretch(2)

    def put(self, title: str, text: str, button: str = "", name: str = "") -> None:
        """Show these words; a button without words is not shown."""
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(texts.item(button))
        self._button.setVisible(bool(button))
        self._name = name

    def tell(self, blank: Blank) -> None:
        """Show why there is nothing, with the button of the action that helps."""
        why = f"tables.empty.{blank.why}"
        button = tr(f"actions.{blank.action}") if blank.action else ""
        self.put(tr(why), tr(f"{why}.text"), button, blank.action)

    @property
    def title(self) -> str:
        """What is wrong, as it is read now."""
        return self._title.text()

    @property
    def name(self) -> str:
        """What the button stands for now; "" when there is none."""
        return self._name
