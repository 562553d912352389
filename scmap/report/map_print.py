"""Map sheets on a printer, at exactly the scale that is written on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from scmap.cartography.fonts import load_fonts
from scmap.cartography.sheet import Sheet, paint_sheet
from scmap.errors import InputError
from scmap.model.layout import Layout
from scmap.report.map_paper import VECTOR_DPI, page_layout, place_on
from scmap.store.replacing import replacing


@dataclass(frozen=True, slots=True)
class Printing:
    """What was chosen for printing.

    Attributes
    ----------
    printer : str
        Name of the printer as the system knows it; "" for the file alone.
    file : str
        Path of a PDF that is made in place of paper; "" for paper.
    copies : int
        How often each page is printed.
    grey : bool
        Whether it is printed in greys.
    """

    printer: str = ""
    file: str = ""
    copies: int = 1
    grey: bool = False


def print_sheets(makers: Sequence[Callable[[], Sheet]], layout: Layout, printing: Printing) -> None:
    """Print map sheets, one a page, without any fitting to the page.

    Raises
    ------
    InputError
        ``printer_gone`` if the system has no such printer any more, ``printer_paper`` if it has
        not the layout's paper, ``print_failed`` if it takes no page;
        of a file, what `replacing` raises.
    """
    load_fonts()
    if printing.file:
        with replacing(Path(printing.file)) as draft:
            _print(makers, layout, replace(printing, file=str(draft)))
    else:
        _print(makers, layout, printing)


def _print(makers: Sequence[Callable[[], Sheet]], layout: Layout, printing: Printing) -> None:
    printer = _printer(layout, printing)
    painter = QPainter()
    try:
        taken = _paint(painter, printer, makers, layout)
    except BaseException:
        printer.abort()
        raise
    finally:
        ended = not painter.isActive() or painter.end()
    if not (taken and ended) or printer.printerState() == QPrinter.PrinterState.Error:
        raise InputError("print_failed", printer=_name(printing))


def _paint(
    painter: QPainter, printer: QPrinter, makers: Sequence[Callable[[], Sheet]], layout: Layout
) -> bool:
    """Paint the pages; False when the printer takes no more."""
    for place, make in enumerate(makers):
        sheet = make()
        if not (printer.newPage() if place else painter.begin(printer)):
            return False
        paint_sheet(painter, place_on(layout), sheet)
    return True


def _printer(layout: Layout, printing: Printing) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if printing.file:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(printing.file)
        printer.setResolution(round(VECTOR_DPI))
    else:
        printer.setPrinterName(printing.printer)
    gone = not printing.file and printer.printerName() != printing.printer
    if gone or not printer.isValid():
        raise InputError("printer_gone", printer=_name(printing))
    printer.setFullPage(True)  # the sheet keeps its own edge: nothing is shifted or shrunk
    wanted = page_layout(layout)
    printer.setPageSize(wanted.pageSize())
    printer.setPageOrientation(wanted.orientation())
    if printer.pageLayout().pageSize().id() != wanted.pageSize().id():
        raise InputError(
            "printer_paper", printer=_name(printing), paper=wanted.pageSize().name().split()[0]
        )
    printer.setCopyCount(printing.copies)
    mode = QPrinter.ColorMode
    printer.setColorMode(mode.GrayScale if printing.grey else mode.Color)
    printer.setDocName("scmap")
    return printer


def _name(printing: Printing) -> str:
    return printing.printer or Path(printing.file).name
