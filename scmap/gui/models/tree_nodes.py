"""What the rows of the layer tree say, laid out beforehand; in any thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from scmap.cartography.legend import LegendEntry, legend, swatch, without_place
from scmap.cartography.settings import Drawn
from scmap.gui.models.class_table import filter_words
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.standard_titles import shown_title
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT, MapLayer
from scmap.progress import give_way
from scmap.words import language, tr

Checks = Mapping[str, frozenset[str]]
SWATCH_PX, SWATCH_FINE = 18, 3  # drawn once, so many times larger: fine enough for every screen


@dataclass
class Node:
    """A row of the tree.

    Attributes
    ----------
    title : str
        What is read.
    parent : int
        Number of the node above; -1 for a group, and for an entry without group.
    entry : MapLayer or None
        What the row switches; None on a group.
    legend : LegendEntry or None
        Its swatch and count.
    known : bool
        Whether its layer is there.
    count : int or None
        Features that it draws; None for base boundaries, where a count says nothing.
    left_out : int
        Results that are too many to be drawn.
    placeless : int
        Features that it would draw if they had a place.
    about : int or None
        Features there would be without the filter; None where there is none.
    troubles : tuple of str
        What is wrong with it, in words.
    children : list of int
        Numbers of the nodes below.
    """

    title: str
    parent: int = -1
    entry: MapLayer | None = None
    legend: LegendEntry | None = None
    known: bool = True
    count: int | None = None
    left_out: int = 0
    placeless: int = 0
    about: int | None = None
    troubles: tuple[str, ...] = ()
    children: list[int] = field(default_factory=list)

    @property
    def is_entry(self) -> bool:
        """Whether the row is an entry of the tree, not a group or a line of its legend."""
        return self.entry is not None

    @property
    def is_group(self) -> bool:
        """Whether the row is a heading with entries below."""
        return self.entry is None and self.legend is None


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """A tree laid out: all its nodes, and which of them stand at the top.

    Of a hundred thousand rows counting takes longer than a frame: any thread may lay one out.
    """

    nodes: list[Node]
    top: list[int]

    @classmethod
    def of(
        cls,
        entries: tuple[MapLayer, ...],
        sources: Callable[[str], Layer | None],
        checks: Checks,
    ) -> Self:
        """Lay out the tree of these entries, whose layers `sources` knows, and draw its swatches.

        These are kept: the window only takes them.
        """
        made = cls(*_grown(entries, sources, checks))
        for node in made.nodes:
            if node.legend is not None:
                swatch(node.legend.symbol, node.legend.shape, SWATCH_PX * SWATCH_FINE)
        return made


def _grown(
    entries: tuple[MapLayer, ...],
    sources: Callable[[str], Layer | None],
    checks: Checks,
) -> tuple[list[Node], list[int]]:
    nodes: list[Node] = []
    top: list[int] = []

    def add(node: Node) -> int:
        nodes.append(node)
        number = len(nodes) - 1
        (nodes[node.parent].children if node.parent >= 0 else top).append(number)
        return number

    groups: dict[str, int] = {}
    for entry in reversed(entries):
        if entry.group and entry.group not in groups:
            groups[entry.group] = add(Node(entry.group))
        node, lines = _entry_nodes(
            entry, sources(entry.layer), checks.get(entry.layer, frozenset())
        )
        node.parent = groups.get(entry.group, -1)
        number = add(node)
        for line in lines:
            add(Node(line.title, number, None, line, count=line.count))
        give_way()
    return nodes, top


def _entry_nodes(
    entry: MapLayer, layer: Layer | None, checks: frozenset[str]
) -> tuple[Node, tuple[LegendEntry, ...]]:
    """Give the row of an entry, and the legend below it; a legend of one line is the row's own."""
    if layer is None:
        return Node(entry.title, entry=entry, known=False), ()
    drawn = Drawn(layer, entry)
    lines = legend(drawn, language=language())
    alone = lines[0] if len(lines) == 1 else None
    node = Node(entry.title, entry=entry, legend=alone, left_out=layer.left_out)
    if not entry.layer.startswith(BASE):
        node.placeless = without_place(drawn)
        node.count = len(entry.rows(layer)) - node.placeless
    node.troubles = _troubles(entry, layer, checks)
    if entry.filter is not None:
        node.about = len(replace(entry, filter=None).rows(layer))
    return node, () if alone else lines


def _troubles(entry: MapLayer, layer: Layer, checks: frozenset[str]) -> tuple[str, ...]:
    """Say what of an entry needs a look: columns that are gone, nothing to see, faulty features."""
    if entry.layer.startswith((BASE, RESULT)):
        return ()
    absent = sorted(entry.fields - layer.columns.keys())
    found = [tr("layers.trouble.column", column=column_title(name)) for name in absent]
    if entry.filter is not None and not len(entry.rows(layer)):
        found.append(tr("layers.trouble.nothing"))
    marked = np.zeros(len(layer), dtype=bool)
    marked[[layer.rows[uid] for uid in checks if uid in layer.rows]] = True
    if faulty := int(marked[entry.rows(layer)].sum()):
        found.append(tr("layers.trouble.checks", count=f"{faulty:,}"))
    return tuple(found)


def told(node: Node) -> str:
    """Say all that is known of a row: its title, its filter, what is wrong."""
    if not node.known:
        return tr("layers.waiting")
    narrowed = node.entry.filter if node.entry else None
    said = [tr("layers.filtered", filter=filter_words(narrowed))] if narrowed else []
    if node.placeless and node.count is not None:
        whole, without = node.count + node.placeless, node.placeless
        counts = {"drawn": node.count, "total": whole, "without": without}
        said.append(tr("layers.drawn", **{name: f"{one:,}" for name, one in counts.items()}))
    return "\n".join((shown_title(node.title), *said, *node.troubles))


def filtered(node: Node) -> bool:
    """Tell whether a filter leaves some of a row's features out."""
    return node.entry is not None and node.entry.filter is not None


def counted(node: Node) -> str:
    """Write how many features a row has, and of how many where not all are drawn."""
    if node.count is None:
        return ""
    known = node.count + node.placeless if node.about is None else node.about
    whole = known + node.left_out
    total = f" / {whole:,}" if whole != node.count or node.about is not None else ""
    return f"{node.count:,}{total}"


def outline(node: Node) -> tuple[object, ...]:
    """Give what tells one place in the tree from another, whatever is read there."""
    return node.title, node.parent, node.entry.uid if node.entry else "", len(node.children)
