"""What will become of files that are being dragged, said before they are dropped."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from scmap import paths
from scmap.gui import theme
from scmap.words import tr

_MARGIN = 16
_PROJECT = ".gpkg"


class DropHint(QLabel):
    """A card in the middle of what it lies on, while files are dragged over the window."""

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        self._ground = ground
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(theme.Role.Base)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFont(theme.heading(self.font()))
        self.setMargin(_MARGIN)
        self.hide()

    def tell(self, files: Sequence[Path]) -> None:
        """Say what dropping these files does."""
        self.setText(_promise(files))
        self.adjustSize()
        self.move(self._ground.rect().center() - self.rect().center())
        self.raise_()
        self.show()


def _promise(files: Sequence[Path]) -> str:
    """Tell by the names: the files themselves may lie on a share that does not answer."""
    endings = {one.suffix.lower() for one in files}
    if endings == {paths.UPDATE_SUFFIX}:
        return tr("window.drop.update")
    if endings == {_PROJECT} and len(files) == 1:
        return tr("window.drop.project", file=files[0].name)
    if "" in endings:  # a folder, most likely
        return tr("window.drop.folders")
    return tr("window.drop.files", count=len(files))
