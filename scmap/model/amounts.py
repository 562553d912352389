"""How numbers, money, areas and dates are written, the same in window, report and map.

Source: DOMAIN §6.2. Unknown is written as unknown ("미상"), never as 0; nothing is ever written
with an exponent; rounding is decimal, half up.
"""

import math
import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np

from scmap import words

NOT_APPLICABLE = "-"  # a cell that asks nothing of this row; unknown is `unknown()`

_MKRW_PER_EOK = 100  # 1억 원 = 100 백만원
_EOK_PER_JO = 10_000  # 1조 원 = 10,000억 원
_PYEONG_PER_M2 = Decimal("0.3025")  # 1평 = 400/121 ㎡ (6자 x 6자, 1자 = 10/33 m)
_LEAST_KM, _LEAST_WHOLE_M = 1_000, 100  # below, metres; below, with a decimal
_LEAST_SQUARE_KM, _LEAST_WHOLE_M2 = 100_000, 10_000
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])")
_MOST_DECIMALS = 6  # of a weight or a factor
_WIDE = Context(prec=400)  # digits enough for any double


def unknown(language: str | None = None) -> str:
    """Give the word for what nobody knows ("미상"), in the window's language or in `language`."""
    return _word("unknown", language)


def rounded(value: float | Decimal, places: int = 0) -> str:
    """Write a finite number with thousands commas and `places` decimals, rounded half up."""
    number = _exact(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context=_WIDE)
    return f"{number:,f}" if number else f"{abs(number):f}"  # no "-0"


def trimmed(value: float | Decimal, places: int) -> str:
    """Write a finite number with as few decimals as it needs, `places` at most: ``10``, ``2.5``."""
    whole, _, decimals = rounded(value, places).partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def count(value: float, language: str | None = None) -> str:
    """Write a number of things: ``1,234``."""
    return unknown(language) if not math.isfinite(value) else rounded(value)


def money(mkrw: float, language: str | None = None) -> str:
    """Write an amount in 백만원 for a table: ``1,703``; one decimal only where it has one."""
    if not math.isfinite(mkrw):
        return unknown(language)
    return rounded(mkrw, 0 if float(mkrw).is_integer() else 1)


def money_in_prose(mkrw: float, language: str | None = None) -> str:
    """Write an amount in 백만원 for a sentence: ``17.03억 원``, ``1조 4,876억 원``.

    In English in millions, as the heads of tables have it, and from 1조 in trillions:
    ``KRW 1,703 million``, ``KRW 1.4876 trillion``.
    """
    if not math.isfinite(mkrw):
        return unknown(language)
    eok = _exact(mkrw) / _MKRW_PER_EOK
    if eok < _EOK_PER_JO:
        return _word("eok", language, eok=trimmed(eok, 2), million=trimmed(mkrw, 1))
    jo, rest = divmod(int(eok.quantize(Decimal(1), ROUND_HALF_UP, _WIDE)), _EOK_PER_JO)
    if not rest:
        return _word("jo", language, jo=f"{jo:,}")
    trillion = trimmed(jo + Decimal(rest) / _EOK_PER_JO, 4)
    return _word("jo_eok", language, jo=f"{jo:,}", eok=f"{rest:,}", trillion=trillion)


def square_km(m2: float, language: str | None = None) -> str:
    """Write an area given in m² in ㎢ with two decimals; a strip too small for them is not 0."""
    if not math.isfinite(m2):
        return unknown(language)
    if 0 < m2 < 5e3:
        return _word("less_than", language, bound="0.01")
    return rounded(_exact(m2) / 1_000_000, 2)


def length(metres: float, language: str | None = None) -> str:
    """Write a length with its unit: ``0.0 m``, ``843 m``, ``12.34 ㎞``, in English ``km``."""
    if not math.isfinite(metres):
        return unknown(language)
    if metres < _LEAST_KM:
        return _word("m", language, size=rounded(metres, 1 if metres < _LEAST_WHOLE_M else 0))
    return _word("km", language, size=rounded(_exact(metres) / 1000, 2))


def ground(m2: float, language: str | None = None) -> str:
    """Write an area with its unit, and in 평 beside it: ``3,305.8 ㎡ (1,000평)``, ``m²``."""
    if not math.isfinite(m2):
        return unknown(language)
    if m2 < _LEAST_SQUARE_KM:
        size = _word("m2", language, size=rounded(m2, 1 if m2 < _LEAST_WHOLE_M2 else 0))
    else:
        size = _word("km2", language, size=rounded(_exact(m2) / 1_000_000, 2))
    return _word("ground", language, size=size, pyeong=rounded(_exact(m2) * _PYEONG_PER_M2))


