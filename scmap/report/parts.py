"""What a report is made of: values that every writer (PDF, HTML …) shows with the same words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from scmap.cartography.sheet import Sheet
from scmap.model import amounts
from scmap.report.korean import LANGUAGE

Form: TypeAlias = Literal[
    "text", "count", "money", "area", "percent", "score", "term", "weight", "factor", "plain"
]
Side: TypeAlias = Literal["left", "centre", "right"]
Cell: TypeAlias = str | float

WIDE_MM = 200.0  # a table whose columns need more than this lies on its side

_WRITTEN = {
    "count": amounts.count,
    "money": amounts.money,
    "area": amounts.square_km,
    "percent": amounts.percent,
    "score": amounts.score,
    "term": amounts.term,
    "weight": amounts.weight,
    "factor": amounts.factor,
    "plain": amounts.plain,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title : str
        Its heading, with the unit where it has one.
    form : str
        How its cells are written; anything but "text" stands on the right.
    width : float
        Millimetres on paper; columns are stretched in proportion to fill the page.
    named : bool
        Whether its cells say what the row is about.
    grouped : bool
        Whether neighbours that say the same are one cell.
    """

    title: str
    form: Form = "text"
    width: float = 20.0
    named: bool = False
    grouped: bool = False

    @property
    def side(self) -> Side:
        """Where its cells stand."""
        return "left" if self.form == "text" else "right"

    def write(self, cell: Cell) -> str:
        """Write a cell: a number in the column's form (NaN = 미상), a text as it is."""
        return cell if isinstance(cell, str) else _WRITTEN[self.form](cell, LANGUAGE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    cells : tuple of str or float
        A text, or a number in the unit of the model (백만원, m², share); NaN is unknown.
    key : str
        uid of the feature that the row is about; "" when it is about none.
    total : bool
        Whether it adds up the others (계).
    """

    cells: tuple[Cell, ...]
    key: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its unit above and its notes below.

    Attributes
    ----------
    name : str
        ASCII name by which a writer refers to it ("investments").
    title, unit : str
        Heading, and the unit line above the right edge ("(단위: 백만원)"); either may be "".
    columns, rows
        Headings and cells.
    notes : tuple of str
        Remarks printed below with ※.
    empty : str
        What is said when there is no row.
    attached : bool
        Whether it is an attachment (붙임) rather than a section.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    notes: tuple[str, ...] = ()
    empty: str = ""
    attached: bool = False

    def texts(self, row: Row) -> tuple[str, ...]:
        """Write the cells of a row."""
        return tuple(
            column.write(cell) for column, cell in zip(self.columns, row.cells, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Fact:
    """A named statement: "좌표계" – "GRS80 / UTM-K (EPSG:5179)"; or a figure with a remark."""

    label: str
    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who makes a report, and from which files.

    Attributes
    ----------
    organisation : str
        작성기관; "" leaves the line out.
    inputs : mapping of str to str
        SHA-256 of each file that the project came from, by file name (never its path).
    disclosure : str
        공개구분 as the officer decided it; "" while nobody has: the grade proposes one.
    profile : str
        For whom it is: 내부용, 위원회용 or 대외공개용; "" where that is not told.
    left : str
        What the profile left out, or let out as counts only; "" for nothing.
    """

    organisation: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    disclosure: str = ""
    profile: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A map report, composed once; writers only lay it out.

    Attributes
    ----------
    title, place : str
        Title, and the municipality or country that it is about.
    made_on : date
        작성일.
    facts : tuple of Fact
        The block under the title: dates, CRS, sources, security grade.
    figures : tuple of Fact
        Summary figures.
    sheets : tuple of Sheet
        Map sheets; the first one's layers and ground are also those of the web page.
    tables : tuple of Table
        Findings, in reading order.
    conditions : Table
        분석조건: rule, parameters, versions, input hashes.
    notes : tuple of str
        Remarks that hold for the whole report.
    restricted : bool
        Whether the security grade forbids copying without a review.
    """

    title: str
    place: str
    made_on: date
    facts: tuple[Fact, ...]
    figures: tuple[Fact, ...]
    tables: tuple[Table, ...]
    conditions: Table
    notes: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    restricted: bool = True

    def table(self, name: str) -> Table:
        """Give the table of that name.

        Raises
        ------
        KeyError
            If the document has none.
        """
        for table in (*self.tables, self.conditions):
            if table.name == name:
                return table
        raise KeyError(name)
