"""What the analysis says about the open project, for the window and for headless verbs alike."""

import uuid

import numpy as np

from scmap.analysis.operation import operating_years
from scmap.analysis.overlay import find_overlaps
from scmap.model import investment
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer, objects
from scmap.model.overlap import OverlapRule, OverlapRun
from scmap.model.project import Project
from scmap.progress import Progress, silent


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
    layer = project.investments or _no_investments(project)
    return find_overlaps(
        layer, lineages(layer, codebook), operating_years(layer, codebook), rule, progress=progress
    )


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
