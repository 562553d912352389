"""What `scmap overlap` finds in a project, judges where asked, and writes to a file."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scmap.analysis.ground import Ground
from scmap.analysis.overlay import measure_every_pair, narrowed
from scmap.analysis.pair_export import listed_layer, records
from scmap.analysis.register import Register
from scmap.errors import InputError
from scmap.model import amounts
from scmap.model.gazetteer import Gazetteer
from scmap.model.overlap import Mask, OverlapRule, OverlapRun, Relation, Rows, Time
from scmap.model.pairs import PairList
from scmap.model.ruleset import GRADES, RuleSet
from scmap.session.depths import Depths, DepthView
from scmap.session.findings import Findings, Lookups, find, register_of
from scmap.session.services import belonging
from scmap.store.project_file import read_project
from scmap.words import tr, tr_in

LANGUAGE = "ko"  # of what is written to a file
MOST_LISTED = 20  # pairs told one by one; the record and the file hold all


@dataclass(frozen=True, slots=True)
class Asked:
    """The view on the pairs that a command line asks for.

    Attributes
    ----------
    relation, years : str
        As in `OverlapRule`; `years` None leaves the choice to what is looked at.
    year : int or None
        Only pairs of which both sides operate in that year.
    municipality : str or None
        Name or code: only pairs of which both sides belong there.
    grades : bool
        Whether the pairs are judged, and those listed that the judgement takes for candidates.
    depth : bool
        Whether areas and money are counted by the number of ministry lines on the same ground.
    floor : float or None
        Smallest shared area, m²; None leaves it to the rules.
    """

    relation: Relation
    years: Time | None
    year: int | None
    municipality: str | None
    grades: bool
    depth: bool
    floor: float | None

    def rule(self, rules: RuleSet, years: Time) -> OverlapRule:
        """Say which pairs count: as asked for, and otherwise as the rules have it."""
        least = rules.floor if self.floor is None else self.floor
        return OverlapRule(self.relation, self.years or years, least, rules.sliver_width)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Listed pairs that the command line asks for."""

    pairs: PairList
    rows: Rows
    ground: Ground

    @property
    def candidates(self) -> Rows:
        """Rows of the graded ones, the most serious first."""
        return self.rows[self.rows < self.pairs.graded]

    @property
    def exceptions(self) -> Rows:
        """Rows of the others."""
        return self.rows[self.rows >= self.pairs.graded]

    @property
    def grades(self) -> dict[str, int]:
        """How many have each grade."""
        codes = self.pairs.candidates.verdict.grade[self.candidates]
        counts = np.bincount(codes, minlength=len(GRADES)).tolist()
        return dict(zip(GRADES, counts, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was measured and, where asked, judged or counted by depth."""

    run: OverlapRun
    seconds: float
    parameters: Mapping[str, object]
    judged: Judged | None = None
    depth: DepthView | None = None


def measure_project(file: Path, asked: Asked) -> Found:
    """Measure the pairs of a project's investments once, and judge them where asked.

    Raises
    ------
    InputError
        ``no_investments``, or what is wrong with the file or the municipality's name.
    """
    project = read_project(file).project
    if project.investments is None:
        raise InputError("no_investments", file=str(file))
    field = Lookups.of(project)
    code = None if asked.municipality is None else _code(field.gazetteer, asked.municipality)
    start = time.perf_counter()
    findings = find(project, field, relation=asked.relation) if asked.grades else None
    register = register_of(project, field.codebook) if findings is None else findings.register
    members = None if code is None else belonging(register.layer, field.gazetteer, code)
    rule = asked.rule(field.rules, "meet")
    every = _measured(register, findings, rule)
    run = narrowed(every, register, rule, year=asked.year, rows=members)
    judged = None if findings is None else _listed(findings, asked, rule.floor, members)
    depth = (
        Depths.of(project, field).view(field, year=asked.year, municipality=code)
        if asked.depth
        else None
    )
    seconds = time.perf_counter() - start
    told = {"year": asked.year, "municipality": code}
    parameters = {name: value for name, value in told.items() if value is not None}
    return Found(run, seconds, {**parameters, "rules": field.rules.version}, judged, depth)


def _code(places: Gazetteer, name: str) -> str:
    """Give the code of the municipality that is meant; of a 일반구, that of its city."""
    unit = places.one(name)
    return unit.parent or unit.code


def _measured(register: Register, findings: Findings | None, rule: OverlapRule) -> OverlapRun:
    """Give a run that holds the pairs asked for: the one that was judged, where it does."""
    if findings is not None and findings.overlaps.rule.floor <= rule.floor:
        return findings.overlaps
    return measure_every_pair(register, rule)


def _listed(findings: Findings, asked: Asked, floor: float, members: Mask | None) -> Judged:
    """Choose the listed pairs that are asked for."""
    pairs = findings.pairs
    shown = np.ones(len(pairs), dtype=bool)
    if asked.years == "meet":
        shown &= ~(pairs.years < 1)
    at_work = None if asked.year is None else pairs.table.at_work(asked.year)
    for allowed in (members, at_work):
        if allowed is not None:
            shown &= allowed[pairs.left] & allowed[pairs.right]
    shown &= ~(pairs.measured(pairs.table.area) < floor)
    return Judged(pairs, np.flatnonzero(shown), findings.ground)


def judged_record(judged: Judged, most: int | None = None) -> dict[str, object]:
    """Draw up judged pairs as plain values: the candidates, the exceptions, how many of each.

    Of very many pairs no more than the first `most` candidates and exceptions are drawn up.
    """

    def drawn_up(rows: Rows) -> list[dict[str, object]]:
        return records(listed_layer(judged.pairs, rows[:most], explained=True))

    return {
        "grades": judged.grades,
        "candidates": drawn_up(judged.candidates),
        "money_caveat": tr_in(LANGUAGE, "dossier.money_no_saving"),
        "exceptions": drawn_up(judged.exceptions),
    }


def judged_lines(judged: Judged, record: Mapping[str, Any]) -> list[str]:
    """Say how many pairs have which grade, and the most serious ones."""
    every = (len(judged.candidates), len(judged.exceptions))
    lines = [
        tr(
            "cli.overlap.judged",
            pairs=every[0],
            grades=", ".join(f"{grade} {count}" for grade, count in judged.grades.items()),
            exceptions=every[1],
        )
    ]
    lines += [_line(one) for one in record["candidates"][:MOST_LISTED]]
    lines += [_exception(one) for one in record["exceptions"][:MOST_LISTED]]
    left = sum(max(0, count - MOST_LISTED) for count in every)
    return [*lines, tr("cli.overlap.more", count=left)] if left else lines


def depth_lines(depth: Mapping[str, Any]) -> list[str]:
    """Say how much ground how many ministry lines share, and what that may cost at most."""
    share = depth["totals"]["stand_in_share"]
    head = [] if share is None else [f"  {tr('depth.stand_in', share=amounts.percent(share))}"]
    lines = [_depth_line(one) for one in depth["by_depth"]]
    return [*head, *lines, f"  ※ {depth['caveat']}"]


def _depth_line(one: Mapping[str, Any]) -> str:
    key = "cli.overlap.depth_or_more" if one["or_more"] else "cli.overlap.depth_line"
    return tr(
        key,
        ministries=one["ministries"],
        area=amounts.square_km(one["area_m2"]),
        bound=amounts.money(one["bound_mkrw"]),
        national=amounts.money(one["national_mkrw"]),
        unknown=one["unknown_totals"],
    )


def _line(one: Mapping[str, Any]) -> str:
    names = ("grade", "left_name", "right_name", "D", "L", "opinion", "consultation")
    line = tr("cli.overlap.line", **{name: _said(one[name]) for name in names})
    return f"{line}\n      {one['shortfall']}" if one["shortfall"] else line


def _exception(one: Mapping[str, Any]) -> str:
    names = ("exception", "left_name", "right_name")
    return tr("cli.overlap.excepted", **{name: _said(one[name]) for name in names})


def _said(value: object) -> str:
    return amounts.unknown() if value is None else str(value)
