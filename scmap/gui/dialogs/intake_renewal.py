"""Whether a file renews what the project has of its source, and what that would change."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from scmap.gui import texts
from scmap.gui.models.arrivals import Proof
from scmap.gui.models.renewal_rows import renewal_sheet, renewal_summary
from scmap.gui.models.sheet import SheetModel
from scmap.gui.sheet_view import SheetView
from scmap.words import tr


class RenewalForm(QWidget):
    """The choice between renewing and adding, above the list of what renewing changes.

    Signals
    -------
    answered : bool
        Whether the file is to renew what is there.
    removal_answered : bool
        Whether rows that the file has no more are to be removed.
    """

    answered = Signal(bool)
    removal_answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renews = QCheckBox(self)
        self._renews.clicked.connect(self.answered)
        self._removes = QCheckBox(tr("renewing.remove"), self)
        self._removes.setToolTip(texts.tip(tr("renewing.remove.tip")))
        self._removes.clicked.connect(self.removal_answered)
        self._sum = texts.label(parent=self)
        self._model = SheetModel(self)
        self._view = SheetView(self._model, tr("renewing.title"), self)
        self._nothing = texts.label(tr("renewing.nothing"), parent=self)
        body = QVBoxLayout(self)
        body.setContentsMargins(8, 6, 0, 0)
        body.setSpacing(4)
        for part in (self._renews, self._removes, self._sum, self._nothing):
            body.addWidget(part)
        body.addWidget(self._view, 1)
        body.addStretch(0)

    def show_proof(self, proof: Proof, renews: bool) -> None:
        """Show what a file would change; `renews` is what was chosen for it."""
        told, found = proof.told, proof.renewal
        if told is None or found is None:
            return
        self._renews.setText(tr("renewing.choice", layer=told["layer"]))
        self._renews.setChecked(renews)
        self._removes.setChecked(found.removes)
        self._removes.setVisible(len(found.gone) > len(found.kept))
        self._sum.setText(renewal_summary(told))
        sheet = renewal_sheet(told)
        self._model.show(sheet)
        self._view.setVisible(bool(sheet.rows))
        self._nothing.setVisible(not sheet.rows)
