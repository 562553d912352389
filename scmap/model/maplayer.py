"""What the map shows: views on layers, in drawing order, with their look."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.condition import Filter
from scmap.model.distinct import distinct
from scmap.model.layer import Layer
from scmap.model.symbology import Symbology

Shape: TypeAlias = Literal["footprint", "point"]

BASE = "base:"  # a map layer on "base:municipality" shows the bundled boundaries, not project data
RESULT = "result:"  # a map layer on "result:overlap" shows what the analysis found last


@dataclass(frozen=True, slots=True)
class Where:
    """Keeps rows whose `field` has one of `values`; a cell of several parts passes with any.

    The empty value stands for unknown cells.
    """

    field: str
    values: frozenset[str]

    def mask(self, layer: Layer) -> NDArray[np.bool_]:
        """Tell for each row whether it passes, shape (n,)."""
        cells, at = distinct(layer.text(self.field))
        passes = (
            "" in self.values if cell is None else not self.values.isdisjoint(str(cell).split(";"))
            for cell in cells
        )
        mask: NDArray[np.bool_] = np.fromiter(passes, dtype=bool, count=len(cells))[at]
        return mask


@dataclass(frozen=True, slots=True)
class MapLayer:
    """One entry of the layer tree: some rows of a layer, drawn one way.

    Attributes
    ----------
    uid : str
        UUID of the entry.
    title : str
        What the planner reads in tree and legend.
    layer : str
        uid of a project layer, or a name that starts with `BASE` or `RESULT`.
    group : str
        Heading in the tree under which it stands; "" for none.
    where : Where or None
        Rows that the entry is about; None for all.
    filter : Filter or None
        Of these, the rows that the planner wants to see; None for all.
    shape : "footprint" or "point"
        Whether the layer's geometries are drawn, or the points of its columns `x` and `y`.
    symbology : Symbology
        Its look.
    visible : bool
        Whether it is drawn.
    opacity : float
        0 to 1, on top of the symbols' own.
    """

    uid: str
    title: str
    layer: str
    group: str = ""
    where: Where | None = None
    shape: Shape = "footprint"
    symbology: Symbology = field(default_factory=Symbology)
    visible: bool = True
    opacity: float = 1.0
    filter: Filter | None = None

    def rows(self, layer: Layer) -> NDArray[np.intp]:
        """Row numbers of `layer` that this entry shows, ascending."""
        masks = [one.mask(layer) for one in (self.where, self.filter) if one is not None]
        return np.flatnonzero(np.logical_and.reduce(masks)) if masks else np.arange(len(layer))

    @property
    def fields(self) -> frozenset[str]:
        """Names of the columns on which it depends what is drawn, and how."""
        asked = self.symbology.fields | (self.filter.fields if self.filter else frozenset())
        return asked | {self.where.field} if self.where else asked


def groups(entries: Iterable[MapLayer]) -> dict[str, list[MapLayer]]:
    """Give the entries under their headings, both in order of first appearance."""
    found: dict[str, list[MapLayer]] = {}
    for entry in entries:
        found.setdefault(entry.group, []).append(entry)
    return found
