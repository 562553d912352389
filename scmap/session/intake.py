"""What files hold, before anything of them comes in: each is recognised, or named with a reason."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import shapely

from scmap.analysis.rebase import offers_boundaries
from scmap.analysis.repair import mended
from scmap.errors import CrsMismatchError, InputError, ScmapError
from scmap.formats.incoming.as_form import (
    FormMapping,
    as_form,
    mapped_again,
    mapped_by_title,
    mapping_of,
    unmapped,
)
from scmap.formats.incoming.gdal_file import MAPINFO
from scmap.formats.incoming.known import known_source
from scmap.formats.incoming.landing import landed
from scmap.formats.incoming.meanings import PERSONAL
from scmap.formats.incoming.placing import placed_by_name
from scmap.formats.incoming.reading import BESIDE
from scmap.formats.incoming.real_kind import is_geodatabase, real_ending
from scmap.formats.incoming.recognise import Knowledge, Recognised
from scmap.formats.incoming.recognise import recognise as recognise_file
from scmap.formats.incoming.shapes import areal
from scmap.formats.incoming.table import Incoming
from scmap.formats.patience import listed, reachable, read_through
from scmap.formats.register_rows import KeptOut, read_form, read_rows
from scmap.formats.spreadsheet import SPREADSHEETS, TEXTS
from scmap.model import facility, investment
from scmap.model.codebook import CodeBook
from scmap.model.gazetteer import Gazetteer
from scmap.model.issue import Issue, Repair
from scmap.model.layer import PLANE, Layer, Source
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.progress import Progress, silent
from scmap.progress import part as share_of
from scmap.session.arrivals import AS_RECOGNISED, Arrival, Asked
from scmap.session.boundary_intake import as_boundaries
from scmap.session.mapping_memory import MappingMemory, Remembered
from scmap.session.provenance import obtained, source_of
from scmap.session.rebasing import rebased
from scmap.session.registering import Tree, add_investments, rearranged
from scmap.session.renewing import Renewal, received, renew
from scmap.store.project_file import is_project
from scmap.words import tr_in

PARTS = BESIDE | {".dbf", ".xml"}  # beside a main one
MAIN = (".shp", *MAPINFO)
LISTED = 8  # names that a remark lists
MOST_FILES = 200  # a folder dropped by mistake does not keep the window busy for an hour


def recognise(
    paths: Iterable[Path],
    codebook: CodeBook,
    gazetteer: Gazetteer,
    knowledge: Knowledge,
    *,
    asked: Asked = AS_RECOGNISED,
    memory: MappingMemory | None = None,
    most: int | None = MOST_FILES,
    progress: Progress = silent,
) -> tuple[Arrival, ...]:
    """Read files and all files in folders; one that cannot be read stops none of the others.

    Parameters
    ----------
    paths : iterable of Path
        Files and folders.
    codebook, gazetteer, knowledge
        What they are held against.
    asked : Asked
        What the user says of them beforehand.
    memory : MappingMemory or None
        Mappings made for earlier tables of the same columns.
    most : int or None
        How many files are read; None for all, where nobody waits at a window.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    with_memory = replace(asked, memory=memory)
    asked_for = tuple(paths)
    files = listed(lambda: files_in(asked_for)[:most], Path(*asked_for[:1]), progress)
    arrivals: list[Arrival] = []
    for place, file in enumerate(files):
        own = share_of(progress, place / len(files), (place + 1) / len(files))
        own(0.0)
        try:
            found = _recognised(file, codebook, gazetteer, knowledge, with_memory, own)
        except ScmapError as error:
            found = [Arrival(file, "unreadable", error=error)]
        arrivals += [replace(one, asked=asked, part=part) for part, one in enumerate(found)]
    return tuple(arrivals)


def again(
    arrival: Arrival,
    asked: Asked,
    codebook: CodeBook,
    gazetteer: Gazetteer,
    knowledge: Knowledge,
    *,
    progress: Progress = silent,
) -> Arrival:
    """Read what arrived once more, with what the user now says of it.

    Raises
    ------
    ScmapError
        Where it cannot be read so.
    """
    found = _recognised(arrival.path, codebook, gazetteer, knowledge, asked, progress)
    same = found[arrival.part] if arrival.part < len(found) else found[-1]
    if same.found is not None and arrival.found is not None and asked.crs:
        ranked = arrival.found.candidates  # an answer leaves the other choices as they were
        same = replace(same, found=replace(same.found, candidates=ranked))
    return replace(same, asked=asked, part=arrival.part)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """List the files that are meant: of a folder all, of one in several parts the main one."""
    found: dict[Path, None] = {}
    for path in paths:
        is_one = not path.is_dir() or is_geodatabase(path)
        found.update(dict.fromkeys((path,) if is_one else _within(path)))
    shapes = {
        _spelled(stem)
        for path in found
        if path.suffix.lower() in MAIN
        for stem in (path, path.with_suffix(""))  # roads.shp.xml, roads.dbf
    }
    return [
        path
        for path in found
        if path.suffix.lower() not in PARTS or _spelled(path.with_suffix("")) not in shapes
    ]


