"""A project as one GeoPackage: opened without a changed byte, saved whole or not at all.

The layout is described in docs/formats/project-file.md.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scmap.errors import InputError, LockedError, RefusedError, ScmapError
from scmap.formats.patience import answering, read_through
from scmap.formats.unchanged import check_intact, has_side_files, reading
from scmap.model.identity import derived_uid
from scmap.model.issue import Issue
from scmap.model.layer import Column, Layer
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.progress import Progress, part, silent
from scmap.store import guard, migrations, registry, rows, tables
from scmap.store.foreign import ForeignEdits, foreign_edits
from scmap.store.geopackage import check_geopackage, connect, writing
from scmap.store.in_place import Held
from scmap.store.registry import Row, text
from scmap.store.replacing import HELD, check_place, replacing
from scmap.store.revisions import NO_REVISIONS, Revisions, dated
from scmap.store.schema import quoted
from scmap.store.style import StyleError
from scmap.store.style_table import TABLE as STYLES
from scmap.store.style_table import write_styles

OWN = frozenset({STYLES, *(table.name for table in registry.TABLES)})

_PLAIN_LOOK = {"symbology": "{}", "where_field": None, "filter": None}
READ_THROUGH = 0.2  # share of opening that goes by until all bytes of a file have been seen
SETTLE_SECONDS = 2.0  # an editing session holds the file for minutes: waiting longer is no help


@dataclass(frozen=True, slots=True)
class Opened:
    """A project that was read, and what the user should know about its file.

    Attributes
    ----------
    project : Project
        The value.
    path : Path
        Its file.
    read_only : bool
        Whether saving over the file would lose something or run what is not known.
    issues : tuple of Issue
        What was noticed, each with a word for the user.
    held : Held or None
        What the file is known to hold, when that is exactly the project: what changes can then be
        saved in place.
    foreign : ForeignEdits or None
        What other programs did to its rows since it was saved.
    state : tuple of int, or None
        The file's, before it was read: as of `file_state`.
    """

    project: Project
    path: Path
    read_only: bool = False
    issues: tuple[Issue, ...] = ()
    held: Held | None = None
    foreign: ForeignEdits | None = None
    state: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a glance at a project file tells.

    Attributes
    ----------
    uid : str
        Of the project.
    read_only : bool
        As of `Opened`, as far as its tables need not be read for it.
    """

    uid: str
    read_only: bool


def read_project(path: Path, *, progress: Progress = silent) -> Opened:
    """Open a project; no byte of its file changes, not even to bring an old one up to date.

    Raises
    ------
    InputError
        If the file cannot be read, does not answer (file_slow), is no GeoPackage, is damaged, or is
        no project (not_a_project).
    LockedError
        If another program is writing to it and does not finish.
    """
    read_through(path, part(progress, 0.0, READ_THROUGH))
    progress = part(progress, READ_THROUGH, 1.0)
    state = file_state(path)
    with reading(path) as connection:
        check_geopackage(connection, path)
        version = _version(connection, path)
        blocking = [*guard.unknown_triggers(connection), *_newer(version)]
        with migrations.current(connection, version) as newest:
            values = registry.meta(registry.fetch(newest, registry.META))
            layers, issues = _read_layers(newest, path, progress)
            found, left = _adopt(newest, path, registry.plane(values))
            entries, unreadable = _read_map(newest, values.get("uid", ""))
            project = Project(
                uid=values.get("uid") or derived_uid(path.name),
                title=values.get("title", ""),
                crs=registry.plane(values),
                municipality=values.get("municipality", ""),
                layers=(*layers, *found),
                map=entries,
                display_crs=values.get("display_crs", ""),
            )
            edits = foreign_edits(newest, project)
            exact = version == migrations.SCHEMA and edits is None and _is_exact(newest, project)
    noticed = [Issue("layer_adopted", layer.title) for layer in found]
    told = (*blocking, *left, *issues, *noticed, *unreadable)
    held = Held(project, values.get(registry.MARK, "")) if exact and not told else None
    return Opened(project, path, bool(blocking or left), told, held, edits, state)


def _is_exact(connection: sqlite3.Connection, project: Project) -> bool:
    """Tell whether the product's tables say just what was read: each row by its uid and place."""
    fields: dict[object, list[tuple[object, object]]] = {}  # they come in order, layers mixed
    for row in registry.fetch(connection, registry.FIELD):
        fields.setdefault(row.get("layer"), []).append((row.get("name"), row.get("type")))
    held = {
        table.name: [
            (row.get("uid"), row.get("position")) for row in registry.fetch(connection, table)
        ]
        for table in (registry.LAYER, registry.MAP_LAYER)
    }
    return (
        held[registry.LAYER.name] == [(one.uid, n) for n, one in enumerate(project.layers)]
        and held[registry.MAP_LAYER.name] == [(one.uid, n) for n, one in enumerate(project.map)]
        and fields
        == {one.uid: [(f.name, f.type) for f in one.fields] for one in project.layers if one.fields}
    )


