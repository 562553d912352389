"""scmap coverage: what facilities cover in a municipality, how often, and what they miss."""

import json
import math
from pathlib import Path
from typing import Any

import click

from scmap import __version__
from scmap.cli.parameters import FILE, PLACE, Number, Whole
from scmap.errors import InputError
from scmap.formats.digest import sha256
from scmap.model.linkage import TemplateTable
from scmap.reference import gazetteer_of
from scmap.session.covering import CoverageQuestion, Covered, cover, gaps, said_often
from scmap.session.judging import templates_of
from scmap.store.project_file import read_project
from scmap.words import tr


@click.command(help=tr("coverage.cli"))
@click.argument("project", type=FILE)
@click.option(
    "--municipality", type=PLACE, metavar="CODE", help=tr("coverage.field.municipality.tip")
)
@click.option("--facility", required=True, metavar="ID", help=tr("coverage.cli.facility"))
@click.option("--metres", type=Number(0.001), required=True, help=tr("coverage.field.metres.tip"))
@click.option("--target", default="", metavar="ID", help=tr("coverage.field.target.tip"))
@click.option("--along-roads", "along", is_flag=True, help=tr("coverage.field.along.tip"))
@click.option("--times", type=Whole(1), default=1, help=tr("coverage.field.times.tip"))
@click.option("--json", "as_json", is_flag=True, help=tr("siting.json"))
def coverage(project: Path, municipality: str | None, as_json: bool, **asked: Any) -> None:
    """Measure what the facilities of a project cover in a municipality."""
    opened = read_project(project).project
    place = municipality or opened.municipality
    if not place:
        raise click.UsageError(tr("coverage.cli.place_missing"))
    table = templates_of(opened)
    _check(asked["facility"], table)
    question = CoverageQuestion(municipality=place, **asked)
    answer = cover(opened, gazetteer_of(opened), table, question)
    if not as_json:
        click.echo(_words(answer))
        return
    record = {
        **_record(answer),
        "inputs": {project.name: sha256(project)},
        "parameters": {**asked, "municipality": answer.place.code, "version": __version__},
    }
    click.echo(json.dumps(record, ensure_ascii=False))


def _check(facility: str, table: TemplateTable) -> None:
    """Say which facilities there are when one is asked for that the catalogue does not know."""
    if facility not in table.selections:
        raise InputError("coverage_selection_unknown", name=facility)


def _record(answer: Covered) -> dict[str, Any]:
    found = answer.found
    total = int(found.targets.sum())
    return {
        "municipality": {"code": answer.place.code, "name": answer.place.title},
        "facilities": int(found.facilities.sum()),
        "area_share": round(found.whole, 6),
        "area_share_often": _number(found.whole_often),
        "targets": total,
        "targets_reached": int(found.reached.sum()),
        "targets_reached_often": int(found.reached_often.sum()),
        "off_road": found.off_road,
        "left_out": answer.unsure,
        "zones": [
            {
                "code": code,
                "name": name,
                "area_m2": round(float(found.area[row]), 3),
                "facilities": int(found.facilities[row]),
                "share": round(float(found.share[row]), 6),
                "often": _number(float(found.often[row])),
                "targets": int(found.targets[row]),
                "reached": int(found.reached[row]),
                "reached_often": int(found.reached_often[row]),
            }
            for row, (code, name) in enumerate(
                zip(found.zones.codes, found.zones.names, strict=True)
            )
        ],
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _words(answer: Covered) -> str:
    found = answer.found
    lines = [
        tr(
            "coverage.cli.said",
            place=answer.place.title,
            count=int(found.facilities.sum()),
            share=f"{found.whole:.1%}",
        )
    ]
    if found.targets.sum():
        reached, total = int(found.reached.sum()), int(found.targets.sum())
        lines.append(tr("coverage.cli.targets", reached=reached, total=total))
    lines += said_often(answer)
    if len(found.without):
        names = gaps(answer, found.without.tolist())
        lines.append(tr("coverage.cli.without", count=len(found.without), names=names))
    return "\n".join(lines)
