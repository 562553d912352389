"""What the verbs take: sizes, extents, scales and choices with Korean aliases."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from scmap.model.layout import read_scale
from scmap.words import tr

_DAY, _WHOLE_DAY = (re.compile(rf"\d{{4}}(-\d\d){{{n}}}", re.ASCII) for n in ("0,2", "2"))

FILE = click.Path(path_type=Path)


class Target(click.ParamType[Path]):
    """A file to be written, whose name ends as what is written is.

    Parameters
    ----------
    *suffixes : str
        With their dots, in small letters.
    """

    name = "FILE"

    def __init__(self, *suffixes: str) -> None:
        self.suffixes = suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Take the path, or say how its name may end."""
        path = Path(value)
        if path.suffix.lower() not in self.suffixes:
            told = tr("cli.file_form", suffixes=", ".join(self.suffixes), value=value)
            self.fail(told, param, ctx)
        return path


class Day(click.ParamType[str]):
    """A day, or as much of one as is known: 2026, 2026-07 or 2026-07-20.

    Parameters
    ----------
    whole : bool
        Whether nothing of it may be left out: other days are compared with it.
    """

    name = "DATE"

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take the day, or say how one is written."""
        day = str(value)
        try:
            date.fromisoformat(day + "-01-01"[len(day) - 4 :])
            known = (_WHOLE_DAY if self.whole else _DAY).fullmatch(day) is not None
        except ValueError:
            known = False
        if not known:
            told = "cli.day_whole" if self.whole else "cli.day_form"
            self.fail(tr(told, value=value), param, ctx)
        return day


class Said(click.ParamType[str]):
    """Words that must not be blank: a script whose variable is not set means no 전국."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take the words, or say that there are none."""
        said = str(value).strip()
        if not said:
            self.fail(tr("cli.blank"), param, ctx)
        return said


PLACE = Said()


class Size(click.ParamType[tuple[int, int]]):
    """Width and height in pixels, written 1280x720."""

    name = "WxH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read the size, or say how it is written."""
        width, _, height = str(value).lower().partition("x")
        if not (width.isdigit() and height.isdigit() and 16 <= int(width) <= 16384):
            self.fail(tr("cli.size_form", value=value), param, ctx)
        return int(width), int(height)


class Bounds(click.ParamType[tuple[float, ...]]):
    """An extent on the plane, written x0,y0,x1,y1."""

    name = "x0,y0,x1,y1"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """Read the extent, or say how it is written."""
        try:
            x0, y0, x1, y1 = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(tr("cli.extent_form", value=value), param, ctx)
        if not (x0 < x1 and y0 < y1):
            self.fail(tr("cli.extent_form", value=value), param, ctx)
        return x0, y0, x1, y1


class Choice(click.ParamType[str]):
    """A choice with ASCII names and Korean aliases."""

    def __init__(self, names: Sequence[str], aliases: Mapping[str, str]) -> None:
        self.names, self.aliases = names, aliases
        self.name = "|".join(names)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Find the name that was meant, or say which there are."""
        found = self.aliases.get(value, value)
        if found not in self.names:
            choices = ", ".join([*self.names, *self.aliases])
            self.fail(tr("cli.choice_form", value=value, choices=choices), param, ctx)
        return str(found)


class ScaleOf(click.ParamType[float]):
    """A scale, written 1:25000 or 25,000."""

    name = "1:N"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the denominator, or say how a scale is written."""
        found = read_scale(str(value))
        if found is None:
            self.fail(tr("cli.scale_form", value=value), param, ctx)
        return found


class Number(click.ParamType[float]):
    """A number within bounds.

    Parameters
    ----------
    low, high : float
        The bounds belong to it.
    """

    name = "NUMBER"

    def __init__(self, low: float, high: float = math.inf) -> None:
        self.low, self.high = low, high

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the number, or say between which bounds it lies."""
        try:
            number = self.read(value)
        except ValueError:
            number = math.nan
        if not self.low <= number <= self.high or math.isinf(number):
            bounded = "least" if math.isinf(self.high) else "between"
            told = tr(f"cli.number.{bounded}", value=value, low=self.low, high=self.high)
            self.fail(told, param, ctx)
        return number

    def read(self, value: Any) -> float:
        """Take the value for a number."""
        return float(value)


class Whole(Number):
    """A whole number within bounds."""

    def read(self, value: Any) -> int:
        """Take the value for a whole number."""
        return int(value)


ATLAS = Choice(
    ("municipality", "grade", "agenda", "pair"),
    {"시군구": "municipality", "등급": "grade", "안건": "agenda", "검토쌍": "pair"},
)