def is_project(path: Path) -> bool:
    """Tell whether a file looks like a project of ours, without opening it whole."""
    try:
        with reading(path) as connection:
            return bool(_version(connection, path))
    except (ScmapError, sqlite3.Error):
        return False


def check_new_place(path: Path) -> None:
    """Refuse a place that is taken: a project begins where nothing stands.

    Raises
    ------
    InputError
        folder_missing or file_is_folder.
    RefusedError
        file_there.
    """
    check_place(path)
    if path.exists():
        raise RefusedError("file_there", file=path.name)


def look(path: Path) -> Look:
    """Look at whose a project file is, without opening it whole.

    Raises
    ------
    InputError, LockedError
        As of `read_project`.
    """
    with reading(path) as connection:
        check_geopackage(connection, path)
        version = _version(connection, path)
        values = registry.meta(registry.fetch(connection, registry.META))
        blocking = [*guard.unknown_triggers(connection), *_newer(version)]
    return Look(values.get("uid") or derived_uid(path.name), bool(blocking))


def file_state(path: Path | None) -> tuple[int, int] | None:
    """Tell one state of a file from another, without reading it."""
    if path is None or not path.exists():
        return None
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def check_may_become(path: Path, uid: str) -> None:
    """Refuse to save a project over what is no earlier state of it, or would lose something.

    Parameters
    ----------
    path : Path
        The file; where there is none, there is nothing to lose.
    uid : str
        Of the project.

    Raises
    ------
    RefusedError
        other_file_there, or read_only as of `Opened`.
    InputError, LockedError
        As of `check_place`, or where another program writes to it.
    """
    check_place(path)
    if not path.exists():
        return
    try:
        there = look(path)
    except InputError as error:
        raise RefusedError("other_file_there", file=path.name) from error
    if there.uid != uid:
        raise RefusedError("other_file_there", file=path.name)
    if there.read_only:
        raise RefusedError("read_only", file=path.name)


def write_project(
    project: Project,
    path: Path,
    *,
    progress: Progress = silent,
    now: datetime | None = None,
    revisions: Revisions = NO_REVISIONS,
) -> Held:
    """Save a project: the old file is replaced by a new one that was read back, or stays.

    The old file is kept as ``<name>.bak``. The same project and the same `now` (UTC) give the same
    bytes. Rows get the `revisions` that are given, as `revisions_after` does, and else have none.

    Raises
    ------
    InputError
        If the place cannot be written to, or a name or text cannot be stored.
    LockedError
        file_locked, if another program is editing the old file.
    """
    settle(path)
    moment = now or datetime.now(UTC)
    with replacing(path, keep=True, over_project=True) as draft:
        with writing(draft) as connection:
            _write(connection, project, moment, progress, revisions)
        _verify(draft, project, path)
    progress(1.0)
    return Held(project, tables.stamp(moment))


def _version(connection: sqlite3.Connection, path: Path) -> int:
    schema = registry.meta(registry.fetch(connection, registry.META)).get("schema", "")
    if not (schema.isascii() and schema.isdigit() and int(schema) > 0):
        raise InputError("not_a_project", file=path.name)
    return int(schema)


def _newer(version: int) -> list[Issue]:
    if version <= migrations.SCHEMA:
        return []
    return [Issue("newer_version", values={"version": version, "known": migrations.SCHEMA})]


def _read_layers(
    connection: sqlite3.Connection, path: Path, progress: Progress
) -> tuple[list[Layer], list[Issue]]:
    described = registry.fetch(connection, registry.LAYER)
    fields = registry.fetch(connection, registry.FIELD)
    present = set(rows.table_names(connection))
    layers: list[Layer] = []
    issues: list[Issue] = []
    for number, row in enumerate(described):
        progress(number / len(described))
        table = text(row, "table_name")
        if table not in present:
            issues.append(Issue("layer_gone", text(row, "title")))
            continue
        layer, noticed = rows.read_table(connection, path, table)
        columns = _named(layer, [field for field in fields if field.get("layer") == row.get("uid")])
        layers.append(registry.described(layer.replace(columns=columns), row))
        issues += noticed
    return layers, issues


def _named(layer: Layer, fields: Iterable[Row]) -> dict[str, Column]:
    """Give the columns of a table under the names of the fields they keep, in the fields' order."""
    stored = dict(layer.columns)
    columns = {
        text(field, "name"): stored.pop(text(field, "column_name"))
        for field in fields
        if text(field, "column_name") in stored
    }
    added = tables.distinct(stored, columns)  # columns that another program added
    return columns | dict(zip(added, stored.values(), strict=True))


