"""Where a file is to be saved: its name ends as its kind does, and nothing is replaced unasked."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from scmap.gui import texts
from scmap.words import tr


def ask_place(
    parent: QWidget | None, title: str, start: Path, kinds: str, *endings: str
) -> Path | None:
    """Ask where a file is to be saved; None where nothing is to be.

    Qt's dialog asks before it gives a name that is taken. With its ending behind it, a name may be
    that of a file that nobody was asked about: that is asked here.

    Parameters
    ----------
    parent : QWidget or None
        In front of which window.
    title : str
        What is asked, in words.
    start : Path
        The file that is proposed.
    kinds : str
        The kinds that are offered, as Qt's dialog takes them.
    *endings : str
        How a name may end, in small letters. Any other name gets the one of the kind that was
        chosen, or the first: a dot within it, as in "2026.11 계획", ends no name.
    """
    chosen, kind = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() in endings:
        return path
    ending = next((one for one in endings if f"*{one}" in kind), endings[0])
    path = path.with_name(path.name + ending)
    return path if not path.exists() or _is_to_be_replaced(parent, path) else None


def _is_to_be_replaced(parent: QWidget | None, path: Path) -> bool:
    told = tr("window.replace.text", file=path.name)
    box = texts.question(tr("window.replace.title"), told, parent=parent)
    replace = box.addButton(tr("window.replace.do"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(tr("window.replace.no"), QMessageBox.ButtonRole.RejectRole))
    box.exec()
    box.deleteLater()
    return box.clickedButton() is replace
