"""scmap link: which linked services fit the pairs of a municipality, and what is missing."""

import json
import math
from pathlib import Path
from typing import Any

import click
import shapely

from scmap import __version__
from scmap.analysis.candidates import find_candidates
from scmap.analysis.linkage import find_fits
from scmap.analysis.linkage_record import fit_record, number, parameters_record
from scmap.analysis.linkage_text import conditions
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.scene import Facilities
from scmap.cli.parameters import FILE
from scmap.errors import InputError
from scmap.formats.digest import sha256
from scmap.model.linkage import Fit, TemplateTable
from scmap.model.municipality import Municipality
from scmap.model.project import Project
from scmap.model.ruleset import GRADES
from scmap.reference import gazetteer_of
from scmap.session.excepting import placed
from scmap.session.findings import Lookups, register_of
from scmap.session.judging import templates_of
from scmap.session.services import Services, facilities_of, pairs_of, services_of
from scmap.store.project_file import read_project
from scmap.words import tr, tr_in


@click.command(help=tr("cli.link"))
@click.argument("project", type=FILE)
@click.option("--municipality", metavar="CODE", help=tr("cli.link.municipality"))
@click.option("--template", metavar="ID", help=tr("cli.link.template"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.link.json"))
def link(project: Path, municipality: str | None, template: str | None, as_json: bool) -> None:
    """List the services that fit a municipality and its candidate pairs."""
    opened = read_project(project).project
    table = _chosen(templates_of(opened), template)
    asked = municipality or opened.municipality
    known = gazetteer_of(opened)
    place = known.one(asked) if asked else None
    facilities = facilities_of(opened, known)
    services = _services(opened, project, facilities, table, place)
    zone = None if place is None else known.footprint(f"{place.level}:{place.code}")
    fits = _fits(facilities, table, services, zone)
    if not as_json:
        click.echo(_in_words(place, fits, services, table))
        return
    record = {
        "municipality": None if place is None else {"code": place.code, "name": place.title},
        "templates": [fit_record(fit, table, score) for fit, score in fits],
        "pairs": _pairs(services, table),
        "inputs": {project.name: sha256(project)},
        "parameters": {**parameters_record(table), "version": __version__},
    }
    click.echo(json.dumps(record, ensure_ascii=False))


def _chosen(table: TemplateTable, template: str | None) -> TemplateTable:
    """Give the catalogue with only the template asked for.

    Raises
    ------
    InputError
        ``template_unknown``, naming those that there are.
    """
    if template is None:
        return table
    if template not in table.templates:
        raise InputError(
            "template_unknown", template=template, templates=", ".join(table.templates)
        )
    return table.only(template)


def _services(
    project: Project,
    file: Path,
    facilities: Facilities,
    table: TemplateTable,
    place: Municipality | None,
) -> Services:
    """Find the candidate pairs of the place, and the services that fit each.

    Raises
    ------
    InputError
        ``no_investments``.
    """
    if project.investments is None:
        raise InputError("no_investments", file=str(file))
    field = Lookups.of(project)
    register = register_of(project, field.codebook)
    run = measure_every_pair(register)
    found = find_candidates(register, field.rules, run, exemptions=placed(project))
    if place is not None:
        found = found.take(pairs_of(found, field.gazetteer, place.parent or place.code))
    return services_of(found, register, facilities, table)


def _fits(
    facilities: Facilities,
    table: TemplateTable,
    services: Services,
    zone: shapely.Geometry | None,
) -> list[tuple[Fit, float]]:
    """Check the place itself: each template with the best L of a pair, the highest first."""
    if zone is None:
        return []
    scored = [
        (fit, services.best_score(fit.template.id)) for fit in find_fits(zone, facilities, table)
    ]
    return sorted(scored, key=lambda one: (_descending(one[1]), _descending(one[0].share)))


def _descending(value: float) -> float:
    """Key that puts the highest first and the unknown last."""
    return math.inf if math.isnan(value) else -value


def _pairs(services: Services, table: TemplateTable) -> list[dict[str, Any]]:
    found = services.candidates
    uids, names = found.layer.uids, found.layer.text("name")
    verdict = found.verdict
    return [
        {
            "left": uids[left],
            "right": uids[right],
            "left_name": names[left],
            "right_name": names[right],
            "grade": GRADES[verdict.grade[row]],
            "P": number(float(found.preconditions[row]), 3),
            "L": number(float(verdict.linkage[row]), 1),
            "opinion": tr_in("ko", f"verdict.opinion.{verdict.opinion_of(row)}"),
            "fits": [fit_record(fit, table, services.score(row, fit)) for fit in services.of(row)],
        }
        for row, (left, right) in enumerate(zip(found.left, found.right, strict=True))
    ]


def _in_words(
    place: Municipality | None,
    fits: list[tuple[Fit, float]],
    services: Services,
    table: TemplateTable,
) -> str:
    where = tr("cli.link.country") if place is None else place.title
    lines = [tr("cli.link.summary", place=where, pairs=len(services.candidates))]
    for fit, _ in fits:
        standing = tr(f"linkage.standing.{fit.standing}")
        lines.append(f"{fit.template.id} {fit.template.title}: {standing}")
        lines += [f"    {line}" for line in conditions(fit, table).split("\n")]
    return "\n".join(lines)
