"""A layer: features of one kind as columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import CrsMismatchError
from scmap.model.dots import dots
from scmap.model.extent import Extent
from scmap.model.kept import Kept
from scmap.model.row_index import rows_of
from scmap.model.uid_array import packed

Objects: TypeAlias = NDArray[np.object_]
Column: TypeAlias = NDArray[Any]
Points: TypeAlias = NDArray[np.float64]
FieldType: TypeAlias = Literal["text", "number", "date"]

DTYPES: Mapping[FieldType, str] = MappingProxyType(
    {"text": "O", "number": "f8", "date": "datetime64[D]"}
)

UNKNOWN: Mapping[FieldType, object] = MappingProxyType(
    {"text": None, "number": np.nan, "date": np.datetime64("NaT")}
)

CLOSED = "비공개"  # the security grade of what leaves no trace outside its project
PLANE = "EPSG:5179"  # Korea 2000 / Unified CS: the one plane that covers the country in metres


@dataclass(frozen=True, slots=True)
class Field:
    """A column as a schema declares it: its name and what its values are.

    Numbers are float64 with NaN for unknown, text is object with None, dates are datetime64[D]
    with NaT.
    """

    name: str
    type: FieldType = "text"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a layer comes from, for the sheet's 출처 and for doing the import again.

    Attributes
    ----------
    organisation, dataset : str
        Who publishes it, and under which name.
    base_date : str
        Day or year the data describe (기준일), as the publisher writes it.
    licence : str
        Terms of use in a few words.
    file, sha256 : str
        Name (never the path) and hash of the file that was read.
    crs, encoding : str
        Coordinate reference system and text encoding found in that file.
    note : str
        Known faults, shown in the layer's properties.
    retrieved : str
        Day on which the file was obtained, or came in.
    crs_from, encoding_from : str
        How CRS and encoding were decided ("file", "guessed", "user" …); "" where that is not known.
    """

    organisation: str = ""
    dataset: str = ""
    base_date: str = ""
    licence: str = ""
    file: str = ""
    sha256: str = ""
    crs: str = ""
    encoding: str = ""
    note: str = ""
    retrieved: str = ""
    crs_from: str = ""
    encoding_from: str = ""


