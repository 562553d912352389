"""What the analysis says about the open project, for the window and for headless verbs alike."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from scmap import reference
from scmap.analysis.candidates import find_candidates
from scmap.analysis.ground import Ground
from scmap.analysis.overlay import measure_every_pair, timed_again
from scmap.analysis.pair_layers import MOST_DRAWN, graded_layer, overlap_layer
from scmap.analysis.register import Register
from scmap.model import investment
from scmap.model.codebook import CodeBook
from scmap.model.extent import COUNTRY
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, objects
from scmap.model.linkage import TemplateTable
from scmap.model.overlap import EVERY_PAIR, OverlapRule, OverlapRun, Relation
from scmap.model.pairs import PairList
from scmap.model.project import Project
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Candidates
from scmap.progress import Progress, part, silent
from scmap.reference.templates import templates
from scmap.session.excepting import placed
from scmap.session.judging import rules_of
from scmap.session.services import Services, facilities_of, services_of

MANY = 500  # pairs whose services take so long that the pairs themselves are told before


def overlaps_of(
    project: Project,
    codebook: CodeBook,
    rule: OverlapRule = OverlapRule(),  # noqa: B008  immutable
    *,
    progress: Progress = silent,
) -> OverlapRun:
    """Find where the project's investments of different ministry lines share ground.

    A project without investments has no pairs; that is an answer, not an error.
    """
    register = register_of(project, codebook)
    return measure_every_pair(register, rule, progress=progress)


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """All that the analysis says about a project's investments, from one measurement.

    Attributes
    ----------
    source : Layer
        The project's very investments; a stale result is told by their identity.
    pairs : PairList
        The graded pairs, the most serious first, and the exceptions.
    ground : Ground
        Cuts the shared ground of any pair when it is asked for.
    drawn : Layer
        Listed pairs that share ground, as polygons with their class: the `MOST_DRAWN` first ones.
    graded : Layer
        Graded pairs as polygons with their grade: the `MOST_DRAWN` most serious ones.
    services : Services or None
        The linked services that fit the pairs; None while they are still being looked for, and P
        of every pair is unknown.
    """

    source: Layer
    pairs: PairList
    ground: Ground
    drawn: Layer
    graded: Layer
    services: Services | None = None

    @property
    def overlaps(self) -> OverlapRun:
        """All pairs that share ground, whatever their owners and years."""
        return self.candidates.run

    @property
    def candidates(self) -> Candidates:
        """Graded pairs, and the exceptions."""
        return self.pairs.candidates


@dataclass(frozen=True, slots=True, eq=False)
class Lookups:
    """What the analysis asks of the field: vocabulary, places, judgement and services."""

    codebook: CodeBook
    gazetteer: Gazetteer
    rules: RuleSet
    templates: TemplateTable

    @classmethod
    def of(cls, project: Project) -> Self:
        """Give the tables that come with the program, with the project's own judgement."""
        rules = rules_of(project)
        codebook = reference.codebook().living(rules.lives)
        catalogue = templates().measured_by(rules.services)
        return cls(codebook, reference.gazetteer(), rules, catalogue)


def find(
    project: Project,
    field: Lookups,
    *,
    relation: Relation = "between",
    before: Findings | None = None,
    early: Callable[[Findings], None] | None = None,
    progress: Progress = silent,
) -> Findings:
    """Analyse a project's investments.

    Parameters
    ----------
    project : Project
        What is analysed.
    field : Lookups
        What the analysis asks of the field.
    relation : str
        Pairs of that relation are graded.
    before : Findings or None
        What was found of the same investments and facilities by another judgement: it is not
        measured, cut or looked for again.
    early : callable or None
        Where pairs are many, given what is known before their linked services are looked for.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    source = project.investments or _no_investments(project)
    if before is not None and before.source is not source:
        before = None
    found = _graded(project, field, relation, before, part(progress, 0.0, 0.7))
    ground = before.ground if before else Ground(found.layer)
    if early is not None and len(found) > MANY:
        early(_drawn(source, found, ground, part(progress, 0.7, 0.75)))
    services = _served(project, field, found, before, part(progress, 0.75, 0.95))
    drawn = _drawn(source, services.candidates, ground, part(progress, 0.95, 1.0))
    return replace(drawn, services=services)


def judged(
    project: Project,
    field: Lookups,
    *,
    relation: Relation = "between",
    before: Findings | None = None,
    progress: Progress = silent,
) -> Services:
    """Measure and grade a project's pairs, as `find` does, without drawing them."""
    source = project.investments or _no_investments(project)
    if before is not None and before.source is not source:
        before = None
    found = _graded(project, field, relation, before, part(progress, 0.0, 0.6))
    return _served(project, field, found, before, part(progress, 0.6, 1.0))


