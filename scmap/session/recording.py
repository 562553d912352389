"""One investment entered by hand: what must be known of it, and what cannot be."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from scmap.model.codebook import CodeBook
from scmap.model.investment import SHORT
from scmap.model.layer import Layer, objects
from scmap.model.plan import Plan
from scmap.model.project import Project, new_uid
from scmap.session.registering import Tree, add_investments

SPLIT = ("national", "local", "private_cash")  # 국비, 지방비, 민간: what a total is made of here
REQUIRED = ("name", "ministry", "kind", "fields", "year_from")


@dataclass(frozen=True, slots=True)
class Record:
    """An investment as it was typed; "" and NaN are unknown.

    Attributes
    ----------
    plan : Plan
        Where it is, its name, kind, ministry, fields, years and total.
    split : mapping of str to float
        백만원 by the names in `SPLIT`.
    agency, source, note : str
        전담기관, 출처, 비고.
    """

    plan: Plan
    split: dict[str, float] = field(default_factory=dict)
    agency: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a record, or should be looked at.

    Attributes
    ----------
    code : str
        Words: ``record.problem.<code>``.
    place : str
        Where it is mended.
    values : mapping
        For the words.
    blocks : bool
        Whether it cannot be registered so.
    """

    code: str
    place: str
    values: dict[str, str] = field(default_factory=dict)
    blocks: bool = True


def problems(record: Record, project: Project) -> Iterator[Problem]:
    """Say what keeps a record from being registered, then what should be looked at."""
    plan = record.plan
    for name in REQUIRED:
        value = getattr(plan, name)
        if not value or (isinstance(value, float) and math.isnan(value)):
            yield Problem(f"no_{name}", name)
    if plan.year_to < plan.year_from:
        yield Problem("years_reversed", "year_to")
    together = sum(one for one in record.split.values() if not math.isnan(one))
    if together > plan.total + SHORT:
        values = {"together": f"{together:,.0f}", "total": f"{plan.total:,.0f}"}
        yield Problem("split_exceeds", "total", values)
    if math.isnan(plan.total):
        yield Problem("total_unknown", "total", blocks=False)
    if _known_name(plan, project.investments):
        yield Problem("same_name", "name", {"name": plan.name}, blocks=False)


def register_record(
    project: Project, record: Record, codebook: CodeBook, tree: Tree | None = None
) -> Project:
    """Make a record an investment of the project."""
    layer = record.plan.layer(codebook, uid=new_uid(), crs=project.crs)
    told = {"agency": record.agency, "source": record.source, "note": record.note}
    cells = {
        **layer.columns,
        **{name: objects([text or None]) for name, text in told.items()},
        **{f"{name}_mkrw": np.array([money]) for name, money in record.split.items()},
    }
    return add_investments(project, layer.replace(uid=new_uid(), columns=cells), tree)


def _known_name(plan: Plan, layer: Layer | None) -> bool:
    """Whether an investment of one of the plan's municipalities has its very name."""
    if layer is None or not plan.name:
        return False
    asked = frozenset(plan.municipalities)
    codes = layer.text("municipality_code")[layer.text("name") == plan.name]
    return any(not asked.isdisjoint(str(cell or "").split(";")) for cell in codes)
