"""The help of every verb: nothing that click says of its own stays English."""

from collections.abc import Iterator

import click

from scmap.cli.main import scmap as program
from tests.cli.conftest import Scmap
from tests.verbs import verbs_of

ENGLISH = ("Usage", "OPTIONS", "ARGS", "Options:", "Commands:", "Show ", "[required]", "default:")


def verbs(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    for name, verb in verbs_of(group).items():
        yield (*before, name)
        if isinstance(verb, click.Group):
            yield from verbs(verb, *before, name)


def test_help_is_in_the_language_of_the_program(scmap: Scmap) -> None:
    for verb in [(), *verbs(program)]:
        told = scmap(*verb, "--help").out
        assert told.startswith(f"사용법: {' '.join(('scmap', *verb))}")
        assert (verb, [word for word in ENGLISH if word in told]) == (verb, [])


def test_who_asks_for_help_learns_of_the_options_of_the_window(scmap: Scmap) -> None:
    told = scmap("--help").out
    for option in ("--safe-mode", "--reset-settings", "--profile-dir"):
        assert option in told
