"""scmap render: the map of a project as a picture, as the window shows it."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from scmap.cli.handing import on_terms, tell, terms
from scmap.cli.parameters import FILE, Bounds, Size, Target
from scmap.model.extent import Extent
from scmap.model.project import DISPLAYS
from scmap.session.handing import entered_in, hand_out
from scmap.words import tr


@click.command(help=tr("cli.render"))
@click.argument("project", type=FILE)
@click.option("--size", type=Size(), default="1280x720", help=tr("cli.render.size"))
@click.option("--extent", type=Bounds(), help=tr("cli.render.extent"))
@click.option("--crs", type=click.Choice(DISPLAYS), help=tr("cli.map.crs"))
@click.option("--out", type=Target(".png"), metavar="PNG", required=True, help=tr("cli.render.out"))
@on_terms
def render(project: Path, out: Path, **asked: Any) -> None:
    """Paint the map of a project as the window shows it."""
    from scmap.report.picture import write_map  # noqa: PLC0415  Qt when it is needed

    ground = None if asked["extent"] is None else Extent(*asked["extent"])
    size, crs = asked["size"], asked["crs"] or ""
    write = partial(write_map, project, size=size, extent=ground, crs=crs, terms=terms(asked))
    tell(hand_out(out.parent, lambda aside: write(aside / out.name), entered_in(project)))
