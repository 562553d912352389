"""From a region's own codes to those of the nation, and layers for which there are none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from scmap.model.layer import Layer


@dataclass(frozen=True, slots=True)
class CodeLink:
    """One local code and the national one that it means.

    Attributes
    ----------
    uid : str
        Identity.
    layer, field : str
        uid of the layer and the field in which the local code stands.
    local, national : str
        Both codes.
    system : str
        Which national codes (행정표준코드, 서비스분야 …).
    """

    TABLE: ClassVar[str] = "crosswalk"

    uid: str
    layer: str
    field: str
    local: str
    national: str
    system: str = ""


@dataclass(frozen=True, slots=True)
class Regional:
    """A layer of a region's own kind (지역특화), for which no standard is needed.

    Attributes
    ----------
    uid : str
        uid of the layer.
    steward : str
        Who looks after it.
    cycle : str
        How often it is renewed (갱신주기).
    """

    TABLE: ClassVar[str] = "regional_layer"

    uid: str
    steward: str
    cycle: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a layer's codes is linked.

    Attributes
    ----------
    codes : int
        Different local codes that the rows have.
    unmatched : Mapping of str to int
        Those without a national one, with the number of rows, the most frequent first.
    blank : int
        Rows without any code, which are not counted.
    """

    codes: int
    unmatched: Mapping[str, int]
    blank: int

    @property
    def linked(self) -> int:
        """How many codes have a national one."""
        return self.codes - len(self.unmatched)

    @property
    def share(self) -> float:
        """Share of the codes that have a national one; NaN where there are no codes."""
        return self.linked / self.codes if self.codes else float("nan")


def measure_coverage(layer: Layer, field: str, links: Iterable[CodeLink]) -> Coverage:
    """Tell how many codes of a field are linked to national ones, and which are not."""
    known = {
        link.local
        for link in links
        if (link.layer, link.field) == (layer.uid, field) and link.national
    }
    counts: dict[str, int] = {}
    blank = 0
    for cell in layer.text(field):
        code = str(cell).strip() if cell is not None else ""
        if code:
            counts[code] = counts.get(code, 0) + 1
        else:
            blank += 1
    rest = {code: count for code, count in counts.items() if code not in known}
    ordered = dict(sorted(rest.items(), key=lambda item: (-item[1], item[0])))
    return Coverage(len(counts), ordered, blank)
