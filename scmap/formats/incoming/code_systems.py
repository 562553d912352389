"""Which system the codes of places in a column belong to: the digits alone do not tell.

행정안전부 numbers municipalities (five digits), 법정동 and 행정동 (eight or ten digits that start
with them); 통계청 numbers the same units otherwise (five, seven or eight digits). 11230 is 동대문구
for the one and 강남구 for the other. So codes are told by the names or the ground beside them, else
by which system knows them at all; codes that both could mean are left alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.distinct import distinct
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Column

System: TypeAlias = Literal["municipality", "legal", "administrative", "kostat", "unclear", ""]

DIGITS = re.compile(r"\d{5}|\d{7,8}|\d{10}")
KOSTAT_DIGITS = (5, 7, 8)
ALIKE = 0.9  # share of the cells that must look like codes
AGREEING, APART = 0.8, 0.5  # shares of named rows by which one system is taken, another not
KNOWN = 0.95  # share of codes that a system must know where no names stand beside them
MOST = 4_000  # cells that are looked at
FEW = 3  # named rows that tell something
NUMBERED = 500  # 행정동 have numbers from here on, 동 of law below


@dataclass(frozen=True, eq=False)
class CodeSystems:
    """The systems, and what their codes mean today.

    Attributes
    ----------
    gazetteer : Gazetteer
        Codes of 행정안전부 of all times.
    kostat : Mapping of str to (str, date)
        Code of 행정안전부 on a day, by the first five digits of 통계청's.
    """

    gazetteer: Gazetteer
    kostat: Mapping[str, tuple[str, date]]

    def standard(self, code: str) -> frozenset[str]:
        """Give the units in force that a code of 행정안전부 means."""
        unit = self.gazetteer.history.units.get(code[:5])
        return frozenset(self.gazetteer.history.heirs(unit.code)) if unit else frozenset()

    def statistical(self, code: str) -> frozenset[str]:
        """Give the units in force that a code of 통계청 means."""
        known = self.kostat.get(code[:5]) if len(code) in KOSTAT_DIGITS else None
        return frozenset(self.gazetteer.history.heirs(*known)) if known else frozenset()

    def told(self, column: Column, named: Sequence[frozenset[str]], rows: Sequence[int]) -> System:
        """Tell the system of a column.

        Parameters
        ----------
        column : (n,) array
        named : sequence of frozenset of str
            Units that some rows name or lie in, none where nothing is known.
        rows : sequence of int
            Which rows those are.

        Returns
        -------
        str
            "" where the column holds no codes of places, "unclear" where it may be of either
            system or of none.
        """
        some = np.linspace(0, len(column) - 1, min(MOST, len(column))).astype(np.intp)
        values, _at = distinct(column[some])
        codes = [code for code in map(digits, values) if code]
        filled = sum(value is not None and value == value for value in values)  # noqa: PLR0124
        if not codes or len(codes) < ALIKE * filled:
            return ""
        known = [sum(map(bool, map(read, codes))) / len(codes) for read in self._readings]
        beside = [(digits(column[row]), names) for row, names in zip(rows, named, strict=True)]
        agreeing = self._agreeing([one for one in beside if one[0] and one[1]])
        if agreeing is None and max(known) < APART:
            return ""
        chosen = _chosen(agreeing, known)
        if chosen is None:
            return "unclear"
        return "kostat" if chosen else _level(codes)

    def unknown(self, column: Column, system: System) -> dict[str, NDArray[np.bool_]]:
        """Give the rows, as a mask, of each code of a column that its system does not know."""
        read = self.statistical if system == "kostat" else self.standard
        values, at = distinct(column)
        strange: dict[str, list[int]] = {}
        for place, value in enumerate(values):
            code = digits(value)
            if code and not read(code):
                strange.setdefault(code, []).append(place)
        return {code: np.isin(at, places) for code, places in sorted(strange.items())}

    @property
    def _readings(self) -> tuple[Callable[[str], frozenset[str]], ...]:
        return self.standard, self.statistical

    def _agreeing(self, beside: Sequence[tuple[str, frozenset[str]]]) -> list[float] | None:
        """Give the share of named rows with which each system agrees; None where too few are."""
        if len(beside) < FEW:
            return None
        return [
            float(np.mean([self._meet(read(code), names) for code, names in beside]))
            for read in self._readings
        ]

    def _meet(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Tell whether units are the same, or lie in the same city or 시·도."""
        cities = [{self._city(code) for code in codes} for codes in (one, other)]
        sidos = {code for code in other if len(code) == 2}
        return bool(cities[0] & cities[1]) or any(code[:2] in sidos for code in one)

    def _city(self, code: str) -> str:
        unit = self.gazetteer.units.get(code)
        return (unit.parent or code) if unit else code


def _chosen(agreeing: Sequence[float] | None, known: Sequence[float]) -> int | None:
    """Give the place of the system that is right, None where that is not sure."""
    shares, enough = (known, KNOWN) if agreeing is None else (agreeing, AGREEING)
    best = int(np.argmax(shares))
    return best if shares[best] >= enough and shares[1 - best] < APART else None


def _level(codes: Sequence[str]) -> System:
    """Tell what codes of 행정안전부 number."""
    if all(len(code) == len("11110") for code in codes):
        return "municipality"
    numbers = [int(code[5:8]) for code in codes if len(code) >= len("11110101")]
    return "administrative" if any(number >= NUMBERED for number in numbers) else "legal"


def digits(value: object) -> str:
    """Give a code as its digits, "" for what is none."""
    if isinstance(value, float):
        value = f"{value:.0f}" if np.isfinite(value) and value.is_integer() else ""
    text = value.strip() if isinstance(value, str) else ""
    return text if DIGITS.fullmatch(text) else ""
