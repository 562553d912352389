"""The verbs, and how a command line ends.

Exit codes: 0 done, 1 a bug, 2 usage, 10 input, 11 CRS, 12 locked, 13 refused, 130 cancelled.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import click

from scmap import __version__, paths, settings
from scmap.cli.helping import Helping
from scmap.cli.hints import explained
from scmap.cli.parameters import FILE, Size
from scmap.cli.stopping import Stopping
from scmap.cli.usage import misunderstood
from scmap.errors import CancelledError, ScmapError, places_of, understood
from scmap.store.replacing import check_place
from scmap.words import explain, language, tr

Opener: TypeAlias = Callable[..., int]  # scmap.app.open_window

# Where each verb stands: only the one that is called is loaded, all of them take half a second.
_VERBS: Mapping[str, str] = MappingProxyType(
    {
        "accept": "review.accept_verb",
        "board": "board.board",
        "cases": "cases.cases",
        "changes": "snapshots.changes",
        "check": "files.check",
        "compact": "files.compact",
        "compare": "compare.compare",
        "copy": "files.copy",
        "coverage": "coverage.coverage",
        "define": "define.define",
        "except": "excepting.except_verb",
        "export": "export.export_verb",
        "form": "projects.form",
        "import": "importing.import_verb",
        "inspect": "inspect.inspect_verb",
        "link": "link.link",
        "map": "map.map_verb",
        "new": "projects.new",
        "opinions": "opinions.opinions",
        "overlap": "overlap.overlap",
        "render": "render.render",
        "report": "report.report",
        "review": "review.review",
        "rules": "rules.rules",
        "run": "recipes.run_verb",
        "selftest": "selftest.selftest",
        "sentences": "sentences.sentences",
        "server": "server.server",
        "share": "sharing.share",
        "site": "site.site",
        "snapshot": "snapshots.snapshot",
        "sync": "sharing.sync",
        "update": "updating.update",
        "verify": "snapshots.verify",
    }
)

BUG, CANCELLED = 1, 130

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
    match error := understood(error):
        case click.ClickException():
            click.echo(misunderstood(error), err=True)
            return error.exit_code
        case ScmapError():
            with suppress(OSError):  # it may be this very stream whose disk is full
                click.echo(explained(error), err=True)
            return error.exit_code
    return _report_bug(error)


def _tell_cancelled() -> int:
    click.echo(tr("cli.cancelled"), err=True)
    return CANCELLED


def _report_bug(error: Exception) -> int:
    log.error("%s", places_of(error))
    where = paths.log_dir() / "scmap.log"
    told = ScmapError("unexpected", kind=type(error).__name__, log=str(where))
    click.echo(str(explain(told)), err=True)
    return BUG


class _Verbs(click.Group):
    """`scmap` and `scmap FILE` mean `scmap open`, `scmap --selftest` means `scmap selftest`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*super().list_commands(ctx), *_VERBS))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return super().get_command(ctx, cmd_name)
        module, verb = _VERBS[cmd_name].split(".")
        found: click.Command = getattr(import_module(f"scmap.cli.{module}"), verb)
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] == ["--selftest"]:
            args = ["selftest", *args[1:]]
        verbs = self.list_commands(ctx)
        known = args and (args[0] in verbs or args[0] in ("--help", "--version"))
        if args and not known and _looks_like_a_verb(args[0]):
            told = tr("cli.verb_unknown", word=args[0], verbs=", ".join(verbs))
            raise click.UsageError(told, ctx)
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
        plain = settings.load(settings.settings_file())  # but for the language, which is spoken
        settings.save(plain.having("language", language()), settings.settings_file())
    return opener(project, screenshot, size, **({"alone": True} if new_instance else {}))
