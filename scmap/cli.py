"""The headless front: the same verbs as the window, for scripts and for machines without a display.

Exit codes: 0 done, 1 a bug, 2 usage, 10 input, 11 CRS, 12 locked, 13 refused, 130 cancelled.
"""

import csv
import hashlib
import json
import logging
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias, get_args

import click

from scmap import __version__, paths
from scmap.analysis.overlay import find_overlaps
from scmap.analysis.record import overlap_record
from scmap.errors import CancelledError, InputError, ScmapError
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.overlap import OverlapRule, OverlapRun, Relation, Time
from scmap.words import explain, tr

Opener: TypeAlias = Callable[[Path | None, Path | None, tuple[int, int] | None], int]

BUG, CANCELLED = 1, 130

RELATIONS = {"부처간": "between", "부처내": "within", "공동": "joint", "전체": "all"}
TIMES = {"무관": "any", "겹침": "meet"}
REPORT_FORMATS = ("pdf", "html")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

log = logging.getLogger(__name__)


def run(arguments: Sequence[str], open_window: Opener) -> int:
    """Run one command line; words for a mistake go to standard error, never a traceback.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind the program's name.
    open_window : callable
        Opens the window: project, screenshot and size in, exit code out.
    """
    try:
        code = scmap.main(list(arguments), "scmap", standalone_mode=False, obj=open_window)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ScmapError as error:
        click.echo(str(explain(error)), err=True)
        return error.exit_code
    except (click.Abort, CancelledError, KeyboardInterrupt):
        click.echo(tr("cli.cancelled"), err=True)
        return CANCELLED
    except Exception as error:  # noqa: BLE001  the one place where a headless bug surfaces
        return _report_bug(error)
    return int(code or 0)


def _report_bug(error: Exception) -> int:
    # The place and the kind, not the message: it could quote a user's data.
    log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    where = paths.log_dir() / "scmap.log"
    told = ScmapError("unexpected", kind=type(error).__name__, log=str(where))
    click.echo(str(explain(told)), err=True)
    return BUG


class _Verbs(click.Group):
    """`scmap` and `scmap FILE` mean `scmap open`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = args and (args[0] in self.commands or args[0] in ("--help", "--version"))
        return super().parse_args(ctx, args if known else ["open", *args])


class _Size(click.ParamType[tuple[int, int]]):
    name = "WxH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        width, _, height = str(value).lower().partition("x")
        if not (width.isdigit() and height.isdigit() and 16 <= int(width) <= 16384):
            self.fail(tr("cli.size_form", value=value), param, ctx)
        return int(width), int(height)


class _Bounds(click.ParamType[tuple[float, ...]]):
    name = "x0,y0,x1,y1"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        try:
            x0, y0, x1, y1 = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(tr("cli.extent_form", value=value), param, ctx)
        if not (x0 < x1 and y0 < y1):
            self.fail(tr("cli.extent_form", value=value), param, ctx)
        return x0, y0, x1, y1


class _Choice(click.ParamType[str]):
    """A choice with ASCII names and Korean aliases."""

    def __init__(self, names: Sequence[str], aliases: dict[str, str]) -> None:
        self.names, self.aliases = names, aliases
        self.name = "|".join(names)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        found = self.aliases.get(value, value)
        if found not in self.names:
            choices = ", ".join([*self.names, *self.aliases])
            self.fail(tr("cli.choice_form", value=value, choices=choices), param, ctx)
        return str(found)


_FILE = click.Path(path_type=Path)


@click.group(cls=_Verbs, help=tr("cli.about"))
@click.version_option(__version__, prog_name="scmap")
def scmap() -> None:
    """Hold the verbs."""


@scmap.command(name="open", help=tr("cli.open"))
@click.argument("project", type=_FILE, required=False)
@click.option("--screenshot", type=_FILE, metavar="PNG", help=tr("cli.open.screenshot"))
@click.option("--size", type=_Size(), help=tr("cli.open.size"))
@click.pass_obj
def open_verb(
    opener: Opener, project: Path | None, screenshot: Path | None, size: tuple[int, int] | None
) -> int:
    """Open the window."""
    return opener(project, screenshot, size)


@scmap.command(help=tr("cli.overlap"))
@click.argument("project", type=_FILE, required=False)
@click.option("--investments", type=_FILE, metavar="FILE", help=tr("cli.overlap.investments"))
@click.option("--layer", metavar="L", help=tr("cli.overlap.layer"))
@click.option("--ministry-field", metavar="F", help=tr("cli.overlap.ministry_field"))
@click.option(
    "--relation",
    type=_Choice(get_args(Relation), RELATIONS),
    default="between",
    help=tr("cli.overlap.relation"),
)
@click.option("--time", "years", type=_Choice(get_args(Time), TIMES), help=tr("cli.overlap.time"))
@click.option("--floor", type=click.FloatRange(min=0), default=1.0, help=tr("cli.overlap.floor"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.overlap.json"))
@click.option("--out", type=_FILE, metavar="FILE", help=tr("cli.overlap.out"))
def overlap(
    project: Path | None,
    investments: Path | None,
    as_json: bool,
    out: Path | None,
    **asked: Any,
) -> None:
    """Find overlaps in a project or in a plain file, and say them."""
    if (project is None) == (investments is None):
        raise click.UsageError(tr("cli.overlap.one_input"))
    if out is not None and out.suffix.lower() not in (".json", ".csv"):
        raise click.UsageError(tr("cli.overlap.out_kind", file=out))
    file = investments or project
    assert file is not None  # noqa: S101  one of both, checked above
    measure = _overlaps_of_file if investments else _overlaps_of_project
    found, seconds, parameters = measure(file, **asked)
    record = overlap_record(
        found,
        inputs={file.name: _sha256(file)},
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
    floor: float,
) -> tuple[OverlapRun, float, dict[str, object]]:
    """Pairs of a project's investments by ministry line."""
    from scmap.reference import codebook  # noqa: PLC0415  tables are read when they are needed
    from scmap.session.findings import overlaps_of  # noqa: PLC0415
    from scmap.store.project_file import read_project  # noqa: PLC0415

    if layer or ministry_field:
        raise click.UsageError(tr("cli.overlap.project_field"))
    opened = read_project(file)
    if opened.project.investments is None:
        raise InputError("no_investments", file=str(file))
    rule = OverlapRule(relation=relation, time=years or "meet", floor=floor)
    start = time.perf_counter()
    return overlaps_of(opened.project, codebook(), rule), time.perf_counter() - start, {}


