"""Map sheets as files: one PDF of vectors, or a picture each."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter

from scmap.cartography.fonts import load_fonts
from scmap.cartography.sheet import Sheet, paint_sheet, render_sheet
from scmap.cartography.tracing import TracedPdf
from scmap.errors import InputError
from scmap.model.layout import Layout
from scmap.progress import Progress, silent
from scmap.report.map_paper import DPI, VECTOR_DPI, page_layout, place_on
from scmap.report.pdf_file import begun, ended, refused
from scmap.report.pdf_tracing import Packing
from scmap.store.replacing import replacing

PICTURES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_QUALITY = {"PNG": -1, "JPEG": 92}

Named = tuple[str, Callable[[], Sheet]]  # what tells a page's file from others, and its maker


def write_sheets(
    pages: Sequence[Named],
    layout: Layout,
    path: Path,
    *,
    dpi: float = DPI,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write map sheets, by the ending of `path`: one PDF, or a picture for each sheet.

    All files are written whole before the first takes its place.

    Parameters
    ----------
    pages : sequence of (name, callable)
        The sheets in order; each is composed when its turn comes.
    layout : Layout
        Their paper.
    path : Path
        The file; of several pictures each bears its number and name behind the file's name.
    dpi : float
        Pixels an inch of a picture.

    Raises
    ------
    InputError
        ``map_format_unknown``, ``picture_failed``, or what `replacing` raises.
    LockedError
        If another program holds a file.
    """
    load_fonts()
    kind = path.suffix.lower()
    if kind == ".pdf":
        with replacing(path) as draft:
            _write_pdf((make for _, make in pages), len(pages), layout, draft, progress)
        return (path,)
    if kind not in PICTURES:
        raise InputError("map_format_unknown", file=path.name)
    files = picture_files(path, [name for name, _ in pages])
    with ExitStack() as whole:
        for done, (file, (_, make)) in enumerate(zip(files, pages, strict=True)):
            progress(done / len(files))
            draft = whole.enter_context(replacing(file))
            draft.write_bytes(encoded(render_sheet(make(), layout.size, dpi), PICTURES[kind]))
    progress(1.0)
    return files


def picture_files(path: Path, names: Sequence[str]) -> tuple[Path, ...]:
    """Give the file of each page; several are numbered, so that they stand in their order."""
    if len(names) == 1:
        return (path,)
    digits = max(2, len(str(len(names))))
    marks = [f"{n:0{digits}}-{_safe(name)}" for n, name in enumerate(names, start=1)]
    return tuple(path.with_name(f"{path.stem}-{mark}{path.suffix}") for mark in marks)


def encoded(picture: QImage, form: str) -> bytes:
    """Give a picture as the bytes of a PNG or JPEG.

    Raises
    ------
    InputError
        ``picture_failed``.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not picture.save(buffer, form, _QUALITY[form]):  # type: ignore[call-overload]  # stub: bytes
        raise InputError("picture_failed", file=form)
    return bytes(data.data())


def _safe(name: str) -> str:
    """Give a name without what no file name may hold."""
    kept = "".join(" " if one in '<>:"/\\|?*' or ord(one) < 32 else one for one in name)
    return " ".join(kept.split())[:60].strip(". ")


def _write_pdf(
    makers: Iterable[Callable[[], Sheet]],
    count: int,
    layout: Layout,
    draft: Path,
    progress: Progress,
) -> None:
    file = begun(draft)
    writer = TracedPdf(file)
    writer.setCreator("scmap")
    writer.setResolution(round(VECTOR_DPI))
    writer.setPageLayout(page_layout(layout))
    painter, packing = QPainter(), Packing(writer, file)
    try:
        for done, make in enumerate(makers):
            progress(done / count)
            sheet = make()
            if done == 0:
                writer.setTitle(sheet.title)
            if not (writer.newPage() if done else painter.begin(writer)):
                raise refused(file)
            if done:
                packing.turned()
            paint_sheet(painter, place_on(layout), sheet)
    finally:
        painter.end()
    ended(file)
    packing.put_in()
    progress(1.0)
