"""What was counted by depth, to hand out: a table of territories, or the faces as polygons."""

from collections.abc import Iterator, Mapping

import numpy as np

from scmap.analysis.depth_layer import Drawn
from scmap.analysis.depth_record import figures
from scmap.analysis.pair_layers import pair_layer
from scmap.model.codebook import CodeBook, title_of
from scmap.model.depth import Depth, DepthTables, Ground, Rows
from scmap.model.layer import Layer, Objects, objects
from scmap.progress import Progress, silent
from scmap.words import tr_in

LANGUAGE = "ko"  # of files that leave the program, whatever the window speaks
Names = Mapping[int, tuple[str, str]]


def territory_layer(depth: Depth, tables: DepthTables, names: Names, codebook: CodeBook) -> Layer:
    """Draw up what was counted as a table: one row a territory, without geometry.

    `by` says what divides the ground there (중첩 부처 수, 시·군·구, 부처, 부처 쌍); areas are m²,
    money 백만원, and `money_note` is its caveat.

    Parameters
    ----------
    depth : Depth
        What was counted.
    tables : DepthTables
        The same by territory.
    names : mapping of int to (str, str)
        Code and name of each territory by its row.
    codebook : CodeBook
        Names the ministry lines.
    """
    rows = list(_territories(tables, names, codebook))
    told = [figures(ground) for *_, ground in rows]
    by, codes, titles = zip(*(row[:3] for row in rows), strict=True)
    caveat = tr_in(LANGUAGE, "depth.caveat")  # goes wherever the figure goes
    return pair_layer(
        "territories",
        depth.partition.layer,
        objects(map(str, range(len(rows)))),
        np.full(len(rows), None, dtype=object),
        {
            "by": objects(by),
            "code": objects(codes),
            "name": objects(titles),
            **{key: np.array([one[key] for one in told], dtype=np.float64) for key in told[0]},
            "money_note": objects([caveat] * len(rows)),
        },
    )


def face_layer(
    depth: Depth, names: Names, ground: int | None = None, *, progress: Progress = silent
) -> Layer:
    """Draw up every face on which something stands, with its polygon and what stands there.

    Parameters
    ----------
    depth : Depth
        What was counted.
    names : mapping of int to (str, str)
        Code and name of each territory by its row.
    ground : int or None
        Row of the one territory whose faces are wanted; None = all faces.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    wanted = depth.investments > 0
    if ground is not None:
        wanted &= depth.partition.ground == ground
    faces = np.flatnonzero(wanted)
    drawn = Drawn.of(depth, first=faces, most=len(faces), progress=progress)
    layer = drawn.layer(depth)
    places = [names.get(row, ("", "")) for row in depth.partition.ground[drawn.faces].tolist()]
    return layer.replace(
        columns={
            **layer.columns,
            "municipality_code": objects(code or None for code, _ in places),
            "municipality": objects(name or None for _, name in places),
            "names": standing_on(depth, drawn.faces),
        }
    )


def standing_on(depth: Depth, faces: Rows) -> Objects:
    """Name the investments that stand on some faces, shape (k,): joined by "; " in their order."""
    partition = depth.partition
    names = partition.layer.text("name")
    rows: dict[int, list[int]] = {}
    for row in np.flatnonzero(depth.chosen & (partition.shape >= 0)).tolist():
        rows.setdefault(int(partition.shape[row]), []).append(row)
    return objects(
        "; ".join(
            str(names[row] or partition.layer.uids[row])
            for row in sorted(
                row for shape in partition.shapes_of(face).tolist() for row in rows.get(shape, ())
            )
        )
        for face in faces.tolist()
    )


def _territories(
    tables: DepthTables, names: Names, codebook: CodeBook
) -> Iterator[tuple[str, str | None, str, Ground]]:
    """Give each territory: what divides the ground, its code, its name and what it comes to."""

    def word(key: str) -> str:
        return tr_in(LANGUAGE, f"depth.{key}")

    yield word("whole"), None, word("whole"), tables.whole
    for k, one in tables.by_depth.items():
        yield word("by.depth"), str(k), word(f"class.{k}"), one
    for row, one in tables.by_municipality.items():
        code, name = names.get(row, (None, word("nowhere")))
        yield word("by.municipality"), code, name, one
    for line, one in tables.by_line.items():
        yield word("by.line"), line, title_of(codebook.lineages[line], LANGUAGE), one
    for pair, one in tables.by_lines.items():
        titles = (title_of(codebook.lineages[line], LANGUAGE) for line in pair)
        yield word("by.lines"), ";".join(pair), " × ".join(titles), one
    yield word("class.mismatch"), None, word("class.mismatch"), tables.slivers
