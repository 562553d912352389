"""The bundled places: codes and names of municipalities, and their boundaries."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType

from scmap import paths
from scmap.model.boundary import level_of, own_boundaries
from scmap.model.gazetteer import CodeChange, Gazetteer, Municipality
from scmap.model.layer import Layer, Source
from scmap.model.project import Project
from scmap.model.siting import Joint
from scmap.store.geopackage import read_layer
from scmap.words import language, tr_in

BOUNDARIES = "boundaries.gpkg"
COARSE = "emd.gpkg"
# file and table of each level
LEVELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **{level: (BOUNDARIES, level) for level in ("sido", "municipality", "gu", "emd")},
        "emd_country": (COARSE, "emd"),
    }
)


@cache
def gazetteer() -> Gazetteer:
    """Give the look-ups of places; tables are read now, boundaries when ground is asked for."""
    units = {row["code"]: _municipality(row) for row in _rows("municipalities.csv")}
    changes = tuple(map(_change, _rows("municipality_changes.csv")))
    return Gazetteer(units, changes, base_layer)


def gazetteer_of(project: Project | None) -> Gazetteer:
    """Give the look-ups of places on the boundaries of a project, one object for the same ones.

    A project that has none of its own stands on those that come with the program.
    """
    return _standing_on(own_boundaries(project))


def home_of(project: Project | None) -> str:
    """Give the municipality of a project by its whole name; "" where it has none."""
    code = project.municipality if project is not None else ""
    return gazetteer().one(code).title if code else ""


def boundaries_of(project: Project | None) -> Callable[[str], Layer]:
    """Give what gives the boundaries of a level: a project's own, or those of the program."""
    return gazetteer_of(project).boundaries


@lru_cache(maxsize=4)
def _standing_on(layers: tuple[Layer, ...]) -> Gazetteer:
    if not layers:
        return gazetteer()
    own = {level_of(layer): layer for layer in layers}
    return replace(gazetteer(), boundaries=lambda level: own.get(level) or base_layer(level))


def base_layer(level: str) -> Layer:
    """Give the bundled boundaries of a level on EPSG:5179, the same object each time.

    Parameters
    ----------
    level : str
        "sido", "municipality", "gu"; "emd": the 법정동 of some municipalities, fitting the other
        levels; "emd_country": all 법정동, coarse, for names and never for areas.

    Raises
    ------
    InputError
        If the bundled file is missing or damaged.
    """
    return _titled(level, language())


def said_in(layer: Layer, code: str) -> Layer:
    """Give bundled boundaries with title and source in a language; any other layer as it is."""
    bundled = layer.name in LEVELS and layer.uid == _read(layer.name).uid
    return _titled(layer.name, code) if bundled else layer


@cache
def _titled(level: str, code: str) -> Layer:
    """Give the layer with its words in one language."""
    layer = _read(level)
    source = Source(
        organisation=tr_in(code, "places.organisation"),
        dataset=tr_in(code, "places.dataset"),
        base_date=str(layer.text("base_date")[0]),
        licence=tr_in(code, "places.licence"),
        file=LEVELS[level][0],
        crs=layer.crs,
        note=tr_in(code, f"places.note_{level}"),
    )
    return layer.replace(
        name=level,
        title=tr_in(code, f"places.{level}"),
        kind="boundary",
        source=source,
        security="공개",
    )


@cache
def _read(level: str) -> Layer:
    if level not in LEVELS:
        raise ValueError(level)
    file, table = LEVELS[level]
    return read_layer(paths.sample(file), table)


@cache
def bridges() -> tuple[Joint, ...]:
    """Give the municipalities of which a bridge or a tunnel joins the islands to the land."""
    return tuple(Joint(row["one"], row["other"], row["bridge"]) for row in _rows("bridges.csv"))


def _rows(table: str) -> Iterator[dict[str, str]]:
    with paths.resource("codes", table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        code=row["code"],
        name=row["name"],
        sido=row["sido"],
        parent=row["parent"],
        since=date.fromisoformat(row["since"]) if row["since"] else None,
        aliases=_listed(row["aliases"]),
    )


def _change(row: dict[str, str]) -> CodeChange:
    return CodeChange(
        old=row["old"],
        new=row["new"],
        on=date.fromisoformat(row["effective"]),
        old_name=row["old_name"],
        new_name=row["new_name"],
        reason=row["reason"],
        aliases=_listed(row["old_aliases"]),
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))
