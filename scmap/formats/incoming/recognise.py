"""Recognises a file from outside: what it holds, in which encoding and CRS, and what is wrong.

Nothing here changes a byte of the file. Every record is either among those that would come in or
among those kept out, with its reason.
"""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import InputError
from scmap.formats.incoming import coordinates, crs_said, meanings
from scmap.formats.incoming.code_systems import CodeSystems
from scmap.formats.incoming.days import days_held
from scmap.formats.incoming.evidence import FAMILY, Candidate, Evidence
from scmap.formats.incoming.known import KnownSource, known_source
from scmap.formats.incoming.landing import without_impossible
from scmap.formats.incoming.personal import told_by_value
from scmap.formats.incoming.reading import check_size, read_tables
from scmap.formats.incoming.table import Incoming, noticed
from scmap.formats.incoming.text_shapes import with_shapes
from scmap.formats.incoming.totals import totals_held
from scmap.formats.patience import answered, reachable
from scmap.formats.projection import DEGREES
from scmap.model.address import Addresses
from scmap.model.issue import Issue
from scmap.model.layer import Objects
from scmap.progress import Progress, part, silent, uncollected

DATUM_SHIFT = (120.0, 600.0)  # metres: an offset in between is a datum taken for another one
OLD_DATUM = "EPSG:4162"  # Korean 1985: degrees on the Bessel ellipsoid
# Share of the named records in their municipality below which what a file says is doubted, and
# from which another CRS is believed instead.
DOUBTED, BELIEVED = 0.5, 0.9
KOREAN = frozenset(f"EPSG:{code}" for code in FAMILY if code not in (4326, 3857, 32651, 32652))
MOSTLY_NEARER = 0.7  # share of municipalities nearer to their place in the old datum
CODE = "코드"  # with which titles of codes end
CODED = 400  # records beside whose codes a name is looked for
NAMED = 8  # codes that a remark lists
STEADY = 60.0  # metres of scatter up to which an offset is one offset


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What foreign files are held against.

    Attributes
    ----------
    evidence : Evidence
        The ground of municipalities.
    synonyms : Mapping of str to str
        Meanings of columns by title, as `meanings.taken_for` wants them.
    sources : tuple of KnownSource
        Series of files that are known by their names.
    systems : CodeSystems or None
        Codes of places; without, columns that hold some are told by their titles only.
    addresses : Addresses or None
        For records that say where they are without coordinates.
    """

    evidence: Evidence
    synonyms: Mapping[str, str]
    sources: tuple[KnownSource, ...] = ()
    systems: CodeSystems | None = None
    addresses: Addresses | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """One layer or table of a file, with its proof.

    Attributes
    ----------
    table : Incoming
        The records that come in, in the CRS of the file.
    meanings : Mapping of str to str
        What columns are taken for.
    candidates : tuple of Candidate
        CRSs that the coordinates may be in, where the file does not say credibly.
    shift : (east, north) or None
        Metres by which the places lie off, measured against the known municipalities.
    """

    table: Incoming
    meanings: Mapping[str, str]
    candidates: tuple[Candidate, ...] = ()
    shift: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class FileFound:
    """What a file holds.

    Attributes
    ----------
    file, sha256 : str
        Name and hash.
    layers : tuple of Recognised
    failed : tuple of (name, InputError)
        Parts of it that cannot be read.
    passed : tuple of str
        Files of an archive that are of no kind that holds data.
    """

    file: str
    sha256: str
    layers: tuple[Recognised, ...]
    failed: tuple[tuple[str, InputError], ...] = field(default=())
    passed: tuple[str, ...] = ()


@uncollected()
def recognise(
    path: Path,
    knowledge: Knowledge,
    *,
    crs: str = "",
    encoding: str = "",
    without_totals: bool = False,
    progress: Progress = silent,
) -> FileFound:
    """Read a file and judge all that is in it.

    Parameters
    ----------
    path : Path
        A file, or a zip around some.
    knowledge : Knowledge
        What it is held against.
    crs : str
        ``EPSG:n`` that the user says the coordinates are in; "" to let it be judged.
    encoding : str
        Encoding that the user says the text is in; "" to let it be judged.
    without_totals : bool
        Whether rows that look like the sum of others are kept out.
    progress : Progress

    Raises
    ------
    InputError, RefusedError
        Where nothing in the file can be read; the words say why.
    """
    reachable(path)
    check_size(path)
    fingerprint = answered(path, part(progress, 0.0, 0.1))
    if crs:
        crs_said.check_known(crs)
    read = read_tables(
        path, knowledge.sources, encoding=encoding, progress=part(progress, 0.1, 0.6)
    )
    layers = []
    for number, table in enumerate(read.tables):
        share = [0.6 + 0.4 * place / len(read.tables) for place in (number, number + 1)]
        own = part(progress, *share)
        layers.append(_judged(table, knowledge, crs, own, without_totals=without_totals))
    progress(1.0)
    return FileFound(path.name, fingerprint.hexdigest(), tuple(layers), read.failed, read.passed)


def _judged(
    table: Incoming,
    knowledge: Knowledge,
    crs: str,
    progress: Progress,
    *,
    without_totals: bool = False,
) -> Recognised:
    evidence = knowledge.evidence
    if not len(table) and not table.kept_out:
        table = table.noticing(Issue("no_records", table.name))
    table = totals_held(table, leave_out=without_totals)
    named = meanings.taken_for(table.columns, knowledge.synonyms)
    table = days_held(table, named)
    known = {**named, **told_by_value(table.columns)}
    if table.geometry is None:
        table = with_shapes(table)
    has_shapes = table.geometry is not None
    table = without_impossible(table) if has_shapes else coordinates.placed(table, known)
    if table.geometry is None:
        return Recognised(*_coded(table, knowledge, known))
    progress(0.2)
    table, candidates = _located(table, knowledge, known, crs)
    table = _in_their_place(table, evidence, known, part(progress, 0.3, 0.9))
    shift = None
    # Points made of degrees in columns are sound, and no outlines of municipalities.
    if has_shapes or table.crs != DEGREES:
        table = table.noticing(*_geometry_issues(table))
        table, shift = _datum_held(table, evidence, known)
    return Recognised(*_coded(table, knowledge, known), tuple(candidates), shift)


def _coded(
    table: Incoming, knowledge: Knowledge, known: Mapping[str, str]
) -> tuple[Incoming, dict[str, str]]:
    """Tell the systems of columns with codes of places, by what stands beside them.

    A code of 통계청, or one of an unclear system, is no `municipality_code` by which anything
    is joined.
    """
    found = dict(known)
    columns = [
        name
        for name in table.columns
        if known.get(name) in ("municipality_code", "identifier") or name.endswith(CODE)
    ]
    if knowledge.systems is None or not columns:
        return table, found
    rows = np.linspace(0, len(table) - 1, min(CODED, len(table))).astype(np.intp)
    named = knowledge.evidence.units(table, known, rows)
    for name in columns:
        system = knowledge.systems.told(table.columns[name], named, rows.tolist())
        if system == "unclear" and known.get(name) != "municipality_code":
            continue  # a number of another kind
        if system in ("kostat", "unclear", "administrative"):
            told = {"column": name}
            table = table.noticing(Issue(f"codes_{system}", table.name, values=told))
        if system == "unclear":
            del found[name]
        elif system:
            found[name] = "kostat_code" if system == "kostat" else "municipality_code"
            strange = knowledge.systems.unknown(table.columns[name], system)
            table = table.noticing(*_codes_unknown(table, name, strange))
    return table, found


def _codes_unknown(
    table: Incoming, column: str, strange: Mapping[str, NDArray[np.bool_]]
) -> Iterator[Issue]:
    """Name the codes that no table knows: which place they mean is not guessed."""
    if strange:
        rows = table.rows[np.logical_or.reduce(list(strange.values()))]
        codes = ", ".join(list(strange)[:NAMED]) + (", …" if len(strange) > NAMED else "")
        yield noticed("codes_unknown", table.name, rows, column=column, codes=codes)


def _located(
    table: Incoming, knowledge: Knowledge, known: Mapping[str, str], crs: str
) -> tuple[Incoming, list[Candidate]]:
    """Decide the CRS: the user's word, else the file's where credible, else the best guess."""
    geometry = table.shapes
    if crs:
        table = replace(table, crs=crs, crs_from="user")
        return _axes_held(table, knowledge.evidence, known), []
    said = crs_said.credible(table.crs, geometry) if table.crs else None
    if said is not None:
        if table.crs_from == "guessed":  # degrees that were found by being in Korea
            return table, []
        held = _held(table, said, knowledge.evidence, known)
        if held is not None:
            return held
    candidates = knowledge.evidence.candidates(geometry, table.columns, known)
    chosen = knowledge.evidence.chosen(candidates, geometry)
    source = known_source(table.name, knowledge.sources)
    if source is not None and not candidates:
        told = {"crs": source.crs, "dataset": source.dataset}
        issue = Issue("crs_by_source", table.name, values=told)
        return replace(table, crs=source.crs, crs_from="guessed").noticing(issue), []
    issues = []
    if table.crs:
        told = {"crs": crs_said.short(table.crs)}
        issues.append(Issue("crs_not_believed", table.name, values=told))
    if chosen is None:
        doubt = "crs_unclear" if candidates else "crs_not_known"
        issues.append(Issue(doubt, table.name))
        return replace(table, crs="", crs_from="none").noticing(*issues), candidates
    issues.append(Issue("crs_guessed", table.name, values={"crs": chosen.crs}))
    table = replace(table, crs=chosen.crs, crs_from="guessed").noticing(*issues)
    return _turned(table) if chosen.swapped else table, candidates


def _held(
    table: Incoming, said: crs_said.Said, evidence: Evidence, known: Mapping[str, str]
) -> tuple[Incoming, list[Candidate]] | None:
    """Hold a CRS that a file names against the ground; None where the ground contradicts it.

    It does where the records name municipalities, do not lie in them, and another CRS puts them
    there. Places that are all outside Korea may be right, and are told.
    """
    own = replace(table, crs=said.name, said_crs=said.description).noticing(
        *(Issue(code, table.name, values={"crs": said.name}) for code in said.issues)
    )
    asked = (table.shapes, table.columns, known)
    as_said = evidence.held(*asked, said.description or said.name)
    if as_said is not None and not as_said.agreeing < DOUBTED:
        return own, []
    candidates = evidence.candidates(*asked)
    best = evidence.chosen(candidates, table.shapes)
    if best is not None and best.agreeing >= BELIEVED:
        if best.crs != said.name:
            return None
        return _turned(own), candidates
    if as_said is None and said.name in KOREAN and evidence.held(*asked, said.name, swapped=True):
        return _turned(own), candidates
    if as_said is None and len(shapely.get_coordinates(table.shapes[:1])):
        own = own.noticing(Issue("places_outside", table.name, values={"crs": said.name}))
        return own, candidates
    return own, []


def _turned(table: Incoming) -> Incoming:
    turned = shapely.transform(table.shapes, lambda xy: xy[:, ::-1])
    return replace(table, geometry=turned).noticing(Issue("axes_swapped", table.name))


def _axes_held(table: Incoming, evidence: Evidence, known: Mapping[str, str]) -> Incoming:
    """Read northing before easting where only that puts the places on Korean land."""
    tried = evidence.candidates(table.shapes, table.columns, known)
    best = next((one for one in tried if one.crs == table.crs), None)
    if best is None or not best.swapped:
        return table
    return _turned(table)


def _in_their_place(
    table: Incoming, evidence: Evidence, known: Mapping[str, str], progress: Progress
) -> Incoming:
    """Keep out points that lie in another municipality than their own address says."""
    says_where = bool({"address", "sido"} & set(known.values()))
    if table.crs != DEGREES or not says_where or not _is_points(table):
        return table
    return table.without(
        evidence.elsewhere(table, known, progress=progress), "coordinate_elsewhere"
    )


def _is_points(table: Incoming) -> bool:
    kinds = shapely.get_type_id(table.geometry)
    return bool(np.isin(kinds, (-1, shapely.GeometryType.POINT)).all())


def _are_valid(geometry: Objects) -> NDArray[np.bool_]:
    """Ask on all cores which shapes are valid; GEOS lets go of the interpreter meanwhile."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        return np.concatenate([*pool.map(shapely.is_valid, np.array_split(geometry, cores))])


