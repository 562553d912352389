"""The two buttons below a dialog that asks something."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

Kind = QDialogButtonBox.StandardButton


def answer_buttons(dialog: QDialog, yes: str, no: str) -> tuple[QDialogButtonBox, QPushButton]:
    """Make the buttons that accept and reject a dialog; gives also the one that accepts."""
    box = QDialogButtonBox(Kind.Ok | Kind.Cancel, parent=dialog)
    for kind, words in ((Kind.Ok, yes), (Kind.Cancel, no)):
        box.button(kind).setText(words)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box, box.button(Kind.Ok)
