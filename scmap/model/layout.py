"""The layout of a map sheet: paper, texts, scale, and what stands on its face."""

import math
from dataclasses import dataclass
from typing import ClassVar

# What a reviewer looks for on the face of a sheet, in reading order. Source: DOMAIN §6.3.
ITEMS = (
    "title",
    "number",
    "disclosure",
    "legend",
    "inset",
    "scale",
    "north",
    "crs",
    "base_date",
    "author",
    "sources",
)
FIXED = frozenset({"title"})  # a sheet that does not say what it shows is none
PAPERS = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}  # width and height upright, millimetres
SCALES = (100.0, 100_000_000.0)  # denominators between which a map is one
EDGE_MM = 10.0  # white edge of a sheet; printers reach closer


@dataclass(frozen=True, slots=True)
class Layout:
    """How a map is put on paper.

    Attributes
    ----------
    uid, name : str
        Identity, and the name under which a planner kept it; "" for one that is not kept.
    paper : str
        Key of `PAPERS`.
    sideways : bool
        Whether the paper lies on its side.
    title, subtitle, number, author : str
        Texts on the face; "" is written as not given, a title as what the map is about.
    disclosure : str
        공개구분 as the officer decided; "" proposes one by the grade of the data.
    scale : float
        Denominator n of a fixed scale 1:n; NaN for the largest round one that shows the ground.
    hidden : str
        Members of `ITEMS` that are not shown, separated by ";".
    """

    TABLE: ClassVar[str] = "map_layout"

    uid: str
    name: str = ""
    paper: str = "a4"
    sideways: bool = True
    title: str = ""
    subtitle: str = ""
    number: str = ""
    author: str = ""
    disclosure: str = ""
    scale: float = math.nan
    hidden: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it lies, millimetres."""
        short, long = PAPERS.get(self.paper, PAPERS["a4"])
        return (long, short) if self.sideways else (short, long)

    @property
    def shown(self) -> frozenset[str]:
        """Members of `ITEMS` on the face of the sheet."""
        return (frozenset(ITEMS) - set(self.hidden.split(";"))) | FIXED


def read_scale(text: str) -> float | None:
    """Read the denominator of a scale written "1:25,000" or "25000"; None if it is none."""
    number = text.strip().removeprefix("1:").replace(",", "").replace(" ", "")
    found = float(number) if number.isdecimal() and len(number) < 12 else 0.0
    return found if SCALES[0] <= found <= SCALES[1] else None