def _geometry_issues(table: Incoming) -> Iterator[Issue]:
    """Say what there is about the shapes that come in."""
    geometry = table.shapes
    missing, empty = shapely.is_missing(geometry), shapely.is_empty(geometry)
    told: tuple[tuple[str, NDArray[np.bool_]], ...] = (
        ("geometry_missing", missing),
        ("geometry_empty", empty),
        ("geometry_repaired", ~(missing | empty | _are_valid(geometry))),
        ("height_dropped", shapely.has_z(geometry)),
    )
    named = partial(noticed, layer=table.name)
    for code, rows in told:
        if rows.any() and not (code == "geometry_missing" and table.crs_from == "guessed"):
            yield named(code, rows=table.rows[rows])


def _datum_held(
    table: Incoming, evidence: Evidence, known: Mapping[str, str]
) -> tuple[Incoming, tuple[float, float] | None]:
    """Measure an offset that a wrong datum explains, and say so; None where there is none."""
    if not table.crs or table.geometry is None:
        return table, None
    asked = (table.geometry, table.columns, known, table.said_crs or table.crs)
    found = evidence.offset(*asked)
    if found is None:
        return table, None
    east, north, scatter = found
    away = float(np.hypot(east, north))
    if DATUM_SHIFT[0] <= away <= DATUM_SHIFT[1] and scatter <= STEADY:
        told = {"east": round(east), "north": round(north), "crs": table.crs}
        return table.noticing(Issue("datum_shifted", table.name, values=told)), (east, north)
    if table.crs == DEGREES and scatter > STEADY:
        share = evidence.nearer_in(*asked, other=OLD_DATUM)
        if share >= MOSTLY_NEARER:
            told = {"share": round(100 * share), "crs": table.crs}
            table = table.noticing(Issue("datum_suspected", table.name, values=told))
    return table, None
