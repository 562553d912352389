"""What the planner chooses for the window, kept for the next start: language and colours."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from scmap import settings, words
from scmap.gui import theme

_MADE_BY_QT = {
    "QDockWidget": {"qt_dockwidget_closebutton": "Close", "qt_dockwidget_floatbutton": "Float"},
    "QTabBar": {"ScrollLeftButton": "Scroll Left", "ScrollRightButton": "Scroll Right"},
}
_LOCALES = {"ko": QLocale.Language.Korean, "en": QLocale.Language.English}


class _Keeping(QObject):
    """Tells whether settings could be kept.

    Signals
    -------
    ended : bool
        They were written, or they could not be.
    """

    ended = Signal(bool)  # from the thread that writes


keeping = _Keeping()


class _QtWords:
    """Qt's own buttons and menus in the language of the window."""

    translator: QTranslator | None = None


def speak(language: str) -> None:
    """Speak `language` from now on, in Qt's own buttons too."""
    words.set_language(language)
    app = QApplication.instance()
    if app is None:
        return
    if _QtWords.translator is not None:
        app.removeTranslator(_QtWords.translator)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(_LOCALES[language]), "qtbase", "_", folder):
        app.installTranslator(translator)
    _QtWords.translator = translator


def name_parts_of_qt(window: QWidget) -> None:
    """Name in the language now in force what Qt made, and named once: buttons of docks and tabs."""
    for kind, names in _MADE_BY_QT.items():
        for name, words_ in names.items():
            for button in window.findChildren(QAbstractButton, name):
                button.setAccessibleName(QCoreApplication.translate(kind, words_))
                button.setAccessibleDescription("")


def choose_language(language: str) -> None:
    """Speak `language`, at the next start too."""
    speak(language)
    keep("language", language)


def choose_scheme(scheme: str) -> None:
    """Dress the window "light", "dark" or as the "system" asks, at the next start too."""
    theme.choose(scheme)
    keep("colour_scheme", scheme)


def dress_as(scheme: str) -> None:
    """Dress the window in a scheme that is kept already."""
    theme.choose(scheme)


def dress() -> None:
    """Dress and speak as chosen earlier."""
    theme.choose(settings.load(settings.settings_file()).text("colour_scheme"))
    speak(words.language())


def keep(name: str, value: str) -> None:
    """Keep a setting for the next start; a value that it does not accept is let go."""
    if settings.SETTINGS[name].accepts(value):
        save(settings.load(settings.settings_file()).having(name, value))


def save(kept: settings.Settings) -> None:
    """Have settings written; `keeping` tells whether they could be."""
    settings.save(kept, settings.settings_file(), keeping.ended.emit)