def _spelled(path: Path) -> tuple[Path, str]:
    """Give a name without regard to the case of its letters: Roads.SHP and ROADS.dbf are one."""
    return path.parent, path.name.casefold()


def take_in(
    project: Project,
    arrivals: Sequence[Arrival],
    tree: Tree,
    entry: Callable[[Layer], MapLayer],
    *,
    renewing: Callable[[Project, Arrival], Renewal | None] = lambda _project, _arrival: None,
    on: date | None = None,
) -> Project:
    """Take in all that was recognised: one command for any number of files.

    Parameters
    ----------
    project : Project
        What is open.
    arrivals : sequence of Arrival
        What to take; projects and unreadable files give nothing.
    tree : callable
        Gives the standard layer tree for layers.
    entry : callable
        Gives the entry that shows a layer about which nothing more is known.
    renewing : callable
        Gives what an arrival renews in the project as it is then; None for one that is added.
    on : date or None
        Day on which it comes in.

    Raises
    ------
    CrsMismatchError
        If something lies on another plane than the project's investments.
    """
    for arrival in arrivals:
        if arrival.layer is None or not arrival.coming:
            continue
        if arrival.kind == "boundary":
            project, _moved = rebased(project, arrival.base)
            continue
        found = renewing(project, arrival)
        if found is not None:
            project = rearranged(project, renew(project, found, on), tree)
        elif arrival.kind == "form":
            project = add_investments(project, arrival.layer, tree)
            project = received(project, arrival.layer.source, arrival.layer.uids, on)
        else:
            layer = _apart(arrival.layer, project)
            project = _with_entry(project.with_layer(layer), entry(layer), layer)
    return project


def _with_entry(project: Project, entry: MapLayer, layer: Layer) -> Project:
    """Show a layer on top; facilities below the investments, which they would hide."""
    ours = project.investments
    uid = ours.uid if ours is not None and layer.kind == facility.KIND else None
    above = (place for place, old in enumerate(project.map) if old.layer == uid)
    place = next(above, len(project.map))
    return project.with_map((*project.map[:place], entry, *project.map[place:]))


def repeats(project: Project, arrival: Arrival) -> int:
    """Count rows of a form like an investment that is there: same name, place and first year."""
    old, new = project.investments, arrival.layer
    if old is None or new is None or arrival.kind != "form":
        return 0
    there = set(_marks(old))
    return sum(mark in there for mark in _marks(new))


def _marks(layer: Layer) -> Iterator[tuple[object, ...]]:
    names, places = layer.text("name"), layer.text("municipality_code")
    return zip(names, places, layer.number("year_from").tolist(), strict=True)


def _recognised(
    file: Path,
    codebook: CodeBook,
    gazetteer: Gazetteer,
    knowledge: Knowledge,
    asked: Asked,
    progress: Progress,
) -> list[Arrival]:
    reachable(file, progress)
    if listed(lambda: is_project(file), file, progress):
        return [Arrival(file, "project")]
    is_data = asked.kind in ("layer", "boundary")
    if not is_data and listed(lambda: _may_be_form(file), file, progress):
        read_through(file, progress)  # a share may stop answering at any time: it waits here
        try:
            form = read_form(file, codebook, gazetteer, progress=progress)
        except InputError as error:
            if error.code != "form_columns_missing":
                raise
        else:
            layer = form.layer.replace(source=obtained(form.layer.source, asked.source))
            return [Arrival(file, "form", layer, form.kept_out, form.issues, form.header)]
    found = recognise_file(
        file,
        knowledge,
        crs=asked.crs,
        encoding=asked.encoding,
        without_totals=asked.without_totals,
        progress=progress,
    )
    layers = [
        _arrived(file, found.sha256, one, asked, codebook, gazetteer, knowledge, progress)
        for one in found.layers
    ]
    failed = [Arrival(file, "unreadable", error=error) for _name, error in found.failed]
    return _with_passed(found.passed, [*layers, *failed])


def _may_be_form(file: Path) -> bool:
    """Tell whether a file is a table, by its name and by what is in it."""
    ending = file.suffix.lower()
    return ending in SPREADSHEETS + TEXTS and real_ending(file) == ending


