"""scmap overlap: pairs of a project, of a plain file, or of given measures."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import click
import numpy as np

from scmap import __version__
from scmap.analysis.overlay import find_overlaps
from scmap.analysis.record import overlap_record, verdict_record
from scmap.analysis.terms import measure_terms
from scmap.analysis.verdict import judge
from scmap.cli.handing import on_terms, terms
from scmap.cli.issues import tell_issues
from scmap.cli.overlap_files import hand_out_found, write_found
from scmap.cli.overlap_project import (
    MOST_LISTED,
    Asked,
    Found,
    depth_lines,
    judged_lines,
    judged_record,
    measure_project,
)
from scmap.cli.parameters import FILE, PLACE, Choice, Number, Target, Whole
from scmap.errors import InputError
from scmap.formats.cases import read_cases
from scmap.formats.digest import sha256
from scmap.formats.layer_file import SUFFIXES, plain
from scmap.model.issue import Repair
from scmap.model.layer import Layer, objects
from scmap.model.overlap import Relation, Time
from scmap.model.profile import Profile
from scmap.reference.rules import ruleset
from scmap.store.replacing import replacing
from scmap.words import tr

RELATIONS = {"부처간": "between", "부처내": "within", "공동": "joint", "전체": "all"}
TIMES = {"무관": "any", "겹침": "meet"}
MOST_TOLD = 20  # repairs told one by one; the record lists all


@click.command(help=tr("cli.overlap"))
@click.argument("project", type=FILE, required=False)
@click.option("--investments", type=FILE, metavar="FILE", help=tr("cli.overlap.investments"))
@click.option("--vectors", type=FILE, metavar="FILE", help=tr("cli.overlap.vectors"))
@click.option("--layer", metavar="L", help=tr("cli.overlap.layer"))
@click.option("--ministry-field", metavar="F", help=tr("cli.overlap.ministry_field"))
@click.option(
    "--relation",
    type=Choice(get_args(Relation), RELATIONS),
    default="between",
    help=tr("cli.overlap.relation"),
)
@click.option("--time", "years", type=Choice(get_args(Time), TIMES), help=tr("cli.overlap.time"))
@click.option("--year", type=Whole(1900, 2200), help=tr("cli.overlap.year"))
@click.option("--municipality", type=PLACE, metavar="CODE", help=tr("cli.overlap.municipality"))
@click.option("--grades", is_flag=True, help=tr("cli.overlap.grades"))
@click.option("--depth", is_flag=True, help=tr("cli.overlap.depth"))
@click.option("--floor", type=Number(0), help=tr("cli.overlap.floor"))
@click.option("--strict", is_flag=True, help=tr("cli.overlap.strict"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.overlap.json"))
@click.option("--out", type=Target(".json", *SUFFIXES), help=tr("cli.overlap.out"))
@on_terms
def overlap(
    project: Path | None,
    investments: Path | None,
    vectors: Path | None,
    layer: str | None,
    ministry_field: str | None,
    strict: bool,
    as_json: bool,
    out: Path | None,
    **views: Any,
) -> None:
    """Find overlaps in a project or in a plain file, and say them; or grade given measures."""
    if [project, investments, vectors].count(None) != 2:
        raise click.UsageError(tr("cli.overlap.one_input"))
    if vectors is not None:
        click.echo(json.dumps(_verdicts(vectors), ensure_ascii=False))
        return
    how = terms(views)
    asked = Asked(**views)
    if out is not None and out.suffix.lower() != ".json" and asked.grades and asked.depth:
        raise click.UsageError(tr("cli.overlap.one_list"))
    if project is not None:
        if layer or ministry_field:
            raise click.UsageError(tr("cli.overlap.project_field"))
        file, found = project, measure_project(project, asked)
    else:
        assert investments is not None  # noqa: S101  one of the three, checked above
        file, found = investments, _measure_file(investments, layer, ministry_field, asked)
    _tell_repairs(file, found.run.repaired, strict=strict)
    tell_issues(found.run)
    whole = as_json or (out is not None and out.suffix.lower() == ".json")
    record = _record(file, found, None if whole else MOST_LISTED)
    if out is not None and project is not None:
        hand_out_found(project, out, how, record, found)
    elif out is not None:  # of a plain file, which is nobody's project
        with replacing(out) as new:
            write_found(new, out.suffix.lower(), record, found)
    if out is not None:
        click.echo(tr("cli.wrote", file=out), err=True)
    click.echo(json.dumps(record, ensure_ascii=False) if as_json else _in_words(found, record))


def _measure_file(file: Path, layer: str | None, ministry_field: str | None, asked: Asked) -> Found:
    """Pairs of a plain file's polygons whose values in a field differ, whatever the values mean."""
    from scmap.formats.vector import read  # noqa: PLC0415  GDAL is loaded when it is needed

    if ministry_field is None:
        raise click.UsageError(tr("cli.overlap.needs_field"))
    if asked.grades or asked.depth or asked.year is not None or asked.municipality:
        raise click.UsageError(tr("cli.overlap.needs_project"))
    polygons = _numbered(read(file, layer=layer).layer)
    rule = asked.rule(ruleset(), "any")
    groups = _groups(polygons, ministry_field)
    start = time.perf_counter()
    run = find_overlaps(polygons, groups, None, rule)
    seconds = time.perf_counter() - start
    return Found(run, seconds, {"layer": polygons.name, "ministry_field": ministry_field})


