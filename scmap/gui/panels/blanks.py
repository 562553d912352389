"""Why a panel has nothing to show, and which action helps."""

from dataclasses import dataclass

from scmap.gui.findings import USUAL, Findings
from scmap.model.project import Project


@dataclass(frozen=True)
class Blank:
    """Why there is nothing.

    Attributes
    ----------
    why : str
        Words: ``tables.empty.<why>`` and ``tables.empty.<why>.text``.
    action : str
        id of the action that helps, or of what can be done meanwhile; "" for none.
    """

    why: str
    action: str = ""


def no_investments(project: Project | None) -> Blank | None:
    """Say why there are no investments; None when there are some."""
    if project is None:
        return Blank("no_project", "file.open")
    return None if project.investments else Blank("no_investments", "file.import")


def no_overlaps(findings: Findings) -> Blank | None:
    """Say why no overlaps are listed of a project with investments; None when there are some."""
    if findings.pairs:
        return None
    if findings.pairs is not None:
        usual = findings.relation == USUAL
        return Blank("no_overlaps", "step.data") if usual else Blank("no_relation")
    if findings.settled:
        return Blank("not_computed", "analysis.compute")
    return Blank("computing", "step.data")