def _graded(
    project: Project,
    field: Lookups,
    relation: Relation,
    before: Findings | None,
    progress: Progress,
) -> Candidates:
    """Measure and grade the pairs; P of none is known yet."""
    layer = project.investments or _no_investments(project)
    register = _read(layer, field.codebook, before)
    return find_candidates(
        register,
        field.rules,
        _measured(register, field.rules, before, part(progress, 0.0, 0.8)),
        exemptions=placed(project),
        relation=relation,
        progress=part(progress, 0.8, 1.0),
    )


def _served(
    project: Project,
    field: Lookups,
    found: Candidates,
    before: Findings | None,
    progress: Progress,
) -> Services:
    """Find the linked services that fit graded pairs; by other conditions all anew."""
    if before is not None and before.candidates.rules.services != field.rules.services:
        before = None
    return services_of(
        found,
        field.codebook,
        facilities_of(project, field.gazetteer),
        field.templates,
        before=before.services if before else None,
        progress=progress,
    )


def _drawn(source: Layer, found: Candidates, ground: Ground, progress: Progress) -> Findings:
    """List pairs, and draw the most serious of them."""
    pairs, run = PairList.of(found), found.run
    sharing = pairs.pair[pairs.pair >= 0][:MOST_DRAWN]
    shown = replace(run, table=run.table.take(sharing))
    serious = found.take(np.arange(min(len(found), MOST_DRAWN)))
    return Findings(
        source,
        pairs,
        ground,
        drawn=overlap_layer(shown, ground, progress=part(progress, 0.0, 0.5)).replace(
            left_out=int((pairs.pair >= 0).sum()) - len(sharing)
        ),
        graded=graded_layer(serious, ground, progress=part(progress, 0.5, 1.0)).replace(
            left_out=len(found) - len(serious)
        ),
    )


def _measured(
    register: Register, rules: RuleSet, before: Findings | None, progress: Progress
) -> OverlapRun:
    """Measure all pairs, unless that was done with the same floor and width."""
    rule = replace(EVERY_PAIR, floor=rules.floor, sliver_width=rules.sliver_width)
    if before is not None and before.overlaps.rule == rule:
        return timed_again(before.overlaps, register)
    return measure_every_pair(register, rule, progress=progress)


def _read(layer: Layer, codebook: CodeBook, before: Findings | None) -> Register:
    """Read the investments; what was checked before is not checked again."""
    if before is None:
        return Register.of(layer, codebook, COUNTRY.get(layer.crs))
    again = Register.of(before.ground.layer, codebook)
    return replace(again, issues=before.overlaps.issues)


def register_of(project: Project, codebook: CodeBook) -> Register:
    """Read the project's investments; what cannot be is unknown there, and named in its issues."""
    return _read(project.investments or _no_investments(project), codebook, None)


def lineages(layer: Layer, codebook: CodeBook) -> list[frozenset[str]]:
    """Resolve each row's ministry, as it was named then, to its lines; empty where unknown."""
    pairs = zip(layer.text("ministry"), layer.number("year_from"), strict=True)
    return [codebook.lineages_of(name, float(year)) for name, year in pairs]


def _no_investments(project: Project) -> Layer:
    return Layer(
        uid=str(uuid.UUID(int=0)),
        name=investment.TABLE,
        title="",
        kind="investment",
        crs=project.crs,
        uids=objects([]),
        geometry=np.empty(0, dtype=object),
    )
