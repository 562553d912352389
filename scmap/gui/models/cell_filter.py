"""What is typed into the filter of one column: numbers, dates, words, the unknown.

``>10``, ``10~20``, ``2024-05~``, ``미상``, ``!미상``, ``서울|부산``: parts with spaces in between
must all hold, of parts with a bar in between one.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from scmap.gui import search
from scmap.model import amounts

Kind: TypeAlias = Literal["number", "date", "text"]
What: TypeAlias = Literal["span", "unknown", "word", "whole"]
Span: TypeAlias = tuple[float, float]

_NUMBER = re.compile(r"-?\d[\d,]*\.?\d*|-?\.\d+")
_DAY = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?[.]?")
_SPACED_DAY = re.compile(r"(\d{4})\.\s+(\d{1,2})\.(?:\s+(\d{1,2})\.)?")
_COMPARED = re.compile(r"(>=|<=|!=|≥|≤|≠|>|<|=|!)(.*)")
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "!": "!="}
_TO = ("~", "..")
_ENGLISH = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """One test of a cell.

    Attributes
    ----------
    what : str
        "span" of numbers or of days since 1970; "unknown"; "word" that occurs; "whole" cell.
    least, most : float
        Ends of a span, both in it.
    word : str
        Folded text.
    negated : bool
        Whether what passes is all else that is known.
    """

    what: What
    least: float = -math.inf
    most: float = math.inf
    word: str = ""
    negated: bool = False


Asked: TypeAlias = tuple[tuple[Part, ...], ...]  # all of these, of each one at least


class UnreadableError(ValueError):
    """A filter says nothing that the column could be compared with."""


def read(text: str, kind: Kind) -> Asked:
    """Read what is typed; () where nothing is asked (yet).

    Raises
    ------
    UnreadableError
        If it is no condition on such a column.
    """
    readers: dict[Kind, Callable[[str], Part | None]] = {
        "number": lambda token: _measured(token, _number_span, _digits),
        "date": lambda token: _measured(token, _day_span, _word),
        "text": _text,
    }
    choices = [
        tuple(filter(None, map(readers[kind], filter(None, token.split("|")))))
        for token in _tokens(text)
    ]
    return tuple(filter(None, choices))


def plain_number(word: str) -> str:
    """Give a number as it is searched in, without its thousands commas; "" if it is none."""
    return word.replace(",", "") if _NUMBER.fullmatch(word) else ""


def _tokens(text: str) -> list[str]:
    """Take apart at spaces, but leave comparisons, spans and days of several parts together."""
    text = _SPACED_DAY.sub(lambda day: "-".join(filter(None, day.groups())), search.folded(text))
    text = re.sub(r"\s*(~|\.\.|\|)\s*", r"\1", text)
    return re.sub(r"([<>=≥≤≠!])\s+", r"\1", text).split()


def _measured(
    token: str, span: Callable[[str], Span], plain: Callable[[str], Part | None]
) -> Part | None:
    """Read a condition on numbers or days."""
    unknown = _unknown(token)
    if unknown is not None:
        return unknown
    compared = _COMPARED.fullmatch(token)
    if compared is not None:
        return _compared(_SIGNS.get(compared[1], compared[1]), compared[2], span)
    for sign in _TO:
        first, found, last = token.partition(sign)
        if found and (first or last):
            least = span(first)[0] if first else -math.inf
            most = span(last)[1] if last else math.inf
            return Part("span", min(least, most), max(least, most))
    return plain(token) if token not in {"-", "!", *_TO} else None


def _compared(sign: str, value: str, span: Callable[[str], Span]) -> Part | None:
    if value in {"", "-"}:
        return None  # it is still being typed
    least, most = span(value)
    spans = {
        ">": (math.nextafter(most, math.inf), math.inf),
        ">=": (least, math.inf),
        "<": (-math.inf, math.nextafter(least, -math.inf)),
        "<=": (-math.inf, most),
    }
    return Part("span", *spans.get(sign, (least, most)), negated=sign == "!=")


def _number_span(text: str) -> Span:
    number = plain_number(text)
    if not number:
        raise UnreadableError(text)
    return float(number), float(number)


def _digits(token: str) -> Part:
    if not plain_number(token):
        raise UnreadableError(token)
    return Part("word", word=token)


def _day_span(text: str) -> Span:
    """Give the first and last day of a day, month or year."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise UnreadableError(text)
    year, month, day = found.groups()
    given = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
    unit = "YMD"[len(given) - 1]
    try:
        first = np.datetime64("-".join(given), unit)  # type: ignore[call-overload]  # unit by length
    except ValueError:
        raise UnreadableError(text) from None
    last = (first + 1).astype("datetime64[D]") - 1
    return float(first.astype("datetime64[D]").astype(int)), float(last.astype(int))


def _word(token: str) -> Part:
    """Read days without a sign: those that lie in them."""
    if token.isdigit() and len(token) < len("2024"):
        return Part("word", word=token)  # a year that is still being typed
    return Part("span", *_day_span(token.rstrip("-./")))


def _text(token: str) -> Part | None:
    unknown = _unknown(token)
    if unknown is not None:
        return unknown
    negated = token.startswith("!")
    word = token.removeprefix("!").removeprefix("=") if negated else token
    if word.startswith("="):
        return Part("whole", word=word[1:], negated=negated) if word[1:] else None
    return Part("word", word=word, negated=negated) if word else None


def _unknown(token: str) -> Part | None:
    word = token.removeprefix("!").removeprefix("=")
    if word in {search.folded(amounts.unknown()), _ENGLISH}:
        return Part("unknown", negated=token.startswith("!"))
    return None
