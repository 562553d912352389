"""Asks who somebody is who begins a cooperative or wants to join one, and where it meets."""

from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.model import records
from scmap.model.project import Project
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.membership import MODES, Mode
from scmap.words import tr

CHECKED, UNCHECKED = 2, 0


class JoiningDialog(QDialog):
    """Place, name and organisation; with a project also the layers to share, and how.

    Parameters
    ----------
    project : Project or None
        Whose layers are shared by whoever begins; None for somebody who joins.
    """

    def __init__(self, project: Project | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._project = project
        kind = "begin" if project is not None else "join"
        self.setWindowTitle(tr(f"sharepanel.{kind}.title"))
        self.place, self.name, self.organisation = (LineEntry(self) for _ in range(3))
        self.place.setPlaceholderText(tr("sharepanel.place.hint"))
        self._kind, self._mode = QComboBox(self), QComboBox(self)
        self._kind.addItems([tr(f"sharepanel.kind.{one}") for one in ("city", "public", "private")])
        self._mode.addItems([tr(f"sharing.mode.{one}") for one in MODES])
        self._layers = QListWidget(self)
        self._buttons, self._yes = answer_buttons(
            self, tr(f"sharepanel.{kind}.do"), tr("sharepanel.cancel")
        )
        form = QFormLayout()
        form.addRow(tr("sharepanel.field.place"), self._where())
        form.addRow(tr("sharepanel.field.name"), self.name)
        form.addRow(tr("sharepanel.field.organisation"), self.organisation)
        form.addRow(tr("sharepanel.field.kind"), self._kind)
        if project is not None:
            self._list(project)
            form.addRow(tr("sharepanel.field.layers"), self._layers)
            form.addRow(tr("sharepanel.field.mode"), self._mode)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addWidget(texts.label(tr(f"sharepanel.{kind}.lead"), parent=self))
        body.addLayout(form)
        body.addWidget(self._buttons)
        self.setMinimumWidth(560)
        for entry in (self.place, self.name):
            entry.typed.connect(self._look)
        self._look()

    @property
    def where(self) -> str:
        """The place."""
        return self.place.shown.strip()

    @property
    def who(self) -> Introduction:
        """Who it is."""
        project = self._project
        code = project.municipality if project is not None else ""
        kind = self._kind.currentText()
        return Introduction(self.name.shown.strip(), self.organisation.shown.strip(), kind, code)

    @property
    def layers(self) -> dict[str, Mode]:
        """The layers to share with their mode."""
        mode = MODES[self._mode.currentIndex()]
        rows = (self._layers.item(row) for row in range(self._layers.count()))
        return {str(one.data(256)): mode for one in rows if one.checkState().value == CHECKED}

    def _list(self, project: Project) -> None:
        for layer in project.layers:
            if layer.kind != records.KIND:
                item = QListWidgetItem(layer.title or layer.name, self._layers)
                item.setData(256, layer.uid)  # Qt.ItemDataRole.UserRole
                state = item.checkState()
                item.setCheckState(type(state)(CHECKED))

    def _where(self) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        choose = QPushButton(tr("sharepanel.place.choose"), row)
        choose.clicked.connect(self._choose)
        line.addWidget(self.place, 1)
        line.addWidget(choose)
        return row

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("sharepanel.field.place"), str(Path.home())
        )
        if chosen:
            self.place.setText(chosen)
            self._look()

    def _look(self) -> None:
        self._yes.setEnabled(bool(self.where and self.name.shown.strip()))