@dataclass(frozen=True, eq=False)
class Layer:
    """Features of one kind: a geometry and the same columns for each.

    Attributes
    ----------
    uid : str
        UUID of the layer.
    name : str
        Name of its table: an ASCII slug for built-in layers, the user's own word otherwise.
    title : str
        What the planner reads.
    kind : str
        What the rows are: "investment", "boundary", "facility", "overlap" or "other".
    crs : str
        Plane of the geometries as ``EPSG:n``; "" for a table without geometry.
    uids : (n,) object
        UUID of each feature; where they are very many, kept as 16 bytes each (see `UidArray`).
    geometry : (n,) object
        shapely geometries, None where a feature has none. A layer of very many points is made of
        their coordinates instead (see `bare`); geometries are made of them when asked for.
    points : (n, 2) float64 or None
        The coordinates of a layer that was made of them; None of any other.
    columns : Mapping of str to (n,) array
        Attributes by field name; see `Field` for the types.
    source : Source
        Provenance.
    security : str
        공간정보 보안등급: 공개, 공개제한, 비공개 or 미분류.
    left_out : int
        Features that there are beyond these: of results too many to be drawn.
    sliver_width : float
        Of results on shared ground: metres below which it was told apart as a mismatch; else NaN.

    Arrays are read-only: a change makes a new layer, and what is unchanged is shared.
    """

    uid: str
    name: str
    title: str
    kind: str
    crs: str
    uids: Objects
    geometry: Objects
    columns: Mapping[str, Column] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    security: str = "미분류"
    left_out: int = 0
    sliver_width: float = float("nan")
    points: Points | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "uids", packed(self.uids))
        if self.geometry.ndim == 2:
            object.__setattr__(self, "points", self.__dict__.pop("geometry"))
        for name, column in (
            ("uids", self.uids),
            ("geometry", self.ground),
            *self.columns.items(),
        ):
            if len(column) != len(self.uids):
                raise ValueError(
                    f"{self.name}.{name}: {len(column)} values for {len(self.uids)} features"
                )
            column.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    if not TYPE_CHECKING:  # else any misspelt attribute would be one of these

        def __getattr__(self, name: str) -> Objects:
            # Asked only for what an instance lacks: the geometries of a layer of bare points.
            points = self.__dict__.get("points")
            if name != "geometry" or points is None:
                raise AttributeError(name)
            return _SHAPES.of(points)

    def __len__(self) -> int:
        return len(self.uids)

    @property
    def ground(self) -> Column:
        """What the layer was made of: its coordinates if it is one of bare points, or geometries.

        A layer is made anew of the same.
        """
        return self.geometry if self.points is None else self.points

    def shapes(self, rows: NDArray[Any] | Iterable[int]) -> Objects:
        """Give the geometries of some rows, None where there is none.

        Of a layer of bare points only these are made: all would take a third of a second.
        """
        chosen = rows if isinstance(rows, np.ndarray) else np.fromiter(rows, dtype=np.intp)
        return self.geometry[chosen] if self.points is None else dots(self.points[chosen])

    @property
    def dimension(self) -> int:
        """What the layer holds at most: 0 points, 1 lines, 2 areas; -1 without any shape."""
        return (0 if len(self) else -1) if self.points is not None else _DIMENSION.of(self.geometry)

    @property
    def rows(self) -> Mapping[str, int]:
        """Row of each feature's uid."""
        return rows_of(self.uids)

    @property
    def bounds(self) -> NDArray[np.float64]:
        """Bounds of each geometry, shape (n, 4), NaN where there is none."""
        return _BOUNDS.of(self.ground)

    @cached_property
    def extent(self) -> Extent | None:
        """Smallest extent that holds every geometry; None when there is none."""
        if self.points is not None and len(self):
            return Extent.around(
                np.hstack((self.points.min(axis=0), self.points.max(axis=0)))[None]
            )
        return Extent.around(self.bounds)

    @property
    def tree(self) -> shapely.STRtree:
        """Spatial index over the geometries; answers row numbers."""
        return _TREES.of(self.geometry)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Names and types of the columns, in order."""
        return tuple(Field(name, field_type(column)) for name, column in self.columns.items())

    def text(self, name: str) -> Objects:
        """Give a text column, or one of unknowns when the layer has none of that name."""
        column = self.columns.get(name)
        return column if column is not None else np.full(len(self), None, dtype=object)

    def number(self, name: str) -> NDArray[np.float64]:
        """Give a number column, or one of unknowns when the layer has none of that name."""
        column = self.columns.get(name)
        return column if column is not None else np.full(len(self), np.nan)

    def replace(self, **changes: Any) -> Self:
        """Give the layer with some of its attributes changed."""
        return replace(self, **{"geometry": self.ground, **changes})

    def take(self, rows: NDArray[np.integer[Any]] | NDArray[np.bool_]) -> Self:
        """Give the layer with only `rows` (numbers or a mask), in that order."""
        return replace(
            self,
            uids=self.uids[rows],
            geometry=self.ground[rows],
            columns={name: column[rows] for name, column in self.columns.items()},
        )

    def extended(self, other: "Layer") -> Self:
        """Give the layer with the features of another behind its own.

        A field that one of both lacks is unknown in its rows.

        Raises
        ------
        CrsMismatchError
            If the layers lie on different planes.
        """
        if self.crs != other.crs:
            raise CrsMismatchError("crs_differ", left=self.crs, right=other.crs)
        types = {field.name: field.type for field in (*other.fields, *self.fields)}
        return replace(
            self,
            uids=np.concatenate((self.uids, other.uids)),
            geometry=np.concatenate(_alike(self, other)),
            columns={
                name: np.concatenate([_column(layer, name, kind) for layer in (self, other)])
                for name, kind in types.items()
            },
        )


def bare(points: Points) -> Objects:
    """Give finite coordinates, shape (n, 2), as what a layer of very many points is made of."""
    return cast("Objects", points)


def _shaped(points: Points) -> Objects:
    shapes: Objects = dots(points)
    shapes.flags.writeable = False
    return shapes


def _bounded(ground: Column) -> NDArray[np.float64]:
    if ground.dtype != object:
        return np.hstack((ground, ground))
    bounds: NDArray[np.float64] = shapely.bounds(ground)
    return bounds


def _dimension(geometry: Objects) -> int:
    return int(shapely.get_dimensions(geometry).max(initial=-1))


# An edit of values leaves the geometries as they are: what follows from them is not made anew.
_SHAPES: Kept[Objects] = Kept(_shaped)
_DIMENSION: Kept[int] = Kept(_dimension)
_BOUNDS: Kept[NDArray[np.float64]] = Kept(_bounded)
_TREES: Kept[shapely.STRtree] = Kept(shapely.STRtree)


def _alike(one: Layer, other: Layer) -> tuple[Column, Column]:
    """Give what two layers are made of, of one kind."""
    bare = one.points is not None and other.points is not None
    return (one.ground, other.ground) if bare else (one.geometry, other.geometry)


def _column(layer: Layer, name: str, kind: FieldType) -> Column:
    """Give a column of a layer, or one of unknowns when it has none of that name."""
    column = layer.columns.get(name)
    return np.full(len(layer), UNKNOWN[kind], DTYPES[kind]) if column is None else column


def field_type(column: Column) -> FieldType:
    """Tell what the values of a column are from its dtype.

    Raises
    ------
    TypeError
        If the dtype is none that a layer holds.
    """
    for kind, dtype in DTYPES.items():
        if column.dtype == np.dtype(dtype):
            return kind
    raise TypeError(column.dtype)


def objects(values: Iterable[object]) -> Objects:
    """Give a one-dimensional object array of `values`, whatever they are."""
    items = list(values)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def are_finite(geometry: Objects) -> NDArray[np.bool_]:
    """Tell which geometries lie somewhere with every coordinate, shape (n,): GEOS takes no others.

    A length is a number only when every coordinate is one; a point is all in its bounds.
    """
    bounded = np.isfinite(shapely.bounds(geometry)).all(axis=1)
    return np.asarray(bounded & np.isfinite(shapely.length(geometry)), dtype=bool)
