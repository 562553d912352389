"""Official boundaries taken for the ground of a project: which unit each feature of a file is.

A unit is told by name and by code of any time, held against the ground where the unit is known to
lie: the same digits name other places in the system of 통계청, and a code of earlier days may have
become several. What cannot be told is left out with the reason, never guessed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely

from scmap.analysis.repair import repaired
from scmap.model.boundary import KIND, table_of
from scmap.model.gazetteer import Gazetteer, Place
from scmap.model.layer import Layer, Source, objects
from scmap.progress import Progress, silent

ALIKE = 0.3  # share of a feature's ground that must lie in the unit as it is known
SURE = 0.8  # share by which one of several candidates is told from the others
WHOLE = 0.6  # share of a unit's known ground that its features must cover to stand for it
PART = 0.02  # share of a former unit's ground that another unit has beyond what borders differ
TRIED = 20  # names that tell whether a layer is one of units
DIGITS = 5  # of the code of a municipality


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A feature that stands for no unit of today.

    Attributes
    ----------
    row : int
        Its row.
    code : str
        "nameless", "unknown", "split" (its unit became several), "elsewhere" or "partial".
    name : str
        What the file calls it.
    heirs : str
        The units of today that share its ground.
    """

    row: int
    code: str
    name: str
    heirs: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """Which units the features of a boundary file are.

    Attributes
    ----------
    level : "sido", "municipality" or "emd"
        What the file holds; 일반구 count as municipalities.
    rows : Mapping of str to tuple of int
        Rows by the code in force of their unit.
    renamed : tuple of (str, str)
        Code or name in the file and title of today, where a dated change lies between.
    unmatched : tuple of Unmatched
        The other rows.
    names : Mapping of int to str
        Name of each 읍면동 by its row; {} for other levels.
    """

    level: str
    rows: Mapping[str, tuple[int, ...]]
    renamed: tuple[tuple[str, str], ...] = ()
    unmatched: tuple[Unmatched, ...] = field(default=())
    names: Mapping[int, str] = field(default_factory=dict)


def offers_boundaries(layer: Layer, meanings: Mapping[str, str], gazetteer: Gazetteer) -> bool:
    """Tell whether a layer may be boundaries: areas that name a 시·도, municipality or 읍면동.

    Where a title only says "name", the names themselves must be those of units.
    """
    known = shapely.get_dimensions(layer.geometry)[~shapely.is_missing(layer.geometry)]
    if not len(known) or not (known == 2).all():
        return False
    if {"sido", "municipality", "neighbourhood", "municipality_code"} & set(meanings.values()):
        return True
    names = [layer.columns[one] for one, said in meanings.items() if said == "name"]
    some = [str(name) for column in names for name in column[:TRIED] if name is not None]
    units = sum(bool(gazetteer.municipality(name) or gazetteer.sido(name)) for name in some)
    return units > len(some) / 2


def sound(layer: Layer, *, progress: Progress = silent) -> Layer:
    """Give a layer whose areas are valid; one that cannot be made so has no ground."""
    geometry = layer.geometry.copy()
    wrong = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_valid(geometry)))
    for done, row in enumerate(wrong.tolist()):
        progress(done / len(wrong))
        geometry[row] = repaired(geometry[row])[0]
    return layer.replace(geometry=geometry)


