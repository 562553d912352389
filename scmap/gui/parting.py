"""Parting with widgets whose place another one takes."""

from PySide6.QtWidgets import QWidget


def part_with(widget: QWidget) -> None:
    """Take a widget out of sight and out of its layout, and delete it in a later turn.

    Later, because a button of it may be at work just now; PySide leaves what is deleted later to
    Qt, so that it lives until then, whoever lets go of it. It has no parent by then: a card that
    was deleted among the children of its column was freed twice, by Qt and with what PySide keeps
    of the column's children, and took the program with it (seen in the window with many pairs, not
    in a small copy of it). Without a parent there is only Qt to free it; a layout hears of that,
    and drops it by itself.
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
