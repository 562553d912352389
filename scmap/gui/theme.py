"""The one look of the window: Fusion, palette roles, light and dark, the bundled type.

Widgets name palette roles; the only colours written down are here. States that a palette has no
role for (warning, error …) are the fields of `Tones`.
"""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from scmap.gui.style import Style

BASE_POINTS = 9.75  # 13 px at 96 dpi
FAMILY = "Noto Sans KR"

Role = QPalette.ColorRole
Group = QPalette.ColorGroup


@dataclass(frozen=True, slots=True)
class Tones:
    """Colours of one scheme that are not palette roles: states, each also told by an icon."""

    info: str
    success: str
    warning: str
    error: str


_LIGHT_TONES = Tones(info="#1F5FBF", success="#12703F", warning="#8A5A00", error="#B3261E")
_DARK_TONES = Tones(info="#7FB0FF", success="#6FCF97", warning="#F0B95B", error="#FF8A80")

_LIGHT = {
    Role.Window: "#F4F5F7",
    Role.WindowText: "#1B2027",
    Role.Base: "#FFFFFF",
    Role.AlternateBase: "#F8F9FB",
    Role.Text: "#1B2027",
    Role.PlaceholderText: "#5F6874",
    Role.Button: "#FBFBFC",
    Role.ButtonText: "#1B2027",
    Role.BrightText: "#FFFFFF",
    Role.ToolTipBase: "#FFFFFF",
    Role.ToolTipText: "#1B2027",
    Role.Highlight: "#1F5FBF",
    Role.HighlightedText: "#FFFFFF",
    Role.Accent: "#1F5FBF",
    Role.Link: "#1F5FBF",
    Role.LinkVisited: "#5B4B9A",
    Role.Light: "#FFFFFF",
    Role.Midlight: "#E6E9ED",
    Role.Mid: "#CFD4DB",
    Role.Dark: "#9AA3AF",
    Role.Shadow: "#5F6874",
}
_DARK = {
    Role.Window: "#21252B",
    Role.WindowText: "#E3E6EA",
    Role.Base: "#1A1D22",
    Role.AlternateBase: "#1E2228",
    Role.Text: "#E3E6EA",
    Role.PlaceholderText: "#9AA4B1",
    Role.Button: "#2C3138",
    Role.ButtonText: "#E3E6EA",
    Role.BrightText: "#FFFFFF",
    Role.ToolTipBase: "#2C3138",
    Role.ToolTipText: "#E3E6EA",
    Role.Highlight: "#2F5C9E",
    Role.HighlightedText: "#FFFFFF",
    Role.Accent: "#7FB0FF",
    Role.Link: "#7FB0FF",
    Role.LinkVisited: "#B7A6F5",
    Role.Light: "#3A4049",
    Role.Midlight: "#2C3138",
    Role.Mid: "#3D444E",
    Role.Dark: "#15181C",
    Role.Shadow: "#0D0F12",
}
_MIDDLE = 128  # of lightness, 0 to 255
_MUTED = {False: "#7E8692", True: "#868F9B"}  # text of what cannot be used now


class _Choice:
    """What the planner chose: "system", "light" or "dark"."""

    scheme = "system"


def choose(scheme: str) -> None:
    """Dress the application light or dark, or as the system asks ("system")."""
    _Choice.scheme = scheme
    _dress()


def has_high_contrast() -> bool:
    """Tell whether the system asks for high contrast: then its own colours hold, and no choice."""
    hints = QGuiApplication.styleHints()  # held: what it gives goes with it
    return bool(hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def is_dark() -> bool:
    """Tell whether the window is dark: as chosen, or else as the system asks."""
    if has_high_contrast():
        return QApplication.palette().color(Role.Window).lightness() < _MIDDLE
    if _Choice.scheme != "system":
        return _Choice.scheme == "dark"
    return system_is_dark()


def system_is_dark() -> bool:
    """Tell whether the system asks for a dark window."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def tones() -> Tones:
    """Give the state colours of the scheme in force."""
    return _DARK_TONES if is_dark() else _LIGHT_TONES


def palette(dark: bool) -> QPalette:
    """Make the palette of one scheme."""
    made = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        made.setColor(role, QColor(colour))
    muted = QColor(_MUTED[dark])
    made.setColor(Group.Disabled, Role.Base, made.color(Role.Window))  # nothing is typed there
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.PlaceholderText):
        made.setColor(Group.Disabled, role, muted)
    return made


@cache
def paper() -> QPalette:
    """Give the palette of what lies on the map, which is light in a dark window, too."""
    return palette(dark=False)


def apply(app: QApplication) -> None:
    """Dress the application, now and whenever the system's colour scheme changes."""
    app.setStyle(Style())
    font = QFont(FAMILY)
    font.setPointSizeF(BASE_POINTS)
    app.setFont(font)
    _dress()
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(_dress)
    hints.accessibility().contrastPreferenceChanged.connect(_dress)


def _dress() -> None:
    if has_high_contrast():
        QApplication.setPalette(QPalette())  # roles that nobody set are the system's
    else:
        QApplication.setPalette(palette(is_dark()))


def heading(font: QFont, *, steps: int = 1) -> QFont:
    """Give `font` one or two sizes larger, for a heading (15 and 18 px at the base size)."""
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * (1.15 if steps == 1 else 1.38))
    return larger


def bold(font: QFont) -> QFont:
    """Give `font` bold, for what stands out in a line."""
    heavier = QFont(font)
    heavier.setBold(True)
    return heavier


def small(font: QFont) -> QFont:
    """Give `font` one size smaller, for captions."""
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.92)
    return smaller


def blend(first: QColor, second: QColor, share: float) -> QColor:
    """Mix two colours; `share` of `second`."""
    own, other = 1.0 - share, share
    return QColor.fromRgbF(
        first.redF() * own + second.redF() * other,
        first.greenF() * own + second.greenF() * other,
        first.blueF() * own + second.blueF() * other,
    )
