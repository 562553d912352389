"""A newer file of a source that the project has: what it changes, as one command.

What was registered about a row — exceptions, links, opinions, a drawn footprint — refers to its
identity, which the row keeps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import shapely

from scmap.errors import InputError
from scmap.formats.incoming.meanings import taken_for
from scmap.model import boundary, investment
from scmap.model.codebook import parts
from scmap.model.difference import NEW
from scmap.model.gazetteer import LEVELS, Gazetteer
from scmap.model.issue import Issue
from scmap.model.layer import Layer, Source
from scmap.model.matching import Marks, Matching, Rows, matched
from scmap.model.project import Project, new_uid
from scmap.model.receipt import Receipt, series
from scmap.model.records import KIND, records, with_record
from scmap.model.renewal import Renewed, renewed
from scmap.session.arrivals import Gone

INVESTMENT = Marks(
    ("name",), ("municipality_code", "municipality"), ("extent",), ("year_from",), has_key=False
)
GROUND = ("extent", "quality", "radius_m", "extent_reason", "x", "y")
DEFAULTS = ("tags", "beneficiaries")  # filled in by the kind where a file does not tell them
READ = (*LEVELS, "circle", "nation")  # footprints that come from a file; others were drawn


@dataclass(frozen=True, eq=False)
class Renewal:
    """A newer file held against the layer that an older one of its source gave.

    Attributes
    ----------
    before, after : Layer
        The project's layer, and the rows of the newer file.
    marks : Marks
        Columns by which rows are told.
    matching : Matching
        Which row is which.
    gone : (g,) intp
        Rows of `before` that came from this source and are not in the newer file.
    kept : (k,) intp
        Those of `gone` that something registered refers to: they stay in any case.
    removes : bool
        Whether the others leave.
    result : Renewed
        The layer brought up to date, and what changed.
    """

    before: Layer
    after: Layer
    marks: Marks
    matching: Matching
    gone: Rows
    kept: Rows
    removes: bool
    result: Renewed

    @cached_property
    def new(self) -> Rows:
        """Rows of the newer file that were not there."""
        return np.flatnonzero(self.matching.origin == NEW)

    @cached_property
    def changed(self) -> Rows:
        """Rows of the newer file that were there with another value or shape."""
        every = list(self.result.changed.values())
        return np.unique(np.concatenate(every)) if every else np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a newer file is taken.

    Attributes
    ----------
    gazetteer : Gazetteer
        For municipalities whose codes or names changed since.
    synonyms : Mapping of str to str
        Meanings of columns by title.
    layer : str
        Name or title of the layer that is renewed; "" to find it by the source.
    keys : tuple of str
        Columns that name each row; () to find them.
    gone : "", "keep" or "remove"
        What becomes of rows that the newer file has not; "" keeps investments, for a list of one
        year is no list of all, and removes others, of which a file is a picture of all there is.
    """

    gazetteer: Gazetteer
    synonyms: Mapping[str, str]
    layer: str = ""
    keys: tuple[str, ...] = ()
    gone: Gone = ""


def renewal(project: Project, layer: Layer, wish: Wish) -> Renewal | None:
    """Hold a newer file against what the project has of its source; None where it has nothing.

    Parameters
    ----------
    project : Project
        What is open.
    layer : Layer
        What the newer file gives, on the project's plane.
    wish : Wish
        How it is taken.

    Raises
    ------
    InputError
        renewal_layer_unknown, renewal_key_unknown.
    """
    before = _before(project, layer, wish.layer)
    if before is None:
        return None
    is_register = layer.name == investment.TABLE
    marks = INVESTMENT if is_register else _marks(before, layer, wish.synonyms)
    for name in wish.keys:
        if name not in before.columns or name not in layer.columns:
            raise InputError("renewal_key_unknown", column=name, layer=before.title)
    marks = replace(marks, keys=wish.keys)
    matching = matched(before, layer, marks, Municipalities(wish.gazetteer))
    missing = np.setdiff1d(_rows_of_source(project, before, layer), matching.origin)
    kept = missing[np.isin(before.uids[missing].astype(str), _referred(project))]
    removes = wish.gone == "remove" or (wish.gone == "" and not is_register)
    quiet = _quiet(before, layer, matching) if is_register else layer
    leaving = np.setdiff1d(missing, kept) if removes else missing[:0]
    result = renewed(before, quiet, matching.origin, leaving)
    source = _source(before.source, layer.source)
    result = replace(result, layer=result.layer.replace(source=source))
    return Renewal(before, layer, marks, matching, missing, kept, removes, result)


def known_before(project: Project, layer: Layer) -> Issue | None:
    """Say that the project has data of this source, which adding it would double."""
    if layer.name == investment.TABLE:
        before = project.investments
        taken = [one for one in records(project, Receipt) if before and one.layer == before.uid]
        files = [(one.sha256, one.file) for one in taken]
        files += [(before.source.sha256, before.source.file)] if before and not taken else []
    else:
        before = _before(project, layer)
        files = [(before.source.sha256, before.source.file)] if before else []
    if before is None:
        return None
    told = {"there": before.title}
    if layer.source.sha256 in {sha256 for sha256, _file in files}:
        return Issue("source_same", layer.title, values=told)
    same = series(layer.source.file)
    is_known = any(series(file) == same for _sha256, file in files if file)
    return Issue("source_known", layer.title, values=told) if is_known else None


