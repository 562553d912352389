"""That a project takes part in a cooperative, as a row of the project itself."""

import json
from dataclasses import dataclass
from typing import ClassVar

MOST = 2**63 - 1  # numbers of a server's transactions and of batches stay below


@dataclass(frozen=True, slots=True)
class Share:
    """One cooperative that the project takes part in.

    Attributes
    ----------
    uid, title : str
        Identity and name of the cooperative.
    place : str
        Folder, package or address of the server; never a password.
    member : str
        By which key this copy of the project takes part.
    held : str
        How far the changes of each member are in the project's layers (JSON); because it lies in
        the project itself, it is always true of the layers beside it, even of a copy of the file.
    """

    TABLE: ClassVar[str] = "cooperative"

    uid: str
    title: str
    place: str
    member: str
    held: str = "{}"

    @property
    def vector(self) -> dict[str, int]:
        """Give of each member the number of the last changes that the layers hold.

        Nothing, where a file says what cannot be: its shared layers are then what was here before
        they were shared, and a copy of what differs is kept.
        """
        try:
            found = json.loads(self.held)
        except (ValueError, RecursionError):
            return {}
        if not isinstance(found, dict) or not all(type(one) is int for one in found.values()):
            return {}
        return found if all(0 <= number <= MOST for number in found.values()) else {}
