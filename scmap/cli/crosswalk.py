"""scmap share standards, crosswalk: which standards there are, and which local codes are linked."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from scmap.cli.parameters import FILE
from scmap.errors import InputError
from scmap.model.crosswalk import CodeLink, Coverage, Regional, measure_coverage
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.model.records import record, records
from scmap.reference.standards import standards
from scmap.session.crosswalking import linked, read_links, with_regional
from scmap.session.layer_names import layer_called
from scmap.session.opening import save_over
from scmap.store.project_file import read_project
from scmap.words import tr


@click.command(name="standards", help=tr("cli.standards"))
@click.option("--tier", type=click.Choice(["spatial", "technical"]), help=tr("cli.standards.tier"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def standards_verb(tier: str | None, as_json: bool) -> None:
    """List standards."""
    found = [one for one in standards() if tier in (None, one.tier)]
    if as_json:
        fields = ("number", "name", "body", "year", "tier", "source")
        listed = [{name: getattr(one, name) for name in fields} for one in found]
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.number}  {one.name}  ({one.body} {one.year})\n    {one.source}")


@click.command(name="crosswalk", help=tr("cli.crosswalk"))
@click.argument("project", type=FILE)
@click.option("--layer", "layer_name", required=True, help=tr("cli.crosswalk.layer"))
@click.option("--field", default="", help=tr("cli.crosswalk.field"))
@click.option("--table", type=FILE, metavar="CSV", help=tr("cli.crosswalk.table"))
@click.option("--system", default="", help=tr("cli.crosswalk.system"))
@click.option("--regional", metavar="STEWARD", default="", help=tr("cli.crosswalk.regional"))
@click.option("--cycle", default="", help=tr("cli.crosswalk.cycle"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def crosswalk(
    project: Path,
    layer_name: str,
    field: str,
    table: Path | None,
    system: str,
    regional: str,
    cycle: str,
    as_json: bool,
) -> None:
    """Link local codes to national ones, and tell how many are."""
    read = read_project(project)
    before = opened = read.project
    layer = layer_called(opened, layer_name)
    if table is not None:
        opened = _linked(opened, layer, field, table, system)
    if regional:
        opened = with_regional(opened, layer.uid, regional, cycle)
    if opened is not before:
        save_over(read, opened)
    own = record(opened, Regional, layer.uid)
    found = measure_coverage(layer, field, records(opened, CodeLink)) if field else None
    if as_json:
        click.echo(json.dumps(_said(found, own), ensure_ascii=False))
        return
    if found is None:
        click.echo(_marked(layer, own))
        return
    for line in _told(found):
        click.echo(line)
    if own is not None:
        click.echo(_marked(layer, own))


def _said(found: Coverage | None, own: Regional | None) -> dict[str, object]:
    """Give what is known for `--json`; without a field nothing was counted."""
    if found is None:
        return {"regional": own is not None}
    return {
        "codes": found.codes,
        "linked": found.linked,
        "share": None if not found.codes else round(found.share, 4),
        "unmatched": dict(found.unmatched),
        "blank": found.blank,
        "regional": own is not None,
    }


def _told(found: Coverage) -> Iterator[str]:
    if found.codes:
        counted = {"linked": found.linked, "codes": found.codes}
        yield tr("crosswalk.coverage", **counted, share=f"{found.share:.1%}")
    for code, count in found.unmatched.items():
        yield tr("crosswalk.unmatched", code=code, count=count)
    if found.blank:
        yield tr("crosswalk.blank", count=found.blank)


def _marked(layer: Layer, own: Regional | None) -> str:
    if own is None:
        return tr("crosswalk.no_field", layer=layer.title)
    return tr("crosswalk.regional", layer=layer.title, steward=own.steward, cycle=own.cycle)


def _linked(project: Project, layer: Layer, field: str, table: Path, system: str) -> Project:
    if field not in layer.columns:
        raise InputError(
            "no_such_field", layer=layer.title, field=field, fields=", ".join(layer.columns)
        )
    return linked(project, layer.uid, field, read_links(table), system)
