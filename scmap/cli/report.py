"""scmap report: documents for the committee, handed out on terms and entered in the register."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from scmap.cli.parameters import FILE, Choice
from scmap.model.release import HANDLINGS, PROFILE_WORDS, PROFILES, Release, Terms
from scmap.session.releasing import log_releases
from scmap.session.session import Session
from scmap.settings import load, settings_file
from scmap.store.project_file import read_project
from scmap.words import tr

REPORT_FORMATS = ("hwpx", "pdf", "html", "xlsx")
_PROFILE = Choice(PROFILES, {word: name for name, word in PROFILE_WORDS.items()})
_PAPER = Choice(
    ("minutes", "resolution", "notice"),
    {"회의록": "minutes", "의결서": "resolution", "심의결과통보": "notice"},
)
_HANDLING = Choice(HANDLINGS, {"거부": "refuse", "제외": "omit", "격자": "grid", "읍면동": "dong"})


@click.command(help=tr("cli.report"))
@click.argument("project", type=FILE)
@click.option("--round", "round_", metavar="R", help=tr("cli.report.round"))
@click.option("--municipality", metavar="CODE", help=tr("cli.report.municipality"))
@click.option("--format", "formats", default="pdf,html", help=tr("cli.report.format"))
@click.option("--organisation", metavar="NAME", default="", help=tr("cli.report.organisation"))
@click.option("--profile", type=_PROFILE, default="internal", help=tr("cli.report.profile"))
@click.option("--restricted", type=_HANDLING, default="refuse", help=tr("cli.report.restricted"))
@click.option("--by", metavar="NAME", default="", help=tr("cli.report.by"))
@click.option("--purpose", metavar="TEXT", default="", help=tr("cli.report.purpose"))
@click.option("--override", metavar="REASON", default="", help=tr("cli.report.override"))
@click.option("--paper", type=_PAPER, help=tr("cli.report.paper"))
@click.option("--out", type=FILE, metavar="DIR", required=True, help=tr("cli.report.out"))
def report(project: Path, out: Path, formats: str, **asked: Any) -> None:
    """Write a report, or the dossier of a committee round, in each format asked for."""
    # Qt and folium are loaded when they are needed.
    from scmap.report.write import write_dossier, write_paper, write_report  # noqa: PLC0415

    place = asked["municipality"]
    given: dict[str, Any] = {
        "place": None if place is None else municipality_of(place),
        "formats": _formats(formats),
        "today": date.today(),  # noqa: DTZ011  the day on the planner's wall
        "organisation": asked["organisation"],
        "terms": Terms(
            profile=asked["profile"],
            by=asked["by"] or load(settings_file()).text("author"),
            purpose=asked["purpose"],
            handling=asked["restricted"],
            reason=asked["override"],
        ),
    }
    if asked["paper"] is not None:
        given.pop("place")
        given["formats"] = tuple(one for one in given["formats"] if one != "html") or ("pdf",)
        given["round_"] = asked["round_"] or ""
        issued = write_paper(project, out, asked["paper"], **given)
    elif asked["round_"] is None:
        issued = write_report(project, out, **given)
    else:
        issued = write_dossier(project, out, round_=asked["round_"], **given)
    log(project, issued.files, issued.releases)


def log(project: Path, files: tuple[Path, ...], entries: tuple[Release, ...]) -> None:
    """Enter files in the project's 반출대장; what cannot be entered is not handed out."""
    try:
        opened = read_project(project)
        session = Session(opened.project, project, opened.read_only, held=opened.held)
        session.do(tr("release.undo"), lambda before: log_releases(before, entries))
        session.save()
    except BaseException:  # a stop by Ctrl+C, too
        for file in files:
            file.unlink(missing_ok=True)
        raise
    for file in files:
        click.echo(tr("cli.wrote", file=file))


def municipality_of(text: str) -> str:
    """Code of the one municipality that a name or a code means; a 일반구 means its city."""
    from scmap.reference import gazetteer  # noqa: PLC0415

    unit = gazetteer().one(text)
    return unit.parent or unit.code


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(part.strip().lower() for part in text.split(","))
    for name in wanted:
        if name not in REPORT_FORMATS:
            raise click.UsageError(tr("cli.report.format_unknown", format=name))
    return wanted
