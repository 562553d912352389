"""Where a layer comes from, to be put right by who knows better: publisher, day, terms, grade."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.standard_titles import shown_title
from scmap.model.layer import Layer, Source
from scmap.session.provenance import GRADES, KNOWN_BETTER
from scmap.words import tr

_LETTERS = 60
_HINTED = ("base_date", "licence", "retrieved")


class SourceForm(QWidget):
    """One line a thing that may be known better.

    Signals
    -------
    edited : Mapping of str to str
        What the source says now, after a line was left with another text.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = {name: LineEntry(self) for name in KNOWN_BETTER}
        self._shown: dict[str, str] = {}
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, line in self._lines.items():
            title = QLabel(tr(f"source.{name}"), self)
            title.setBuddy(line)
            line.setAccessibleName(tr(f"source.{name}"))
            if name in _HINTED:
                line.setPlaceholderText(tr(f"source.{name}.hint"))
            line.editingFinished.connect(self._tell)
            form.addRow(title, line)

    @property
    def said(self) -> dict[str, str]:
        """What the source says now."""
        return {name: line.shown.strip() for name, line in self._lines.items()}

    def show_source(self, source: Source) -> None:
        """Show what a source says."""
        self._shown = {name: str(getattr(source, name)) for name in KNOWN_BETTER}
        for name, line in self._lines.items():
            if line.text() != self._shown[name]:
                line.setText(self._shown[name])
                line.setCursorPosition(0)  # a long text is read from its beginning
                line.setToolTip(texts.tip(self._shown[name]))

    def ask(self, words: str, field: QWidget) -> None:
        """Ask one thing more, below the others."""
        title = QLabel(words, self)
        title.setBuddy(field)
        field.setAccessibleName(words)
        self._form.addRow(title, field)

    def _tell(self) -> None:
        if self.said != self._shown:
            self._shown = self.said
            self.edited.emit(self.said)


class SourceDialog(Dialog):
    """출처 고치기: what the layer's source and security grade are to say."""

    def __init__(self, layer: Layer, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("source.title"))
        self._form = SourceForm(self)
        self._form.show_source(layer.source)
        self._grade = QComboBox(self)
        for grade in dict.fromkeys((*GRADES, layer.security)):
            self._grade.addItem(shown_title(grade), grade)
        self._grade.setCurrentIndex(self._grade.findData(layer.security))
        self._form.ask(tr("layers.property.security"), self._grade)
        buttons, _yes = answer_buttons(self, tr("source.apply"), tr("source.cancel"))
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addWidget(texts.label(shown_title(layer.title), theme.heading(self.font()), self))
        body.addWidget(self._form)
        body.addStretch(1)
        body.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _LETTERS)

    @property
    def said(self) -> Mapping[str, str]:
        """What the source says now."""
        return self._form.said

    @property
    def security(self) -> str:
        """The security grade that was chosen."""
        return str(self._grade.currentData())
