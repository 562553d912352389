"""The overlaps as a table: one row a pair, the most serious first."""

import numpy as np
from numpy.typing import NDArray

from scmap.gui.models.table import Column, Table, plain
from scmap.gui.models.verdicts import Verdicts, grade_order, grade_text, score
from scmap.model import amounts
from scmap.model.layer import Layer, Objects, objects
from scmap.words import tr

CLASSES = ("high", "partial", "low", "sliver")


def overlap_table(layer: Layer, verdicts: Verdicts | None = None) -> Table:
    """Lay out an overlap layer (see `scmap.analysis.shared_ground`) for reading and ranking.

    With verdicts the grades come first and order the rows; without, the shares do.
    """
    layer = layer.take(_ranking(layer, verdicts))
    grade, judged = _verdict(layer, verdicts) if verdicts is not None else ((), ())
    columns = (*grade, *_sides(layer), *judged, *_measures(layer))
    return Table(layer.uid, layer.uids, columns)


def _sides(layer: Layer) -> tuple[Column, ...]:
    return (
        Column("left_name", layer.text("left_name"), plain, 18),
        Column("right_name", layer.text("right_name"), plain, 18),
        Column("ministries", _ministries(layer), plain, 16),
    )


def _verdict(layer: Layer, verdicts: Verdicts) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Give the column that stands first, and those that stand behind the names."""
    pairs = layer.uids
    grades = verdicts.grades(pairs)
    return (
        (Column("grade", grades, grade_text, 5, order=grade_order(grades)),),
        (
            Column("opinion", verdicts.opinions(pairs), _opinion, 10),
            Column("duplication", verdicts.duplication(pairs), score, 6),
            Column("linkage", verdicts.linkage(pairs), score, 6),
            Column("shared_money", verdicts.money(pairs), amounts.money, 11),
        ),
    )


def _measures(layer: Layer) -> tuple[Column, ...]:
    text, number, classes = layer.text, layer.number, layer.text("class")
    return (
        Column("coefficient", number("coefficient"), amounts.percent, 8),
        Column("area", number("area_m2"), amounts.square_km, 8),
        Column("shared_years", number("years"), amounts.count, 7),
        Column("relation", text("relation"), _relation, 6),
        Column("overlap_class", classes, _class, 8, order=_class_order(classes)),
        Column("municipality", text("municipality"), plain, 10),
    )


def _ranking(layer: Layer, verdicts: Verdicts | None) -> NDArray[np.intp]:
    """Row numbers by grade and score, slivers last, then by share, area and uid."""
    order = _class_order(layer.text("class"))
    sliver = order == CLASSES.index("sliver")
    keys = [layer.uids.astype(str), -layer.number("area_m2"), -layer.number("coefficient"), sliver]
    if verdicts is not None:
        keys += [-verdicts.duplication(layer.uids), grade_order(verdicts.grades(layer.uids))]
    return np.lexsort(keys)


def _ministries(layer: Layer) -> Objects:
    """Both sides' ministries as they were named then, in one cell; None where neither is known."""
    sides = zip(layer.text("left_ministry"), layer.text("right_ministry"), strict=True)
    return objects(
        f"{_several(left)} / {_several(right)}" if left or right else None for left, right in sides
    )


def _several(ministries: str | None) -> str:
    return ministries.replace(";", "·") if ministries else amounts.unknown()


def _class_order(classes: Objects) -> NDArray[np.float64]:
    places = {name: float(place) for place, name in enumerate(CLASSES)}
    return np.array([places.get(name, np.nan) for name in classes], dtype=float)


def _class(value: str | None) -> str:
    return tr(f"tables.class.{value}") if value else amounts.unknown()


def _relation(value: str | None) -> str:
    return tr(f"tables.relation.{value}") if value else amounts.unknown()


def _opinion(value: str | None) -> str:
    return tr(f"verdict.opinion.{value}") if value else amounts.NOT_APPLICABLE
