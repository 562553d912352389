"""scmap inspect: what a file holds, its encoding, its CRS and its faults, without importing."""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import click
import numpy as np
import shapely

from scmap.cli.hints import explained
from scmap.cli.parameters import FILE
from scmap.errors import ScmapError
from scmap.formats.incoming.recognise import FileFound, Recognised, recognise
from scmap.formats.incoming.table import LISTED, Incoming
from scmap.formats.spreadsheet import SPREADSHEETS
from scmap.model.issue import Issue
from scmap.model.layer import Column, field_type
from scmap.reference.incoming import knowledge
from scmap.words import explain, tr

SHOWN = 4  # columns of the first record that are shown


@click.command(name="inspect", help=tr("cli.inspect"))
@click.argument("file", type=FILE)
@click.option("--crs", metavar="EPSG:n", default="", help=tr("cli.inspect.crs"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.inspect.json"))
def inspect_verb(file: Path, crs: str, as_json: bool) -> None:
    """Recognise a file and say what is in it."""
    try:
        found = recognise(file, knowledge(), crs=crs)
    except ScmapError as error:
        if as_json:
            click.echo(_json(_failure(file, error)))
        click.echo(explained(error), err=True)
        raise click.exceptions.Exit(ScmapError.exit_code) from error
    if as_json:
        click.echo(_json(record(found)))
    else:
        _say(found)


def record(found: FileFound) -> dict[str, Any]:
    """Give what was recognised as one JSON value (docs/formats/inspect.md)."""
    return {
        "file": found.file,
        "sha256": found.sha256,
        "layers": [_layer(one) for one in found.layers],
        "failed": [{"name": name, **_error(error)} for name, error in found.failed],
        "passed": list(found.passed),
        "error": None,
    }


def _failure(file: Path, error: ScmapError) -> dict[str, Any]:
    return {
        "file": file.name,
        "sha256": None,
        "layers": [],
        "failed": [],
        "passed": [],
        "error": _error(error),
    }


def _error(error: ScmapError) -> dict[str, str]:
    words = explain(error)
    return {"code": error.code, "message": words.what, "remedy": words.remedy}


def _layer(one: Recognised) -> dict[str, Any]:
    table = one.table
    return {
        "name": table.name,
        "features": len(table),
        "kept_out": len(table.kept_out),
        "geometry": _kinds(one),
        "crs": table.crs or None,
        "crs_from": table.crs_from,
        "crs_candidates": [
            {"crs": each.crs, "score": each.score, "why": each.why()} for each in one.candidates
        ],
        "encoding": table.encoding,
        "encoding_from": table.encoding_from,
        "columns": [
            {"name": name, "type": field_type(column), "meaning": one.meanings.get(name)}
            for name, column in table.columns.items()
        ],
        "bounds": _bounds(one),
        "first": {name: _value(column) for name, column in table.columns.items()},
        "first_coordinate": _first_coordinate(one),
        "issues": [_issue(issue) for issue in table.issues],
    }


def _kinds(one: Recognised) -> dict[str, int]:
    """Count the kinds of geometry; records without one are counted by an issue."""
    if one.table.geometry is None:
        return {}
    some = [shape for shape in one.table.geometry if shape is not None]
    return dict(Counter(shape.geom_type for shape in some))


def _bounds(one: Recognised) -> list[float] | None:
    if one.table.geometry is None or not len(one.table):
        return None
    bounds = shapely.total_bounds(one.table.geometry)
    return bounds.tolist() if np.isfinite(bounds).all() else None


def _first_coordinate(one: Recognised) -> list[float] | None:
    if one.table.geometry is None:
        return None
    for shape in one.table.geometry:
        if shape is not None and not shape.is_empty:
            return [float(value) for value in shapely.get_coordinates(shape)[0]]
    return None


def _value(column: Column) -> object:
    """Give the first value of a column as JSON has it; unknown is null, 3.0 is 3."""
    if not len(column):
        return None
    value = column[0]
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, float):
        return None if math.isnan(value) else int(value) if value.is_integer() else float(value)
    return value


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "code": issue.code,
        "count": issue.values.get("count", 1),
        "message": issue.said(),
        "rows": list(issue.values.get("numbers", ()))[:LISTED],  # type: ignore[call-overload]
    }


def _encoding(table: Incoming) -> str:
    """Say how the text is written; a spreadsheet leaves nothing open."""
    if f".{table.encoding}" in SPREADSHEETS:
        return tr("inspect.encoding_own", kind=table.encoding.upper())
    origin = tr(f"inspect.encoding_{table.encoding_from}")
    return tr("inspect.encoding", encoding=table.encoding, origin=origin)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _say(found: FileFound) -> None:
    click.echo(tr("inspect.file", file=found.file, layers=len(found.layers)))
    for one in found.layers:
        table = one.table
        kinds = ", ".join(f"{kind} {count}" for kind, count in _kinds(one).items())
        click.echo("")
        click.echo(tr("inspect.layer", name=table.name, kinds=kinds or tr("inspect.table")))
        click.echo(tr("inspect.count", features=len(table), kept=len(table.kept_out)))
        origin = tr(f"inspect.crs_{table.crs_from}")
        if table.geometry is not None:
            click.echo(tr("inspect.crs", crs=table.crs or tr("inspect.unknown"), origin=origin))
        click.echo(_encoding(table))
        for each in one.candidates[:3] if not table.crs else one.candidates[:1]:
            click.echo(tr("inspect.candidate", crs=each.crs, why=each.why()))
        first = [f"{name}={_value(column)}" for name, column in list(table.columns.items())[:SHOWN]]
        if first and len(table):
            click.echo(tr("inspect.first", values=", ".join(first)))
        for issue in table.told:
            click.echo(tr("inspect.issue", what=issue.said()))
    for name, error in found.failed:
        click.echo(tr("inspect.failed", name=name, what=explain(error).what))
    if found.passed:
        click.echo(tr("inspect.passed", names=", ".join(found.passed)))
