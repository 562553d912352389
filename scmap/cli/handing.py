"""The terms on which a verb hands something out: the same options of every such verb."""

from collections.abc import Callable
from typing import Any, TypeVar

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
    """Name the files that were handed out."""
    for file in issued.files:
        click.echo(tr("cli.wrote", file=file))
