"""scmap import: files come into a project, beside what is there or as its newer state."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scmap import clock
from scmap.cartography.presets import default_map, plain_entry
from scmap.cli.hints import explained, with_hint
from scmap.cli.parameters import FILE, Choice, Day
from scmap.cli.renewal import say_renewal
from scmap.errors import InputError, RefusedError, ScmapError
from scmap.formats.incoming.reading import HOLDING
from scmap.formats.kept_rows import reason
from scmap.formats.mapping_file import read_mapping
from scmap.model.facility import ROLES
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.reference import codebook, gazetteer, gazetteer_of
from scmap.reference.incoming import knowledge
from scmap.reference.places import home_of
from scmap.session.arrivals import KINDS, Arrival, Asked
from scmap.session.intake import recognise, take_in
from scmap.session.mapping_memory import own_memory
from scmap.session.opening import save_over
from scmap.session.provenance import KNOWN_BETTER
from scmap.session.renewal_record import record
from scmap.session.renewing import Renewal, Wish, known_before, renewal
from scmap.store.project_file import read_project
from scmap.words import explain, language, tr, tr_in

MOST_LINES = 20  # rows kept out that are listed one by one; --json lists them all
_NAMES = {"투자사업": "investment", "레이어": "layer", "행정경계": "boundary"}
# What holds no data beside files that do; a folder is taken in without it.
_NO_DATA = ("not_data", "not_table_or_map", "other_archive", "archive_without_data")


def _kind_aliases() -> dict[str, str]:
    """Give the kinds as planners call them: 방범 CCTV, with blanks or without."""
    roles = {tr_in("ko", f"reading.role.{role}"): role for role in ROLES}
    return _NAMES | roles | {"".join(title.split()): role for title, role in roles.items()}


@click.command(name="import", help=tr("cli.import"))
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--into", type=FILE, metavar="PROJECT", required=True, help=tr("cli.import.into"))
@click.option(
    "--as",
    "kind",
    type=Choice((*KINDS, *ROLES), _kind_aliases()),
    metavar="KIND",
    help=tr("cli.import.as"),
)
@click.option("--crs", metavar="EPSG:n", default="", help=tr("cli.import.crs"))
@click.option("--encoding", metavar="E", default="", help=tr("cli.import.encoding"))
@click.option("--mapping", type=FILE, metavar="JSON", help=tr("cli.import.mapping"))
@click.option("--organisation", metavar="NAME", help=tr("cli.import.organisation"))
@click.option("--dataset", metavar="NAME", help=tr("cli.import.dataset"))
@click.option("--base-date", type=Day(), help=tr("cli.import.base_date"))
@click.option("--licence", metavar="TERMS", help=tr("cli.import.licence"))
@click.option(
    "--keep-personal", "--personal", "personal", is_flag=True, help=tr("cli.import.personal")
)
@click.option("--without-totals", is_flag=True, help=tr("cli.import.without_totals"))
@click.option("--renew", is_flag=True, help=tr("cli.import.renew"))
@click.option("--renew-layer", metavar="NAME", default="", help=tr("cli.import.renew_layer"))
@click.option("--key", "keys", metavar="COLUMN", multiple=True, help=tr("cli.import.key"))
@click.option("--gone", type=click.Choice(["keep", "remove"]), help=tr("cli.import.gone"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.import.json"))
def import_verb(
    files: tuple[Path, ...],
    into: Path,
    as_json: bool,
    renew: bool,
    **said: Any,
) -> None:
    """Take files into a project; the project is saved once, when all were read."""
    if not into.exists():
        raise InputError("project_missing", file=str(into))
    read = read_project(into)
    project = read.project
    known = (codebook(), gazetteer_of(project), knowledge())
    arrivals = recognise(
        files, *known, asked=_asked(said, home_of(project)), memory=own_memory(), most=None
    )
    passed = _passed_over(arrivals, files)
    arrivals = tuple(one for one in arrivals if one not in passed)
    _check(arrivals, files)
    wish = _wish(said)
    means = renew or wish != _wish({})
    renewals: dict[Arrival, Renewal] = {}
    if not means:
        arrivals = tuple(_with_hint(one, project) for one in arrivals)

    def renewing(now: Project, one: Arrival) -> Renewal | None:
        found = renewal(now, one.layer, wish) if means and one.layer is not None else None
        if found is not None:
            renewals[one] = found
        return found

    today = clock.today()
    project = take_in(project, arrivals, _tree, plain_entry, renewing=renewing, on=today)
    save_over(read, project)
    told = {one: record(found, gazetteer()) for one, found in renewals.items()}
    if as_json:
        records = {
            name: {**_record(one), "renewal": told.get(one)} for name, one in _named(arrivals)
        } | {one.path.name: _record(one) for one in passed}
        click.echo(json.dumps(records, ensure_ascii=False))
        return
    for name, one in _named(arrivals):
        _say(name, one)
        if one in told:
            say_renewal(told[one])
    for one in passed:
        if one.error is not None:
            click.echo(tr("cli.import.passed", file=one.path.name, why=explain(one.error).what))


def _with_hint(arrival: Arrival, project: Project) -> Arrival:
    """Say that adding an arrival doubles what the project has of its source."""
    if arrival.layer is None or arrival.kind == "boundary":
        return arrival
    told = known_before(project, arrival.layer)
    return arrival if told is None else replace(arrival, issues=(told, *arrival.issues))


def _is_no_data(path: Path, error: ScmapError) -> bool:
    """Tell whether a file is none that could hold data: by what is in it, or by its name."""
    return error.code in _NO_DATA or path.suffix.lower() not in HOLDING


def _passed_over(arrivals: Sequence[Arrival], files: Sequence[Path]) -> tuple[Arrival, ...]:
    """Give what a folder holds beside data: minutes and pictures keep nothing else out."""
    named = set(files)
    return tuple(
        one
        for one in arrivals
        if one.path not in named and one.error is not None and _is_no_data(one.path, one.error)
    )


def _check(arrivals: Sequence[Arrival], files: Sequence[Path]) -> None:
    """Let all come in or nothing: files that cannot are named, and put right.

    Raises
    ------
    InputError
        Why a file cannot be read, or ``several_not_read`` with each and why;
        ``nothing_to_import`` in folders without data.
    RefusedError
        ``project_is_no_data``.
    """
    if not arrivals:
        raise InputError("nothing_to_import", files=", ".join(map(str, files)))
    failed = [(one.path.name, one.error) for one in arrivals if one.error is not None]
    if len(failed) == 1:
        raise failed[0][1]
    if failed:
        told = "\n".join(f"  {name}: {explained(error)}" for name, error in failed)
        raise InputError("several_not_read", count=len(failed), files=told)
    for arrival in arrivals:
        if arrival.kind == "project":
            raise RefusedError("project_is_no_data", file=arrival.path.name)


def _asked(said: Mapping[str, Any], home: str) -> Asked:
    mapping = said["mapping"]
    return Asked(
        next((kind for kind in KINDS if kind == said["kind"]), ""),
        said["crs"],
        said["encoding"],
        {} if mapping is None else read_mapping(mapping),
        {name: said[name] for name in KNOWN_BETTER if said.get(name)},
        personal=said["personal"],
        home=home,
        role=said["kind"] if said["kind"] in ROLES else "",
        without_totals=said["without_totals"],
    )


def _wish(said: Mapping[str, Any]) -> Wish:
    return Wish(
        gazetteer(),
        knowledge().synonyms,
        said.get("renew_layer", ""),
        said.get("keys", ()),
        said.get("gone") or "",
    )


def _named(arrivals: Sequence[Arrival]) -> list[tuple[str, Arrival]]:
    """Name each arrival by its file, and by its layer where a file has several."""
    count = Counter(one.path.name for one in arrivals)
    return [
        (
            one.path.name
            if count[one.path.name] == 1 or one.layer is None
            else f"{one.path.name} ▸ {one.layer.name}",
            one,
        )
        for one in arrivals
    ]


def _tree(layers: tuple[Layer, ...]) -> tuple[MapLayer, ...]:
    return default_map(layers, codebook())


def _record(found: Arrival) -> dict[str, object]:
    return {
        "kind": found.kind,
        "features": found.coming,
        "kept_out": [
            {"row": one.row, "code": one.code, "message": reason(one, language())}
            for one in found.kept_out
        ],
        "issues": [
            {"row": one.feature, "code": one.code, "message": one.said()} for one in found.issues
        ],
        "crs": found.layer.source.crs if found.layer is not None else "",
        "encoding": found.layer.source.encoding if found.layer is not None else "",
        "sha256": found.layer.source.sha256 if found.layer is not None else "",
    }


def _say(name: str, found: Arrival) -> None:
    click.echo(tr("cli.import.summary", file=name, added=found.coming, kept=len(found.kept_out)))
    for kept in found.kept_out[:MOST_LINES]:
        click.echo(tr("cli.import.kept", row=kept.row, why=reason(kept, language())))
    if len(found.kept_out) > MOST_LINES:
        click.echo(tr("cli.import.kept_more", count=len(found.kept_out) - MOST_LINES))
    for issue in found.noticed:
        where, what = issue.where(), with_hint(issue.said(), issue.code)
        click.echo(tr("cli.import.issue", row=where, what=what) if where else f"  {what}")
