"""The standard layer tree: boundaries, centres, investments by ministry, overlaps.

Kind is told by shape, the ministry's lineage by hue, the class of an overlap by pattern and weight,
so that a print in black and white still tells it.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from scmap.analysis.depth_layer import MISMATCH
from scmap.cartography import styles
from scmap.model import boundary, facility, investment, records
from scmap.model.codebook import CodeBook, Kind, title_of
from scmap.model.depth import DEEPEST
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT, MapLayer, Where
from scmap.model.ministry import Lineage
from scmap.model.overlap import CLASSES, HIGH, PARTIAL, SLIVER_WIDTH
from scmap.model.ruleset import GRADE_KEYS, GRADES
from scmap.model.symbology import Category, Symbol, Symbology
from scmap.words import language as words_language
from scmap.words import tr, tr_in

BASE_LEVELS = ("emd", "gu", "municipality", "sido")
CENTRES = ("PLT", "CCC", "OPC")  # from the bottom to the top
TESTBED = "TBD"
UNKNOWN = ""  # the value that stands for an unknown ministry

_NAMESPACE = uuid.UUID("9d6dd5f0-4a1f-5c06-9a55-5b3f5d7f3a10")


def default_map(layers: Iterable[Layer], codebook: CodeBook) -> tuple[MapLayer, ...]:
    """Give the standard layer tree, from the bottom to the top.

    Parameters
    ----------
    layers : iterable of Layer
        Of the project; the investment layer gets its standard views, any other layer one entry;
        records without geometry get none.
    codebook : CodeBook
        Lineages with their hues, and kinds with their markers.
    """
    known = tuple(layers)
    entries = [*base_entries()]
    entries += [plain_entry(layer) for layer in known if layer.kind == facility.KIND]
    for layer in known:
        if layer.kind in (facility.KIND, boundary.KIND):
            continue
        if layer.name == investment.TABLE:
            entries += [*_centres(layer, codebook), *_investments(layer, codebook)]
            entries += [overlap_entry(), depth_entry(), graded_entry()]
        elif layer.kind != records.KIND or layer.crs:  # the review's records have no place
            entries.append(plain_entry(layer))
    return tuple(entries)


def base_entries() -> Iterator[MapLayer]:
    """Give the bundled boundaries; the fine levels wait hidden."""
    for level in BASE_LEVELS:
        style = styles.table()["base"][level]
        yield _entry(
            BASE + level,
            f"base_{level}",
            group=tr("map.group_base"),
            symbology=Symbology(
                styles.symbol("base", level, "symbol"), label=styles.label("base", level, "label")
            ),
            visible=style.get("visible", True),
        )


def overlap_entry() -> MapLayer:
    """Give the view of all ground that the last analysis found shared, by class; hidden.

    The grades are shown in its place: a pair that is an exception has a class, but no grade.
    """
    bounds = {
        "high": f"{HIGH:.0%}",
        "partial": f"{PARTIAL:.0%}",
        "width": f"{SLIVER_WIDTH:g}",
    }
    categories = [
        Category(name, tr(f"map.overlap_{name}", **bounds), styles.symbol("overlap", name))
        for name in CLASSES
    ]
    return _entry(
        RESULT + "overlap",
        "overlap",
        group=tr("map.group_result"),
        symbology=Symbology(categories[-1].symbol, "class", tuple(categories)),
        visible=False,
    )


def graded_entry(language: str | None = None) -> MapLayer:
    """Give the view of graded pairs: the grade is told by pattern, so that mono prints work.

    The label is the layer's column `label`, where it has one.
    """
    say = partial(tr_in, language or words_language())
    categories = tuple(
        Category(grade, say(f"map.grade_{key}", grade=grade), styles.symbol("grade", key))
        for grade, key in zip(GRADES, GRADE_KEYS, strict=True)
    )
    return MapLayer(
        _uid(RESULT + "graded", "graded"),
        say("map.graded"),
        RESULT + "graded",
        group=say("map.group_result"),
        symbology=Symbology(
            categories[-1].symbol, "grade", categories, label=styles.label("grade", "label")
        ),
    )


def depth_entry(language: str | None = None) -> MapLayer:
    """Give the view of all ground by how many ministry lines invest in it; hidden beside grades."""
    say = partial(tr_in, language or words_language())
    named = {str(k): say(f"depth.class.{k}") for k in range(1, DEEPEST + 1)}
    named[MISMATCH] = say("depth.class.mismatch")
    categories = tuple(
        Category(name, title, styles.symbol("depth", name)) for name, title in named.items()
    )
    return MapLayer(
        _uid(RESULT + "depth", "depth"),
        say("depth.title"),
        RESULT + "depth",
        group=say("map.group_result"),
        symbology=Symbology(categories[0].symbol, "depth", categories),
        visible=False,
    )


def plain_entry(layer: Layer) -> MapLayer:
    """Give the view of a layer about which nothing more is known than that it holds facilities.

    Thousands of facilities are the ground on which services are checked: they stay small and quiet.
    """
    form = ("point", "point", "line", "area")[layer.dimension + 1]
    group = "facility" if layer.kind == facility.KIND else "other"
    return MapLayer(
        _uid(layer.uid, "plain"),
        layer.title,
        layer.uid,
        group=tr(f"map.group_{group}"),
        symbology=Symbology(styles.symbol(group, form)),
    )


def _centres(layer: Layer, codebook: CodeBook) -> Iterator[MapLayer]:
    """Points of the operation centres and platforms, one entry a kind."""
    for code in CENTRES:
        kind = codebook.kinds.get(code)
        if kind is not None:
            yield _kind_entry(layer, codebook, [kind], title_of(kind), tr("map.group_centre"))


def _investments(layer: Layer, codebook: CodeBook) -> Iterator[MapLayer]:
    """Footprints by lineage, test-beds hatched above, then the points of the other kinds."""
    yield from _footprints(layer, codebook)
    group = tr("map.group_investment")
    if TESTBED in codebook.kinds:
        yield MapLayer(
            _uid(layer.uid, "testbed"),
            tr("map.testbed"),
            layer.uid,
            group=group,
            where=Where("kind", frozenset({TESTBED})),
            symbology=_by_lineage(layer, codebook, "testbed"),
        )
    others = [kind for kind in codebook.kinds.values() if kind.spatial and kind.code not in CENTRES]
    for marker in sorted({kind.marker for kind in others}):
        kinds = [kind for kind in others if kind.marker == marker]
        title = title_of(kinds[0]) if len(kinds) == 1 else tr(f"map.sites_{marker}")
        yield _kind_entry(layer, codebook, kinds, title, group)


def _footprints(layer: Layer, codebook: CodeBook) -> Iterator[MapLayer]:
    """Footprints, one entry a lineage that the layer names, one for the others, one for unknown."""
    named = {
        part for cell in layer.text("ministry") if cell is not None for part in cell.split(";")
    }
    present = [line for line in codebook.lineages.values() if named & _names(codebook, line)]
    rest = [line for line in codebook.lineages.values() if line not in present]
    views: list[tuple[str, str, frozenset[str], Symbol]] = [
        ("unknown", tr("map.ministry_unknown"), frozenset({UNKNOWN}), _unknown("footprint")),
        ("rest", tr("map.ministry_rest"), _all_names(codebook, rest), _unknown("footprint")),
    ]
    views += [
        (line.id, title_of(line), _names(codebook, line), _hued("footprint", line))
        for line in reversed(present)
    ]
    for key, title, values, symbol in views:
        yield MapLayer(
            _uid(layer.uid, f"footprint:{key}"),
            title,
            layer.uid,
            group=tr("map.group_investment"),
            where=Where("ministry", values),
            symbology=Symbology(symbol),
        )


def _kind_entry(
    layer: Layer, codebook: CodeBook, kinds: Sequence[Kind], title: str, group: str
) -> MapLayer:
    """Points of some kinds that share a marker, in the hues of their ministries."""
    codes = frozenset(kind.code for kind in kinds)
    sizes = styles.table()["marker_size_mm"]
    size = sizes.get(kinds[0].code, sizes[""])
    return MapLayer(
        _uid(layer.uid, f"point:{'+'.join(sorted(codes))}"),
        title,
        layer.uid,
        group=group,
        where=Where("kind", codes),
        shape="point",
        symbology=_by_lineage(layer, codebook, "marker", marker=kinds[0].marker, size_mm=size),
    )


def _by_lineage(layer: Layer, codebook: CodeBook, style: str, **changes: Any) -> Symbology:
    """Give a symbol in each lineage's hue, chosen by the ministry's name at the time.

    A record of several ministries takes the hue of the first and names them all.
    """
    lines = {name.name: codebook.lineages[name.lineage] for name in codebook.names}
    cells = sorted({cell for cell in layer.text("ministry") if cell and ";" in cell})
    named = [(name, [line]) for name, line in lines.items()]
    named += [(cell, [lines[part] for part in cell.split(";") if part in lines]) for cell in cells]
    categories = [
        Category(
            value,
            " + ".join(dict.fromkeys(title_of(line) for line in several)),
            _hued(style, several[0], **changes),
        )
        for value, several in named
        if several
    ]
    unknown = _unknown(style, **changes)
    categories.append(Category(UNKNOWN, tr("map.ministry_unknown"), unknown))
    return Symbology(unknown, "ministry", tuple(categories))


def _names(codebook: CodeBook, line: Lineage) -> frozenset[str]:
    return frozenset(name.name for name in codebook.names if name.lineage == line.id)


def _all_names(codebook: CodeBook, lines: Sequence[Lineage]) -> frozenset[str]:
    return frozenset().union(*(_names(codebook, line) for line in lines))


def _hued(style: str, line: Lineage, **changes: Any) -> Symbol:
    return styles.symbol(style, colour=line.colour, **changes)


def _unknown(style: str, **changes: Any) -> Symbol:
    return styles.symbol(f"{style}_unknown", **changes)


def _entry(
    layer: str, key: str, *, group: str, symbology: Symbology, visible: bool = True
) -> MapLayer:
    return MapLayer(
        _uid(layer, key),
        tr(f"map.{key}"),
        layer,
        group=group,
        symbology=symbology,
        visible=visible,
    )


def _uid(layer: str, key: str) -> str:
    """Give an entry the same identity each time, so that building the sample again changes none."""
    return str(uuid.uuid5(_NAMESPACE, f"{layer}/{key}"))
