"""What can be chosen about a map sheet: paper, texts, scale, and what stands on its face."""

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.line_entry import LineEntry
from scmap.gui.segments import Segments
from scmap.gui.typed_choice import TypedChoice
from scmap.model.layout import FIXED, ITEMS, PAPERS, Layout, read_scale
from scmap.report.map_pages import ATLASES
from scmap.words import tr

SCALES = (5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
TEXTS = ("title", "subtitle", "number", "author", "disclosure")
_PAPERS = tuple(PAPERS)
_WAYS = (True, False)  # 가로, 세로


class LayoutForm(QWidget):
    """The choices, one below the other.

    Signals
    -------
    changed
        Something was chosen or typed.
    keep_wanted, drop_wanted
        The layout is to be kept in the project, or the kept one taken out.
    """

    changed = Signal()
    keep_wanted = Signal()
    drop_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layouts: tuple[Layout, ...] = ()
        self._shipped = 0
        self._quiet = False
        self._uid = ""
        self._named = QComboBox(self)
        self._keep = QPushButton(tr("layout.keep"), self)
        self._drop = QPushButton(tr("layout.drop"), self)
        self._paper, self._way = Segments(len(_PAPERS), self), Segments(len(_WAYS), self)
        self._lines = {name: LineEntry(self) for name in TEXTS}
        self._pages, self._scale = QComboBox(self), TypedChoice(self)
        self._boxes = {name: QCheckBox(self) for name in ITEMS if name not in FIXED}
        self._lay_out()
        self._connect()

    # -- what is chosen ------------------------------------------------------------------------

    @property
    def layout_(self) -> Layout:
        """The layout as it is chosen now."""
        scale = read_scale(self._scale.currentText())
        return Layout(
            self._uid,
            paper=_PAPERS[self._paper.place],
            sideways=_WAYS[self._way.place],
            scale=math.nan if scale is None else scale,
            hidden=";".join(name for name, box in self._boxes.items() if not box.isChecked()),
            **{name: line.shown.strip() for name, line in self._lines.items()},
        )

    @property
    def name(self) -> str:
        """Name of the kept layout that is chosen; "" for one that the product ships."""
        return next((one.name for one in self._layouts if one.uid == self._uid), "")

    @property
    def atlas(self) -> str:
        """What each page is about; "" for the one page of the map in sight."""
        return str(self._pages.currentData() or "")

    def offer(self, shipped: Sequence[Layout], own: Sequence[Layout]) -> None:
        """Offer layouts by name; the one that is chosen stays chosen."""
        self._quiet = True
        self._layouts = (*shipped, *own)
        self._named.clear()
        for one in self._layouts:
            self._named.addItem(one.name or tr(f"layout.template.{one.uid}"), one.uid)
        place = max(self._named.findData(self._uid), 0)
        self._named.setCurrentIndex(place)
        self._drop.setEnabled(place >= len(shipped))
        self._shipped = len(shipped)
        self._quiet = False

    def put(self, layout: Layout) -> None:
        """Show a layout; texts that it leaves open stay as they are."""
        self._quiet = True
        self._uid = layout.uid
        self._paper.choose(_PAPERS.index(layout.paper) if layout.paper in PAPERS else 0)
        self._way.choose(_WAYS.index(layout.sideways))
        for name, line in self._lines.items():
            if getattr(layout, name):
                line.setText(getattr(layout, name))
        if layout.scale > 0:
            self._scale.setEditText(f"1:{layout.scale:,.0f}")
        else:
            self._scale.setCurrentIndex(0)
        for name, box in self._boxes.items():
            box.setChecked(name in layout.shown)
        place = max(self._named.findData(layout.uid), 0)
        self._named.setCurrentIndex(place)
        self._drop.setEnabled(place >= self._shipped)
        self._quiet = False
        self.changed.emit()

    def hint(self, **told: str) -> None:
        """Say in the empty lines what is written there while nothing is."""
        for name, text in told.items():
            self._lines[name].setPlaceholderText(text)

    def lock(self, item: str, *, locked: bool) -> None:
        """Keep an item on the face: it may not be left out."""
        self._boxes[item].setEnabled(not locked)
        self._boxes[item].setToolTip(texts.tip(tr("layout.locked")) if locked else "")

    # -- making it -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._paper.name([paper.upper() for paper in _PAPERS])
        self._way.name([tr("layout.way.landscape"), tr("layout.way.portrait")])
        self._pages.addItem(tr("layout.pages.one"), "")
        for kind in ATLASES:
            self._pages.addItem(tr(f"layout.pages.{kind}"), kind)
        self._scale.addItem(tr("layout.scale.fit"))
        self._scale.addItems([f"1:{scale:,}" for scale in SCALES])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 8, 0)
        body.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        kept = QHBoxLayout()
        kept.setSpacing(6)
        kept.addWidget(self._keep)
        kept.addWidget(self._drop)
        kept.addStretch(1)
        self._row(grid, "template", self._named)
        grid.addLayout(kept, grid.rowCount(), 1)
        for name, field in (("paper", self._paper), ("way", self._way)):
            self._row(grid, name, field)
            grid.setAlignment(field, Qt.AlignmentFlag.AlignLeft)
        self._row(grid, "pages", self._pages)
        self._row(grid, "scale", self._scale)
        self._scale.line.setAccessibleName(self._scale.accessibleName())
        for name, line in self._lines.items():
            self._row(grid, name, line)
        body.addLayout(grid)
        body.addSpacing(6)
        heading = QLabel(tr("layout.items"), self)
        heading.setFont(theme.heading(self.font()))
        body.addWidget(heading)
        body.addLayout(self._checks())
        body.addStretch(1)

    def _row(self, grid: QGridLayout, name: str, field: QWidget) -> None:
        label = QLabel(tr(f"layout.field.{name}"), self)
        label.setBuddy(field)
        words = label.text().split("(&")[0].replace("&", "")
        field.setAccessibleName(words)
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(field, row, 1)

    def _checks(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        for place, (name, box) in enumerate(self._boxes.items()):
            box.setText(tr(f"layout.item.{name}"))
            box.setChecked(True)
            grid.addWidget(box, place // 2, place % 2)
        return grid

    def _connect(self) -> None:
        self._named.activated.connect(self._choose)
        self._keep.clicked.connect(self.keep_wanted)
        self._drop.clicked.connect(self.drop_wanted)
        for row in (self._paper, self._way):
            row.chosen.connect(self._tell)
        for line in self._lines.values():
            line.typed.connect(self._tell)
        self._pages.currentIndexChanged.connect(self._tell)
        self._scale.editTextChanged.connect(self._look_at_scale)
        for box in self._boxes.values():
            box.toggled.connect(self._tell)

    def _choose(self, place: int) -> None:
        self.put(self._layouts[place])

    def _look_at_scale(self, text: str) -> None:
        """Say where a scale is none; the map is then fitted."""
        known = text == tr("layout.scale.fit") or read_scale(text) is not None
        self._scale.setToolTip("" if known else texts.tip(tr("layout.scale.form")))
        self._tell()

    def _tell(self, *_: object) -> None:
        if not self._quiet:
            self.changed.emit()