def _adopt(
    connection: sqlite3.Connection, path: Path, plane: str
) -> tuple[list[Layer], list[Issue]]:
    """Take in tables that another program put into the file, and name what cannot be."""
    taken = {text(row, "table_name") for row in registry.fetch(connection, registry.LAYER)} | OWN
    listed = connection.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
    found: list[Layer] = []
    left: list[Issue] = []
    for table, kind in ((str(table), kind) for table, kind in listed if str(table) not in taken):
        try:
            if kind not in ("features", "attributes"):
                raise InputError("layer_unknown", file=path.name, layer=table, layers="")
            layer, _noticed = rows.read_table(connection, path, table)
        except ScmapError:
            left.append(Issue("table_left", table))
            continue
        if layer.crs in ("", plane):
            found.append(layer)
        else:
            left.append(Issue("table_left", table))
    return found, left


def _read_map(
    connection: sqlite3.Connection, scope: str
) -> tuple[tuple[MapLayer, ...], list[Issue]]:
    entries: list[MapLayer] = []
    issues: list[Issue] = []
    for number, row in enumerate(registry.fetch(connection, registry.MAP_LAYER)):
        uid = derived_uid(scope, "map", number)
        try:
            entry = registry.map_layer(row, uid)
        except StyleError:
            entry = registry.map_layer({**row, **_PLAIN_LOOK}, uid)
            issues.append(Issue("style_unreadable", entry.title))
        entries.append(entry)
    return tuple(entries), issues


def _write(
    connection: sqlite3.Connection,
    project: Project,
    now: datetime,
    progress: Progress,
    revisions: Revisions,
) -> None:
    tables.create_core(connection)
    registry.create(connection, now)
    targets = tables.targets(project.layers, tracked=True)
    every, done = sum(map(len, project.layers)) + len(project.layers), 0
    for number, (layer, target) in enumerate(zip(project.layers, targets, strict=True)):
        here, done = done, done + len(layer) + 1
        telling = part(progress, here / every, done / every)
        telling(0.0)
        known = revisions.get(layer.uid, {})
        tables.write_layer(connection, layer, target, now, known, telling)
        described = registry.layer_row(layer, number, target.table)
        registry.insert(connection, registry.LAYER, [dated(described, registry.LAYER, revisions)])
        registry.insert(connection, registry.FIELD, registry.field_rows(layer, target))
    registry.insert(
        connection, registry.META, registry.meta_rows(project, migrations.SCHEMA, tables.stamp(now))
    )
    entries = [registry.map_row(entry, number) for number, entry in enumerate(project.map)]
    registry.insert(
        connection,
        registry.MAP_LAYER,
        [dated(entry, registry.MAP_LAYER, revisions) for entry in entries],
    )
    by_uid = {layer.uid: target for layer, target in zip(project.layers, targets, strict=True)}
    write_styles(connection, project, by_uid, now)


def _verify(draft: Path, project: Project, path: Path) -> None:
    """Read back what was written before it takes the place of the old file."""
    expected = _sizes(project)
    with reading(draft) as connection:
        check_intact(connection, path)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        counted = {name: _count(connection, name) for name in expected}
    if broken or counted != expected:
        raise InputError("save_failed", file=path.name)


def _sizes(project: Project) -> Mapping[str, int]:
    targets = tables.targets(project.layers)
    sizes = {
        target.table: len(layer) for layer, target in zip(project.layers, targets, strict=True)
    }
    return {
        **sizes,
        registry.LAYER.name: len(project.layers),
        registry.MAP_LAYER.name: len(project.map),
    }


def _count(connection: sqlite3.Connection, table: str) -> int:
    statement = f"SELECT count(*) FROM {quoted(table)}"  # noqa: S608  a quoted name
    return int(connection.execute(statement).fetchone()[0])


def settle(path: Path) -> None:
    """Make one file of the old one and what lies beside it, so that nothing stale stays there.

    A journal or log left beside the new file would be taken for its own and destroy it; and what
    another program is about to write would go to a file that has gone.
    """
    answering(path)
    if not path.is_file():
        return
    beside = has_side_files(path)
    try:
        with closing(connect(path, patience=SETTLE_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # which takes what lies beside it
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        if beside or error.sqlite_errorcode & 0xFF in HELD:
            raise LockedError("file_locked", file=path.name) from error
        return  # no database, or one that only may be read: nobody is writing it
    if has_side_files(path):
        raise LockedError("file_locked", file=path.name)
