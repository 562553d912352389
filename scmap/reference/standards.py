"""The register of standards: which there are, of which tier, and where it says so."""

import csv
from dataclasses import dataclass
from functools import cache

from scmap import paths
from scmap.words import language

SPATIAL, TECHNICAL = "spatial", "technical"


@dataclass(frozen=True, slots=True)
class Standard:
    """A published standard.

    Attributes
    ----------
    number, title, title_en : str
        As it is cited, and its name.
    body, year : str
        Who published it, and when.
    tier : str
        "spatial" (services of a city as a place) or "technical".
    source : str
        Page of the body that says so.
    """

    number: str
    title: str
    title_en: str
    body: str
    year: str
    tier: str
    source: str

    @property
    def name(self) -> str:
        """Its name in the language of the window."""
        return self.title if language() == "ko" else self.title_en


@cache
def standards() -> tuple[Standard, ...]:
    """Give the bundled register, read once a process."""
    with paths.resource("standards", "standards.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Standard(**row) for row in csv.DictReader(file))
