"""That a project takes part in a cooperative, as a row of the project itself."""

from dataclasses import dataclass
from typing import ClassVar


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
