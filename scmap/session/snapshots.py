"""Freezing a state of the project under a name, and proving later that nothing of it changed."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from scmap import __version__, clock, paths
from scmap.analysis.pair_export import listed_layer
from scmap.analysis.pair_export import records as plain_records
from scmap.errors import InputError, RefusedError
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records, with_record
from scmap.model.snapshot import Snapshot
from scmap.progress import Progress, part, silent
from scmap.reference.rules import rule_table
from scmap.session.findings import Lookups, find
from scmap.session.judging import judgement_of
from scmap.store.change import diff
from scmap.store.project_file import read_project, write_project

FOLDER = ".snapshots"  # behind the name of the project's file
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seal:
    """Three hashes by which one state is known from any other.

    Attributes
    ----------
    data, parameters, verdicts : str
        SHA-256 of what the project holds, of the judgement in force, and of what follows from both.
    """

    data: str
    parameters: str
    verdicts: str

    @classmethod
    def of(cls, project: Project, *, progress: Progress = silent) -> "Seal":
        """Seal a project: its snapshots are no part of it."""
        bare = without_snapshots(project)
        data = _hash(_rows(bare))
        progress(0.2)
        found = _verdicts(bare, part(progress, 0.2, 1.0))
        return cls(data, _hash(_parameters(bare)), _hash(found))

    @classmethod
    def told_by(cls, one: Snapshot) -> "Seal":
        """Give the seal that was written down."""
        return cls(one.data, one.parameters, one.verdicts)

    @property
    def mark(self) -> str:
        """Sixteen letters to be printed: they stand for all three."""
        told = f"{self.data}{self.parameters}{self.verdicts}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, eq=False)
class Verified:
    """What looking at a frozen state found.

    Attributes
    ----------
    snapshot : Snapshot
        What it says about itself.
    project : Project
        The state.
    found : Seal
        The seal of what is in the file now.
    """

    snapshot: Snapshot
    project: Project
    found: Seal

    @property
    def broken(self) -> tuple[str, ...]:
        """Which of "data", "parameters", "verdicts" are others than they were."""
        told = Seal.told_by(self.snapshot)
        names = ("data", "parameters", "verdicts")
        return tuple(name for name in names if getattr(told, name) != getattr(self.found, name))


def without_snapshots(project: Project) -> Project:
    """Give a project without what it remembers of frozen states."""
    kept = tuple(layer for layer in project.layers if layer.name != Snapshot.TABLE)
    return project if len(kept) == len(project.layers) else replace(project, layers=kept)


def snapshot_file(path: Path, name: str) -> Path:
    """Give where a frozen state of the project in `path` lies."""
    return path.with_name(path.stem + FOLDER) / f"{paths.file_name(name)}.gpkg"


def take_snapshot(
    project: Project,
    name: str,
    file: Path,
    *,
    author: str = "",
    note: str = "",
    on: date | None = None,
    progress: Progress = silent,
) -> Snapshot:
    """Freeze a project into a file of its own, which is read-only from then on.

    Raises
    ------
    RefusedError
        snapshot_exists, if the project has one of that name, or the file is there already.
    InputError
        snapshot_nameless, or why the place cannot be written to.
    """
    name = " ".join(name.split())
    if not name:
        raise InputError("snapshot_nameless")
    if file.exists() or any(one.name == name for one in records(project, Snapshot)):
        raise RefusedError("snapshot_exists", name=name)
    seal = Seal.of(project, progress=part(progress, 0.0, 0.7))
    one = Snapshot(
        uid=new_uid(),
        name=name,
        taken_on=on or clock.today(),
        author=author,
        note=note,
        file=file.name,
        data=seal.data,
        parameters=seal.parameters,
        verdicts=seal.verdicts,
        program=__version__,
    )
    try:
        file.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError("folder_not_made", folder=str(file.parent)) from error
    alone = with_record(without_snapshots(project), one)
    write_project(alone, file, progress=part(progress, 0.7, 1.0))
    file.chmod(0o444)
    return one


def remembered(project: Project, one: Snapshot) -> Project:
    """Give the project with a frozen state among those that it remembers."""
    return with_record(project, one)


def verify_snapshot(file: Path, *, progress: Progress = silent) -> Verified:
    """Seal again what a frozen state holds.

    Raises
    ------
    InputError
        not_a_snapshot, or why the file cannot be read.
    """
    project = read_project(file, progress=part(progress, 0.0, 0.3)).project
    told = records(project, Snapshot)
    if len(told) != 1 or not told[0].data:
        raise InputError("not_a_snapshot", file=file.name)
    return Verified(told[0], project, Seal.of(project, progress=part(progress, 0.3, 1.0)))


def is_told_alike(project: Project, one: Snapshot) -> bool | None:
    """Tell whether a project remembers a frozen state by the same seal; None if it knows none."""
    known = record(project, Snapshot, one.uid)
    return None if known is None else Seal.told_by(known) == Seal.told_by(one)


def _hash(lines: Iterator[object]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update(json.dumps(line, sort_keys=True, separators=(",", ":")).encode("ascii"))
        found.update(b"\n")
    return found.hexdigest()


def _rows(project: Project) -> Iterator[object]:
    """Give every row that the project holds, in an order of their own."""
    about = (project.uid, project.title, project.crs, project.municipality)
    empty = Project(*about)
    yield list(about)
    made = diff(empty, project, who="", when=_BEGINNING)
    for one in sorted(made, key=lambda one: (one.table, one.op, one.uid)):
        shape = None if one.geometry is None else b64encode(one.geometry).decode("ascii")
        yield [one.table, one.uid, one.op, dict(one.values), shape]


def _parameters(project: Project) -> Iterator[object]:
    """Give every value of the judgement in force."""
    edits = judgement_of(project).rules.edits
    values = {key: one.value for key, one in edits.items()}
    table = rule_table()
    keys = {*table.values, *values}
    yield {key: table.in_force(key, values) for key in sorted(keys)}


def _verdicts(project: Project, progress: Progress) -> Iterator[object]:
    """Give every pair with its measures and scores; words of any language are left out."""
    found = find(project, Lookups.of(project), progress=progress)
    layer = listed_layer(found.pairs, np.arange(len(found.pairs)))
    kept = {
        name: column
        for name, column in layer.columns.items()
        if column.dtype != object or name in ("grade", "possible")
    }
    rows = zip(layer.uids.tolist(), plain_records(layer.replace(columns=kept)), strict=True)
    for uid, row in sorted(rows, key=lambda pair: str(pair[0])):
        yield [uid, row]
