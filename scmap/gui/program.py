"""What the planner asks of the program itself: settings, words, help, what became of a fault."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QWidget

from scmap import paths, settings, words
from scmap.gui import preferences
from scmap.gui.action_set import ActionSet
from scmap.gui.base_map import BaseMap
from scmap.gui.bridge import Bridge
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.about import show_about
from scmap.gui.dialogs.commands import CommandPalette
from scmap.gui.dialogs.keys import show_keys
from scmap.gui.files import Files
from scmap.gui.messages import Message, MessageBar
from scmap.gui.panels.form import measure_anew
from scmap.gui.tour import Tour
from scmap.gui.whereabouts import Whereabouts
from scmap.gui.year_slider import YearSlider
from scmap.words import tr

_HELP = "help"  # name of the key in a dialog


class Home(Protocol):
    """What it needs of the window."""

    actions_: ActionSet
    base_map: BaseMap
    bridge: Bridge
    files: Files
    ground: QWidget
    messages: MessageBar
    whereabouts: Whereabouts
    years: YearSlider

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        ...


class Program(QObject):
    """Settings and help of a window.

    Parameters
    ----------
    parent : QWidget
        The window, for dialogs.
    window : Home
        The same.
    """

    def __init__(self, parent: QWidget, window: Home) -> None:
        super().__init__(parent)
        self._parent, self._window = parent, window
        self._is_told = False  # that settings cannot be kept
        preferences.keeping.ended.connect(self.tell_kept)
        window.base_map.kept.connect(preferences.save)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._hear_f1)

    def ask_settings(self) -> None:
        """Let the planner change the settings; what is chosen holds at once."""
        # A dialog that few open is loaded when it is asked for.
        from scmap.gui.dialogs.settings import SettingsDialog  # noqa: PLC0415

        dialog = SettingsDialog(settings.load(settings.settings_file()), self._parent)
        dialog.accepted.connect(lambda: self.take(dialog.values))
        dialog.base_map_wanted.connect(self._window.base_map.ask)
        dialog.folder_wanted.connect(lambda: open_folder(paths.profile_dir()))
        dialog.open()

    def take(self, values: Mapping[str, str]) -> None:
        """Keep settings and let the window follow; a failure to write is told."""
        kept = settings.load(settings.settings_file())
        for name, value in values.items():
            kept = kept.having(name, value)
        preferences.save(kept)
        preferences.dress_as(values["colour_scheme"])
        self._window.whereabouts.show_as(values["coordinate_form"])
        if values["language"] != words.language():
            self.speak(values["language"])

    def tell_kept(self, is_kept: bool) -> None:
        """Say once that settings cannot be kept, until they can be again."""
        if not is_kept and not self._is_told:
            told = tr("program.settings.not_kept", file=settings.settings_file())
            self._window.messages.tell(Message("warning", told))
        self._is_told = not is_kept

    def speak(self, language: str) -> None:
        """Say everything in another language, in windows that are open too."""
        preferences.choose_language(language)
        for widget in self._parent.findChildren(QWidget):
            retranslate = getattr(widget, "retranslate", None)
            if callable(retranslate):
                retranslate()
        preferences.name_parts_of_qt(self._parent)
        for box in self._parent.findChildren(QComboBox):
            measure_anew(box)
        self._window.retranslate()

    def switch_language(self) -> None:
        """Speak the other language."""
        self.speak("en" if words.language() == "ko" else "ko")

    def show_log(self) -> None:
        """Show what the program noted of its own work."""
        from scmap.gui.dialogs.log import LogDialog  # noqa: PLC0415

        dialog = LogDialog(paths.log_dir(), self._parent)
        dialog.folder_wanted.connect(lambda: open_folder(paths.log_dir()))
        dialog.open()

    def show_licences(self) -> None:
        """Show what the program is made with, and on which terms."""
        from scmap.gui.dialogs.licences import LicencesDialog  # noqa: PLC0415

        LicencesDialog(self._parent).open()

    def show_updates(self, file: Path | None = None) -> None:
        """Show which tables and boundaries are in force, and what a file would change."""
        from scmap.gui.dialogs.updates import UpdatesDialog  # noqa: PLC0415

        shown = self._parent.findChild(UpdatesDialog)
        if shown is None:
            shown = UpdatesDialog(self._parent)
            self._renew(shown, self.show_updates)
        shown.show()
        shown.raise_()
        if file is not None:
            shown.look_at(file)

    @staticmethod
    def _renew(dialog: Dialog, show: Callable[[], None]) -> None:
        """Open a dialog anew when another language is spoken."""

        def renew() -> None:
            dialog.destroyed.connect(show)
            dialog.close()

        dialog.outdated.connect(renew)

    def begin_tour(self) -> None:
        """Show the sample step by step; a project that is open stays as it is."""
        for earlier in self._parent.findChildren(Tour):
            earlier.end()
        bridge = self._window.bridge
        is_open = bridge.project is not None
        tour = Tour(
            lambda action: self._window.actions_[action].trigger(),
            self._window.ground,
            self._window.years.box,
            is_project_open=is_open,
        )
        bridge.opened.connect(tour.take_project)
        if not is_open:
            self._window.files.load_sample()

    def show_manual(self) -> None:
        """Open the manual at the page on what has the focus; it stays beside what it is about."""
        from scmap.gui.dialogs.manual import ManualDialog  # noqa: PLC0415
        from scmap.gui.models.manual import pages, topic  # noqa: PLC0415

        focus = QApplication.focusWidget()
        parent = QApplication.activeModalWidget() or self._parent
        shown = parent.findChild(ManualDialog)
        if shown is None:
            shown = ManualDialog(pages(), parent)
            self._renew(shown, self.show_manual)
        if focus is None or focus.window() is not shown:
            shown.show_page(topic(_around(focus)))
        shown.show()
        shown.raise_()
        shown.activateWindow()

    def _hear_f1(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Let F1 work in dialogs, too, where the window's own keys are not heard."""
        dialog = new.window() if new is not None else None
        if isinstance(dialog, QDialog) and dialog.parentWidget() is not None:
            known = dialog.findChild(QShortcut, _HELP, Qt.FindChildOption.FindDirectChildrenOnly)
            if known is None:
                key = QShortcut(QKeySequence("F1"), dialog)
                key.setObjectName(_HELP)
                key.activated.connect(self.show_manual)

    def show_commands(self) -> None:
        """Offer every command by name."""
        CommandPalette(self._window.actions_, self._parent).open()

    def show_keys(self) -> None:
        """List the shortcuts."""
        show_keys(self._parent)

    def show_about(self) -> None:
        """Say what this is."""
        show_about(self._parent)


def _around(widget: QWidget | None) -> Iterator[str]:
    """Yield the classes of a widget and of those around it, the nearest first."""
    while widget is not None:
        yield type(widget).__name__
        widget = widget.parentWidget()


def open_folder(folder: Path) -> None:
    """Show a folder in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
