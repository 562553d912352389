"""The verbs, and how a command line ends.

Exit codes: 0 done, 1 a bug, 2 usage, 10 input, 11 CRS, 12 locked, 13 refused, 130 cancelled.
"""

import errno
import logging
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import click

from scmap import __version__, paths, settings
from scmap.cli.board import board
from scmap.cli.cases import cases
from scmap.cli.compare import compare
from scmap.cli.coverage import coverage
from scmap.cli.define import define
from scmap.cli.excepting import except_verb
from scmap.cli.export import export_verb
from scmap.cli.files import check, compact, copy
from scmap.cli.helping import Helping
from scmap.cli.importing import import_verb
from scmap.cli.inspect import inspect_verb
from scmap.cli.link import link
from scmap.cli.map import map_verb
from scmap.cli.opinions import opinions
from scmap.cli.overlap import overlap
from scmap.cli.parameters import FILE, Size
from scmap.cli.projects import form, new
from scmap.cli.recipes import run_verb
from scmap.cli.render import render
from scmap.cli.report import report
from scmap.cli.review import accept_verb, review
from scmap.cli.rules import rules
from scmap.cli.selftest import selftest
from scmap.cli.sentences import sentences
from scmap.cli.server import server
from scmap.cli.sharing import share, sync
from scmap.cli.site import site
from scmap.cli.snapshots import changes, snapshot, verify
from scmap.cli.stopping import Stopping
from scmap.cli.updating import update
from scmap.cli.usage import misunderstood
from scmap.errors import CancelledError, InputError, ScmapError
from scmap.store.replacing import check_place
from scmap.words import explain, tr

Opener: TypeAlias = Callable[..., int]  # scmap.app.open_window

BUG, CANCELLED = 1, 130
NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}

log = logging.getLogger(__name__)


def run(arguments: Sequence[str], open_window: Opener) -> int:
    """Run one command line; words for a mistake go to standard error, never a traceback.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind the program's name.
    open_window : callable
        Opens the window: project, screenshot and size in, exit code out.
    """
    if paths.lost_profile() is not None:
        click.echo(tr("program.profile_lost", folder=paths.lost_profile()), err=True)
    with Stopping() as stopping:
        try:
            code = scmap.main(list(arguments), "scmap", standalone_mode=False, obj=open_window)
        except (click.Abort, CancelledError, KeyboardInterrupt):
            return _tell_cancelled()
        except Exception as error:  # noqa: BLE001  the one place where a headless bug surfaces
            return _tell_cancelled() if stopping.asked else _tell(error)
    return int(code or 0)


def _tell(error: Exception) -> int:
    """Say what ended a command, and give its exit code."""
    match error:
        case click.ClickException():
            click.echo(misunderstood(error), err=True)
            return error.exit_code
        case ScmapError():
            click.echo(str(explain(error)), err=True)
            return error.exit_code
    return _tell_no_room() if _has_no_room(error) else _report_bug(error)


def _tell_cancelled() -> int:
    click.echo(tr("cli.cancelled"), err=True)
    return CANCELLED


def _has_no_room(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in NO_ROOM


def _tell_no_room() -> int:
    told = InputError("no_room")
    with suppress(OSError):  # it may be this very stream that has none
        click.echo(str(explain(told)), err=True)
    return told.exit_code


def _report_bug(error: Exception) -> int:
    # The place and the kind, not the message: it could quote a user's data.
    log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    where = paths.log_dir() / "scmap.log"
    told = ScmapError("unexpected", kind=type(error).__name__, log=str(where))
    click.echo(str(explain(told)), err=True)
    return BUG


class _Verbs(click.Group):
    """`scmap` and `scmap FILE` mean `scmap open`, `scmap --selftest` means `scmap selftest`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] == ["--selftest"]:
            args = ["selftest", *args[1:]]
        known = args and (args[0] in self.commands or args[0] in ("--help", "--version"))
        if args and not known and _looks_like_a_verb(args[0]):
            verbs = ", ".join(self.commands)
            raise click.UsageError(tr("cli.verb_unknown", word=args[0], verbs=verbs), ctx)
        return super().parse_args(ctx, args if known else ["open", *args])


def _looks_like_a_verb(word: str) -> bool:
    """Tell whether a word is rather a mistyped verb than the name of a file."""
    return not word.startswith("-") and not Path(word).suffix and not Path(word).exists()


click.Context.formatter_class = Helping


@click.group(cls=_Verbs, help=tr("cli.about"), epilog=tr("cli.page.window"))
@click.version_option(__version__, prog_name="scmap")
def scmap() -> None:
    """Hold the verbs."""


@scmap.command(name="open", help=tr("cli.open"))
@click.argument("project", type=FILE, required=False)
@click.option("--screenshot", type=FILE, metavar="PNG", help=tr("cli.open.screenshot"))
@click.option("--size", type=Size(), help=tr("cli.open.size"))
@click.option("--safe-mode", is_flag=True, help=tr("cli.open.safe_mode"))
@click.option("--reset-settings", is_flag=True, help=tr("cli.open.reset_settings"))
@click.option("--new-instance", is_flag=True, help=tr("cli.open.new_instance"))
@click.option("--profile-dir", metavar="DIR", expose_value=False, help=tr("cli.open.profile_dir"))
@click.pass_obj
def open_verb(
    opener: Opener,
    project: Path | None,
    screenshot: Path | None,
    size: tuple[int, int] | None,
    safe_mode: bool,
    reset_settings: bool,
    new_instance: bool,
) -> int:
    """Open the window; a picture that could not be written is refused before it opens."""
    if screenshot is not None:
        check_place(screenshot)
    if reset_settings:
        for file in settings.reset():
            click.echo(tr("cli.wrote", file=file))
    if safe_mode:
        paths.begin_safely()
        settings.reset()
    return opener(project, screenshot, size, **({"alone": True} if new_instance else {}))


_VERBS = (
    accept_verb,
    board,
    cases,
    check,
    compact,
    compare,
    copy,
    define,
    except_verb,
    form,
    new,
    import_verb,
    inspect_verb,
    export_verb,
    overlap,
    link,
    map_verb,
    opinions,
    render,
    report,
    review,
    rules,
    run_verb,
    selftest,
    sentences,
    server,
    share,
    coverage,
    site,
    snapshot,
    verify,
    changes,
    sync,
    update,
)
for verb in _VERBS:
    scmap.add_command(verb)