def match_units(
    layer: Layer,
    meanings: Mapping[str, str],
    gazetteer: Gazetteer,
    *,
    progress: Progress = silent,
) -> Matching:
    """Tell which unit each feature is.

    Parameters
    ----------
    layer : Layer
        Areas on the plane of the boundaries, all `sound`.
    meanings : Mapping of str to str
        What its columns are taken for.
    gazetteer : Gazetteer
        Units of all times, and the ground where they are known to lie.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    titles = _Titles(layer, meanings)
    titles.look_for_provinces(gazetteer)
    if titles.level == "emd":
        return _match_neighbourhoods(layer, titles, gazetteer)
    matcher = _Matcher(layer, titles, gazetteer)
    found: dict[str, list[int]] = defaultdict(list)
    renamed: dict[str, tuple[str, str]] = {}
    unmatched: list[Unmatched] = []
    for row in range(len(layer)):
        progress(row / len(layer))
        answer = matcher.place(row)
        if isinstance(answer, Unmatched):
            unmatched.append(answer)
            continue
        found[answer.unit.code].append(row)
        if answer.changes:
            renamed[answer.unit.code] = (titles.said(row), answer.unit.title)
    whole, partial = matcher.whole(found)
    brought = tuple(pair for code, pair in renamed.items() if code in whole)
    return Matching(titles.level, whole, brought, (*unmatched, *partial))


def new_boundaries(
    layer: Layer,
    matching: Matching,
    gazetteer: Gazetteer,
    source: Source,
    titles: Callable[[str], str],
    *,
    progress: Progress = silent,
) -> tuple[Layer, ...]:
    """Make the boundaries of all levels that follow from what was matched.

    A city is the sum of its 일반구, a 시·도 that of its municipalities where all of them are in the
    file; all other units stay as they are.

    Parameters
    ----------
    layer, matching
        The file's features, and which units they are.
    gazetteer : Gazetteer
        On the boundaries in force until now.
    source : Source
        Where the file comes from.
    titles : callable
        Gives the title of a level's layer.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    if matching.level == "emd":
        made = {"emd": _neighbourhoods(layer, matching, gazetteer, source)}
    else:
        units = {code: _joined(layer, rows) for code, rows in matching.rows.items()}
        made = _levels(units, gazetteer, source, progress)
    return tuple(
        one.replace(name=table_of(level), title=titles(level), kind=KIND, security="공개")
        for level, one in made.items()
    )


class _Titles:
    """What the features say of themselves."""

    def __init__(self, layer: Layer, meanings: Mapping[str, str]) -> None:
        self._columns = {
            meaning: layer.columns[name]
            for name, meaning in reversed(list(meanings.items()))
            if name in layer.columns
        }
        names = self._columns.get("name")
        if names is not None and not {"municipality", "neighbourhood"} & set(self._columns):
            self._columns["municipality"] = names

    @cached_property
    def level(self) -> str:
        """What the file holds, by the finest thing that it names."""
        longest = max((len(code) for code in self._codes), default=0)
        if "neighbourhood" in self._columns or (longest in (7, 8, 10) and not self._ends_in_nought):
            return "emd"
        if "municipality" in self._columns or longest >= DIGITS:
            return "municipality"
        return "sido"

    def look_for_provinces(self, gazetteer: Gazetteer) -> None:
        """Take the names for those of 시·도 where most of them are."""
        names = self._columns.get("municipality")
        if names is None or self.level != "municipality":
            return
        known = [bool(name) and bool(gazetteer.sido(str(name))) for name in names]
        if sum(known) > len(known) / 2:
            self._columns["sido"] = self._columns.pop("municipality")
            self.level = "sido"

    def text(self, row: int, meaning: str) -> str:
        column = self._columns.get(meaning)
        value = column[row] if column is not None else None
        if isinstance(value, float):
            return "" if np.isnan(value) else f"{value:.0f}"
        return value.strip() if isinstance(value, str) else ""

    def said(self, row: int) -> str:
        """Name a feature as the file does: "42110 춘천시"."""
        names = ("municipality_code", "sido", "municipality", "neighbourhood")
        return " ".join(filter(None, (self.text(row, name) for name in names)))

    @property
    def _codes(self) -> list[str]:
        column = self._columns.get("municipality_code", ())
        return [self.text(row, "municipality_code") for row in range(len(column))]

    @property
    def _ends_in_nought(self) -> bool:
        return all(not code[DIGITS:].strip("0") for code in self._codes)


