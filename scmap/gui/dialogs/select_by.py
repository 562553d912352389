"""Asks which features to select: by their attributes, or by where they are to others."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from scmap.analysis.spatial_selection import find_related, places_of
from scmap.gui import texts, theme
from scmap.gui.area_selection import HOWS, How, findable
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.dialogs.filter_editor import FilterEditor
from scmap.gui.job import Jobs
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.newest import Newest
from scmap.gui.parting import part_with
from scmap.model.condition import Filter
from scmap.model.layer import Layer
from scmap.progress import Progress
from scmap.words import tr

Rows = NDArray[np.intp]
Work = Callable[[Progress], Rows]

LINE_CHARACTERS, LINES = 72, 16
RELATIONS = ("meets", "within", "holds", "near")
SELECTED = ""  # the reference that is the present selection
FARTHEST_M, USUAL_M = 100_000.0, 500.0


class SelectDialog(Dialog):
    """Asks for a layer, a question about its features, and what becomes of the selection.

    Signals
    -------
    chosen : (str, Rows, str)
        Name of the layer, the rows that were found, and how they join the selection.

    Parameters
    ----------
    layers : mapping of str to Layer
        Layers to choose from, by what the selection calls them.
    first : str
        The one to begin with.
    """

    chosen = Signal(str, object, str)

    def __init__(
        self, layers: Mapping[str, Layer], first: str, jobs: Jobs, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.layers = dict(layers)
        self._newest = Newest(jobs, self, momentary=True)
        self._found: Rows | None = None
        self._eager = False  # whether the answer that is under way is all that is waited for
        self.layer_box, self.how_box = QComboBox(self), QComboBox(self)
        for name, layer in self.layers.items():
            self.layer_box.addItem(texts.item(shown_title(layer.title)), name)
        self.layer_box.setCurrentIndex(max(self.layer_box.findData(first), 0))
        for how in HOWS:
            self.how_box.addItem(tr(f"selectby.how.{how}"), how)
        self.form = QFormLayout()
        self.form.addRow(tr("selectby.layer"), self.layer_box)
        self.form.addRow(tr("selectby.how"), self.how_box)
        self.room = QVBoxLayout()
        self._told = texts.label(parent=self)
        self._told.setFont(theme.bold(self.font()))
        buttons, self._yes = answer_buttons(self, tr("selectby.do"), tr("filter.cancel"))
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        body.addLayout(self.form)
        body.addLayout(self.room, 1)
        body.addWidget(self._told)
        body.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * LINE_CHARACTERS, metrics.lineSpacing() * LINES)
        self.finished.connect(self._newest.drop)

    @property
    def layer(self) -> Layer:
        """The layer that is chosen."""
        return self.layers[str(self.layer_box.currentData())]

    def work(self) -> Work:
        """Give the question as work for the background."""
        raise NotImplementedError

    def count(self) -> None:
        """Find out how many features that are now, and say so."""
        self._found = None
        self._told.setText(tr("selectby.counting"))
        work, layer = self.work(), self.layer
        self._newest.ask(
            tr("tools.select.job"), lambda progress: findable(layer, work(progress)), self._take
        )

    def accept(self) -> None:
        """Select what was found; what is not known yet is waited for."""
        if self._found is None:
            self._eager = True
            self._yes.setEnabled(False)
            return
        how: How = self.how_box.currentData()
        self.chosen.emit(str(self.layer_box.currentData()), self._found, how)
        super().accept()

    def _take(self, found: Rows) -> None:
        if self._newest.waits:
            return  # an answer to an older question
        self._found = found
        total = f"{len(self.layer):,}"
        self._told.setText(tr("selectby.count", count=f"{len(found):,}", total=total))
        if self._eager:
            self.accept()


class SelectByAttribute(SelectDialog):
    """속성으로 선택: conditions on the columns of a layer."""

    def __init__(
        self, layers: Mapping[str, Layer], first: str, jobs: Jobs, parent: QWidget | None
    ) -> None:
        super().__init__(layers, first, jobs, parent)
        self.setWindowTitle(tr("selectby.attribute"))
        self._editor: FilterEditor | None = None
        self.layer_box.activated.connect(self._begin)
        self._begin()

    @property
    def editor(self) -> FilterEditor:
        """The conditions."""
        if self._editor is None:
            raise RuntimeError
        return self._editor

    def work(self) -> Work:
        layer, asked = self.layer, self.editor.narrowed
        return lambda _progress: np.flatnonzero(asked.mask(layer)) if asked.conditions else _NONE

    def _begin(self) -> None:
        """Ask about another layer."""
        if self._editor is not None:
            part_with(self._editor)
        self._editor = FilterEditor(self.layer, Filter(), self)
        self._editor.changed.connect(self.count)
        self.room.addWidget(self._editor, 1)
        self.count()


class SelectByLocation(SelectDialog):
    """위치로 선택: features that meet, lie within, hold or come near others.

    Parameters
    ----------
    others : mapping of str to (title, Layer, Rows)
        What they may be compared with; `SELECTED` is the present selection.
    """

    def __init__(
        self,
        layers: Mapping[str, Layer],
        first: str,
        jobs: Jobs,
        parent: QWidget | None,
        others: Mapping[str, tuple[str, Layer, Rows]],
    ) -> None:
        super().__init__(layers, first, jobs, parent)
        self.setWindowTitle(tr("selectby.location"))
        self._others = dict(others)
        self.relation_box, self.other_box = QComboBox(self), QComboBox(self)
        for relation in RELATIONS:
            self.relation_box.addItem(tr(f"selectby.relation.{relation}"), relation)
        for name, (title, _layer, _rows) in self._others.items():
            self.other_box.addItem(texts.item(shown_title(title)), name)
        self.metres = QDoubleSpinBox(self)
        self.metres.setRange(0.0, FARTHEST_M)
        self.metres.setDecimals(0)
        self.metres.setSingleStep(100.0)
        self.metres.setSuffix(" m")
        self.metres.setGroupSeparatorShown(True)
        self.metres.setValue(USUAL_M)
        for key, widget in self._rows().items():
            self.form.addRow(tr(f"selectby.{key}"), widget)
        for box in (self.layer_box, self.relation_box, self.other_box):
            box.activated.connect(self._look)
        self.metres.valueChanged.connect(self.count)
        self._look()

    def _rows(self) -> Mapping[str, QWidget]:
        return {"relation": self.relation_box, "other": self.other_box, "metres": self.metres}

    def _look(self) -> None:
        near = self.relation_box.currentData() == "near"
        self.form.setRowVisible(self.metres, near)
        self.count()

    def work(self) -> Work:
        layer, relation = self.layer, self.relation_box.currentData()
        _title, other, rows = self._others[str(self.other_box.currentData())]
        metres = self.metres.value()
        return lambda progress: find_related(
            places_of(layer), places_of(other)[rows], relation, metres, progress=progress
        )


_NONE: Rows = np.empty(0, dtype=np.intp)


def every_row(layer: Layer) -> Rows:
    """Give all rows of a layer."""
    return np.arange(len(layer))


def offered(layers: Sequence[tuple[str, Layer]]) -> dict[str, tuple[str, Layer, Rows]]:
    """Give layers as what others may be compared with: all their features."""
    return {name: (layer.title, layer, every_row(layer)) for name, layer in layers}