def _with_passed(names: Sequence[str], arrivals: list[Arrival]) -> list[Arrival]:
    """Say which files of an archive nobody reads, with the first thing that was in it."""
    if not names or not arrivals:
        return arrivals
    first = arrivals[0]
    listed = ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")
    values = {"count": len(names), "names": listed}
    told = Issue("members_passed", first.path.name, values=values)
    return [replace(first, issues=(*first.issues, told)), *arrivals[1:]]


def _arrived(
    file: Path,
    sha256: str,
    found: Recognised,
    asked: Asked,
    codebook: CodeBook,
    gazetteer: Gazetteer,
    knowledge: Knowledge,
    progress: Progress,
) -> Arrival:
    """Read a table of projects as investments, and anything else as a layer."""
    known = _remembered(found, asked)
    if known is not None:
        asked = replace(asked, mapping=known.mapping)
    mapping = _mapping(found, asked)
    source = source_of(
        file, sha256, found, known_source(file.stem, knowledge.sources), asked.source
    )
    if mapping is None:
        arrival = _layer(file, found, source, asked, knowledge)
        if arrival.layer is None:
            return arrival
        # The ground of a table placed by name is ours already.
        has_own = found.table.geometry is not None
        offers = has_own and offers_boundaries(arrival.layer, found.meanings, gazetteer)
        arrival = replace(arrival, offers_base=offers)
        is_base = asked.kind == "boundary"
        return as_boundaries(arrival, gazetteer, progress) if is_base else arrival
    arrival = _investments(file, source, found, mapping, codebook, gazetteer)
    if asked.home and mapping.values.get("municipality") == asked.home and not asked.mapping:
        told = Issue("municipality_assumed", found.table.name, values={"place": asked.home})
        arrival = replace(arrival, issues=(told, *arrival.issues))
    if known is None:
        return arrival
    told = Issue("mapping_reused", found.table.name, values={"file": known.file, "on": known.on})
    return replace(arrival, issues=(told, *arrival.issues))


def _remembered(found: Recognised, asked: Asked) -> Remembered | None:
    """Give the mapping of an earlier table of the same columns, where none is said."""
    if asked.memory is None or asked.mapping or asked.kind in ("layer", "boundary"):
        return None
    return asked.memory.find(found.table.columns)


def _mapping(found: Recognised, asked: Asked) -> FormMapping | None:
    """Tell how a table is read as investments; None where it is none, or shall be none."""
    if asked.kind in ("layer", "boundary"):
        return None
    exported = mapped_again(found.table.columns)
    mapping = exported or mapped_by_title(found.meanings)
    if asked.home and not mapping.is_placed:  # an office seldom writes its own name in each row
        mapping = mapping.at(asked.home)
    if asked.mapping:
        mapping = mapping_of(asked.mapping, found.table, mapping)
    meant = asked.kind == "investment" or bool(asked.mapping)
    return mapping if meant or mapping.is_of_projects else None


def _investments(
    file: Path,
    source: Source,
    found: Recognised,
    mapping: FormMapping,
    codebook: CodeBook,
    gazetteer: Gazetteer,
) -> Arrival:
    """Read a planner's own table of projects as if it were the form."""
    table = found.table
    if table.geometry is not None and not table.crs and len(table):
        error = CrsMismatchError("crs_to_choose", file=file.name, layer=table.name)
        return Arrival(file, "unreadable", issues=table.told, error=error, found=found)
    drawn, repairs = _drawn(found, source)
    if drawn is not None:
        table = drawn
    form = as_form(table, mapping, codebook)
    records = [
        (int(row) + table.offset, cells, record)
        for row, cells, record in zip(table.rows, form.rows, table.records, strict=True)
    ]
    source = replace(source, dataset=source.dataset or file.stem)
    shapes = [areal(shape) for shape in drawn.shapes] if drawn is not None else ()
    read = read_rows(records, source, tuple(table.columns), codebook, gazetteer, shapes=shapes)
    out = (*_kept(table), *read.kept_out)
    gone = {one.row for one in out}  # each has its own reason
    told = [
        Issue(code, table.name, tr_in("ko", "form.row", number=number), said)
        for (number, _cells, _record), said_of in zip(records, form.noticed, strict=True)
        for code, said in said_of
        if number not in gone
    ]
    left = unmapped(table, mapping, found.meanings)
    if left:
        told.append(Issue("columns_left", table.name, values={"names": ", ".join(left)}))
    noticed = [one for one in table.told if not _is_of(one, gone)]
    issues = (*noticed, *told, *repairs, *read.issues)
    return Arrival(
        file,
        "form",
        read.layer,
        out,
        issues,
        read.header,
        is_own=True,
        found=found,
        mapping=mapping,
    )