class _Matcher:
    """Finds the unit of single features, by what they say and where they lie."""

    def __init__(self, layer: Layer, titles: _Titles, gazetteer: Gazetteer) -> None:
        self._layer, self._titles, self._gazetteer = layer, titles, gazetteer
        self._shared: dict[tuple[int, str], float] = {}  # m² of a row within a unit

    def place(self, row: int) -> Place | Unmatched:
        name, ground = self._titles.said(row), self._layer.geometry[row]
        if not name:
            return Unmatched(row, "nameless", name)
        candidates = self._candidates(row)
        if ground is None or not candidates:
            return Unmatched(row, "unknown", name)
        shares = [self._share(row, place.unit.code) for place in candidates]
        best = int(np.argmax(shares))
        least = ALIKE if len(candidates) == 1 else SURE
        if shares[best] >= least and not _is_split(candidates, shares, best):
            return candidates[best]
        told = ", ".join(
            place.unit.title for place, share in zip(candidates, shares, strict=True) if share > 0
        )
        return Unmatched(row, "split" if sum(shares) >= SURE else "elsewhere", name, told)

    def whole(
        self, found: Mapping[str, Sequence[int]]
    ) -> tuple[dict[str, tuple[int, ...]], list[Unmatched]]:
        """Leave out units of which the file has only a part."""
        whole: dict[str, tuple[int, ...]] = {}
        partial: list[Unmatched] = []
        for code, rows in found.items():
            known = self._ground(code)
            share = sum(self._within(row, code) for row in rows) / shapely.area(known)
            if share >= WHOLE:
                whole[code] = tuple(rows)
                continue
            title = self._gazetteer.units[code].title
            partial += [Unmatched(row, "partial", self._titles.said(row), title) for row in rows]
        return whole, partial

    def _candidates(self, row: int) -> list[Place]:
        """Give the units that name and code agree on; those of the name where they do not."""
        sido = self._titles.text(row, "sido")
        if self._titles.level == "sido":
            code = self._titles.text(row, "municipality_code")[:2]
            places = self._gazetteer.sido(sido) or self._gazetteer.sido(code)
            return [place for place in places if self._has_ground(place)]
        name = self._titles.text(row, "municipality")
        named = self._gazetteer.municipality(f"{sido} {name}".strip()) if name else []
        named = named or (self._gazetteer.municipality(name) if name else [])
        code = self._titles.text(row, "municipality_code")[:DIGITS]
        coded = self._gazetteer.municipality(code) if len(code) == DIGITS else []
        both = {place.unit.code for place in coded} & {place.unit.code for place in named}
        if both:
            named = [place for place in coded if place.unit.code in both]
        return [place for place in named or coded if self._has_ground(place)]

    def _has_ground(self, place: Place) -> bool:
        return self._ground(place.unit.code) is not None

    def _ground(self, code: str) -> shapely.Geometry | None:
        unit = self._gazetteer.units[code]
        return self._gazetteer.territory.polygon(unit.level, code)

    def _share(self, row: int, code: str) -> float:
        area = shapely.area(self._layer.geometry[row])
        return self._within(row, code) / float(area) if area else 0.0

    def _within(self, row: int, code: str) -> float:
        """Give the area of a feature within the known ground of a unit, m²."""
        if (row, code) not in self._shared:
            both = shapely.intersection(self._layer.geometry[row], self._ground(code))
            self._shared[row, code] = float(shapely.area(both))
        return self._shared[row, code]


def _is_split(candidates: Sequence[Place], shares: Sequence[float], best: int) -> bool:
    """Tell whether a feature is a former unit of which others, too, have a part today."""
    origins = {change.old for change in candidates[best].changes}
    return any(
        share > PART and origins & {change.old for change in place.changes}
        for at, (place, share) in enumerate(zip(candidates, shares, strict=True))
        if at != best
    )


def _match_neighbourhoods(layer: Layer, titles: _Titles, gazetteer: Gazetteer) -> Matching:
    """Tell the municipality or 일반구 of each 읍면동 by where it lies."""
    inside = shapely.point_on_surface(layer.geometry)
    points = np.column_stack((shapely.get_x(inside), shapely.get_y(inside)))
    located = gazetteer.locate(points)
    found: dict[str, list[int]] = defaultdict(list)
    unmatched = []
    for row in range(len(layer)):
        parent = located.gu[row] or located.municipality[row]
        if not titles.text(row, "neighbourhood"):
            unmatched.append(Unmatched(row, "nameless", titles.said(row)))
        elif parent is None:
            unmatched.append(Unmatched(row, "elsewhere", titles.said(row)))
        else:
            found[str(parent)].append(row)
    rows = {code: tuple(rows) for code, rows in found.items()}
    names = {row: titles.text(row, "neighbourhood") for part in found.values() for row in part}
    return Matching("emd", rows, (), tuple(unmatched), names)


