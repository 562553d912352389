"""What a text typed into a cell means: a value of the column's type, or why it is none."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeAlias

import numpy as np

from scmap.model.layer import FieldType

Cell: TypeAlias = str | float | np.datetime64 | None

UNKNOWN_WORDS = frozenset({"", "미상", "-", "–", "n/a", "unknown"})
YEARS = 1900, 2200

_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|[-+]?\.\d+")
_DAY = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[일.]?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")


class UnreadableCellError(ValueError):
    """A text is no value of its column.

    Attributes
    ----------
    code : str
        Why: "number", "date", "year", "negative" or "domain".
    allowed : tuple of str
        What may stand there, of "domain".
    """

    def __init__(self, code: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.allowed = code, allowed


@dataclass(frozen=True, slots=True)
class CellType:
    """What a column takes.

    Attributes
    ----------
    type : str
        "text", "number" or "date".
    domain : mapping of str to str
        What may be typed, and what is kept for it; empty for anything.
    many : bool
        Whether several may stand there, separated by ";" or ",".
    year, amount : bool
        Whether a number is a year, or an amount, which is never less than nothing.
    """

    type: FieldType = "text"
    domain: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    year: bool = False
    amount: bool = False


def read_cell(text: str, wanted: CellType) -> Cell:
    """Read what was typed; the words for unknown and nothing at all are unknown (None).

    Raises
    ------
    UnreadableCellError
        If the text is no value of the column.
    """
    return cell_reader(wanted)(text)


def cell_reader(wanted: CellType) -> Callable[[str], Cell]:
    """Give what reads the cells of one column, as `read_cell` does: for very many of them."""
    if wanted.type == "number":
        return _unless_unknown(partial(_number, wanted=wanted))
    if wanted.type == "date":
        return _unless_unknown(_day)
    if not wanted.domain:
        return _unless_unknown(str)
    known = {key.casefold(): value for key, value in wanted.domain.items()}
    return _unless_unknown(partial(_within, wanted=wanted, known=known))


def _unless_unknown(read: Callable[[str], Cell]) -> Callable[[str], Cell]:
    def reader(text: str) -> Cell:
        text = text.strip()
        return None if text.lower() in UNKNOWN_WORDS else read(text)

    return reader


def _number(text: str, wanted: CellType) -> float:
    bare = text.removesuffix("년").strip() if wanted.year else text
    if not _NUMBER.fullmatch(bare):
        raise UnreadableCellError("number")
    number = float(bare.replace(",", ""))
    if math.isinf(number):  # so many digits that it is beyond what numbers hold
        raise UnreadableCellError("number")
    if wanted.year and (number != math.floor(number) or not YEARS[0] <= number <= YEARS[1]):
        raise UnreadableCellError("year")
    if wanted.amount and number < 0:
        raise UnreadableCellError("negative")
    return number


def _day(text: str) -> np.datetime64:
    found = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    if found is None:
        raise UnreadableCellError("date")
    try:
        return np.datetime64(date(*map(int, found.groups())), "D")
    except ValueError as error:
        raise UnreadableCellError("date") from error


def _within(text: str, wanted: CellType, known: Mapping[str, str]) -> str:
    parts = re.split(r"\s*[;,]\s*", text) if wanted.many else [text]
    found = [known.get(part.casefold()) for part in parts if part]
    if None in found:
        raise UnreadableCellError("domain", tuple(wanted.domain))
    return ";".join(dict.fromkeys(one for one in found if one))