def _overlaps_of_file(
    file: Path,
    *,
    layer: str | None,
    ministry_field: str | None,
    relation: Relation,
    years: Time | None,
    floor: float,
) -> tuple[OverlapRun, float, dict[str, object]]:
    """Pairs of a plain file's polygons whose values in a field differ, whatever the values mean."""
    from scmap.formats.vector import read  # noqa: PLC0415  GDAL is loaded when it is needed

    if ministry_field is None:
        raise click.UsageError(tr("cli.overlap.needs_field"))
    (polygons,) = read(file, layer=layer).layers
    rule = OverlapRule(relation=relation, time=years or "any", floor=floor)
    groups = _groups(polygons, ministry_field)
    start = time.perf_counter()
    found = find_overlaps(polygons, groups, None, rule)
    asked: dict[str, object] = {"layer": polygons.name, "ministry_field": ministry_field}
    return found, time.perf_counter() - start, asked


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
    with paths.replacing(out) as new:
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
        rows = zip(*(getattr(table, name).tolist() for name in columns), strict=True)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _in_words(record: dict[str, Any]) -> str:
    lines = [
        tr(
            "cli.overlap.summary",
            investments=record["investments"],
            pairs=record["pairs"],
            slivers=record["slivers"],
            area=f"{record['area_m2'] / 1e6:,.2f}",
            unknown=record["excluded_unknown"],
            without=record["without_footprint"],
        )
    ]
    lines += [tr("cli.overlap.repaired", **repair) for repair in record["repaired"]]
    return "\n".join(lines)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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


@scmap.command(help=tr("cli.report"))
@click.argument("project", type=_FILE)
@click.option("--municipality", metavar="CODE", help=tr("cli.report.municipality"))
@click.option("--format", "formats", default="pdf,html", help=tr("cli.report.format"))
@click.option("--out", type=_FILE, metavar="DIR", required=True, help=tr("cli.report.out"))
def report(project: Path, municipality: str | None, formats: str, out: Path) -> None:
    """Write the report of a municipality, or of the country, in each format asked for."""
    from scmap.report.write import write_report  # noqa: PLC0415  Qt and folium when they are needed

    wanted = tuple(part.strip().lower() for part in formats.split(","))
    for name in wanted:
        if name not in REPORT_FORMATS:
            raise click.UsageError(tr("cli.report.format_unknown", format=name))
    place = None if municipality is None else _municipality(municipality)
    for file in write_report(project, out, place=place, formats=wanted, today=date.today()):  # noqa: DTZ011
        click.echo(tr("cli.wrote", file=file))


def _municipality(text: str) -> str:
    """Code of the one municipality that a name or a code means.

    Raises
    ------
    InputError
        ``place_unknown`` or ``place_ambiguous``.
    """
    from scmap.reference import gazetteer  # noqa: PLC0415

    found = {
        place.municipality.code: place.municipality for place in gazetteer().municipality(text)
    }
    if not found:
        raise InputError("place_unknown", place=text)
    if len(found) > 1:
        names = ", ".join(f"{one.title} {code}" for code, one in sorted(found.items()))
        raise InputError("place_ambiguous", place=text, places=names)
    return next(iter(found))


@scmap.command(help=tr("cli.render"))
@click.argument("project", type=_FILE)
@click.option("--size", type=_Size(), default="1280x720", help=tr("cli.render.size"))
@click.option("--extent", type=_Bounds(), help=tr("cli.render.extent"))
@click.option("--out", type=_FILE, metavar="PNG", required=True, help=tr("cli.render.out"))
def render(
    project: Path, size: tuple[int, int], extent: tuple[float, ...] | None, out: Path
) -> None:
    """Paint the map of a project as the window shows it."""
    from scmap.report.picture import write_map  # noqa: PLC0415  Qt when it is needed

    write_map(project, out, size=size, extent=None if extent is None else Extent(*extent))
    click.echo(tr("cli.wrote", file=out))
