"""The layers of the bundled boundaries, all unions of the same 법정동."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from sample_layers.boundaries.coverage import dissolve
from sample_layers.boundaries.owners import approximate, rows
from sample_layers.boundaries.source import DATASET, VINTAGE
from scmap.model.gazetteer import Gazetteer
from scmap.model.identity import derived_uid
from scmap.model.layer import PLANE, Layer, Objects, objects

CODE_DATE = "2026-07-20"


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """법정동 as a coverage.

    Attributes
    ----------
    codes, names : (n,) object
        법정동코드 and name as of 2012–2013.
    units : list of str
        Code of the 일반구, or the municipality, of today.
    polygons : (n,) object
        Valid coverage on EPSG:5179.
    """

    codes: Objects
    names: Objects
    units: list[str]
    polygons: Objects

    def simplified(self, tolerance: float) -> Objects:
        """Give the polygons with fewer vertices, still as a coverage.

        `tolerance` is the square root of the area of the triangles that may vanish, metres.
        """
        simplified: Objects = shapely.coverage_simplify(self.polygons, tolerance)
        return simplified


def levels(ground: Ground, gazetteer: Gazetteer, tolerance: float) -> list[Layer]:
    """Give sido, municipality, gu and the 법정동 of some regions, simplified once for all."""
    polygons = ground.simplified(tolerance)
    cities = [gazetteer.units[code].parent or code for code in ground.units]
    in_city = np.array([gazetteer.units[code].level == "gu" for code in ground.units])
    listed = [row["code"] for row in rows("detailed.csv")]
    detailed = np.isin(cities, listed) | np.isin(list(ground.units), listed)
    gus = [code for code, city in zip(ground.units, in_city, strict=True) if city]
    return [
        _units("sido", *dissolve(polygons, [code[:2] for code in cities]), gazetteer),
        _units("municipality", *dissolve(polygons, cities), gazetteer),
        _units("gu", *dissolve(polygons[in_city], gus), gazetteer),
        neighbourhoods(ground, polygons, gazetteer, detailed),
    ]


def neighbourhoods(
    ground: Ground, polygons: Objects, gazetteer: Gazetteer, chosen: np.ndarray | None = None
) -> Layer:
    """Give a layer of 법정동: those chosen, or all."""
    kept = np.flatnonzero(chosen if chosen is not None else np.ones(len(polygons), dtype=bool))
    units = [gazetteer.units[ground.units[row]] for row in kept]
    return _layer(
        "emd",
        ground.codes[kept],
        polygons[kept],
        name=list(ground.names[kept]),
        sido=[unit.sido for unit in units],
        parent=[unit.code for unit in units],
        approx=[approximate().get(unit.code) for unit in units],
    )


def _units(level: str, codes: Sequence[str], polygons: Objects, gazetteer: Gazetteer) -> Layer:
    units = [gazetteer.units[code] for code in codes]
    inexact = approximate()
    return _layer(
        level,
        objects(codes),
        polygons,
        name=[unit.name for unit in units],
        sido=[unit.sido for unit in units],
        parent=[unit.parent or (None if level == "sido" else unit.code[:2]) for unit in units],
        approx=[inexact.get(code) for code in codes],
        former=[_former(code, gazetteer) for code in codes],
    )


def _former(code: str, gazetteer: Gazetteer) -> str | None:
    """Give the codes, no longer in force, of which a unit took over ground; None for none."""
    history = gazetteer.history
    family = {code, *(gu.code for gu in gazetteer.gus(code))}
    former = {
        change.old
        for change in gazetteer.changes
        if change.old not in gazetteer.units and not family.isdisjoint(history.heirs(change.old))
    }
    return ";".join(sorted(former)) or None


def _layer(level: str, codes: Objects, polygons: Objects, **columns: Sequence[object]) -> Layer:
    own = {name: objects(cells) for name, cells in columns.items()}
    return Layer(
        uid=derived_uid("boundaries", level),
        name=level,
        title=level,
        kind="boundary",
        crs=PLANE,
        uids=objects(derived_uid("boundaries", level, code) for code in codes),
        geometry=objects(map(_normal, polygons)),
        columns={
            "code": codes,
            **own,
            "base_date": objects([VINTAGE] * len(codes)),
            "code_date": np.full(len(codes), np.datetime64(CODE_DATE, "D")),
            "source": objects([DATASET] * len(codes)),
        },
    )


def _normal(polygon: shapely.Geometry) -> shapely.Geometry:
    """Give a multipolygon whose parts, rings and points always come in the same order."""
    return shapely.normalize(shapely.multipolygons(shapely.get_parts(polygon)))
