"""A state of the project that was frozen under a name: 「2026년 제1차 위원회 상정본」."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the project remembers of a frozen state; the state itself is a file of its own.

    Attributes
    ----------
    uid : str
        Identity.
    name : str
        As people call it.
    taken_on : date or None
        When.
    author, note : str
        Who froze it, and what for.
    file : str
        Name (never the path) of the file that holds it.
    data, parameters, verdicts : str
        SHA-256 of what the project held, of the judgement in force, and of what followed from both.
    program : str
        Version of the program that judged.
    """

    TABLE: ClassVar[str] = "snapshot"

    uid: str
    name: str
    taken_on: date | None = None
    author: str = ""
    note: str = ""
    file: str = ""
    data: str = ""
    parameters: str = ""
    verdicts: str = ""
    program: str = ""