def percent(share: float, language: str | None = None) -> str:
    """Write a share (0 to 1) in percent with one decimal, without the sign: ``45.2``."""
    if not math.isfinite(share):
        return unknown(language)
    return rounded(_exact(share) * 100, 1)


def score(value: float, language: str | None = None) -> str:
    """Write a score from 0 to 100 with one decimal: ``68.4``."""
    return unknown(language) if not math.isfinite(value) else rounded(value, 1)


def term(value: float, language: str | None = None) -> str:
    """Write a term of a score, 0 to 1, with three decimals: ``0.889``."""
    return unknown(language) if not math.isfinite(value) else rounded(value, 3)


def likeness(value: float, language: str | None = None) -> str:
    """Write how alike two things are, 0 to 1, with two decimals: ``0.91``."""
    return unknown(language) if not math.isfinite(value) else rounded(value, 2)


def weight(value: float, language: str | None = None) -> str:
    """Write a weight with two decimals, more where it needs them: ``0.20``, ``0.125``."""
    return unknown(language) if not math.isfinite(value) else _padded(value, 2)


def factor(value: float, language: str | None = None) -> str:
    """Write a factor with one decimal, more where it needs them: ``1.0``, ``0.75``."""
    return unknown(language) if not math.isfinite(value) else _padded(value, 1)


def _padded(value: float, least: int) -> str:
    needed = trimmed(value, _MOST_DECIMALS)
    return rounded(value, max(least, len(needed.partition(".")[2])))


def plain(value: float, language: str | None = None) -> str:
    """Write a factor or threshold with as few decimals as it needs, three at most."""
    return unknown(language) if not math.isfinite(value) else trimmed(value, 3)


def day(value: date | np.datetime64 | None, language: str | None = None) -> str:
    """Write a date: ``2026. 11. 22.``."""
    known = as_date(value)
    if known is None:
        return unknown(language)
    return _word("day", language, year=known.year, month=known.month, day=known.day)


def dated(text: str, language: str | None = None) -> str:
    """Write the days in a text of data as `day` does: "경계 2026-07-20", "2026-07" → "2026. 7."."""

    def told(found: re.Match[str]) -> str:
        year, month, of_month = (int(part or 0) for part in found.groups())
        if not 1 <= month <= 12 or of_month > 31:
            return found[0]
        key = "day" if of_month else "month"
        return _word(key, language, year=year, month=month, day=of_month)

    return _ISO.sub(told, text)


def period(year_from: float, year_to: float = math.nan, language: str | None = None) -> str:
    """Write a span of years: ``’15~’17년``, ``’15년``; an unknown end stays unknown.

    What is no year of four digits (a slip of the pen) is written as it stands, never shortened.
    """
    if not math.isfinite(year_from):
        return unknown(language)
    start = _year(year_from, language)
    if not math.isfinite(year_to):
        return _word("period_open", language, start=start, unknown=unknown(language))
    if int(year_from) == int(year_to):
        return _word("period_one", language, start=start)
    return _word("period", language, start=start, stop=_year(year_to, language))


def as_date(value: date | np.datetime64 | None) -> date | None:
    """Give a cell of a date column as a date; None for NaT."""
    if isinstance(value, np.datetime64):
        item = value.astype("datetime64[D]").item()
        return item if isinstance(item, date) else None
    return value


def total(values: Iterable[float]) -> tuple[float, int]:
    """Add up what is known, and count what is not.

    Returns
    -------
    sum : float
        NaN when nothing is known: a sum of unknowns is unknown, not 0.
    unknown : int
        Values left out.
    """
    numbers = np.fromiter(values, dtype=float)
    known = numbers[np.isfinite(numbers)]
    return (math.fsum(known) if len(known) else math.nan), len(numbers) - len(known)


def _exact(value: float | Decimal) -> Decimal:
    """Give the decimal that a double is written as: 0.125 is a half to round up, not a bit less."""
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def _year(value: float, language: str | None) -> str:
    if not 1000 <= value < 10_000:
        return f"{value:g}"
    return _word("year", language, year=int(value), short=f"{int(value) % 100:02d}")


def _word(name: str, language: str | None, **values: object) -> str:
    return words.tr_in(language or words.language(), f"amounts.{name}", **values)
