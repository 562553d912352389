"""Where members meet, on the command line: of a server the password is asked for at a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scmap.model.project import Project
from scmap.session import sharing
from scmap.store.sharing.desk import Desk
from scmap.store.sharing.passwords import password_of
from scmap.store.sharing.server import Address
from scmap.words import tr


@contextmanager
def desk(where: Path | str, project: Project | None = None) -> Iterator[Desk]:
    """Open the cooperative at a place; see `scmap.session.sharing.desk`."""
    password = password_for(Address.read(str(where))) if sharing.is_server(str(where)) else None
    with sharing.desk(where, password=password, project=project) as opened:
        yield opened


def password_for(address: Address) -> str | None:
    """Give the password that the keyring has, or that is typed; None where nobody can be asked."""
    kept = password_of(address)
    return asked_for(address) if kept is None and sys.stdin.isatty() else kept


def asked_for(address: Address) -> str:
    """Ask for a password at the terminal; it is not shown."""
    words = tr("cli.server.password", login=address.login)
    answer: str = click.prompt(words, hide_input=True, type=str)
    return answer
