"""Type and paragraph shapes of an HWPX document, each declared once.

Fonts are named, not embedded: every machine with Hangul has 함초롬바탕 and 맑은 고딕 (DOMAIN §6.1).
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from hwpx.document import HwpxDocument

from scmap.report.blocks import LADDER_MM
from scmap.report.parts import Side

BODY, TABLE = "함초롬바탕", "맑은 고딕"
INK, WARNING, RULE, WASH = "#000000", "#B42318", "#808080", "#E9EDF2"

UNITS_PER_MM = 7200 / 25.4  # HWPUNIT
UNITS_PER_PT = 100
RUNG_PT = (4, 2, 1, 1)  # white above a line of each rung

_ALIGNED: Mapping[Side, str] = MappingProxyType(
    {"left": "LEFT", "centre": "CENTER", "right": "RIGHT"}
)


def units(mm: float) -> int:
    """Give HWPUNIT for millimetres."""
    return round(mm * UNITS_PER_MM)


class Styles:
    """Gives the ids of the shapes that a document needs; each is declared when first asked for.

    Parameters
    ----------
    document : HwpxDocument
        Where they are declared.
    """

    def __init__(self, document: HwpxDocument) -> None:
        self._document = document
        self.type = cache(self._type)
        self.paragraph = cache(self._paragraph)
        self.rung = cache(self._rung)
        self.box = cache(self._box)

    def _type(
        self, points: float, *, face: str = BODY, bold: bool = False, colour: str = INK
    ) -> str:
        """Give the id of a type: face, size and colour."""
        self._document.styles.ensure_font(face)
        return self._document.styles.ensure_run(font=face, size=points, bold=bold, color=colour)

    def _paragraph(
        self,
        side: Side = "left",
        *,
        spacing: float = 160,
        before: float = 0.0,
        after: float = 0.0,
        with_next: bool = False,
        framed: bool = False,
    ) -> str:
        """Give the id of a plain paragraph; spacing in percent, white space in points.

        `framed` draws a line above and one below it.
        """
        margins = {
            "left": 0,
            "intent": 0,
            "prev": round(before * UNITS_PER_PT),
            "next": round(after * UNITS_PER_PT),
        }
        breaks = {"keep_with_next": with_next}
        return self._shape(_ALIGNED[side], spacing, margins, breaks, framed=framed)

    def _rung(self, level: int) -> str:
        """Give the id of a line in 개조식, hanging behind its sign."""
        left, hanging = LADDER_MM[level]
        margins = {
            "left": units(left),
            "intent": -units(hanging),
            "prev": RUNG_PT[level] * UNITS_PER_PT,
            "next": 0,
        }
        return self._shape("LEFT", 160, margins)  # justified, whole words stand far apart

    def _box(self, *, tinted: bool = False) -> str:
        """Give the id of a cell's lines and tint."""
        return self._document.styles.ensure_border_fill(
            border_color=RULE, border_width="0.12 mm", fill_color=WASH if tinted else None
        )

    def _shape(
        self,
        aligned: str,
        spacing: float,
        margins: Mapping[str, int],
        breaks: Mapping[str, bool] | None = None,
        *,
        framed: bool = False,
    ) -> str:
        (header, *_) = self._document.oxml.headers
        return str(
            header.ensure_paragraph_format(
                base_para_pr_id="0",
                alignment=aligned,
                line_spacing_percent=spacing,
                margins=margins,
                break_setting=breaks,
                border=self._frame() if framed else None,
            )
        )

    def _frame(self) -> dict[str, str | int]:
        lines = self._document.styles.ensure_border_fill(
            border_color=INK, border_width="0.5 mm", active_borders=("top", "bottom")
        )
        gap = units(6)
        return {"borderFillIDRef": lines, "offsetTop": gap, "offsetBottom": gap, "connect": 1}
