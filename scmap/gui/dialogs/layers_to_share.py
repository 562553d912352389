"""Which layers are shared, and who may edit each: when a cooperative begins, and later."""

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.rows import dress
from scmap.model import records
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.store.sharing.membership import MODES, Mode
from scmap.words import tr

FRAMEWORK = frozenset({"boundary"})  # kinds that come from above: everybody reads, nobody edits
ROWS_IN_SIGHT = 6
UID = Qt.ItemDataRole.UserRole


class LayersToShare(QTableWidget):
    """A line a layer: whether it is shared, and its mode.

    Parameters
    ----------
    project : Project
        Whose layers are offered.
    known : collection of str
        uids of layers that are shared already.
    """

    def __init__(
        self, project: Project, parent: QWidget | None = None, known: Collection[str] = ()
    ) -> None:
        super().__init__(0, 2, parent)
        dress(self)
        self.setHorizontalHeaderLabels([tr("sharepanel.field.layers"), tr("sharepanel.field.mode")])
        self.setAccessibleName(tr("sharepanel.field.layers"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for layer in project.layers:
            if layer.kind != records.KIND and layer.uid not in known:
                self._add(layer)
        height = self.rowHeight(0) if self.rowCount() else self.fontMetrics().height()
        self.setMinimumHeight(height * (min(self.rowCount(), ROWS_IN_SIGHT) + 1) + 12)

    @property
    def chosen(self) -> dict[str, Mode]:
        """The layers to share with their mode."""
        found: dict[str, Mode] = {}
        for row in range(self.rowCount()):
            item = self.item(row, 0)
            if item is not None and item.checkState() == Qt.CheckState.Checked:
                found[str(item.data(UID))] = MODES[self._choice(row).currentIndex()]
        return found

    def choose(self, uid: str, mode: Mode | None) -> None:
        """Share a layer in a mode; None leaves it out."""
        for row in range(self.rowCount()):
            item = self.item(row, 0)
            if item is not None and item.data(UID) == uid:
                checked = Qt.CheckState.Unchecked if mode is None else Qt.CheckState.Checked
                item.setCheckState(checked)
                if mode is not None:
                    self._choice(row).setCurrentIndex(MODES.index(mode))

    def _choice(self, row: int) -> QComboBox:
        box = self.cellWidget(row, 1)
        assert isinstance(box, QComboBox)  # noqa: S101  put there by `_add`
        return box

    def _add(self, layer: Layer) -> None:
        row = self.rowCount()
        self.insertRow(row)
        title = shown_title(layer.title) or layer.name
        item = QTableWidgetItem(title)
        item.setData(UID, layer.uid)
        item.setCheckState(Qt.CheckState.Checked)
        item.setToolTip(texts.tip(title))
        self.setItem(row, 0, item)
        mode = QComboBox(self)
        mode.addItems([tr(f"sharing.mode.{one}") for one in MODES])
        mode.setAccessibleName(tr("sharepanel.mode_of", title=title))
        if layer.kind in FRAMEWORK:
            mode.setCurrentIndex(MODES.index("read_only"))
            mode.setToolTip(texts.tip(tr("sharepanel.framework.tip")))
        self.setCellWidget(row, 1, mode)
        self.setRowHeight(row, mode.sizeHint().height() + 2)


class MoreLayersDialog(Dialog):
    """Asks which layers are shared beside those that are."""

    def __init__(self, project: Project, known: Collection[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("sharepanel.more_layers.title"))
        self.table = LayersToShare(project, self, known)
        buttons, self._yes = answer_buttons(
            self, tr("sharepanel.more_layers.do"), tr("sharepanel.cancel")
        )
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        there = self.table.rowCount() > 0
        key = "lead" if there else "none"
        body.addWidget(texts.label(tr(f"sharepanel.more_layers.{key}"), parent=self))
        body.addWidget(self.table)
        body.addWidget(buttons)
        self.table.setVisible(there)
        self.table.itemChanged.connect(lambda _item: self._look())
        self.setMinimumWidth(520)
        self._look()

    @property
    def layers(self) -> dict[str, Mode]:
        """The layers to share with their mode."""
        return self.table.chosen

    def _look(self) -> None:
        self._yes.setEnabled(bool(self.layers))
