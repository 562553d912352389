"""scmap link: which linked services fit the pairs of a municipality, and what is missing."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import shapely

from scmap import __version__
from scmap.analysis.candidates import find_candidates
from scmap.analysis.linkage import find_fits
from scmap.analysis.linkage_record import fit_record, number, parameters_record
from scmap.analysis.linkage_text import conditions
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.repair import areal, repair_footprints
from scmap.analysis.scene import Facilities
from scmap.cli.parameters import FILE, PLACE
from scmap.errors import InputError
from scmap.formats.digest import sha256
from scmap.model.gazetteer import Gazetteer
from scmap.model.linkage import Fit, Standing, TemplateTable
from scmap.model.municipality import Municipality
from scmap.model.project import Project
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates, Rows
from scmap.reference import gazetteer_of
from scmap.session.excepting import placed
from scmap.session.findings import Lookups, register_of
from scmap.session.judging import templates_of
from scmap.session.place_fits import fits_everywhere
from scmap.session.services import Services, facilities_of, pairs_of, services_of
from scmap.store.project_file import read_project
from scmap.words import tr, tr_in

SAID: tuple[Standing, ...] = ("full", "partial")  # what words tell of a municipality


@click.command(help=tr("cli.link"))
@click.argument("project", type=FILE)
@click.option("--municipality", type=PLACE, metavar="CODE", help=tr("cli.link.municipality"))
@click.option("--area", type=FILE, metavar="FILE", help=tr("cli.link.area"))
@click.option("--every", is_flag=True, help=tr("cli.link.every"))
@click.option("--template", metavar="ID", help=tr("cli.link.template"))
@click.option("--features", "named", is_flag=True, help=tr("cli.link.features"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.link.json"))
def link(
    project: Path,
    municipality: str | None,
    area: Path | None,
    every: bool,
    template: str | None,
    named: bool,
    as_json: bool,
) -> None:
    """List the services that fit a municipality or an area, and its candidate pairs."""
    if (municipality is not None) + (area is not None) + every > 1:
        raise click.UsageError(tr("cli.link.one_place"))
    opened = read_project(project).project
    table = _chosen(templates_of(opened), template)
    if every:
        click.echo(_everywhere(opened, project, table, as_json=as_json))
        return
    known = gazetteer_of(opened)
    where = (
        _municipality(municipality or opened.municipality, known)
        if area is None
        else _area(area, opened.crs)
    )
    facilities = facilities_of(opened, known)
    services = _services(opened, project, facilities, table, where)
    fits = _fits(facilities, table, services, where)
    if not as_json:
        click.echo(_in_words(where, fits, services, table))
        return
    place = where.municipality
    record = {
        "municipality": None if place is None else {"code": place.code, "name": place.title},
        "templates": [
            fit_record(fit, table, score, facilities.layers if named else None)
            for fit, score in fits
        ],
        "pairs": _pairs(services, table),
        "inputs": {one.name: sha256(one) for one in (project, area) if one is not None},
        "parameters": {**parameters_record(table), "version": __version__},
    }
    click.echo(json.dumps(record, ensure_ascii=False))


def _everywhere(opened: Project, file: Path, table: TemplateTable, *, as_json: bool) -> str:
    """Say how each service stands in each municipality."""
    found = fits_everywhere(opened, table)
    if as_json:
        record = {
            "municipalities": [
                {
                    "code": place.code,
                    "name": place.title,
                    "templates": dict(zip(found.templates, standings, strict=True)),
                }
                for place, standings in zip(found.places, found.standings, strict=True)
            ],
            "inputs": {file.name: sha256(file)},
            "parameters": {**parameters_record(table), "version": __version__},
        }
        return json.dumps(record, ensure_ascii=False)
    lines = []
    for row, place in enumerate(found.places):
        told = [
            f"{tr(f'linkage.standing.{one}')} {', '.join(found.told(row, one))}"
            for one in SAID
            if found.told(row, one)
        ]
        if told:
            lines.append(f"{place.title}: {'; '.join(told)}")
    others = len(found.places) - len(lines)
    return "\n".join([*lines, tr("cli.link.every.others", count=others)])


@dataclass(frozen=True, slots=True)
class _Where:
    """The place that is asked about: a municipality, an area of a file, or the country.

    Attributes
    ----------
    title : str
    zone : polygon or None
        On the project's plane; None for the country.
    municipality : Municipality or None
    """

    title: str
    zone: shapely.Geometry | None = None
    municipality: Municipality | None = None

    def rows(self, found: Candidates, gazetteer: Gazetteer) -> Rows:
        """Give the rows of the pairs of which both sides belong here."""
        if self.municipality is not None:
            code = self.municipality.parent or self.municipality.code
            return pairs_of(found, gazetteer, code)
        if self.zone is None:
            return np.arange(len(found))
        footprints, _ = repair_footprints(found.layer)
        meets = shapely.intersects(footprints, self.zone)
        return np.flatnonzero(meets[found.left] & meets[found.right])


def _municipality(asked: str, known: Gazetteer) -> _Where:
    """Give the municipality asked for; the country where nobody asks."""
    if not asked:
        return _Where(tr("cli.link.country"))
    place = known.one(asked)
    return _Where(place.title, known.footprint(f"{place.level}:{place.code}"), place)


def _area(file: Path, plane: str) -> _Where:
    """Give the ground of all polygons of a file.

    Raises
    ------
    InputError
        ``area_without_ground``; those of `read`.
    CrsMismatchError
        Where the file does not say its plane.
    """
    from scmap.formats.vector import read  # noqa: PLC0415  GDAL is loaded when it is needed

    drawn = read(file, plane=plane).layer.geometry
    repaired = areal(shapely.union_all(shapely.make_valid(drawn)))
    if repaired is None or repaired.is_empty:
        raise InputError("area_without_ground", file=file.name)
    return _Where(file.stem, repaired)


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
    where: _Where,
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
    if where.zone is not None:
        found = found.take(where.rows(found, field.gazetteer))
    return services_of(found, register, facilities, table)


def _fits(
    facilities: Facilities, table: TemplateTable, services: Services, where: _Where
) -> list[tuple[Fit, float]]:
    """Check the place itself: each template with the best L of a pair, the highest first."""
    if where.zone is None:
        return []
    scored = [
        (fit, services.best_score(fit.template.id))
        for fit in find_fits(where.zone, facilities, table)
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
    where: _Where,
    fits: list[tuple[Fit, float]],
    services: Services,
    table: TemplateTable,
) -> str:
    lines = [tr("cli.link.summary", place=where.title, pairs=len(services.candidates))]
    for fit, _ in fits:
        standing = tr(f"linkage.standing.{fit.standing}")
        lines.append(f"{fit.template.id} {fit.template.title}: {standing}")
        lines += [f"    {line}" for line in conditions(fit, table).split("\n")]
    return "\n".join(lines)
