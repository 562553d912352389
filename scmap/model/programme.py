"""What is known of a funding programme beyond its name: the rows of the ministries' comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# The rows of 표 3 in the paper's order; "work" and "budget" are made where no text is given.
ROWS = ("ground", "goal", "work", "budget", "content", "operator", "information", "service")
MONEY = ("national", "private", "local")  # 국비, 민간, 시비: the order in which 표 3 tells them


@dataclass(frozen=True, slots=True)
class Told:
    """A text and where it stands."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """Sourced facts of a programme.

    Attributes
    ----------
    programme : str
        Id in the code book.
    ministry : str
        Who ran it, as it was named then.
    money : mapping of str to float
        "total" and the parts of `MONEY`, 백만원; what is missing is unknown.
    money_note, money_source : str
        What the figure covers, and where it stands.
    cells : mapping of str to Told
        Texts by rows of `ROWS`; what is missing prints 미작성.
    """

    programme: str
    ministry: str
    money: Mapping[str, float] = field(default_factory=dict)
    money_note: str = ""
    money_source: str = ""
    cells: Mapping[str, Told] = field(default_factory=dict)
