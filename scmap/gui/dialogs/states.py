"""Two states beside each other: a small map of what differs, and a table with both values."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.dialog import Dialog
from scmap.gui.job import Jobs
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.models.sketch import AROUND, LEAST_M, marked
from scmap.gui.models.state_rows import (
    SYMBOLS,
    extent_of,
    shapes_of,
    state_lines,
    state_sheet,
    state_summary,
)
from scmap.gui.sheet_view import SheetView
from scmap.gui.sketch_view import SketchView
from scmap.model.layer import Layer, objects
from scmap.session.states import WHATS, Line, States
from scmap.words import tr

SIZE = (1200, 640)


class StatesDialog(Dialog):
    """Shows what is new, gone and changed; the map goes to the row that is chosen.

    Parameters
    ----------
    states : States
        What differs.
    names : tuple of str
        What people call the earlier and the later state.
    boundaries : callable
        Gives the boundaries of a level, for the map.
    save : callable
        Saves the change report: its title and the table.
    """

    def __init__(
        self,
        states: States,
        names: tuple[str, str],
        boundaries: Callable[[str], Layer],
        save: Callable[[str, Sheet], None],
        jobs: Jobs,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._states, self._boundaries, self._save = states, boundaries, save
        self._title = tr("states.title", before=names[0], after=names[1])
        self._lines: tuple[Line, ...] = ()
        self.setWindowTitle(self._title)
        self._model = SheetModel(self)
        self.view = SheetView(self._model, self._title, self)
        self.map = SketchView(jobs, self)
        self.map.setAccessibleName(tr("states.map"))
        self.what = QComboBox(self)
        self.what.addItem(tr("states.all"), "")
        for what in WHATS:
            self.what.addItem(f"{tr(f'states.{what}')} ({states.count(what):,})", what)
        self.what.setAccessibleName(tr("states.head.what"))
        self.what.currentIndexChanged.connect(self._show)
        self.view.selectionModel().currentRowChanged.connect(self._go)
        self._arrange()
        self._show()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(texts.label(state_summary(self._states), parent=self), 1)
        head.addWidget(self.what)
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(self.map)
        middle.addWidget(self.view)
        middle.setStretchFactor(1, 1)
        middle.setSizes([SIZE[0] * 3 // 10, SIZE[0] * 7 // 10])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.saves = buttons.addButton(tr("states.save"), QDialogButtonBox.ButtonRole.ActionRole)
        self.saves.setAutoDefault(False)
        self.saves.clicked.connect(self._save_report)
        buttons.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addLayout(head)
        body.addWidget(middle, 1)
        body.addWidget(texts.caption(tr("states.legend"), self))
        body.addWidget(buttons)
        self.resize(*SIZE)

    def _show(self) -> None:
        self._lines = state_lines(self._states, self.what.currentData())
        self._model.show(state_sheet(self._lines, self._states))
        self._draw(None)

    def _go(self) -> None:
        row = self.view.currentIndex().row()
        self._draw(self._lines[row] if 0 <= row < len(self._lines) else None)

    def _draw(self, line: Line | None) -> None:
        """Draw what differs; the ground of one row, or all of it."""
        chosen = self.what.currentData()
        lots = {
            SYMBOLS[what]: self._states.shapes[what]
            for what in SYMBOLS
            if chosen in ("", what) and len(self._states.shapes[what])
        }
        at = extent_of(shapes_of(line, self._states)) if line is not None else None
        every = objects(shape for lot in lots.values() for shape in lot)
        extent = at or (extent_of(every) if len(every) else None)
        if extent is None:
            self.map.show_sketch(None)
            return
        ground = extent.grown(AROUND, least=LEAST_M)
        self.map.show_sketch(marked(lots, ground, self._boundaries))

    def _save_report(self) -> None:
        self._save(self._title, state_sheet(self._states.lines, self._states))
