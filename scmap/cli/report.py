"""scmap report: documents for the committee, handed out on terms and entered in the register."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from scmap import clock
from scmap.cli.handing import on_terms, tell, terms, wanted
from scmap.cli.parameters import ATLAS, FILE, PLACE, Choice
from scmap.cli.progress_line import ProgressLine
from scmap.model.release import Issued
from scmap.progress import part
from scmap.session.handing import entered_in, hand_out
from scmap.words import tr

# The formats that there are, and those that are meant where nobody named any. A paper has no map,
# hence no web page.
_OF_REPORTS = ("hwpx", "pdf", "html", "xlsx"), ("pdf", "html")
_OF_PAPERS = ("hwpx", "pdf", "xlsx"), ("pdf",)
_PAPER = Choice(
    ("minutes", "resolution", "notice"),
    {"회의록": "minutes", "의결서": "resolution", "심의결과통보": "notice"},
)


@click.command(help=tr("cli.report"))
@click.argument("project", type=FILE)
@click.option("--round", "round_", metavar="R", help=tr("cli.report.round"))
@click.option("--municipality", type=PLACE, metavar="CODE", help=tr("cli.report.municipality"))
@click.option("--format", "formats", help=tr("cli.report.format"))
@click.option("--organisation", metavar="NAME", default="", help=tr("cli.report.organisation"))
@click.option("--paper", type=_PAPER, help=tr("cli.report.paper"))
@click.option("--template", type=FILE, metavar="JSON", help=tr("cli.report.template"))
@click.option("--base", type=FILE, metavar="HWPX", help=tr("cli.report.base"))
@click.option("--atlas", type=ATLAS, help=tr("cli.report.atlas"))
@click.option("--out", type=FILE, metavar="DIR|FILE", required=True, help=tr("cli.report.out"))
@on_terms
def report(project: Path, out: Path, formats: str | None, **asked: Any) -> None:
    """Write a report, or the dossier of a committee round, in each format asked for."""
    # Qt and folium are loaded when they are needed.
    from scmap.report.annex import Annex, with_atlas  # noqa: PLC0415
    from scmap.report.write import write_dossier, write_paper, write_report  # noqa: PLC0415

    _check(asked)
    files = wanted(out, formats, *(_OF_PAPERS if asked["paper"] else _OF_REPORTS))
    place = asked["municipality"]
    given: dict[str, Any] = {
        "place": None if place is None else municipality_of(place),
        "formats": files.formats,
        "today": clock.today(),
        "organisation": asked["organisation"],
        "terms": terms(asked),
    }
    write: Callable[..., Issued]
    if asked["paper"] is not None:
        given.pop("place")
        given |= {"paper": asked["paper"], "round_": asked["round_"] or "", "base": asked["base"]}
        write = partial(write_paper, project, **given)
    elif asked["round_"] is None:
        write = partial(write_report, project, **given)
    else:
        given |= {name: asked[name] for name in ("round_", "template", "base")}
        write = partial(write_dossier, project, **given)

    line = ProgressLine("cli.progress.report")
    alone = 1.0 if asked["atlas"] is None else 0.5

    def write_all(aside: Path) -> Issued:
        issued = files.named(write(aside, progress=part(line, 0.0, alone)))
        if asked["atlas"] is None:
            return issued
        annex = Annex(asked["atlas"], given.get("place"), given["organisation"])
        return with_atlas(issued, annex, project, given["terms"], part(line, alone, 1.0))

    try:
        issued = hand_out(files.folder, write_all, entered_in(project), make=True)
    finally:
        line.end()
    tell(issued)


def _check(asked: dict[str, Any]) -> None:
    """Refuse what would be left aside: only a round's papers follow a template or a base.

    Raises
    ------
    UsageError
    """
    if asked["paper"] is not None and asked["template"] is not None:
        raise click.UsageError(tr("cli.report.no_template"))
    for name in ("template", "base"):
        if asked["round_"] is None and asked[name] is not None:
            raise click.UsageError(tr("cli.report.needs_round", option=f"--{name}"))


def municipality_of(text: str) -> str:
    """Code of the one municipality that a name or a code means; a 일반구 means its city."""
    from scmap.reference import gazetteer  # noqa: PLC0415

    unit = gazetteer().one(text)
    return unit.parent or unit.code
