"""scmap overlap: pairs of a project, of a plain file, or of given measures."""

import csv
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
from scmap.cli.parameters import FILE, Choice
from scmap.errors import InputError
from scmap.formats.cases import read_cases
from scmap.formats.digest import sha256
from scmap.model.issue import Repair
from scmap.model.layer import Layer, objects
from scmap.model.overlap import OverlapRule, OverlapRun, Relation, Time
from scmap.model.profile import Profile
from scmap.model.ruleset import RuleSet
from scmap.reference.rules import ruleset
from scmap.store.replacing import replacing
from scmap.words import tr

RELATIONS = {"부처간": "between", "부처내": "within", "공동": "joint", "전체": "all"}
TIMES = {"무관": "any", "겹침": "meet"}
MOST_TOLD = 20  # repairs told one by one; the record lists all
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
@click.option("--floor", type=click.FloatRange(min=0), help=tr("cli.overlap.floor"))
@click.option("--strict", is_flag=True, help=tr("cli.overlap.strict"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.overlap.json"))
@click.option("--out", type=FILE, metavar="FILE", help=tr("cli.overlap.out"))
def overlap(
    project: Path | None,
    investments: Path | None,
    vectors: Path | None,
    strict: bool,
    as_json: bool,
    out: Path | None,
    **asked: Any,
) -> None:
    """Find overlaps in a project or in a plain file, and say them; or grade given measures."""
    if [project, investments, vectors].count(None) != 2:
        raise click.UsageError(tr("cli.overlap.one_input"))
    if vectors is not None:
        click.echo(json.dumps(_verdicts(vectors), ensure_ascii=False))
        return
    if out is not None and out.suffix.lower() not in (".json", ".csv"):
        raise click.UsageError(tr("cli.overlap.out_kind", file=out))
    file = investments or project
    assert file is not None  # noqa: S101  one of both, checked above
    measure = _overlaps_of_file if investments else _overlaps_of_project
    found, seconds, parameters = measure(file, **asked)
    _tell_repairs(file, found.repaired, strict=strict)
    record = overlap_record(
        found,
        inputs={file.name: sha256(file)},
        parameters={**parameters, "version": __version__},
        seconds=seconds,
    )
    _write_overlaps(out, record, found)
    click.echo(json.dumps(record, ensure_ascii=False) if as_json else _in_words(record))


def _overlaps_of_project(
    file: Path,
    *,
    layer: str | None,
    ministry_field: str | None,
    relation: Relation,
    years: Time | None,
    floor: float | None,
) -> tuple[OverlapRun, float, dict[str, object]]:
    """Pairs of a project's investments by ministry line."""
    # Tables are read when they are needed.
    from scmap.session.findings import Lookups, overlaps_of  # noqa: PLC0415
    from scmap.store.project_file import read_project  # noqa: PLC0415

    if layer or ministry_field:
        raise click.UsageError(tr("cli.overlap.project_field"))
    opened = read_project(file)
    if opened.project.investments is None:
        raise InputError("no_investments", file=str(file))
    field = Lookups.of(opened.project)
    rule = _rule(field.rules, relation, years or "meet", floor)
    start = time.perf_counter()
    found = overlaps_of(opened.project, field.codebook, rule)
    return found, time.perf_counter() - start, {"rules": field.rules.version}


def _overlaps_of_file(
    file: Path,
    *,
    layer: str | None,
    ministry_field: str | None,
    relation: Relation,
    years: Time | None,
    floor: float | None,
) -> tuple[OverlapRun, float, dict[str, object]]:
    """Pairs of a plain file's polygons whose values in a field differ, whatever the values mean."""
    from scmap.formats.vector import read  # noqa: PLC0415  GDAL is loaded when it is needed

    if ministry_field is None:
        raise click.UsageError(tr("cli.overlap.needs_field"))
    (polygons,) = read(file, layer=layer).layers
    polygons = _numbered(polygons)
    rule = _rule(ruleset(), relation, years or "any", floor)
    groups = _groups(polygons, ministry_field)
    start = time.perf_counter()
    found = find_overlaps(polygons, groups, None, rule)
    asked: dict[str, object] = {"layer": polygons.name, "ministry_field": ministry_field}
    return found, time.perf_counter() - start, asked


def _rule(rules: RuleSet, relation: Relation, years: Time, floor: float | None) -> OverlapRule:
    """Say what counts: as it was asked for, and otherwise as the rules have it."""
    least = rules.floor if floor is None else floor
    return OverlapRule(relation, years, least, rules.sliver_width)


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
    cells = (_plain(value) for value in layer.columns[name])
    return [frozenset({cell}) if cell else frozenset() for cell in cells]


def _write_overlaps(out: Path | None, record: dict[str, object], found: OverlapRun) -> None:
    """Write the record (.json) or the pairs (.csv) to a file."""
    if out is None:
        return
    with replacing(out) as new:
        if out.suffix.lower() == ".json":
            new.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
        else:
            _write_pairs(new, found)
    click.echo(tr("cli.wrote", file=out), err=True)


def _write_pairs(file: Path, found: OverlapRun) -> None:
    table = found.table
    columns = ("left", "right", "area", "coefficient", "jaccard", "years", "relation", "sliver")
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        sides = {"left": table.ids[table.left], "right": table.ids[table.right]}
        cells = (sides.get(name, getattr(table, name)).tolist() for name in columns)
        rows = zip(*cells, strict=True)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _in_words(record: dict[str, Any]) -> str:
    return tr(
        "cli.overlap.summary",
        investments=record["investments"],
        pairs=record["pairs"],
        slivers=record["slivers"],
        area=f"{record['area_m2'] / 1e6:,.2f}",
        unknown=record["excluded_unknown"],
        without=record["without_footprint"],
    )


def _plain(value: object) -> str:
    """Write a value as plain text: "" for unknown, whole numbers without a point."""
    if value is None or value != value:  # noqa: PLR0124  NaN and NaT are what differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _cell(value: object) -> str:
    """Write a cell of a CSV file so that no spreadsheet takes a text for a formula."""
    text = _plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text
