"""A look as a text of its own: on the clipboard, and as a file that one planner gives another.

Both may come from anywhere: nothing of a text that is wrong in one place is taken.
"""

import json
from pathlib import Path

from scmap.errors import InputError
from scmap.model.symbology import Symbology
from scmap.store.replacing import replacing
from scmap.store.style import StyleError, read_style, style_text

FORMAT = "scmap style"
VERSION = 1
SUFFIX = ".scmapstyle"
MOST_BYTES = 2_000_000


def look_text(look: Symbology, opacity: float) -> str:
    """Write a look and the opacity of its layer as a text."""
    record = {
        "format": FORMAT,
        "version": VERSION,
        "opacity": opacity,
        "style": json.loads(style_text(look)),
    }
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_look(text: str) -> tuple[Symbology, float]:
    """Give the look and the opacity in a text.

    Raises
    ------
    StyleError
        If it is no such text, or of a later version, or says what no look can have.
    """
    if len(text) > MOST_BYTES:
        raise StyleError("too long")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StyleError(text[:80]) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise StyleError("format")
    if found.get("version") != VERSION:
        raise StyleError("version")
    opacity = found.get("opacity", 1.0)
    if isinstance(opacity, bool) or not isinstance(opacity, int | float) or not 0 <= opacity <= 1:
        raise StyleError("opacity")
    return read_style(json.dumps(found.get("style"))), float(opacity)


def read_style_file(path: Path) -> tuple[Symbology, float]:
    """Give the look and the opacity in a file.

    Raises
    ------
    InputError
        file_missing, or style_file_unreadable for what is no such file.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("style_file_unreadable", file=path.name)
        return read_look(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError("file_missing", file=str(path)) from error
    except (OSError, ValueError) as error:
        raise InputError("style_file_unreadable", file=path.name) from error


def write_style_file(path: Path, look: Symbology, opacity: float) -> None:
    """Write a look to a file, whole or not at all.

    Raises
    ------
    InputError
        If the place cannot be written to.
    """
    with replacing(path) as draft:
        draft.write_text(look_text(look, opacity), encoding="utf-8")
