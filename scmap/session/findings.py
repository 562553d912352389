"""What the analysis says about the open project, for the window and for headless verbs alike."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from scmap import reference
from scmap.analysis.candidates import find_candidates
from scmap.analysis.ground import Ground
from scmap.analysis.incremental import update_candidates, update_overlaps
from scmap.analysis.overlay import measure_every_pair, rule_of, timed_again
from scmap.analysis.pair_layers import MOST_DRAWN, graded_layer, overlap_layer
from scmap.analysis.register import Register
from scmap.analysis.scene import Facilities
from scmap.model import investment
from scmap.model.codebook import CodeBook
from scmap.model.difference import Difference
from scmap.model.exemption import PlacedExemption
from scmap.model.extent import COUNTRY
from scmap.model.gazetteer import Gazetteer
from scmap.model.identity import repeated
from scmap.model.layer import Layer, objects
from scmap.model.linkage import TemplateTable
from scmap.model.overlap import OverlapRule, OverlapRun, Relation
from scmap.model.pairs import PairList
from scmap.model.project import Project
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Candidates
from scmap.progress import Progress, part, silent
from scmap.reference.templates import templates
from scmap.session.catalogue import with_edits
from scmap.session.earlier import places_before, stirred
from scmap.session.excepting import placed
from scmap.session.judging import rules_of
from scmap.session.services import MOST_PAIRS, Earlier, Services, facilities_of, services_of

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
    basis : Basis
        What it rests on.
    register : Register
        The investments as they were read.
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

    basis: "Basis"
    register: Register
    pairs: PairList
    ground: Ground
    drawn: Layer
    graded: Layer
    services: Services | None = None

    @property
    def source(self) -> Layer:
        """The project's very investments; a stale result is told by their identity."""
        return self.basis.source

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
        catalogue = with_edits(templates(), project).measured_by(rules.services)
        return cls(codebook, reference.gazetteer_of(project), rules, catalogue)


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What findings rest on: when all of it is the same, they are.

    Attributes
    ----------
    source : Layer
        The project's very investments.
    field : Lookups
        What was asked of the field.
    relation : str
        Which pairs are graded.
    exemptions : tuple of PlacedExemption
        Exceptions that people registered.
    facilities : Facilities
        What stands in the field.
    """

    source: Layer
    field: Lookups
    relation: Relation
    exemptions: tuple[PlacedExemption, ...]
    facilities: Facilities

    @classmethod
    def of(
        cls, project: Project, field: Lookups, relation: Relation, before: "Findings | None"
    ) -> Self:
        """Take stock of a project; of layers that are the very same much is known already."""
        known = before.basis.facilities if before else None
        facilities = facilities_of(project, field.gazetteer, known)
        source = project.investments or _no_investments(project)
        return cls(source, field, relation, placed(project), facilities)

    def comparable(self, before: Self) -> bool:
        """Tell whether anything that was found on another basis may hold on this one.

        Rows whose identity another row has are left out of a register: then rows cannot be told by
        their uids.
        """
        return (
            before.field.gazetteer is self.field.gazetteer
            and before.source.crs == self.source.crs
            and not repeated(before.source.uids).any()
            and not repeated(self.source.uids).any()
        )


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
        What was found before: only that is measured, judged, cut and looked for again which a
        change of the investments, the facilities or the judgement touches. The result is the same
        as without it.
    early : callable or None
        Where services are to be looked for of many pairs, given what is known before that.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    basis = Basis.of(project, field, relation, before)
    graded = _graded(basis, before, part(progress, 0.0, 0.7))
    ground = graded.ground()
    progress(0.7)
    known = graded.services_before(basis)
    progress(0.7)
    if early is not None and graded.lacking(known) > MANY:
        early(_drawn(basis, graded.register, graded.candidates, ground, part(progress, 0.7, 0.75)))
    services = graded.services(basis, known, part(progress, 0.75, 0.95))
    drawn = _drawn(basis, graded.register, services.candidates, ground, part(progress, 0.95, 1.0))
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
    basis = Basis.of(project, field, relation, before)
    graded = _graded(basis, before, part(progress, 0.0, 0.6))
    return graded.services(basis, graded.services_before(basis), part(progress, 0.6, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class _Graded:
    """Pairs that were measured and graded; P of those that were graded now is not known yet.

    Attributes
    ----------
    register : Register
        The investments as they were read.
    candidates : Candidates
        The pairs.
    before : Findings or None
        What was found before, where it served.
    difference : Difference or None
        How the investments changed since then.
    """

    register: Register
    candidates: Candidates
    before: Findings | None = None
    difference: Difference | None = None

    def ground(self) -> Ground:
        """Give what cuts shared ground, with what was cut before."""
        if self.before is None or self.difference is None:
            return Ground(self.register.layer, self.register.footprints)
        if self.before.register.layer is self.register.layer:
            return self.before.ground
        return self.before.ground.updated(self.register.footprints, self.difference)

    def services_before(self, basis: Basis) -> Earlier | None:
        """Give the services that were found before and still hold; by other conditions none."""
        before, difference = self.before, self.difference
        if before is None or difference is None or before.services is None:
            return None
        if not before.basis.field.templates.same_as(basis.field.templates):
            return None
        touched = stirred(
            self.register,
            difference,
            before.basis.facilities,
            basis.facilities,
            basis.field.templates,
        )
        left, right = self.candidates.left[:MOST_PAIRS], self.candidates.right[:MOST_PAIRS]
        places = places_before(left, right, before.candidates, difference, touched)
        return Earlier(before.services.fits, places)

    def lacking(self, known: Earlier | None) -> int:
        """Count the pairs whose services must be looked for."""
        return min(len(self.candidates), MOST_PAIRS) if known is None else len(known.lacking)

    def services(self, basis: Basis, known: Earlier | None, progress: Progress) -> Services:
        """Find the linked services that fit the pairs, and judge these with P."""
        return services_of(
            self.candidates,
            self.register,
            basis.facilities,
            basis.field.templates,
            before=known,
            progress=progress,
        )


def _graded(basis: Basis, before: Findings | None, progress: Progress) -> _Graded:
    """Measure and grade all that changed since `before`, or everything."""
    field = basis.field
    if before is not None and basis.comparable(before.basis):
        same_rules = before.basis.field.rules.same_as(field.rules)
        if same_rules and before.basis.relation == basis.relation:
            return _renewed(basis, before, progress)
        if before.source is basis.source:
            return _judged_again(basis, before, progress)
    register = Register.of(
        basis.source,
        field.codebook,
        COUNTRY.get(basis.source.crs),
        field.gazetteer.parts,
        progress=part(progress, 0.0, 0.1),
    )
    run = measure_every_pair(register, rule_of(field.rules), progress=part(progress, 0.1, 0.8))
    return _Graded(register, _candidates(basis, register, run, part(progress, 0.8, 1.0)))


def _renewed(basis: Basis, before: Findings, progress: Progress) -> _Graded:
    """Look only at what a change of investments or exceptions touches."""
    read, same = before.register, before.source is basis.source
    difference = Difference.between(read.layer, read.layer if same else basis.source)
    progress(0.02)
    register = read if same else read.updated(difference, basis.field.codebook)
    progress(0.1)
    difference = difference.touching(_reconsidered(before.basis.exemptions, basis.exemptions))
    measured = update_overlaps(
        before.overlaps, read, register, difference, progress=part(progress, 0.1, 0.8)
    )
    candidates = update_candidates(
        before.candidates,
        measured,
        register,
        difference,
        exemptions=basis.exemptions,
        relation=basis.relation,
        progress=part(progress, 0.8, 1.0),
    )
    return _Graded(register, candidates, before, difference)


def _reconsidered(
    before: Sequence[PlacedExemption], after: Sequence[PlacedExemption]
) -> frozenset[str]:
    """Give the uids of both sides of the exceptions that are others than before."""
    others = [one for one in before if one not in after]
    others += [one for one in after if one not in before]
    return frozenset(uid for one in others for uid in (one.left, one.right))


def _judged_again(basis: Basis, before: Findings, progress: Progress) -> _Graded:
    """Judge the same investments by other rules, or pairs of another relation.

    Other rules may ask to measure them again; every relation is measured already.
    """
    was, rule = before.register, rule_of(basis.field.rules)
    if before.basis.field.rules.same_as(basis.field.rules):
        register, run = was, before.overlaps
        candidates = _candidates(basis, register, run, progress)
        return _Graded(register, candidates, before, Difference.between(was.layer, was.layer))
    read = Register.of(was.layer, basis.field.codebook, parts=basis.field.gazetteer.parts)
    register = replace(read, issues=was.issues, country=was.country)
    if before.overlaps.rule == rule:
        run = timed_again(before.overlaps, register)
    else:
        run = measure_every_pair(register, rule, progress=part(progress, 0.0, 0.8))
    candidates = _candidates(basis, register, run, part(progress, 0.8, 1.0))
    return _Graded(register, candidates, before, Difference.between(was.layer, was.layer))


def _candidates(
    basis: Basis, register: Register, run: OverlapRun, progress: Progress
) -> Candidates:
    return find_candidates(
        register,
        basis.field.rules,
        run,
        exemptions=basis.exemptions,
        relation=basis.relation,
        progress=progress,
    )


def _drawn(
    basis: Basis, register: Register, found: Candidates, ground: Ground, progress: Progress
) -> Findings:
    """List pairs, and draw the most serious of them."""
    pairs, run = PairList.of(found, progress=part(progress, 0.0, 0.2)), found.run
    progress(0.2)
    sharing = pairs.pair[pairs.first_sharing(MOST_DRAWN)]
    shown = replace(run, table=run.table.take(sharing))
    serious = found.take(np.arange(min(len(found), MOST_DRAWN)))
    return Findings(
        basis,
        register,
        pairs,
        ground,
        drawn=overlap_layer(shown, ground, progress=part(progress, 0.2, 0.6)).replace(
            left_out=int((pairs.pair >= 0).sum()) - len(sharing)
        ),
        graded=graded_layer(serious, ground, progress=part(progress, 0.6, 1.0)).replace(
            left_out=len(found) - len(serious)
        ),
    )


def register_of(project: Project, codebook: CodeBook) -> Register:
    """Read the project's investments; what cannot be is unknown there, and named in its issues."""
    layer = project.investments or _no_investments(project)
    return Register.of(
        layer, codebook, COUNTRY.get(layer.crs), reference.gazetteer_of(project).parts
    )


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