def _is_of(issue: Issue, lines: set[int]) -> bool:
    """Tell whether an issue is about some lines of the file alone."""
    numbers = issue.values.get("numbers")
    if not isinstance(numbers, tuple) or len(numbers) != issue.values.get("count"):
        return False
    return lines.issuperset(numbers)


def _drawn(found: Recognised, source: Source) -> tuple[Incoming | None, tuple[Issue, ...]]:
    """Give a table of projects whose file draws their ground, on the plane, with what was mended.

    None where it draws none.
    """
    table = found.table
    if table.geometry is None or not (shapely.get_dimensions(table.geometry) > 1).any():
        return None, ()
    layer, table = landed(table, PLANE, source, shift=found.shift)
    layer, repairs = mended(layer)
    told = tuple(_mended(layer, table, repairs))
    return replace(table, geometry=layer.geometry, crs=PLANE, said_crs=""), told


def _kept(table: Incoming) -> tuple[KeptOut, ...]:
    """Give the records that were kept out, by their line in the file."""
    return tuple(
        KeptOut(one.row + table.offset, f"kept_{one.code}", {"layer": table.name}, one.cells)
        for one in table.kept_out
    )


def _layer(
    file: Path, found: Recognised, source: Source, asked: Asked, knowledge: Knowledge
) -> Arrival:
    """Make a layer of what was recognised; without a CRS it cannot come in."""
    table = found.table
    if table.geometry is None and knowledge.addresses is not None:
        table = placed_by_name(table, found.meanings, knowledge.addresses, knowledge.systems)
    if table.geometry is not None and not table.crs and len(table):
        error = CrsMismatchError("crs_to_choose", file=file.name, layer=table.name)
        return Arrival(file, "unreadable", issues=table.told, error=error, found=found)
    known = (name for name, said in found.meanings.items() if said in PERSONAL)
    personal = frozenset(known) if not asked.personal else frozenset()
    issues = [Issue("personal_left_out", table.name, values={"names": ", ".join(sorted(personal))})]
    layer, table = landed(table, PLANE, source, shift=found.shift, left_out=personal)
    layer, repairs = mended(layer)
    taken, assumed = _as_facility(file, facility.recognised(layer), asked)
    return Arrival(
        file,
        "layer",
        taken,
        _kept(table),
        (*assumed, *table.told, *(issues if personal else ()), *_mended(layer, table, repairs)),
        tuple(table.columns),
        found=found,
    )


def _as_facility(file: Path, layer: Layer, asked: Asked) -> tuple[Layer, tuple[Issue, ...]]:
    """Take a layer as the facilities that it is said to be, or that the name of its file tells."""
    if asked.role:
        return facility.taken_as(layer, asked.role), ()
    role = facility.told_by(file.stem) or facility.told_by(layer.name)
    is_told = layer.kind == facility.KIND or asked.kind != ""
    if is_told or not role or not layer.crs or not len(layer):
        return layer, ()
    named = tr_in("ko", f"reading.role.{role}")
    told = Issue("facility_assumed", layer.title, values={"role": named})
    return facility.taken_as(layer, role), (told,)


def _mended(layer: Layer, table: Incoming, repairs: Iterable[Repair]) -> Iterator[Issue]:
    """Say of each area that was repaired what was wrong, and its size before and after."""
    for one in repairs:
        number = int(table.rows[layer.rows[one.feature]]) + table.offset
        code = "geometry_not_mended" if one.how == "none" else "geometry_mended"
        told = {
            "why": one.why,
            "before": f"{one.area_before:,.1f}",
            "after": f"{one.area_after:,.1f}",
        }
        yield Issue(code, table.name, tr_in("ko", "form.row", number=number), told)


def _within(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of those in it, by name; hidden ones are nobody's data."""
    for place, folders, files in os.walk(folder):
        shown = sorted(name for name in folders if not name.startswith("."))
        whole = [name for name in shown if is_geodatabase(Path(place, name))]
        yield from (Path(place, name) for name in whole)
        folders[:] = [name for name in shown if name not in whole]
        for name in sorted(files):
            if not name.startswith((".", "~$")):
                yield Path(place, name)


def _apart(layer: Layer, project: Project) -> Layer:
    """Name a layer so that no other has its name, least of all the investments'."""
    taken = {investment.TABLE, *(old.name for old in project.layers)}
    name, number = layer.name, 1
    while name in taken:
        number += 1
        name = f"{layer.name} {number}"
    return layer if name == layer.name else replace(layer, name=name)
