"""Depth in rows of words: by ministries, by municipality, by ministry line, by two lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

import numpy as np

from scmap.gui.models.sheet import Sheet
from scmap.model import amounts
from scmap.model.codebook import CodeBook, title_of
from scmap.model.depth import DEEPEST, Depth, DepthTables, Ground, Rows
from scmap.model.layer import Objects, objects
from scmap.words import tr

K = TypeVar("K")

By: TypeAlias = Literal["depth", "municipality", "line", "lines"]
BYS: tuple[By, ...] = ("depth", "municipality", "line", "lines")
COLUMNS = (
    "area",
    "overlapped",
    "places",
    "investments",
    "bound",
    "between",
    "national",
    "unknown",
    "stand_in",
)
AREAS = ("area", "overlapped")


@dataclass(frozen=True, eq=False)
class DepthSheet:
    """A table of depth, and the faces behind each of its rows.

    Attributes
    ----------
    sheet : Sheet
        The rows in words, the sum last.
    faces : tuple of (k,) intp
        Numbers of the faces that each row sums up.
    """

    sheet: Sheet
    faces: tuple[Rows, ...]


def depth_sheet(depth: Depth, tables: DepthTables, by: By, codebook: CodeBook) -> DepthSheet:
    """Lay out what was counted by one kind of territory."""
    lines = [*_lines(depth, tables, by, codebook)]
    if by in ("depth", "municipality"):
        lines.append((tr("depth.whole"), tables.whole, _faces(depth)))
    if tables.slivers.faces:
        lines.append((tr("depth.class.mismatch"), tables.slivers, np.flatnonzero(depth.sliver)))
    header = (tr(f"depth.by.{by}"), *map(_head, COLUMNS))
    rows = tuple((title, *_cells(depth, one, faces)) for title, one, faces in lines)
    numbers = frozenset(range(1, len(header)))
    notes = depth_notes(tables, depth.sliver_width)
    return DepthSheet(Sheet(header, rows, numbers, notes), tuple(faces for *_, faces in lines))


def depth_notes(tables: DepthTables, width: float) -> tuple[str, ...]:
    """Say what the figures rest on and leave out, what matters most first.

    `width` is that, in metres, below which shared ground is a boundary mismatch.
    """
    whole = tables.whole
    left_out = tr(
        "depth.left_out",
        unknown=f"{whole.unknown:,}",
        ministry=f"{tables.unknown_ministry:,}",
        footprint=f"{tables.without_footprint:,}",
    )
    return (
        tr("depth.unit"),
        tr("depth.stand_in", share=amounts.percent(whole.stand_in)),
        tr("depth.caveat"),
        left_out,
        tr("depth.regional.counted", count=f"{tables.regional:,}"),
        tr("depth.rule"),
        tr("depth.mismatch.width", width=amounts.plain(width)),
    )


def depth_title(k: int) -> str:
    """Name a depth: "2개 부처", "4개 부처 이상"."""
    return tr(f"depth.class.{min(k, DEEPEST)}")


def face_title(depth: Depth, face: int) -> str:
    """Name a face under the cursor: "경기도 화성시 · 2개 부처 중첩"."""
    place = place_title(depth, int(depth.partition.ground[face]))
    if depth.sliver[face]:
        return f"{place} · {tr('depth.class.mismatch')}"
    return f"{place} · {depth_title(int(depth.ministries[face]))}"


def face_titles(depth: Depth, faces: Rows) -> Objects:
    """Name many faces: those of one territory and depth are called alike."""
    partition = depth.partition
    looks = (partition.ground[faces], depth.ministries[faces], depth.sliver[faces])
    alike = np.unique(np.column_stack(looks), axis=0, return_index=True, return_inverse=True)
    names = objects(face_title(depth, int(face)) for face in faces[alike[1]])
    return np.asarray(names[alike[2].ravel()], dtype=object)


def place_title(depth: Depth, row: int) -> str:
    """Name the territory of a face."""
    grounds = depth.partition.grounds
    if row < 0 or grounds is None:
        return tr("depth.nowhere")
    sido, name = grounds.text("sido")[row], grounds.text("name")[row]
    return str(name) if not sido or str(name).startswith(str(sido)) else f"{sido} {name}"


def _lines(
    depth: Depth, tables: DepthTables, by: By, codebook: CodeBook
) -> Iterator[tuple[str, Ground, Rows]]:
    """Give title, figures and faces of each territory, those with the largest money first."""
    faces, has = _faces(depth), dict(zip(depth.lines, depth.has.T, strict=True))
    if by == "depth":
        deep = np.minimum(depth.ministries[faces], DEEPEST)
        for k, one in sorted(tables.by_depth.items()):
            yield depth_title(k), one, faces[deep == k]
    elif by == "municipality":
        ground = depth.partition.ground[faces]
        for row, one in _by_money(tables.by_municipality):
            yield place_title(depth, row), one, faces[ground == row]
    elif by == "line":
        for line, one in _by_money(tables.by_line):
            yield title_of(codebook.lineages[line]), one, faces[has[line][faces]]
    else:
        for (line, other), one in _by_money(tables.by_lines):
            names = (title_of(codebook.lineages[key]) for key in (line, other))
            yield " × ".join(names), one, faces[(has[line] & has[other])[faces]]


def _by_money(grounds: Mapping[K, Ground]) -> list[tuple[K, Ground]]:
    return sorted(grounds.items(), key=lambda one: (-one[1].bound, -one[1].overlapped))


def _head(column: str) -> str:
    title = tr(f"depth.column.{column}")
    if column in AREAS:
        return tr("depth.head", title=title, unit=tr("inspector.unit.km2"))
    return tr("depth.head", title=title, unit="%") if column == "stand_in" else title


def _faces(depth: Depth) -> Rows:
    return np.flatnonzero((depth.investments > 0) & ~depth.sliver)


def _cells(depth: Depth, one: Ground, faces: Rows) -> tuple[str, ...]:
    places = len(np.unique(depth.partition.ground[faces]))
    share = amounts.percent(one.stand_in) if one.faces else amounts.NOT_APPLICABLE
    return (
        amounts.square_km(one.area),
        amounts.square_km(one.overlapped),
        amounts.count(places),
        amounts.count(one.investments),
        amounts.money(round(one.bound)),
        amounts.money(round(one.between)),
        amounts.money(round(one.national)),
        amounts.count(one.unknown),
        share,
    )