def renew(project: Project, found: Renewal, on: date | None = None) -> Project:
    """Bring a layer up to date: a command."""
    after = found.result.layer
    project = project.with_layer(after)
    if found.after.name != investment.TABLE:
        return project
    uids = found.after.uids.copy()
    here = found.matching.origin != NEW
    uids[here] = found.before.uids[found.matching.origin[here]]
    return received(project, found.after.source, uids, on)


def received(
    project: Project, source: Source, uids: Iterable[object], on: date | None = None
) -> Project:
    """Note that a file gave these rows to the investments."""
    layer = project.investments
    if layer is None:
        return project
    return with_record(
        project,
        Receipt(
            uid=new_uid(),
            layer=layer.uid,
            file=source.file,
            dataset=source.dataset,
            sha256=source.sha256,
            crs=source.crs,
            encoding=source.encoding,
            received_on=on,
            rows=";".join(map(str, uids)),
        ),
    )


def _before(project: Project, layer: Layer, named: str = "") -> Layer | None:
    """Find the layer that a newer file renews: the one named, else the last of its source."""
    if layer.name == investment.TABLE:
        return project.investments
    no_data = (KIND, boundary.KIND)
    there = [
        one for one in project.layers if one.kind not in no_data and one.name != investment.TABLE
    ]
    if named:
        found = [one for one in there if named in (one.name, one.title)]
        if not found:
            raise InputError("renewal_layer_unknown", layer=named)
        return found[-1]
    wanted = (series(layer.source.file), series(layer.title))
    same = [
        one
        for one in there
        if (series(one.source.file), series(one.title)) == wanted or _is_same_file(one, layer)
    ]
    return same[-1] if same else None


def _is_same_file(one: Layer, other: Layer) -> bool:
    """Tell whether two layers were read from the same bytes, whatever the file is called."""
    same = one.source.sha256 == other.source.sha256 != ""
    return same and one.name.startswith(other.name)  # a second one has a number behind it


def _marks(before: Layer, after: Layer, synonyms: Mapping[str, str]) -> Marks:
    """Find the columns by which people tell the rows of any layer."""
    common = [name for name in after.columns if name in before.columns]
    meanings = taken_for(common, synonyms)

    def meant(*wanted: str) -> tuple[str, ...]:
        return tuple(name for one in wanted for name in common if meanings.get(name) == one)

    return Marks(
        meant("name"),
        meant("municipality_code", "municipality"),
        meant("address"),
        meant("year_from", "installed"),
        numbers=meant("identifier"),
    )


@dataclass(frozen=True)
class Municipalities:
    """The municipalities in force that a cell names by code, name or address of any time."""

    gazetteer: Gazetteer

    def __call__(self, said: str) -> frozenset[str]:
        """Give their codes, none where nothing is known by that word."""
        found = [
            place.unit.code
            for one in parts(said)
            for place in self.gazetteer.municipality(one) or self.gazetteer.address(one)
        ]
        return frozenset(found)


def _rows_of_source(project: Project, before: Layer, after: Layer) -> Rows:
    """Give the rows that files of this source gave; all of a layer that one file gave."""
    if before.name != investment.TABLE:
        return np.arange(len(before))
    taken = [one for one in records(project, Receipt) if one.layer == before.uid]
    same = series(after.source.file)
    if not taken:
        alike = series(before.source.file) == same
        return np.arange(len(before) if alike else 0)
    uids = {uid for one in taken if series(one.file) == same for uid in parts(one.rows)}
    return np.array(sorted(before.rows[uid] for uid in uids if uid in before.rows), dtype=np.intp)


def _referred(project: Project) -> list[str]:
    """Give all identities that something registered in the project refers to."""
    found: set[str] = set()
    for layer in project.layers:
        if layer.kind != KIND or layer.name == Receipt.TABLE:
            continue
        for column in layer.columns.values():
            if column.dtype == object:
                cells = {cell for cell in column.tolist() if isinstance(cell, str)}
                found.update(uid for cell in cells for uid in cell.replace("|", ";").split(";"))
    return sorted(found)


def _quiet(before: Layer, after: Layer, matching: Matching) -> Layer:
    """Let the newer file say nothing where what it says is only a default of ours.

    A footprint that was drawn by hand stays, and so do functions that a source told.
    """
    columns = {name: column.copy() for name, column in after.columns.items()}
    geometry = after.geometry.copy()
    found = np.flatnonzero(matching.origin != NEW)
    old = matching.origin[found]
    extents = [str(one or "") for one in before.text("extent")[old]]
    drawn = np.array([not one.startswith(READ) for one in extents], dtype=bool)
    drawn &= ~shapely.is_missing(before.geometry[old])
    for name in GROUND:
        columns[name][found[drawn]] = np.nan if columns[name].dtype.kind == "f" else None
    geometry[found[drawn]] = None
    for name in DEFAULTS:
        known = np.array([one is not None for one in before.text(name)[old]], dtype=bool)
        silent = known & (after.text(f"{name}_basis")[found] == "kind")
        for column in (name, f"{name}_basis"):
            columns[column][found[silent]] = None
    return after.replace(columns=columns, geometry=geometry)


def _source(old: Source, new: Source) -> Source:
    """Give the source of the newer file; what a file does not tell of itself stays as it was."""
    return replace(
        new,
        organisation=new.organisation or old.organisation,
        dataset=old.dataset or new.dataset,
        licence=new.licence or old.licence,
        note=old.note,
    )
