"""What came in when, from which file: by it a newer file of the same source finds its rows."""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

_VARYING = re.compile(r"[\W_\d]+|최종본?|수정본?|사본|복사본|\bcopy\b|\bfinal\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A file that gave rows to a layer that several files fill.

    Attributes
    ----------
    uid : str
        Identity.
    layer : str
        uid of the layer.
    file, dataset, sha256, crs, encoding : str
        As in `Source`.
    received_on : date or None
        Day on which it came in.
    rows : str
        uids of its rows, separated by ";".
    """

    TABLE: ClassVar[str] = "receipt"

    uid: str
    layer: str
    file: str
    dataset: str = ""
    sha256: str = ""
    crs: str = ""
    encoding: str = ""
    received_on: date | None = None
    rows: str = ""


def series(file: str) -> str:
    """Give what the files of one source have in common: the name without dates and numbers."""
    stem = file.rpartition(".")[0] or file
    return _VARYING.sub("", stem).lower() or stem.lower()
