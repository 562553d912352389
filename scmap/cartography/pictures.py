"""Pictures read from bytes, in whichever thread."""

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageReader

_STARTS = ((b"\x89PNG\r\n\x1a\n", b"png"), (b"\xff\xd8\xff", b"jpeg"))


def picture_of(content: bytes, most: int) -> QImage | None:
    """Read a picture of at most `most` pixels a side; None for a larger one, or for none at all.

    Qt is told the form, PNG, JPEG or WebP, and looks for no other. To find it out it asks all its
    readers; that for drawings connects signals while this thread keeps the interpreter. It waits
    for a lock then that the window's thread may hold, which waits for the interpreter: both stand
    still for good (decision 0070).
    """
    form = _form(content)
    if form is None:
        return None
    data = QByteArray(content)
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(form))
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > most:
        return None
    image = reader.read()
    return None if image.isNull() else image


def _form(content: bytes) -> bytes | None:
    """Tell the form of a picture by its first bytes."""
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return b"webp"
    return next((form for start, form in _STARTS if content.startswith(start)), None)
