"""Whether the tables and boundaries of an update package fit together, and what they change."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import shapely

from scmap import paths
from scmap.errors import InputError, ScmapError
from scmap.model.layer import PLANE, Layer
from scmap.progress import Progress, silent
from scmap.reference import incoming, places, programmes, standards, templates, vocabulary
from scmap.store.geopackage import read_layer, table_names
from scmap.words import tr

CODES = "resources/codes/"
# What makes a row of a table the same row: its first column, unless it is named here.
KEYS: Mapping[str, tuple[str, ...]] = {
    "agencies": ("agency", "name", "start"),
    "field_views": ("view", "column"),
    "kostat_codes": ("kostat", "on"),
    "ministry_names": ("name", "lineage", "start"),
    "municipality_changes": ("old", "new", "effective"),
    "successions": ("ancestor", "heir", "date"),
}
# Tables whose first column stands in projects: a code may get another title, a ministry's name
# other days, but none may be taken away.
STAYING = (
    "lineages", "kinds", "fields", "programmes", "tags", "beneficiaries", "money_bases",
    "ministry_names",
)  # fmt: skip
LISTED, LONGEST = 5, 200  # names that a message lists, and letters of another's message

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a package changes in one file: numbers of rows, units or templates.

    Attributes
    ----------
    part : str
        Path of the file below the program's folder.
    names : tuple of str
        The first of what is new, changed or gone, as the file calls it.
    """

    part: str
    added: int
    changed: int
    removed: int
    names: tuple[str, ...]


