"""The office's own document that an HWPX is written into: one of those kept, or any file."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from scmap.report.template import known_bases
from scmap.words import tr

_CHOOSE = "?"  # in place of a base: one is to be chosen


class BaseChoice(QComboBox):
    """Offers no base, the documents in the profile's folder, and any other file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("base")
        self.addItem("", "")
        for name, file in known_bases().items():
            self.addItem(name, str(file))
        self.addItem("", _CHOOSE)
        self._before = 0  # what was chosen before a file is asked for
        self.activated.connect(self._choose)
        self.retranslate()

    @property
    def file(self) -> Path | None:
        """The document that is chosen; None for none."""
        chosen = str(self.currentData())
        return Path(chosen) if chosen else None

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("window.report.base"))
        self.setItemText(0, tr("window.report.base.none"))
        self.setItemText(self.count() - 1, tr("window.report.base.choose"))

    def _choose(self) -> None:
        """Let a file be chosen; whoever thinks better of it has what was chosen before."""
        if self.currentData() == _CHOOSE:
            title, files = tr("window.report.base"), tr("window.report.base.files")
            file, _ = QFileDialog.getOpenFileName(self, title, "", files)
            if file and self.findData(file) < 0:
                self.insertItem(1, Path(file).stem, file)
            self.setCurrentIndex(self.findData(file) if file else self._before)
        self._before = self.currentIndex()
