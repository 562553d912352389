"""What `scmap overlap` finds in a project, judges where asked, and writes to a file."""

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from scmap.analysis.ground import Ground
from scmap.analysis.pair_export import listed_layer, measured_layer, records
from scmap.analysis.record import Record
from scmap.errors import InputError
from scmap.formats.layer_file import write_layer
from scmap.model import amounts
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.overlap import Mask, OverlapRule, OverlapRun, Relation, Rows, Time
from scmap.model.pairs import PairList
from scmap.model.project import Project
from scmap.model.release import Terms
from scmap.model.ruleset import GRADES, RuleSet
from scmap.reference import gazetteer_of
from scmap.session.depths import Depths
from scmap.session.findings import Lookups, find, overlaps_of
from scmap.session.handing import entered_in, hand_out_file
from scmap.session.releasing import grade_lines, grade_of
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


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was measured and, where asked, judged."""

    run: OverlapRun
    seconds: float
    parameters: Mapping[str, object]
    judged: Judged | None = None
    depth: Record | None = None


def measure_project(file: Path, asked: Asked) -> Found:
    """Measure the pairs of a project's investments, and judge them where asked.

    Raises
    ------
    InputError
        ``no_investments``, or what is wrong with the file or the municipality's name.
    """
    project = read_project(file).project
    if project.investments is None:
        raise InputError("no_investments", file=str(file))
    members, parameters = _members(project.investments, gazetteer_of(project), asked)
    start = time.perf_counter()
    field = Lookups.of(project)
    rule = asked.rule(field.rules, "meet")
    run = overlaps_of(project, field.codebook, rule)
    kept = run.table.where(year=asked.year, rows=members)
    run = replace(run, table=run.table.take(kept))
    judged = _judge(project, field, asked, members) if asked.grades else None
    depth = _count(project, field, asked, parameters.get("municipality")) if asked.depth else None
    seconds = time.perf_counter() - start
    return Found(run, seconds, {**parameters, "rules": field.rules.version}, judged, depth)


def _count(project: Project, field: Lookups, asked: Asked, municipality: str | None) -> Record:
    """Count ministry lines on the ground of the year and the municipality asked for."""
    depths = Depths.of(project, field)
    return depths.record(field.gazetteer, year=asked.year, municipality=municipality)


def _members(layer: Layer, places: Gazetteer, asked: Asked) -> tuple[Mask | None, dict[str, Any]]:
    """Whether each investment belongs to the place asked for, and what was asked in plain words."""
    parameters: dict[str, Any] = {} if asked.year is None else {"year": asked.year}
    if not asked.municipality:
        return None, parameters
    unit = places.one(asked.municipality)
    code = unit.parent or unit.code
    return belonging(layer, places, code), {**parameters, "municipality": code}


def _judge(project: Project, field: Lookups, asked: Asked, members: Mask | None) -> Judged:
    found = find(project, field, relation=asked.relation)
    pairs = found.pairs
    shown = np.ones(len(pairs), dtype=bool)
    if asked.years == "meet":
        shown &= ~(pairs.years < 1)
    at_work = None if asked.year is None else pairs.table.at_work(asked.year)
    for allowed in (members, at_work):
        if allowed is not None:
            shown &= allowed[pairs.left] & allowed[pairs.right]
    shown &= ~(pairs.measured(pairs.table.area) < asked.rule(field.rules, "any").floor)
    return Judged(pairs, np.flatnonzero(shown), found.ground)


def judged_record(judged: Judged) -> dict[str, object]:
    """Draw up judged pairs as plain values: the candidates, the exceptions, how many of each."""
    listed = records(listed_layer(judged.pairs, judged.rows))
    candidates = [one for one in listed if one["exception"] is None]
    grades = Counter(one["grade"] for one in candidates)
    return {
        "grades": {grade: grades[grade] for grade in GRADES},
        "unknown_ministry": judged.pairs.candidates.unknown_ministry,
        "candidates": candidates,
        "money_caveat": tr_in(LANGUAGE, "dossier.money_no_saving"),
        "exceptions": [one for one in listed if one["exception"] is not None],
    }


def judged_lines(record: Mapping[str, Any]) -> list[str]:
    """Say how many pairs have which grade, and the most serious ones."""
    lines = [
        tr(
            "cli.overlap.judged",
            pairs=len(record["candidates"]),
            grades=", ".join(f"{grade} {count}" for grade, count in record["grades"].items()),
            exceptions=len(record["exceptions"]),
        )
    ]
    lines += [_line(one) for one in record["candidates"][:MOST_LISTED]]
    left = len(record["candidates"]) - MOST_LISTED
    return [*lines, tr("cli.overlap.more", count=left)] if left > 0 else lines


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
    names = ("grade", "left_name", "right_name", "D", "L", "opinion")
    return tr("cli.overlap.line", **{name: _said(one[name]) for name in names})


def _said(value: object) -> str:
    return amounts.unknown() if value is None else str(value)


def hand_out_found(
    project: Path, out: Path, how: Terms, record: Mapping[str, object], found: Found
) -> None:
    """Hand out what was found in a project, as far as its investments may leave."""
    hand_out_file(
        out,
        read_project(project).project,
        how,
        lambda file, let: write_found(
            file, out.suffix.lower(), record, found, grade_lines(grade_of(let), how.profile)
        ),
        entered_in(project),
    )


def write_found(
    out: Path,
    suffix: str,
    record: Mapping[str, object],
    found: Found,
    marks: Sequence[str] = (),
) -> None:
    """Write the record (.json), or the pairs with (.gpkg) or without (.csv, .xlsx) geometry."""
    if suffix == ".json":
        out.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
        return
    layer = _layer(found, drawn=suffix == ".gpkg")
    headings = {name: tr_in(LANGUAGE, f"export.pair.{name}") for name in layer.columns}
    write_layer(layer, out, suffix, headings, marks)


def _layer(found: Found, *, drawn: bool) -> Layer:
    """Draw up the pairs asked for; their polygons are cut only where they are drawn."""
    judged = found.judged
    if judged is not None:
        return listed_layer(judged.pairs, judged.rows, judged.ground if drawn else None)
    return measured_layer(found.run, Ground(found.run.layer) if drawn else None)
