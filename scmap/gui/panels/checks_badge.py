"""The badge that says how many investments have values to be checked, and shows only those."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from scmap.analysis.checks import told_counts
from scmap.gui import icons, texts
from scmap.gui.models.investments import with_checks
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.words import tr

Mask = NDArray[np.bool_]


class ChecksBadge(QToolButton):
    """A count that stays pressed while only the rows it counts are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._issues: tuple[Issue, ...] = ()
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.hide()

    def put(self, issues: Sequence[Issue]) -> None:
        """Count these issues; without any there is no badge."""
        self._issues = tuple(issues)
        count = len({one.feature for one in issues})
        self.setText(f"{count:,}")  # tabs and filter need the room
        self.setAccessibleName(tr("checks.badge", count=f"{count:,}"))
        tip = tr("checks.badge.tip", counts=told_counts(issues))
        self.setToolTip(texts.tip(f"{self.accessibleName()}\n{tip}"))
        self.setIcon(icons.icon("warning"))
        self.setVisible(bool(issues))
        if not issues:
            self.setChecked(False)

    def narrowed(self, layer: Layer | None, kept: Mask | None) -> Mask | None:
        """Narrow rows of investments to those with something to check, while it is pressed."""
        if layer is None or not self.isChecked():
            return kept
        found = with_checks(layer, self._issues)
        return found if kept is None or len(kept) != len(found) else found & kept

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icons.icon("warning"))
