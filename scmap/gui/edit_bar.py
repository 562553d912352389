"""The bar of editing: what is edited, the tools, and what the hand snaps to."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QToolBar, QToolButton, QWidget

from scmap.analysis.editing.snapping import KINDS
from scmap.gui import texts
from scmap.gui.edit_actions import EDIT_ACTIONS
from scmap.gui.edit_target import EditTarget
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.panels.facets import StayingMenu
from scmap.gui.snapping import TOLERANCES, Snapping
from scmap.words import tr

WIDEST = 22  # letters of the box that names the layer
# A gap stands behind these.
GAPS = frozenset({"shape.region", "shape.rotate", "shape.merge", "shape.delete"})


class EditBar(QToolBar):
    """Shown while somebody edits.

    Parameters
    ----------
    action : callable
        Gives the action of an id, to be put on the bar.
    """

    def __init__(
        self,
        parent: QWidget,
        target: EditTarget,
        snapping: Snapping,
        action: Callable[[str], QAction],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("editing")
        self.setMovable(False)
        self.toggleViewAction().setEnabled(False)
        self._target, self._snapping = target, snapping
        self.layer = QComboBox(self)
        self.layer.setMinimumContentsLength(WIDEST)
        self.layer.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._label = texts.caption(parent=self)
        self._label.setContentsMargins(8, 0, 6, 0)
        self.addWidget(self._label)
        self.addWidget(self.layer)
        self.addSeparator()
        self._snaps = QToolButton(self)
        self._fill(action)
        self.layer.activated.connect(lambda place: target.choose(self.layer.itemData(place)))
        target.changed.connect(self.look)
        self.retranslate()

    def look(self) -> None:
        """Name the layers that can be edited, and the one that is."""
        found = {layer.uid: texts.item(shown_title(layer.title)) for layer in self._target.layers}
        shown = {
            self.layer.itemData(place): self.layer.itemText(place)
            for place in range(self.layer.count())
        }
        if found != shown:
            self.layer.clear()
            for name, title in found.items():
                self.layer.addItem(title, name)
        layer = self._target.layer
        self.layer.setCurrentIndex(self.layer.findData(layer.uid) if layer is not None else -1)
        self.layer.setEnabled(bool(found))

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setWindowTitle(tr("editing.bar"))
        self._label.setText(tr("editing.target"))
        self.layer.setAccessibleName(tr("editing.target"))
        self.layer.setToolTip(texts.tip(tr("editing.target.tip")))
        self._snaps.setText(tr("editing.snap.what"))
        self._snaps.setToolTip(texts.tip(tr("editing.snap.what.tip")))
        self._snaps.setAccessibleName(tr("editing.snap.what"))
        self.look()

    def _fill(self, action: Callable[[str], QAction]) -> None:
        for one in EDIT_ACTIONS[1:]:
            self.addAction(action(one.id))
            if one.id in GAPS:
                self.addSeparator()
        self._snaps.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = StayingMenu(self._snaps)
        menu.aboutToShow.connect(partial(self._offer, menu))
        self._snaps.setMenu(menu)
        self.addWidget(self._snaps)

    def _offer(self, menu: QMenu) -> None:
        """Offer kinds, distances and layers as they are now."""
        menu.clear()
        snapping = self._snapping
        menu.addSection(tr("editing.snap.kinds"))
        for kind in KINDS:
            item = menu.addAction(tr(f"editing.snap.kind.{kind}"))
            item.setCheckable(True)
            item.setChecked(kind in snapping.kinds)
            item.toggled.connect(partial(snapping.want, kind))
        menu.addSection(tr("editing.snap.reach"))
        for pixels in TOLERANCES:
            item = menu.addAction(tr("editing.snap.pixels", pixels=pixels))
            item.setCheckable(True)
            item.setChecked(pixels == snapping.pixels)
            item.triggered.connect(partial(self._reach, menu, pixels))
        menu.addSection(tr("editing.snap.layers"))
        for name, title in snapping.layers.items():
            item = menu.addAction(texts.item(title))
            item.setCheckable(True)
            item.setChecked(name not in snapping.off)
            item.toggled.connect(partial(snapping.want_layer, name))

    def _reach(self, menu: QMenu, pixels: int) -> None:
        self._snapping.reach(pixels)
        menu.close()
