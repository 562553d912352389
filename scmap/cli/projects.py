"""scmap form, new, import: how a project begins."""

import json
from pathlib import Path

import click

from scmap.cartography.presets import default_map
from scmap.cli.parameters import FILE
from scmap.formats.register_form import write_form
from scmap.formats.register_rows import FormRead, KeptOut, read_form
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.reference import codebook, gazetteer
from scmap.session.registering import add_investments, new_project
from scmap.store.project_file import read_project, write_project
from scmap.store.replacing import replacing
from scmap.words import tr


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
@click.option("--json", "as_json", is_flag=True, help=tr("cli.import.json"))
def import_verb(files: tuple[Path, ...], into: Path, as_json: bool) -> None:
    """Take filled-in forms into a project; the project is saved once, when all were read."""
    project = read_project(into).project
    found = {file.name: read_form(file, codebook(), gazetteer()) for file in files}
    for one in found.values():
        project = add_investments(project, one.layer, _tree)
    write_project(project, into)
    if as_json:
        records = {name: _record(one) for name, one in found.items()}
        click.echo(json.dumps(records, ensure_ascii=False))
        return
    for name, one in found.items():
        _say(name, one)


def _tree(layers: tuple[Layer, ...]) -> tuple[MapLayer, ...]:
    return default_map(layers, codebook())


def _why(kept: KeptOut) -> str:
    return tr(f"issues.{kept.code}", **kept.values)


def _record(found: FormRead) -> dict[str, object]:
    return {
        "features": len(found.layer),
        "kept_out": [
            {"row": one.row, "code": one.code, "message": _why(one)} for one in found.kept_out
        ],
        "issues": [
            {
                "row": one.feature,
                "code": one.code,
                "message": tr(f"issues.{one.code}", **one.values),
            }
            for one in found.issues
        ],
        "encoding": found.layer.source.encoding,
        "sha256": found.layer.source.sha256,
    }


def _say(name: str, found: FormRead) -> None:
    click.echo(
        tr("cli.import.summary", file=name, added=len(found.layer), kept=len(found.kept_out))
    )
    for kept in found.kept_out:
        click.echo(tr("cli.import.kept", row=kept.row, why=_why(kept)))
    for issue in found.issues:
        what = tr(f"issues.{issue.code}", **issue.values)
        click.echo(tr("cli.import.issue", row=issue.feature, what=what))
