"""The paper of a map sheet: where the sheet lies on it, and how a printer is told of it."""

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize

from scmap.model.layout import EDGE_MM, Layout

DPI = 300.0  # of the grid on which a sheet is laid out
VECTOR_DPI = 1200.0  # of the grid on which vectors lie

_SIZES = {"a4": QPageSize.PageSizeId.A4, "a3": QPageSize.PageSizeId.A3}


def place_on(layout: Layout) -> QRectF:
    """Give the place of a sheet on its paper, millimetres."""
    width, height = layout.size
    return QRectF(EDGE_MM, EDGE_MM, width - 2 * EDGE_MM, height - 2 * EDGE_MM)


def page_layout(layout: Layout) -> QPageLayout:
    """Give the page of a layout, without margins: a sheet keeps its own."""
    turned = QPageLayout.Orientation
    lying = turned.Landscape if layout.sideways else turned.Portrait
    return QPageLayout(QPageSize(_SIZES[layout.paper]), lying, QMarginsF(0, 0, 0, 0))
