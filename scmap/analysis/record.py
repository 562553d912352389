"""The result of a run as a record that can be kept, compared and printed."""

import math
from collections.abc import Mapping, Sequence

from scmap.analysis.checks import rows_left_out
from scmap.analysis.verdict import half_up
from scmap.model.issue import Issue, Repair
from scmap.model.overlap import OverlapRun
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Values, Verdict
from scmap.words import tr_in

Record = dict[str, object]


def overlap_record(
    run: OverlapRun, *, inputs: Mapping[str, str], parameters: Mapping[str, object], seconds: float
) -> Record:
    """Draw up a run as plain values, the same for the same inputs whatever the machine's pace.

    Parameters
    ----------
    run : OverlapRun
        What was found.
    inputs : mapping of str to str
        SHA-256 of each file by its name (never its path).
    parameters : mapping
        What was asked, beside the rule itself.
    seconds : float
        Time the measuring took; the only value that differs between two runs.
    """
    return {
        "investments": run.investments,
        "pairs": len(run.table),
        "area_m2": round(math.fsum(run.table.area), 3),
        "slivers": int(run.table.sliver.sum()),
        "repaired": [_repair(repair) for repair in run.repaired],
        "excluded_unknown": run.excluded_unknown,
        "without_footprint": run.without_footprint,
        "without_years": run.without_years,
        "issues": [_issue(issue) for issue in run.issues],
        "left_out": rows_left_out(run.issues),
        "seconds": round(seconds, 3),
        "inputs": dict(sorted(inputs.items())),
        "parameters": {**_rule(run), **parameters},
    }


def _rule(run: OverlapRun) -> Record:
    return {
        "relation": run.rule.relation,
        "time": run.rule.time,
        "floor_m2": run.rule.floor,
        "sliver_width_m": run.rule.sliver_width,
        "crs": run.layer.crs,
        "engine": run.engine,
    }


def _issue(issue: Issue) -> Record:
    return {"code": issue.code, "feature": issue.feature, "message": issue.said("ko")}


def _repair(repair: Repair) -> Record:
    unmeasurable = math.isnan(repair.area_before)
    return {
        "layer": repair.layer,
        "feature": repair.feature,
        "why": repair.why,
        "area_before": None if unmeasurable else repair.area_before,
        "area_after": repair.area_after,
        "how": repair.how,
        "keeps_area": repair.keeps_area,
    }


def verdict_record(names: Sequence[str], verdict: Verdict) -> list[Record]:
    """Draw up verdicts as plain values: terms to three decimals, scores to one, half up.

    A missing value is None; the 처리의견 is Korean, as in every record and report.
    """
    terms = verdict.terms
    columns: dict[str, Sequence[object]] = {
        "id": names,
        "s": _values(terms.ground, 3),
        "F": _values(terms.fields, 3),
        "C": _values(terms.content, 3),
        "B": _values(terms.beneficiaries, 3),
        "T": _values(terms.time, 3),
        "D": _values(verdict.duplication, 1),
        "grade": [GRADES[grade] for grade in verdict.grade],
        "L": _values(verdict.linkage, 1),
        "opinion": [tr_in("ko", f"verdict.opinion.{key}") for key in verdict.opinion],
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _values(values: Values, places: int) -> list[float | None]:
    return [None if math.isnan(value) else float(value) for value in half_up(values, places)]
