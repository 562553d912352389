"""Asks which features of a layer are to be seen, and says at once how many those are."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.dialogs.filter_editor import FilterEditor
from scmap.gui.models.standard_titles import shown_title
from scmap.model.condition import Filter
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.words import tr

LINE_CHARACTERS, LINES = 72, 16


class FilterDialog(Dialog):
    """Conditions on the rows of an entry.

    Signals
    -------
    tried : Filter
        The conditions are others: the map may show what they do.
    """

    tried = Signal(object)

    def __init__(
        self,
        entry: MapLayer,
        layer: Layer,
        narrowed: Filter,
        parent: QWidget | None,
        *,
        title: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title or tr("filter.title"))
        self._layer = layer
        about = entry.where.mask(layer) if entry.where else np.ones(len(layer), dtype=bool)
        self._about = about
        self._editor = FilterEditor(layer, narrowed, self)
        self._told = texts.label(parent=self)
        self._told.setFont(theme.bold(self.font()))
        buttons, _yes = answer_buttons(self, tr("filter.apply"), tr("filter.cancel"))
        clear = QPushButton(tr("filter.clear"), self)
        clear.setAutoDefault(False)
        clear.clicked.connect(self._clear)
        below = QHBoxLayout()
        below.addWidget(clear)
        below.addStretch(1)
        below.addWidget(buttons)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        body.addWidget(texts.label(shown_title(entry.title), theme.heading(self.font()), self))
        body.addWidget(self._editor, 1)
        body.addWidget(self._told)
        body.addLayout(below)
        self._editor.changed.connect(self._look)
        metrics = self.fontMetrics()
        width = metrics.averageCharWidth() * LINE_CHARACTERS
        self.resize(width, metrics.lineSpacing() * LINES)
        self._count(self._editor.narrowed)

    @property
    def narrowed(self) -> Filter:
        """The conditions in sight."""
        return Filter() if self._cleared else self._editor.narrowed

    _cleared = False

    def _clear(self) -> None:
        """Let every row pass, and be done."""
        self._cleared = True
        self.accept()

    def _look(self) -> None:
        narrowed = self._editor.narrowed
        self._count(narrowed)
        self.tried.emit(narrowed)

    def _count(self, narrowed: Filter) -> None:
        passed = int((self._about & narrowed.mask(self._layer)).sum())
        total = int(self._about.sum())
        self._told.setText(tr("filter.count", shown=f"{passed:,}", total=f"{total:,}"))
