"""Words for matrices and years: what groups are called, and what a cell stands for."""

from scmap.analysis.summary import ALL
from scmap.gui.models.matrix import Head
from scmap.model.codebook import UNCLASSIFIED, CodeBook, title_of
from scmap.session.summaries import Axis
from scmap.words import tr


def heads_of(keys: tuple[str, ...], axis: Axis, codebook: CodeBook) -> tuple[Head, ...]:
    """Name groups; ministry lines come with their hues."""
    return tuple(_head(key, axis, codebook) for key in keys)


def cell_title(axis: Axis, row: str, column: str, codebook: CodeBook) -> str:
    """Say in one line what a cell of a matrix stands for."""
    one, other = heads_of((row, column), axis, codebook)
    return tr(f"summary.cell.{axis}", row=one.title, column=other.title)


def _head(key: str, axis: Axis, codebook: CodeBook) -> Head:
    if key == ALL:
        return Head(key, tr("summary.all"))
    if key == UNCLASSIFIED:
        return Head(key, tr(f"summary.unknown.{axis}"))
    if axis == "ministry":
        line = codebook.lineages[key]
        return Head(key, title_of(line), line.colour)
    if axis in {"statutory", "ifez"}:
        return Head(key, title_of(next(one for one in codebook.columns(axis) if one.code == key)))
    return Head(key, title_of(codebook.fields[key]))