def checked(
    folder: Path, files: Iterable[str], progress: Progress = silent
) -> tuple[Difference, ...]:
    """Hold the files of a package against those in force.

    Parameters
    ----------
    folder : Path
        The unpacked package.
    files : iterable of str
        Paths of its files.
    progress : Progress
        Told the share done; may raise CancelledError.

    Returns
    -------
    tuple of Difference
        One a file, in their order.

    Raises
    ------
    InputError
        ``update_wrong``, naming the file and what does not fit.
    """
    names = sorted(files)
    found = []
    for number, name in enumerate(names):
        progress(number / (len(names) + 1))
        with _named(name):
            found.append(_difference(folder / name, name))
    with paths.trying(folder):
        _try_to_load(names)
        _hold_against_ground(names)
    progress(1.0)
    return tuple(found)


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Turn what a loader stumbles over into words about the file."""
    try:
        yield
    except (KeyError, ValueError, TypeError, AttributeError, ScmapError, csv.Error) as error:
        if isinstance(error, ScmapError) and error.code == "update_wrong":
            raise
        said = f"{type(error).__name__} {error}"[:LONGEST]
        raise wrong(name, tr("update.wrong.content", what=said)) from error


def wrong(name: str, what: str) -> InputError:
    """Give the error that names a file of a package and what is wrong with it."""
    return InputError("update_wrong", part=Path(name).name, what=what)


def _difference(new: Path, name: str) -> Difference:
    now = paths.in_force(name)
    if name.endswith(".csv"):
        return _rows_changed(now, new, name)
    if name.endswith(".gpkg"):
        return _units_changed(now, new, name)
    return _entries_changed(now, new, name)


def _rows_changed(now: Path, new: Path, name: str) -> Difference:
    before, after = _table(now), _table(new)
    columns = list(before[0]) if before else []
    lacking = [one for one in columns if not after or one not in after[0]]
    if lacking:
        raise wrong(name, tr("update.wrong.columns", columns=", ".join(lacking)))
    if any(None in row or None in row.values() for row in after):
        raise wrong(name, tr("update.wrong.cells"))
    key = KEYS.get(new.stem, tuple(columns[:1]))
    old, fresh = _keyed(before, key), _keyed(after, key)
    if len(fresh) < len(after):
        raise wrong(name, tr("update.wrong.twice", columns=", ".join(key)))
    gone = {one[0] for one in old} - {one[0] for one in fresh}
    if gone and new.stem in STAYING:
        raise wrong(name, tr("update.wrong.gone", codes=_listed(gone)))
    if any("source" in row and not row["source"].strip() for row in after):
        raise wrong(name, tr("update.wrong.source"))
    return _told(name, old, fresh)


def _units_changed(now: Path, new: Path, name: str) -> Difference:
    if set(table_names(new)) != set(table_names(now)):
        raise wrong(name, tr("update.wrong.levels", levels=", ".join(table_names(now))))
    old: dict[tuple[str, ...], object] = {}
    fresh: dict[tuple[str, ...], object] = {}
    for level in table_names(now):
        before, after = read_layer(now, level), read_layer(new, level)
        _sound(after, before, name)
        for layer, units in ((before, old), (after, fresh)):
            wkb = shapely.to_wkb(layer.geometry)
            codes = layer.text("code")
            units.update(((level, str(code)), one) for code, one in zip(codes, wkb, strict=True))
    return _told(name, old, fresh)


def _sound(layer: Layer, before: Layer, name: str) -> None:
    """See that boundaries are areas on our plane, none broken, none over another."""
    lacking = set(before.columns) - set(layer.columns)
    if lacking:
        raise wrong(name, tr("update.wrong.columns", columns=", ".join(sorted(lacking))))
    if layer.crs != PLANE:
        raise wrong(name, tr("update.wrong.crs", crs=layer.crs or "-"))
    kinds = set(shapely.get_type_id(layer.geometry).tolist())
    areas = {int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON)}
    if not len(layer) or kinds - areas or not shapely.is_valid(layer.geometry).all():
        raise wrong(name, tr("update.wrong.shapes"))
    if not shapely.coverage_is_valid(layer.geometry):
        raise wrong(name, tr("update.wrong.overlaps"))
    codes = layer.text("code")
    if len(set(codes)) < len(codes):
        raise wrong(name, tr("update.wrong.twice", columns="code"))


def _entries_changed(now: Path, new: Path, name: str) -> Difference:
    before, after = (json.loads(one.read_text(encoding="utf-8")) for one in (now, new))
    if before.keys() - after.keys():
        lacking = ", ".join(sorted(before.keys() - after.keys()))
        raise wrong(name, tr("update.wrong.columns", columns=lacking))
    return _told(name, _entries(before), _entries(after))


def _entries(table: Mapping[str, object]) -> dict[tuple[str, ...], object]:
    """Give what a file of this kind lists: by its id, or by its name."""
    found: dict[tuple[str, ...], object] = {}
    for heading, listed in table.items():
        if isinstance(listed, dict):
            found.update({(heading, one): told for one, told in listed.items()})
        elif isinstance(listed, list):
            found.update({(heading, one["id"]): one for one in listed})
    return found


def _told(
    name: str, old: Mapping[tuple[str, ...], object], new: Mapping[tuple[str, ...], object]
) -> Difference:
    added, removed = new.keys() - old.keys(), old.keys() - new.keys()
    changed = {one for one in old.keys() & new.keys() if old[one] != new[one]}
    names = sorted(" ".join(one) for one in added | changed | removed)
    return Difference(name, len(added), len(changed), len(removed), tuple(names[:LISTED]))


def _try_to_load(names: Iterable[str]) -> None:
    """Load everything as the program will, which finds what points to nothing."""
    loaders: tuple[tuple[str, Callable[[], object]], ...] = (
        (CODES, vocabulary.codebook.__wrapped__),
        (f"{CODES}municipalit", places.gazetteer.__wrapped__),
        (CODES, incoming.knowledge.__wrapped__),
        ("resources/standards/", standards.standards.__wrapped__),
        ("resources/programmes/", programmes.programme_facts.__wrapped__),
        ("resources/templates/", templates.templates.__wrapped__),
    )
    for prefix, load in loaders:
        concerned = next((one for one in names if one.startswith(prefix)), "")
        if concerned:
            with _named(concerned):
                load()


def _hold_against_ground(names: Iterable[str]) -> None:
    """See that every municipality has its ground, and that no code went without a successor."""
    file = f"{CODES}municipalities.csv"
    if not {file, f"{CODES}municipality_changes.csv", "sample_layers/boundaries.gpkg"} & set(names):
        return
    fresh, now = places.gazetteer.__wrapped__(), places.gazetteer()
    moved = {one.old for one in fresh.changes}
    lost = sorted(now.units.keys() - fresh.units.keys() - moved)
    if lost:
        raise wrong(file, tr("update.wrong.gone", codes=_listed(lost)))
    for level, units in (
        ("sido", fresh.sidos),
        ("municipality", fresh.municipalities),
        ("gu", [one for one in fresh.units.values() if one.level == "gu"]),
    ):
        drawn = set(read_layer(paths.sample(places.BOUNDARIES), level).text("code"))
        apart = sorted({unit.code for unit in units} ^ drawn)
        if apart:
            raise wrong(file, tr("update.wrong.ground", codes=_listed(apart)))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, restkey=None))


def _keyed(rows: Iterable[Row], key: tuple[str, ...]) -> dict[tuple[str, ...], Row]:
    return {tuple(row[one] for one in key): row for row in rows}


def _listed(names: Iterable[str]) -> str:
    every = sorted(names)
    more = ", …" if len(every) > LISTED else ""
    return ", ".join(every[:LISTED]) + more
