"""The table of actions as Qt actions and menus."""

from collections.abc import Callable
from operator import attrgetter

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolButton

from scmap.gui import icons, texts, theme
from scmap.gui.action import ActionSpec, State
from scmap.gui.actions import ACTIONS, MENUS, in_menu
from scmap.words import tr

MORE_MENUS = "qt_menubar_ext_button"  # Qt's own name of what stands for menus without room
MOST_LETTERS = 40  # of what undo takes back, in the menu; the list of steps says it all


class ActionSet(QObject):
    """One QAction for each row of the table, wired to the window.

    Parameters
    ----------
    window : QObject
        Where the handlers' attribute paths begin; they are looked up when an action is used.
    """

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._bar: QMenuBar | None = None
        self._menus: dict[str, QMenu] = {}
        self._actions = {spec.id: self._make(spec) for spec in ACTIONS}
        self.state = State()
        self._told: dict[str, str] = {}  # what hinders each action, as it was shown last
        self.retranslate()

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus into the menu bar."""
        for menu in filter(in_menu, MENUS):
            self._menus[menu] = bar.addMenu(tr(f"actions.menu.{menu}"))
            self._fill(self._menus[menu], in_menu(menu))
        self._bar = bar
        self._name_the_rest()

    def menu(self, name: str) -> QMenu:
        """Give a menu of the bar, for a context menu with the same items."""
        return self._menus[name]

    def check(self, action_id: str, on: bool) -> None:
        """Show an action as switched on or off, without doing it."""
        action = self._actions[action_id]
        action.blockSignals(True)
        action.setChecked(on)
        action.blockSignals(False)

    def refresh(self, state: State) -> None:
        """Enable what can be done now, and say of the rest why it cannot."""
        if state != self.state:
            self.state = state
            self._show()

    def _show(self) -> None:
        """Put the state into the actions that it changes: each touches menu, button and panel."""
        for spec in ACTIONS:
            hindrance = spec.hindrance(self.state)
            if self._told.get(spec.id) != hindrance:
                self._told[spec.id] = hindrance
                self._actions[spec.id].setEnabled(not hindrance)
                self._actions[spec.id].setToolTip(_tooltip(spec, hindrance))
        for action_id, did in (("edit.undo", self.state.undo), ("edit.redo", self.state.redo)):
            self._actions[action_id].setText(_named(action_id, did))

    def retranslate(self) -> None:
        """Say everything in the language now in force, and tint the icons anew."""
        for name, menu in self._menus.items():
            menu.setTitle(tr(f"actions.menu.{name}"))
        for spec in ACTIONS:
            action = self._actions[spec.id]
            action.setText(spec.text)
            action.setStatusTip("")
            if spec.icon:
                action.setIcon(icons.icon(spec.icon))
        self.check("view.dark", theme.is_dark())  # however that was chosen
        self._name_the_rest()
        self._told.clear()
        self._show()

    def _name_the_rest(self) -> None:
        """Dress what stands for the menus that have no room: Qt's own is black on dark ground."""
        if self._bar is None:
            return
        for more in self._bar.findChildren(QToolButton, MORE_MENUS):
            more.setIcon(icons.icon("right"))
            more.setToolTip(texts.tip(tr("window.more_menus")))
            more.setAccessibleName(tr("window.more_menus"))

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(self)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setCheckable(spec.checkable)
        signal = action.toggled if spec.checkable else action.triggered
        signal.connect(self._caller(spec))
        return action

    def _caller(self, spec: ActionSpec) -> Callable[[bool], None]:
        handler = attrgetter(spec.handler)

        def call(checked: bool) -> None:
            if spec.checkable:
                handler(self._window)(checked)
            else:
                handler(self._window)()

        return call

    def _fill(self, menu: QMenu, specs: tuple[ActionSpec, ...]) -> None:
        menu.setToolTipsVisible(True)
        for spec in specs:
            if spec.starts_section:
                menu.addSeparator()
            self._room(menu, spec.submenu).addAction(self._actions[spec.id])

    def _room(self, menu: QMenu, submenu: str) -> QMenu:
        """Give the menu in which an action stands: that of the bar, or one within it."""
        if not submenu:
            return menu
        if submenu not in self._menus:
            self._menus[submenu] = menu.addMenu(tr(f"actions.menu.{submenu}"))
            self._menus[submenu].setToolTipsVisible(True)
        return self._menus[submenu]


def shown_keys(spec: ActionSpec) -> str:
    """Give the first shortcut as this system writes it; "" when there is none."""
    if not spec.keys:
        return ""
    return QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)


def _named(action_id: str, did: str) -> str:
    """Give the words of an action with what it takes back or does again; "" for nothing."""
    words = tr(f"actions.{action_id}")
    if not did:
        return words
    short = did if len(did) <= MOST_LETTERS else f"{did[: MOST_LETTERS - 1].rstrip()}…"
    return texts.item(tr("window.named_step", words=words, did=short))


def _tooltip(spec: ActionSpec, hindrance: str) -> str:
    keys = shown_keys(spec)
    first = f"{spec.name} ({keys})" if keys else spec.name
    return texts.tip("\n".join(filter(None, (first, hindrance or spec.tip))))
