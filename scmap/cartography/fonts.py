"""The typefaces of maps and papers: bundled, so that both look the same on each machine."""

from functools import cache, lru_cache
from pathlib import Path

import pylopdf_fonts_ko
from PySide6.QtGui import QFont, QFontDatabase, QPaintDevice

from scmap.cartography.application import ensure_application
from scmap.errors import InputError

FAMILY, SERIF = "Noto Sans KR", "Noto Serif KR"

# Features that put glyphs without a character of their own in place of digits beside Latin letters
# and of spaces in Korean text: in a PDF these could be neither searched nor copied.
_UNNAMED = ("locl", "calt")


@cache
def load_fonts() -> None:
    """Make the bundled Korean typeface known to Qt, once a process.

    Raises
    ------
    InputError
        ``font_missing`` if the bundled file is not there or no font: the installation is broken.
    """
    ensure_application()
    _load(pylopdf_fonts_ko.sans_path())


@cache
def load_serif() -> None:
    """Make the 명조 of running text in documents known as well; no map is written in it.

    Raises
    ------
    InputError
        As `load_fonts`.
    """
    load_fonts()
    _load(pylopdf_fonts_ko.serif_path())


def _load(path: Path) -> None:
    if QFontDatabase.addApplicationFont(str(path)) < 0:
        raise InputError("font_missing", file=path.name)


def sized_font(device: QPaintDevice, pixels: float, family: str = FAMILY) -> QFont:
    """Give a typeface `pixels` high (em, a fraction allowed) on a device; it is shared."""
    return _of_size(pixels * 72 / device.logicalDpiY(), family)


@lru_cache(maxsize=256)
def _of_size(points: float, family: str) -> QFont:
    font = QFont(family)
    font.setPointSizeF(points)
    # Grey antialiasing without hinting: the same glyphs on screen, in print and in golden images.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    for feature in _UNNAMED:
        font.setFeature(QFont.Tag(feature), 0)
    return font
