"""A sentence of a dossier in the committee's own words, in place of the generated one."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Sentence:
    """An edit that survives regeneration.

    Attributes
    ----------
    uid : str
        Identity.
    round : str
        uid of the round whose dossier it belongs to.
    key : str
        Which generated sentence it stands for: its section, and its words without their numbers.
    made : str
        The generated sentence as it was when it was edited.
    text : str
        What is printed in its place.
    """

    TABLE: ClassVar[str] = "review_sentence"

    uid: str
    round: str
    key: str
    made: str
    text: str
