"""scmap form, new, import: how a project begins."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from scmap.cartography.presets import default_map, plain_entry
from scmap.cli.parameters import FILE
from scmap.formats.kept_rows import reason
from scmap.formats.mapping_file import read_mapping
from scmap.formats.register_form import write_form
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.intake import Arrival, Asked, recognise, take_in
from scmap.session.registering import new_project
from scmap.store.project_file import read_project, write_project
from scmap.store.replacing import replacing
from scmap.words import language, tr


@click.command(help=tr("cli.form"))
@click.option("--municipality", metavar="CODE", help=tr("cli.new.municipality"))
@click.option("--out", type=FILE, metavar="XLSX", required=True, help=tr("cli.form.out"))
def form(municipality: str | None, out: Path) -> None:
    """Write the register form."""
    place = gazetteer().one(municipality).name if municipality else ""
    with replacing(out) as draft:
        write_form(draft, codebook(), place)
    click.echo(tr("cli.wrote", file=out))


@click.command(help=tr("cli.new"))
@click.option("--title", default="", help=tr("cli.new.title"))
@click.option("--municipality", metavar="CODE", help=tr("cli.new.municipality"))
@click.option("--out", type=FILE, metavar="GPKG", required=True, help=tr("cli.new.out"))
def new(title: str, municipality: str | None, out: Path) -> None:
    """Make an empty project."""
    unit = gazetteer().one(municipality) if municipality else None
    code = (unit.parent or unit.code) if unit else ""
    project = new_project(title or (unit.title if unit else out.stem), code)
    write_project(project.with_map(default_map((), codebook())), out)
    click.echo(tr("cli.wrote", file=out))


@click.command(name="import", help=tr("cli.import"))
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--into", type=FILE, metavar="PROJECT", required=True, help=tr("cli.import.into"))
@click.option("--as", "kind", type=click.Choice(["investment", "layer"]), help=tr("cli.import.as"))
@click.option("--crs", metavar="EPSG:n", default="", help=tr("cli.import.crs"))
@click.option("--encoding", metavar="E", default="", help=tr("cli.import.encoding"))
@click.option("--mapping", type=FILE, metavar="JSON", help=tr("cli.import.mapping"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.import.json"))
def import_verb(
    files: tuple[Path, ...],
    into: Path,
    kind: Literal["investment", "layer"] | None,
    crs: str,
    encoding: str,
    mapping: Path | None,
    as_json: bool,
) -> None:
    """Take files into a project; the project is saved once, when all were read."""
    project = read_project(into).project
    asked = Asked(kind or "", crs, encoding, {} if mapping is None else read_mapping(mapping))
    arrivals = recognise(files, codebook(), gazetteer(), knowledge(), asked=asked)
    for arrival in arrivals:
        if arrival.error is not None:  # all or nothing: a file that cannot be read is put right
            raise arrival.error
    project = take_in(project, arrivals, _tree, plain_entry)
    write_project(project, into)
    if as_json:
        records = {name: _record(one) for name, one in _named(arrivals)}
        click.echo(json.dumps(records, ensure_ascii=False))
        return
    for name, one in _named(arrivals):
        _say(name, one)


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
    for kept in found.kept_out:
        click.echo(tr("cli.import.kept", row=kept.row, why=reason(kept, language())))
    for issue in found.issues:
        click.echo(tr("cli.import.issue", row=issue.feature, what=issue.said()))
