"""scmap update: code tables and boundaries anew, from a signed file, without a network."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from scmap import paths
from scmap.cli.parameters import FILE, Day
from scmap.reference import updates
from scmap.reference.update_checks import Difference
from scmap.reference.update_package import (
    Update,
    distrust,
    read_key,
    trust,
    trusted,
    write_key,
    write_package,
)
from scmap.store.sharing.keys import Signer, fingerprint_of, member_of
from scmap.words import tr


@click.group(name="update", help=tr("cli.update"))
def update() -> None:
    """Hold the verbs about update packages."""


@update.command(name="show", help=tr("cli.update.show"))
@click.argument("package", type=FILE)
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def show(package: Path, as_json: bool) -> None:
    """Check a package and tell what it would change."""
    told, found = updates.looked_at(package)
    if as_json:
        said = {"title": told.title, "edition": told.edition.isoformat()}
        said |= {"publisher": told.publisher, "fingerprint": told.fingerprint}
        click.echo(json.dumps({**said, "files": list(map(asdict, found))}, ensure_ascii=False))
        return
    _tell(told, found)


@update.command(name="install", help=tr("cli.update.install"))
@click.argument("package", type=FILE)
def install(package: Path) -> None:
    """Put a package in force."""
    made = updates.install(package, datetime.now(UTC).astimezone())
    click.echo(tr("cli.update.installed", title=made.title, edition=made.edition))


@update.command(name="undo", help=tr("cli.update.undo"))
def undo() -> None:
    """Take the latest package back."""
    back = updates.take_back()
    click.echo(tr("cli.update.undone", title=back.title, edition=back.edition))


@update.command(name="list", help=tr("cli.update.list"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def listed(as_json: bool) -> None:
    """Tell the packages in force, and whom one trusts."""
    rows = updates.installed()
    if as_json:
        keys = {name: fingerprint_of(member_of(key)) for name, key in trusted().items()}
        said = {"packages": list(map(asdict, rows)), "trusted": keys}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.edition}  {row.title}  ({row.publisher}, {row.installed[:10]})")
    if not rows:
        click.echo(tr("cli.update.bundled"))
    for name, key in trusted().items():
        click.echo(tr("cli.update.trusts", name=name, fingerprint=fingerprint_of(member_of(key))))


@update.command(name="trust", help=tr("cli.update.trust"))
@click.argument("key_file", type=FILE, metavar="KEY")
@click.option("--fingerprint", default="", help=tr("cli.update.fingerprint"))
def trust_verb(key_file: Path, fingerprint: str) -> None:
    """Trust a publisher, when its fingerprint is the one that was told."""
    name, key = read_key(key_file)
    seen = fingerprint_of(member_of(key))
    if not fingerprint:
        click.confirm(tr("cli.update.same", name=name, fingerprint=seen), abort=True)
    elif fingerprint.replace("-", "").upper() != seen.replace("-", ""):
        raise click.UsageError(tr("cli.update.other", fingerprint=seen))
    trust(name, key)
    click.echo(tr("cli.update.trusts", name=name, fingerprint=seen))


@update.command(name="distrust", help=tr("cli.update.distrust"))
@click.argument("name")
def distrust_verb(name: str) -> None:
    """Trust a publisher no more."""
    distrust(name)
    click.echo(tr("cli.update.distrusted", name=name))


@update.command(name="make", help=tr("cli.update.make"))
@click.argument("folder", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help=tr("cli.update.make.key"))
@click.option("--title", required=True, help=tr("cli.update.make.title"))
@click.option("--publisher", required=True, help=tr("cli.update.make.publisher"))
@click.option(
    "--edition",
    required=True,
    type=Day(whole=True),
    help=tr("cli.update.make.edition"),
)
@click.option("--note", default="", help=tr("cli.update.make.note"))
@click.option("--out", type=FILE, required=True, help=tr("cli.update.make.out"))
def make(
    folder: Path,
    key_file: Path,
    title: str,
    publisher: str,
    edition: str,
    note: str,
    out: Path,
) -> None:
    """Pack and sign the tables of a folder, and write the public key beside the package."""
    signer = Signer.of(key_file)
    told = {"title": title, "publisher": publisher, "note": note, "edition": edition}
    package = out.with_suffix(paths.UPDATE_SUFFIX)
    made = write_package(folder, package, signer, told)
    public = package.with_suffix(".key.json")
    write_key(public, publisher, signer)
    for file in (package, public):
        click.echo(tr("cli.wrote", file=file))
    click.echo(tr("cli.update.signed", name=publisher, fingerprint=made.fingerprint))


def _tell(told: Update, found: Sequence[Difference]) -> None:
    click.echo(f"{told.title} ({told.edition.isoformat()})")
    click.echo(f"{told.publisher}  {told.fingerprint}")
    if told.note:
        click.echo(told.note)
    for one in found:
        counts = {"added": one.added, "changed": one.changed, "removed": one.removed}
        names = ", ".join(one.names)
        click.echo(f"  {Path(one.part).name}  {tr('update.counts', **counts)}  {names}")
