"""Loads the legal grounds of consultation between ministries from resources/rules."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from scmap import paths


@dataclass(frozen=True, slots=True)
class ConsultationGrounds:
    """Laws by which a ministry line is consulted.

    Attributes
    ----------
    by_line : mapping of str to tuple of str
        Laws of a line that name the consultation; a line that is missing has none entered.
    joint : str
        What holds for every information system of more than one office.
    """

    by_line: Mapping[str, tuple[str, ...]]
    joint: str


@cache
def consultation_grounds() -> ConsultationGrounds:
    """Give the grounds that the product ships."""
    text = paths.resource("rules", "consultation.json").read_text(encoding="utf-8")
    table = json.loads(text)
    lines = {line: tuple(laws) for line, laws in table["grounds"].items()}
    return ConsultationGrounds(lines, table["joint"])
