"""What verbs that hand something out have in common: their terms, their formats and places."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from scmap.cli.parameters import Choice
from scmap.model.release import HANDLINGS, PROFILE_WORDS, PROFILES, Issued, Terms
from scmap.session.handing import usual_terms
from scmap.words import tr

_PROFILE = Choice(PROFILES, {word: name for name, word in PROFILE_WORDS.items()})
_HANDLING = Choice(HANDLINGS, {"거부": "refuse", "제외": "omit", "격자": "grid", "읍면동": "dong"})
_OPTIONS = (
    click.option("--profile", type=_PROFILE, default="internal", help=tr("cli.report.profile")),
    click.option(
        "--restricted", type=_HANDLING, default="refuse", help=tr("cli.report.restricted")
    ),
    click.option("--by", metavar="NAME", default="", help=tr("cli.report.by")),
    click.option("--purpose", metavar="TEXT", default="", help=tr("cli.report.purpose")),
    click.option("--override", metavar="REASON", default="", help=tr("cli.report.override")),
)
# Endings of documents that nobody would give to a folder, and that are not written.
_OF_OTHERS = ("hwp", "doc", "docx", "htm", "xls")

Verb = TypeVar("Verb", bound=Callable[..., Any])


def on_terms(verb: Verb) -> Verb:
    """Give a verb the options of `terms`."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


def terms(asked: dict[str, Any]) -> Terms:
    """Take the terms out of what was asked for."""
    return Terms(
        profile=asked.pop("profile"),
        by=asked.pop("by") or usual_terms().by,
        purpose=asked.pop("purpose"),
        handling=asked.pop("restricted"),
        reason=asked.pop("override"),
    )


def tell(issued: Issued) -> None:
    """Name the files that were handed out, and what is not in them."""
    for file in issued.files:
        click.echo(tr("cli.wrote", file=file))
    tell_left(issued)


def tell_left(issued: Issued) -> None:
    """Say beside the output what stayed out of files, in the words that stand in them."""
    if issued.left:
        click.echo(tr("cli.left", left=issued.left), err=True)


class Wanted(NamedTuple):
    """Where files are wanted, and which.

    Attributes
    ----------
    folder : Path
        Where they go.
    formats : tuple of str
        In the order asked for.
    name : str
        Of the only file; "" where their writer names them.
    """

    folder: Path
    formats: tuple[str, ...]
    name: str = ""

    def named(self, issued: Issued) -> Issued:
        """Give the only file the name that is wanted."""
        if not self.name:
            return issued
        (file,), (entry,) = issued.files, issued.releases
        moved = file.replace(file.with_name(self.name))  # Windows renames over nothing
        return replace(issued, files=(moved,), releases=(replace(entry, what=self.name),))


def wanted(out: Path, listed: str | None, known: Sequence[str], usual: Sequence[str]) -> Wanted:
    """Read ``--out`` and ``--format``: a folder for several formats, or the name of one file.

    Parameters
    ----------
    out : Path
        A folder, or a file that ends in a format.
    listed : str or None
        Formats, separated by commas; None where nobody named any.
    known, usual : sequence of str
        Formats that there are, and those that are meant where nobody named any.

    Raises
    ------
    UsageError
        If a format is not known, or one file cannot be all that was asked for.
    """
    formats = tuple(one.strip().lower() for one in (listed or "").split(",") if one.strip())
    ending = out.suffix.removeprefix(".").lower()
    is_file = ending in known and not out.is_dir()
    for name in (*formats, *([ending] if ending in _OF_OTHERS else [])):
        if name not in known:
            every = ", ".join(known)
            raise click.UsageError(tr("cli.report.format_unknown", format=name, known=every))
    if not is_file:
        return Wanted(out, formats or tuple(usual))
    if formats not in ((), (ending,)):
        raise click.UsageError(tr("cli.one_file", file=out.name, format=ending))
    return Wanted(out.parent, (ending,), out.name)
