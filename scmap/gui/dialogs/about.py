"""What the program is: version, terms, parts, data."""

import platform

from PySide6 import __version__ as qt_version
from PySide6.QtWidgets import QWidget

from scmap import __version__
from scmap.gui.dialogs.card_dialog import CardDialog
from scmap.gui.models.card import Card, Fact, Section
from scmap.words import tr


def show_about(parent: QWidget) -> None:
    """Say what this is."""
    CardDialog(tr("dialogs.about.title"), about_card(), parent).open()


def about_card() -> Card:
    """Give version, terms and sources of the program."""
    facts = (
        Fact(tr("dialogs.about.version"), __version__),
        Fact(tr("dialogs.about.licence"), "Apache License 2.0"),
        Fact("Python", platform.python_version()),
        Fact("Qt for Python", f"{qt_version} (LGPL-3.0)"),
    )
    sections = (
        Section("about", text=(tr("dialogs.about.what"),), facts=facts),
        Section("data", tr("dialogs.about.data"), text=(tr("dialogs.about.data.text"),)),
        Section("parts", tr("dialogs.about.parts"), text=(tr("dialogs.about.parts.text"),)),
        Section("privacy", tr("dialogs.about.privacy"), text=(tr("dialogs.about.privacy.text"),)),
    )
    return Card("", "scmap", sections=sections)
