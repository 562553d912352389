"""scmap server: what 관리자 does, who keeps the keys and has no vote."""

import json
import secrets
from pathlib import Path

import click

from scmap.cli.meeting import asked_for, password_for
from scmap.cli.parameters import FILE, Day
from scmap.errors import InputError
from scmap.reference import base_layer
from scmap.store.sharing.administration import (
    add_member,
    migrate,
    put_boundaries,
    remove_member,
    renew_member,
    standing,
)
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.passwords import keep_password
from scmap.store.sharing.server import Address, Server
from scmap.store.sharing.trust import keep_certificate, read_certificate
from scmap.words import tr

BYTES = 15  # of a password that is made: 120 bits, 20 letters


@click.group(name="server", help=tr("cli.server"))
def server() -> None:
    """Hold the verbs of a server."""


@server.command(name="login", help=tr("cli.server.login"))
@click.argument("url")
def login(url: str) -> None:
    """Put a password into the keyring of this system."""
    address = Address.read(url)
    password = asked_for(address)
    Server(address, password).close()
    kept = keep_password(address, password)
    click.echo(tr("cli.server.kept" if kept else "cli.server.no_keyring"))


@server.command(name="trust", help=tr("cli.server.trust"))
@click.argument("url")
@click.argument("certificate", type=FILE)
def trust(url: str, certificate: Path) -> None:
    """Keep the certificate by which a server is known."""
    host = Address.read(url).host
    read = read_certificate(certificate)
    keep_certificate(host, read)
    click.echo(tr("cli.server.trusted", server=host, fingerprint=read.fingerprint))


@server.command(name="init", help=tr("cli.server.init"))
@click.argument("url")
@click.option("--title", required=True, help=tr("cli.server.title"))
def init(url: str, title: str) -> None:
    """Set a server up, with the ground of every municipality."""
    with _opened(url) as there:
        version = migrate(there, title)
        ground = base_layer("municipality")
        count = put_boundaries(there, zip(ground.text("code"), ground.geometry, strict=True))
    click.echo(tr("cli.server.ready", title=title, version=version, count=count))


@server.command(name="migrate", help=tr("cli.server.migrate"))
@click.argument("url")
def migrate_verb(url: str) -> None:
    """Bring a server up to date."""
    with _opened(url) as there:
        click.echo(tr("cli.server.version", version=migrate(there)))


@server.command(name="status", help=tr("cli.server.status"))
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def status(url: str, as_json: bool) -> None:
    """Tell how a server stands."""
    with _opened(url) as there:
        told = standing(there)
    if as_json:
        said = {
            "title": told.title,
            "version": told.version,
            "newest": told.newest,
            "members": [
                {"login": one, "name": name} for one, name, active in told.members if active
            ],
            "layers": [
                {"table": table, "mode": mode, "title": title} for table, mode, title in told.layers
            ],
            "changes": told.changes,
        }
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(tr("cli.server.version", version=told.version))
    for one, name, active in told.members:
        left = tr("cli.server.left", login=one, name=name)
        click.echo(f"{one}  {name}" if active else left)
    for table, mode, title in told.layers:
        click.echo(f"{table}  {title or ''}  {tr('sharing.mode.' + mode)}")


@click.group(name="member", help=tr("cli.server.member"))
def member() -> None:
    """Hold the verbs about logins."""


server.add_command(member)


@member.command(name="add", help=tr("cli.server.member.add"))
@click.argument("url")
@click.argument("login_name", metavar="LOGIN")
@click.option("--name", required=True, help=tr("cli.share.name"))
@click.option("--organisation", default="", help=tr("cli.share.organisation"))
@click.option("--kind", default="", help=tr("cli.share.kind"))
@click.option("--municipality", default="", help=tr("cli.share.municipality"))
@click.option("--expires", type=Day(whole=True), metavar="YYYY-MM-DD", help=tr("cli.share.expires"))
def member_add(
    url: str,
    login_name: str,
    name: str,
    organisation: str,
    kind: str,
    municipality: str,
    expires: str | None,
) -> None:
    """Make a login for a member, with a password that is shown once."""
    made = secrets.token_urlsafe(BYTES)
    who = Introduction(name, organisation, kind, municipality)
    last_day = expires or ""
    with _opened(url) as there:
        add_member(there, login_name, who, made, last_day)
    click.echo(tr("cli.server.member.added", name=name, login=login_name, password=made))


@member.command(name="renew", help=tr("cli.server.member.renew"))
@click.argument("url")
@click.argument("login_name", metavar="LOGIN")
def member_renew(url: str, login_name: str) -> None:
    """Give a login a new password, which is shown once."""
    made = secrets.token_urlsafe(BYTES)
    with _opened(url) as there:
        renew_member(there, login_name, made)
    click.echo(tr("cli.server.member.renewed", login=login_name, password=made))


@member.command(name="remove", help=tr("cli.server.member.remove"))
@click.argument("url")
@click.argument("login_name", metavar="LOGIN")
def member_remove(url: str, login_name: str) -> None:
    """Let a login in no more."""
    with _opened(url) as there:
        remove_member(there, login_name)
    click.echo(tr("cli.server.member.removed", login=login_name))


def _opened(url: str) -> Server:
    address = Address.read(url)
    password = password_for(address)
    if password is None:
        raise InputError("password_needed", login=address.login)
    return Server(address, password)
