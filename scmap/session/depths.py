"""How many ministries invest in the same ground, for the window and for headless verbs alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from scmap.analysis.depth import partition
from scmap.analysis.depth_count import at_work, count_depth, stakes_of
from scmap.analysis.depth_export import face_layer, territory_layer
from scmap.analysis.depth_record import depth_record
from scmap.analysis.depth_tables import tabulate
from scmap.analysis.record import Record
from scmap.errors import InputError
from scmap.model.depth import Depth, DepthTables, Mask, Partition, Stakes, Values
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.progress import Progress, silent
from scmap.session.findings import Lookups, register_of
from scmap.session.services import belonging


@dataclass(frozen=True, slots=True, eq=False)
class Depths:
    """The faces of a project's footprints, and what is asked of the rows that stand on them.

    Attributes
    ----------
    partition : Partition
        The faces, told apart by municipality.
    stakes : Stakes
        Ministry lines, money and quality of each row.
    operating : (n, 2) float64
        First and last operating year of each row.
    sliver_width : float
        Width, m, below which shared ground is a boundary mismatch.
    """

    partition: Partition
    stakes: Stakes
    operating: Values
    sliver_width: float

    @classmethod
    def of(
        cls,
        project: Project,
        field: Lookups,
        *,
        earlier: Partition | None = None,
        progress: Progress = silent,
    ) -> Self:
        """Cut the footprints of a project's investments.

        A project on another plane than the boundaries is cut without municipalities. What an
        `earlier` partition has cut is taken over where the same footprints meet.
        """
        register = register_of(project, field.codebook)
        layer = register.layer
        return cls(
            partition(layer, grounds_of(layer, field), earlier=earlier, progress=progress),
            stakes_of(layer, register.lineages),
            register.operating,
            field.rules.sliver_width,
        )

    def count(
        self,
        *,
        year: float | None = None,
        chosen: Mask | None = None,
        regional: bool = True,
        progress: Progress = silent,
    ) -> Depth:
        """Count what operates in a year, or ever, among some rows, or all; nothing is cut.

        Without `regional`, investments whose footprint is a whole 시·도 are left out (E4).
        """
        rows = at_work(self.operating, year)
        if not regional:
            rows = rows & ~self.stakes.regional
        counted = rows if chosen is None else rows & chosen
        return count_depth(
            self.partition,
            self.stakes,
            counted,
            sliver_width=self.sliver_width,
            progress=progress,
        )

    def view(
        self,
        field: Lookups,
        *,
        year: float | None = None,
        municipality: str | None = None,
        chosen: Mask | None = None,
    ) -> "DepthView":
        """Count and draw up what operates in a year, on the ground of one place, or on all.

        Parameters
        ----------
        field : Lookups
            Names the municipalities and the ministry lines.
        year : float or None
            Only what operates in it.
        municipality : str or None
            Code of the one municipality whose ground counts.
        chosen : (n,) bool or None
            Rows that count.

        Raises
        ------
        InputError
            ``place_without_ground``: that municipality has no boundary here.
        """
        depth = self.count(year=year, chosen=chosen)
        codes = _codes(self.partition.grounds)
        ground = rows = None
        if municipality is not None:
            ground = next((row for row, code in enumerate(codes) if code == municipality), None)
            if ground is None:
                raise InputError("place_without_ground", place=municipality)
            rows = belonging(self.partition.layer, field.gazetteer, municipality)
        tables = tabulate(depth, ground, rows=rows)
        return DepthView(
            depth, tables, field, codes, ground, {"year": year, "municipality": municipality}
        )


@dataclass(frozen=True, slots=True, eq=False)
class DepthView:
    """What was counted, as it is handed out.

    Attributes
    ----------
    depth, tables
        What was counted, and the same by territory.
    field : Lookups
        Names municipalities and ministry lines.
    codes : sequence of str
        Codes of the territories.
    ground : int or None
        Row of the one territory that was asked for.
    asked : mapping
        What was asked, in plain words.
    """

    depth: Depth
    tables: DepthTables
    field: Lookups
    codes: Sequence[str]
    ground: int | None
    asked: Mapping[str, object]

    @property
    def record(self) -> Record:
        """Areas and money by depth, municipality, ministry line and two lines, as plain values."""
        return {**depth_record(self.depth, self.tables, self._names), **self.asked}

    def territories(self) -> Layer:
        """Give the same as a table: one row a territory."""
        return territory_layer(self.depth, self.tables, self._names, self.field.codebook)

    def faces(self, *, progress: Progress = silent) -> Layer:
        """Give the faces as polygons, each with what stands on it."""
        return face_layer(self.depth, self._names, self.ground, progress=progress)

    @property
    def _names(self) -> dict[int, tuple[str, str]]:
        units = self.field.gazetteer.units
        return {row: (code, units[code].title) for row, code in enumerate(self.codes)}


def grounds_of(layer: Layer, field: Lookups) -> Layer | None:
    """Give the municipalities by which the faces of a layer are told apart."""
    grounds = field.gazetteer.boundaries("municipality")
    return grounds if grounds.crs == layer.crs else None


def _codes(grounds: Layer | None) -> list[str]:
    return [] if grounds is None else [str(code) for code in grounds.text("code")]
