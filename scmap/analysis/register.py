"""The register of investments as a verdict reads it: one place that turns columns into measures."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.checks import check_again, check_investments
from scmap.analysis.names import NameForms, name_forms
from scmap.analysis.operation import funded_years, operating_years
from scmap.analysis.owners import Owners
from scmap.analysis.repair import repair_footprints
from scmap.analysis.unit_sets import Parts, UnitSets
from scmap.model.codebook import CodeBook, parts
from scmap.model.difference import Difference
from scmap.model.extent import Extent
from scmap.model.issue import Issue, Repair
from scmap.model.layer import Layer, Objects, objects
from scmap.model.overlap import Mask
from scmap.model.profile import Profile, Side
from scmap.progress import Progress, part, silent

Sets = tuple[frozenset[str], ...]
Values = NDArray[np.float64]

REGIONAL = ("sido:", "nation")  # extents that are no project area of their own (E4)


@dataclass(frozen=True, eq=False)
class Register:
    """The investments of a layer, row for row.

    Attributes
    ----------
    layer : Layer
        The very layer when nothing is wrong with it, else what `check_investments` left of it.
    lineages : tuple of frozenset, length n
        Ministry lines; empty = unknown.
    operating : (n, 2) float64
        First and last operating year.
    footprints : (n,) object
        Valid polygons, None where there is none.
    repaired : tuple of Repair
        Footprints that were invalid.
    names : NameForms
        Brings names to the form in which they are compared.
    issues : tuple of Issue
        What is wrong with rows: such values are unknown here.
    country : Extent or None
        Ground on which every row must lie; None = not checked.
    renewed : Profile or None
        The profile, where it was brought up to date rather than read.
    parts : Parts or None
        Looks up the administrative units that an extent names; None = none is looked for.
    """

    layer: Layer
    lineages: Sets
    operating: Values
    footprints: Objects
    repaired: tuple[Repair, ...]
    names: NameForms
    issues: tuple[Issue, ...]
    country: Extent | None
    renewed: Profile | None = None
    parts: Parts | None = None

    @classmethod
    def of(
        cls,
        layer: Layer,
        codebook: CodeBook,
        country: Extent | None = None,
        parts: Parts | None = None,
        *,
        progress: Progress = silent,
    ) -> "Register":
        """Read an investment layer with the vocabulary; values that cannot be are unknown.

        Parameters
        ----------
        layer : Layer
            The investments as they stand.
        codebook : CodeBook
            The vocabulary.
        country : Extent or None
            Ground on which they must lie, on the layer's plane; see `COUNTRY`.
        parts : Parts or None
            Looks up the administrative units that an extent names, on the layer's plane.
        progress : Progress
            Told the share done; may raise CancelledError.
        """
        checking = part(progress, 0.0, 0.5)
        checked = check_investments(layer, codebook, country, progress=checking)
        layer = checked.layer
        footprints, repaired = repair_footprints(layer, progress=part(progress, 0.5, 0.8))
        progress(0.8)
        return cls(
            layer=layer,
            lineages=lineages(layer, codebook),
            operating=operating_years(layer, codebook),
            footprints=footprints,
            repaired=repaired,
            names=name_forms(codebook.synonyms),
            issues=checked.issues,
            country=country,
            parts=parts,
        )

    def updated(self, difference: Difference, codebook: CodeBook) -> "Register":
        """Read the state of the layer that came after; only rows that changed are checked."""
        moved = difference.moved
        checked = check_again(difference, codebook, self.country, self.issues)
        layer = checked.layer
        footprints = np.full(len(layer), None, dtype=object)
        footprints[~moved] = self.footprints[difference.origin[~moved]]
        footprints[moved], found = repair_footprints(layer.take(moved))
        stayed = set(layer.uids[~moved])
        repaired = [*found, *(one for one in self.repaired if one.feature in stayed)]
        operating, altered = operating_years(layer, codebook), difference.altered
        sides = _sides(layer.take(altered), operating[altered])
        return Register(
            layer=layer,
            lineages=lineages(layer, codebook),
            operating=operating,
            footprints=footprints,
            repaired=tuple(sorted(repaired, key=lambda one: layer.rows[one.feature])),
            names=self.names,
            issues=checked.issues,
            country=self.country,
            renewed=self.profile.renewed(difference.origin, altered, sides),
            parts=self.parts,
        )

    @cached_property
    def unit_sets(self) -> UnitSets | None:
        """Which administrative units each footprint is the union of."""
        if self.parts is None:
            return None
        return UnitSets.of(self.layer.text("extent"), self.footprints, self.parts)

    @cached_property
    def owners(self) -> Owners:
        """Whose each row is: its ministry lines."""
        return Owners.of(self.lineages)

    @cached_property
    def profile(self) -> Profile:
        """Fields, tags, beneficiaries and years of each row."""
        return self.renewed or Profile.of(_sides(self.layer, self.operating))

    @cached_property
    def municipalities(self) -> Sets:
        """Codes in force of the municipalities of each row."""
        return _sets(self.layer.text("municipality_code"))

    @cached_property
    def places(self) -> Owners:
        """Municipalities of each row, told apart."""
        return Owners.of(self.municipalities)

    def spelled(self, rows: NDArray[np.intp]) -> list[str]:
        """Names of some rows in the form in which they are compared; "" = unknown."""
        return self.names.spelled(self.layer.text("name")[rows].tolist())

    @cached_property
    def funded(self) -> Values:
        """First and last funded year, shape (n, 2); an unknown last year counts as the first."""
        return funded_years(self.layer)

    @cached_property
    def predecessor(self) -> NDArray[np.intp]:
        """Row of the 선행사업 that each row names, shape (n,); -1 where it names none here."""
        rows = self.layer.rows
        return np.array([rows.get(uid, -1) for uid in self.layer.text("predecessor")], np.intp)

    @cached_property
    def points(self) -> Values:
        """Point of each row, shape (n, 2), metres; NaN where there is none."""
        return np.column_stack((self.layer.number("x"), self.layer.number("y")))

    @cached_property
    def has_footprint(self) -> NDArray[np.bool_]:
        """Whether each row has an area on the ground."""
        return np.array([footprint is not None for footprint in self.footprints], dtype=bool)

    @cached_property
    def has_point(self) -> NDArray[np.bool_]:
        """Whether each row has a point."""
        return np.asarray(~np.isnan(self.points).any(axis=1), dtype=bool)

    @cached_property
    def regional(self) -> NDArray[np.bool_]:
        """E4 광역·전국: the extent is a 시·도 or the nation, or there is neither area nor point."""
        extents = self.layer.text("extent")
        wide = [str(extent or "").startswith(REGIONAL) for extent in extents]
        return np.array(wide, bool) | ~(self.has_footprint | self.has_point)

    @cached_property
    def non_spatial(self) -> NDArray[np.bool_]:
        """Whether a row has no place of its own: no area and no point."""
        return ~(self.has_footprint | self.has_point)

    @cached_property
    def quality(self) -> Objects:
        """Footprint quality of each row: "A", "A′", "B", "C", or "" without a footprint."""
        cells = zip(self.layer.text("quality"), self.has_footprint, strict=True)
        return objects(str(cell or "") if area else "" for cell, area in cells)

    @cached_property
    def standards(self) -> Sets:
        """Standards that each row names."""
        return _sets(self.layer.text("standards"))

    def factors(self, quality: Mapping[str, float]) -> Values:
        """Quality factor of each row, NaN without one."""
        factors = np.full(len(self.quality), np.nan)
        for grade, factor in quality.items():
            factors[self.quality == grade] = factor
        return factors

    @cached_property
    def defaulted(self) -> NDArray[np.bool_]:
        """Whether content and beneficiaries of each row rest on its kind, shape (n, 2): `DEFAULTS`.

        They do where tags and 지원대상 are 유형 기본값; content also where there are no tags.
        """
        bases = (self.layer.text("tags_basis"), self.layer.text("beneficiaries_basis"))
        columns = [np.asarray(column == "kind", dtype=bool) for column in bases]
        bare = [not words(cell) for cell in self.layer.text("tags").tolist()]
        return np.column_stack((columns[0] | np.array(bare, dtype=bool), columns[1]))


def _sides(layer: Layer, operating: Values) -> list[Side]:
    """Give what a verdict compares of each row."""
    columns = zip(
        layer.text("kind"),
        *(_sets(layer.text(name)) for name in ("fields", "tags", "beneficiaries")),
        *operating.T,
        strict=True,
    )
    return [
        Side(kind or "", fields, tags, served, first, last)
        for kind, fields, tags, served, first, last in columns
    ]


def lineages(layer: Layer, codebook: CodeBook) -> Sets:
    """Resolve each row's ministry, as it was named then, to its lines; empty where unknown.

    Many rows name the same ministry in the same year.
    """
    years = layer.number("year_from")
    cells = list(zip(layer.text("ministry"), np.nan_to_num(years, nan=np.inf), strict=True))
    known = {
        (name, year): codebook.lineages_of(name, math.nan if math.isinf(year) else float(year))
        for name, year in set(cells)
    }
    return tuple(known[cell] for cell in cells)


def _sets(cells: Objects) -> Sets:
    """Give the parts of each cell of a column as a set; cells that are alike share one."""
    known = {cell: words(cell) for cell in set(cells)}
    return tuple(known[cell] for cell in cells)


@lru_cache(maxsize=1 << 17)
def words(cell: str | None) -> frozenset[str]:
    """Give the parts of a cell as a set; the same cells are read again after every edit."""
    return frozenset(parts(cell))


def groups_alike(
    places: Sequence[frozenset[str]], keys: Sequence[Hashable], asked: Mask
) -> list[list[int]]:
    """Give the rows that share a municipality and a key, several together, rows ascending.

    Parameters
    ----------
    places : sequence of frozenset of str
        Municipalities of each row; one in two municipalities is in two groups.
    keys : sequence
        What must be equal; a row whose key is None is like no other.
    asked : (n,) bool
        Only groups in which there is such a row.
    """
    wanted = {keys[row] for row in np.flatnonzero(asked).tolist()} - {None}
    rows: dict[tuple[str, Hashable], list[int]] = {}
    for row, (codes, key) in enumerate(zip(places, keys, strict=True)):
        if key in wanted:
            for code in codes:
                rows.setdefault((code, key), []).append(row)
    return [members for members in rows.values() if len(members) > 1]
