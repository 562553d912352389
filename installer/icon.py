"""The program's drawing as a Windows icon: one picture for each size that Windows shows."""

import struct
from pathlib import Path

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # 100 to 200 % of the small and the large one


def write_icon(drawing: Path, out: Path) -> Path:
    """Write an SVG as an .ico whose pictures are PNG, which Windows reads since Vista.

    Parameters
    ----------
    drawing : Path
        The SVG, square.
    out : Path
        The .ico.

    Returns
    -------
    Path
        `out`.
    """
    pictures = [picture(drawing, size) for size in SIZES]
    offset = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, content in zip(SIZES, pictures, strict=True):
        edge = size % 256  # 0 stands for 256
        head += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(content), offset)
        offset += len(content)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(head + b"".join(pictures))
    return out


def picture(drawing: Path, size: int) -> bytes:
    """Draw an SVG as PNG, `size` pixels wide and high."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt  # noqa: PLC0415  the build has it
    from PySide6.QtGui import QImage, QImageWriter, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