def _record(file: Path, found: Found, most: int | None) -> dict[str, Any]:
    record = overlap_record(
        found.run,
        inputs={file.name: sha256(file)},
        parameters={**found.parameters, "version": __version__},
        seconds=found.seconds,
    )
    if found.judged is not None:
        record |= judged_record(found.judged, most)
        record["unknown_ministry"] = found.run.excluded_unknown
    return record if found.depth is None else {**record, "depth": found.depth.record}


def _verdicts(file: Path) -> list[dict[str, object]]:
    """Grade pairs whose measures are given instead of geometry."""
    from scmap.reference import codebook  # noqa: PLC0415

    rules = ruleset()
    cases = read_cases(file, {code: kind.life_years for code, kind in codebook().kinds.items()})
    profile = Profile.of([side for case in cases for side in (case.left, case.right)])
    left = np.arange(0, 2 * len(cases), 2)
    coefficient = np.array([case.coefficient for case in cases], dtype=float)
    quality = np.array([case.quality for case in cases], dtype=float)
    preconditions = np.array([case.preconditions for case in cases], dtype=float)
    interoperability = np.array([case.interoperability for case in cases], dtype=float)
    interoperability[np.isnan(interoperability)] = rules.interoperability["unknown"]
    terms = measure_terms(profile, left, left + 1, coefficient, quality, rules)
    return verdict_record(
        [case.id for case in cases], judge(terms, preconditions, interoperability, rules)
    )


def _numbered(layer: Layer) -> Layer:
    """Name features as a reader of the file counts them, unless the file names them itself."""
    if "uid" in layer.columns:
        return layer
    return layer.replace(uids=objects(str(row) for row in range(1, len(layer) + 1)))


def _tell_repairs(file: Path, repairs: Sequence[Repair], *, strict: bool) -> None:
    """Name each footprint that was not valid, what was wrong and what to do.

    Raises
    ------
    InputError
        ``geometry_invalid`` for the first one when nothing but valid input is wanted.
    """
    for repair in repairs[:MOST_TOLD]:
        named = {"file": file.name, "layer": repair.layer, "feature": repair.feature}
        if strict:
            raise InputError("geometry_invalid", **named, why=repair.why)
        click.echo(tr("cli.overlap.repaired", **named, why=repair.why), err=True)
    if len(repairs) > MOST_TOLD:
        click.echo(tr("cli.overlap.repaired_more", count=len(repairs) - MOST_TOLD), err=True)


def _groups(layer: Layer, name: str) -> list[frozenset[str]]:
    """Whose each feature is: the plain value of a field; empty where it has none."""
    if name not in layer.columns:
        fields = ", ".join(layer.columns)
        raise InputError("no_such_field", layer=layer.name, field=name, fields=fields)
    cells = (plain(value) for value in layer.columns[name])
    return [frozenset({cell}) if cell else frozenset() for cell in cells]


def _in_words(found: Found, record: dict[str, Any]) -> str:
    lines = [_summary(record)]
    if found.judged is not None:
        lines += judged_lines(found.judged, record)
    if "depth" in record:
        lines += depth_lines(record["depth"])
    return "\n".join(lines)


def _summary(record: dict[str, Any]) -> str:
    return tr(
        "cli.overlap.summary",
        investments=record["investments"],
        pairs=record["pairs"],
        slivers=record["slivers"],
        area=f"{record['area_m2'] / 1e6:,.2f}",
        unknown=record["excluded_unknown"],
        without=record["without_footprint"],
    )