def _joined(layer: Layer, rows: Sequence[int]) -> shapely.Geometry:
    parts = layer.geometry[list(rows)]
    whole = shapely.union_all(parts) if len(parts) > 1 else parts[0]
    return shapely.multipolygons(shapely.get_parts(whole))


def _levels(
    units: Mapping[str, shapely.Geometry],
    gazetteer: Gazetteer,
    source: Source,
    progress: Progress,
) -> dict[str, Layer]:
    """Give the levels with the units that are new, and with those that they make up."""
    new = dict(units)
    cities = {gazetteer.units[code].parent for code in new if gazetteer.units[code].parent}
    for city in sorted(cities):
        parts = [one.code for one in gazetteer.gus(city)]
        new[city] = _sum(new.get(part) or _known(gazetteer, part) for part in parts)
    for done, sido in enumerate(gazetteer.sidos):
        progress(done / len(gazetteer.sidos))
        members = [one.code for one in gazetteer.municipalities if one.sido == sido.name]
        if sido.code not in new and members and all(code in new for code in members):
            new[sido.code] = _sum(new[code] for code in members)
    made = {}
    for level in ("sido", "municipality", "gu"):
        own = {code: one for code, one in new.items() if gazetteer.units[code].level == level}
        if own:
            made[level] = _exchanged(gazetteer.boundaries(level), own, source)
    return made


def _known(gazetteer: Gazetteer, code: str) -> shapely.Geometry | None:
    return gazetteer.territory.polygon(gazetteer.units[code].level, code)


def _sum(parts: Iterator[shapely.Geometry | None]) -> shapely.Geometry:
    known = [part for part in parts if part is not None]
    return shapely.multipolygons(shapely.get_parts(shapely.union_all(known)))


def _exchanged(old: Layer, new: Mapping[str, shapely.Geometry], source: Source) -> Layer:
    """Give a level in which some units have other ground, each row with where it comes from."""
    codes = old.text("code").tolist()
    geometry, dates, origins = (
        old.geometry.copy(),
        *(old.text(name).copy() for name in ("base_date", "source")),
    )
    columns = {**old.columns, "base_date": dates, "source": origins}
    if "approx" in columns:
        columns["approx"] = approximate = old.text("approx").copy()
    for row, code in enumerate(codes):
        if code not in new:
            continue
        geometry[row], dates[row] = new[code], source.base_date or None
        origins[row] = " ".join(filter(None, (source.organisation, source.dataset))) or source.file
        if "approx" in columns:
            approximate[row] = None
    return old.replace(geometry=geometry, columns=columns, source=source)


def _neighbourhoods(
    layer: Layer, matching: Matching, gazetteer: Gazetteer, source: Source
) -> Layer:
    """Give the 읍면동 in which those of some municipalities are the file's."""
    old = gazetteer.boundaries("emd")
    kept = old.take(~np.isin(old.text("parent").astype(str), list(matching.rows)))
    pairs = [(code, row) for code, rows in matching.rows.items() for row in rows]
    rows = [row for _code, row in pairs]
    new = Layer(
        uid=old.uid,
        name=old.name,
        title=old.title,
        kind=old.kind,
        crs=old.crs,
        uids=layer.uids[rows],
        geometry=objects(_joined(layer, [row]) for row in rows),
        columns={
            "name": objects(matching.names[row] for row in rows),
            "parent": objects(code for code, _row in pairs),
            "sido": objects(gazetteer.units[code].sido for code, _row in pairs),
            "base_date": objects(source.base_date or None for _ in rows),
            "source": objects(source.file for _ in rows),
        },
    )
    return kept.extended(new).replace(source=source)
