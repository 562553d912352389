"""최근 프로젝트: pictures with titles; Enter opens one. No file of theirs is touched."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import recent, texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.recent import PICTURE, Recent
from scmap.words import tr

SIZE = (780, 560)
LINES = 3  # below a picture: a title of two, and the name of the file
_PATH = Qt.ItemDataRole.UserRole


class RecentList(QListWidget):
    """The projects as pictures with their titles; the tooltip says where they lie."""

    def __init__(
        self,
        open_file: Callable[[Path], None],
        parent: QWidget | None = None,
        picture: QSize = PICTURE,
    ) -> None:
        super().__init__(parent)
        self._open = open_file
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setIconSize(picture)
        lines = LINES * self.fontMetrics().lineSpacing()
        self.setGridSize(QSize(picture.width() + 20, picture.height() + lines + 14))
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMovement(QListWidget.Movement.Static)
        self.setWordWrap(True)
        self.setSpacing(4)
        self.itemActivated.connect(lambda item: self._open(item.data(_PATH)))
        self.retranslate()

    @property
    def chosen(self) -> Path | None:
        """Path of the project that is chosen."""
        chosen = self.selectedItems()
        path = chosen[0].data(_PATH) if chosen else None
        return path if isinstance(path, Path) else None

    def retranslate(self) -> None:
        """List them anew, in the language now in force."""
        self.setAccessibleName(tr("recent.title"))
        self.clear()
        for one in recent.recent():
            self._add(one)
        if self.count():
            self.setCurrentRow(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(theme.Role.PlaceholderText))
            middle = int(Qt.AlignmentFlag.AlignCenter)
            painter.drawText(self.viewport().rect(), middle, tr("recent.none"))
            painter.end()

    def _add(self, one: Recent) -> None:
        marks = [
            *([tr("recent.pinned")] if one.pinned else []),
            *([tr("recent.missing")] if one.missing else []),
        ]
        title = one.title or one.path.name
        item = QListWidgetItem("\n".join((title, " · ".join((one.path.name, *marks)))), self)
        item.setIcon(self._picture(one))
        item.setData(_PATH, one.path)
        item.setToolTip(texts.tip(str(one.path)))
        if one.missing:
            item.setForeground(self.palette().brush(theme.Role.PlaceholderText))

    def _picture(self, one: Recent) -> QIcon:
        picture = QPixmap(str(one.picture))  # in the user's own folder: never on a share
        if picture.isNull():
            picture = QPixmap(PICTURE)
            picture.fill(self.palette().color(theme.Role.Midlight))
        return QIcon(picture)


class RecentDialog(Dialog):
    """Opens, pins and forgets projects that were opened lately.

    Parameters
    ----------
    open_file : callable
        Opens the project in a file.
    wipe : callable
        Forgets everything that the program remembers of projects.
    """

    def __init__(
        self, open_file: Callable[[Path], None], wipe: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("recent.title"))
        self._open, self._wipe = open_file, wipe
        said = texts.label(tr("recent.how"))
        self.list = RecentList(self._take, self)
        self.list.currentItemChanged.connect(self._look)
        roles = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.opens = buttons.addButton(tr("recent.open"), roles.AcceptRole)
        self.pins = buttons.addButton(tr("recent.pin"), roles.ActionRole)
        self.drops = buttons.addButton(tr("recent.drop"), roles.ActionRole)
        self.wipes = buttons.addButton(tr("recent.wipe"), roles.ResetRole)
        self.opens.setDefault(True)
        self.wipes.setToolTip(tr("recent.wipe.tip"))
        for button, deed in (
            (self.opens, self._open_chosen),
            (self.pins, self._pin),
            (self.drops, self._drop),
            (self.wipes, self._wipe_all),
        ):
            button.clicked.connect(deed)
        buttons.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        for widget in (said, self.list, buttons):
            body.addWidget(widget)
        self.resize(*SIZE)
        self._look()

    def _look(self) -> None:
        for button in (self.opens, self.pins, self.drops):
            button.setEnabled(self.list.chosen is not None)
        self.pins.setText(tr("recent.unpin" if self._is_pinned() else "recent.pin"))

    def _is_pinned(self) -> bool:
        return any(one.pinned and one.path == self.list.chosen for one in recent.recent())

    def _open_chosen(self) -> None:
        if self.list.chosen is not None:
            self._take(self.list.chosen)

    def _take(self, path: Path) -> None:
        self.accept()
        self._open(path)

    def _pin(self) -> None:
        if self.list.chosen is not None:
            recent.pin(self.list.chosen, pinned=not self._is_pinned())
            self.list.retranslate()
            self._look()

    def _drop(self) -> None:
        if self.list.chosen is not None:
            recent.drop(self.list.chosen)
            self.list.retranslate()
            self._look()

    def _wipe_all(self) -> None:
        self._wipe()
        self.list.retranslate()
        self._look()
