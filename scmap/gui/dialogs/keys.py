"""The list of shortcuts."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from scmap.gui.action import ActionSpec
from scmap.gui.actions import MENUS, in_menu
from scmap.gui.dialogs.card_dialog import CardDialog
from scmap.gui.models.card import Card, Grid, Section
from scmap.gui.models.commands import menu_name
from scmap.words import tr

MOUSE = (
    "wheel", "fine", "pan", "space", "fingers", "pinch", "box", "select", "several", "go",
)  # fmt: skip


def show_keys(parent: QWidget) -> None:
    """List the keys of all actions, and what the mouse does on the map."""
    CardDialog(tr("dialogs.keys.title"), keys_card(), parent).open()


def keys_card() -> Card:
    """Give the shortcuts menu by menu."""
    sections = [section for menu in MENUS if (section := _menu(menu)) is not None]
    mouse = tuple((tr(f"dialogs.mouse.{way}"), tr(f"dialogs.mouse.{way}.how")) for way in MOUSE)
    sections.append(Section("mouse", tr("dialogs.mouse"), grid=Grid((), mouse)))
    return Card("", tr("dialogs.keys.title"), sections=tuple(sections))


def _menu(menu: str) -> Section | None:
    rows = tuple((spec.name, _keys(spec)) for spec in in_menu(menu) if spec.keys)
    return Section(menu, menu_name(menu), grid=Grid((), rows)) if rows else None


def _keys(spec: ActionSpec) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(keys).toString(native) for keys in spec.keys)
