"""scmap map: the map of a project on paper, or an atlas of it."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from scmap.cli.handing import on_terms, tell, terms
from scmap.cli.parameters import ATLAS, FILE, PLACE, Choice, ScaleOf, Whole
from scmap.cli.progress_line import ProgressLine
from scmap.errors import InputError
from scmap.model.layout import PAPERS, Layout
from scmap.model.project import DISPLAYS, Project
from scmap.reference.layouts import layouts
from scmap.session.handing import entered_in, hand_out
from scmap.session.layouts import own_layouts
from scmap.store.project_file import read_project
from scmap.words import tr

_LYING = {"landscape": True, "portrait": False}
_LAID = Choice(tuple(_LYING), {"가로": "landscape", "세로": "portrait"})
_TEXTS = ("title", "subtitle", "number", "author")


@click.command(name="map", help=tr("cli.map"))
@click.argument("project", type=FILE)
@click.option("--municipality", type=PLACE, metavar="CODE", help=tr("cli.map.municipality"))
@click.option("--atlas", type=ATLAS, help=tr("cli.map.atlas"))
@click.option("--template", metavar="NAME", default="", help=tr("cli.map.template"))
@click.option(
    "--paper", type=click.Choice(tuple(PAPERS), case_sensitive=False), help=tr("cli.map.paper")
)
@click.option("--orientation", type=_LAID, help=tr("cli.map.orientation"))
@click.option("--crs", type=click.Choice(DISPLAYS), help=tr("cli.map.crs"))
@click.option("--scale", type=ScaleOf(), help=tr("cli.map.scale"))
@click.option("--title", default="", help=tr("cli.map.title"))
@click.option("--subtitle", default="", help=tr("cli.map.subtitle"))
@click.option("--number", default="", help=tr("cli.map.number"))
@click.option("--author", default="", help=tr("cli.map.author"))
@click.option("--dpi", type=Whole(50, 600), default=200, help=tr("cli.map.dpi"))
@click.option("--out", type=FILE, metavar="FILE", required=True, help=tr("cli.map.out"))
@on_terms
def map_verb(project: Path, out: Path, **asked: Any) -> None:
    """Write the map as PDF, PNG or JPEG."""
    from scmap.reference import gazetteer  # noqa: PLC0415  places when they are needed
    from scmap.report.map_write import write_map_sheets  # noqa: PLC0415  Qt when it is needed

    layout = _layout(read_project(project).project, asked)
    place = None
    if asked["municipality"]:
        unit = gazetteer().one(asked["municipality"])
        place = unit.parent or unit.code
    write = partial(
        write_map_sheets,
        project,
        layout=layout,
        place=place,
        atlas=asked["atlas"],
        dpi=float(asked["dpi"]),
        crs=asked["crs"] or "",
        terms=terms(asked),
    )
    line = ProgressLine("cli.progress.map")
    try:
        issued = hand_out(
            out.parent,
            lambda aside: write(aside / out.name, progress=line),
            entered_in(project),
        )
    finally:
        line.end()
    tell(issued)


def _layout(project: Project, asked: dict[str, Any]) -> Layout:
    """Give the layout that is named, or the usual one, with what is asked to differ.

    Raises
    ------
    InputError
        ``layout_unknown`` with those that there are.
    """
    layout = _named(project, asked["template"]) if asked["template"] else layouts()[0]
    changes = {name: asked[name] for name in _TEXTS if asked[name]}
    if asked["paper"]:
        changes["paper"] = asked["paper"]
    if asked["orientation"]:
        changes["sideways"] = _LYING[asked["orientation"]]
    if asked["scale"]:
        changes["scale"] = asked["scale"]
    return replace(layout, **changes)


def _named(project: Project, name: str) -> Layout:
    shipped = {key: one for one in layouts() for key in (one.uid, tr(f"layout.template.{one.uid}"))}
    known = shipped | {one.name: one for one in own_layouts(project)}
    if name not in known:
        raise InputError("layout_unknown", name=name, known=", ".join(known))
    return known[name]
