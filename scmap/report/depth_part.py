"""중첩 부처 수 in a report: ground and money by depth, and the map of it."""

from dataclasses import dataclass, replace

from scmap.analysis.depth import partition
from scmap.analysis.depth_count import count_depth, stakes_of
from scmap.analysis.depth_layer import Drawn as Faces
from scmap.analysis.depth_tables import tabulate
from scmap.analysis.register import lineages
from scmap.cartography.presets import depth_entry
from scmap.cartography.settings import Drawn
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.depth import Depth, DepthTables, Ground
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.municipality import Municipality
from scmap.model.overlap import SLIVER_WIDTH
from scmap.progress import Progress, silent
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.parts import Cell, Column, Row, Table
from scmap.words import tr_in

PLACES_LISTED = 20  # municipalities with the largest money; the window has them all


@dataclass(frozen=True, eq=False)
class DepthPart:
    """Depth of an area's ground.

    Attributes
    ----------
    depth : Depth
        What stands on each face.
    tables : DepthTables
        The same by territory, of the area alone.
    places : tuple of str
        Names of the municipalities by the number of their row; () for one municipality.
    drawn : Drawn
        The faces of the area and around, as the map shows them.
    """

    depth: Depth
    tables: DepthTables
    places: tuple[str, ...]
    drawn: Drawn


def depth_part(
    investments: Layer,
    codebook: CodeBook,
    gazetteer: Gazetteer,
    municipality: Municipality | None,
    sliver_width: float = SLIVER_WIDTH,
    *,
    progress: Progress = silent,
) -> DepthPart:
    """Count ministries and money on the ground of a municipality, or of the whole country.

    Parameters
    ----------
    investments : Layer
        Those of the area.
    codebook, gazetteer
        Look-ups for lines and for ground; on another plane than the boundaries, faces are not told
        apart by municipality.
    municipality : Municipality or None
        None for the whole country.
    sliver_width : float
        Width, m, below which shared ground is a boundary mismatch.
    """
    grounds = gazetteer.boundaries("municipality")
    codes = grounds.text("code").tolist()
    if grounds.crs != investments.crs:
        cut, codes = partition(investments, progress=progress), []
    else:
        cut = partition(investments, grounds, progress=progress)
    stakes = stakes_of(investments, lineages(investments, codebook))
    depth = count_depth(cut, stakes, sliver_width=sliver_width)
    own = None
    if municipality is not None:
        own = codes.index(municipality.code) if municipality.code in codes else -1
    layer = Faces.of(depth).layer(depth, _say("title"))
    units = gazetteer.units
    return DepthPart(
        depth=depth,
        tables=tabulate(depth, own),
        places=() if municipality else tuple(units[code].title for code in codes),
        drawn=Drawn(layer, replace(depth_entry(LANGUAGE), visible=True)),
    )


def depth_tables(part: DepthPart) -> tuple[Table, ...]:
    """List ground and money by depth and, for the country, by municipality."""
    by_depth = tuple(
        Row((_say(f"class.{k}"), *_cells(one))) for k, one in sorted(part.tables.by_depth.items())
    )
    slivers = part.tables.slivers
    mismatch = (Row((_say("class.mismatch"), *_cells(slivers))),) if slivers.faces else ()
    whole = Row((word("total"), *_cells(part.tables.whole)), total=True)
    first = _table("depth", (whole, *by_depth, *mismatch) if by_depth else (), _notes(part.tables))
    places = _places(part)
    if not places:
        return (first,)
    return first, _table("depth_places", places, (_say("note.places", n=PLACES_LISTED),))


def _places(part: DepthPart) -> tuple[Row, ...]:
    """Give the municipalities in which several ministries invest, the most money first."""
    found = [
        (one, part.places[row])
        for row, one in part.tables.by_municipality.items()
        if 0 <= row < len(part.places) and one.overlapped > 0
    ]
    found.sort(key=lambda one: (-one[0].bound, -one[0].overlapped, one[1]))
    return tuple(Row((name, *_cells(one))) for one, name in found[:PLACES_LISTED])


def _table(name: str, rows: tuple[Row, ...], notes: tuple[str, ...]) -> Table:
    return Table(
        name=name,
        title=_say(f"table.{name}"),
        unit=word("unit.mkrw"),
        columns=(
            Column(
                _say("by.depth" if name == "depth" else "by.municipality"), width=42, named=True
            ),
            Column(_head("area", "㎢"), "area", 22),
            Column(_say("column.investments"), "count", 13),
            Column(_say("column.bound"), "money", 32),
            Column(_say("column.between"), "money", 20),
            Column(_say("column.national"), "money", 18),
            Column(_say("column.unknown"), "count", 13),
            Column(_head("stand_in", "%"), "percent", 20),
        ),
        rows=rows,
        notes=notes,
        empty=phrase("depth.nothing"),
    )


def _cells(one: Ground) -> tuple[Cell, ...]:
    money = (float(round(value)) for value in (one.bound, one.between, one.national))
    return (one.area, float(one.investments), *money, float(one.unknown), one.stand_in)


def _notes(tables: DepthTables) -> tuple[str, ...]:
    """Say what the figures rest on, what matters most first, and what they leave out."""
    whole = tables.whole
    left_out = {
        "unknown": whole.unknown,
        "ministry": tables.unknown_ministry,
        "footprint": tables.without_footprint,
    }
    return (
        _say("stand_in", share=amounts.percent(whole.stand_in, LANGUAGE)),
        phrase("depth.caveat"),
        phrase("depth.rule"),
        _say("left_out", **{name: amounts.count(n, LANGUAGE) for name, n in left_out.items()}),
        _say("regional.counted", count=amounts.count(tables.regional, LANGUAGE)),
    )


def _head(column: str, unit: str) -> str:
    return _say("head", title=_say(f"column.{column}"), unit=unit)


def _say(key: str, /, **values: object) -> str:
    return tr_in(LANGUAGE, f"depth.{key}", **values)
