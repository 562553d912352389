"""What another judgement costs: python -m benchmarks.judging [--n 2000] [--json] [--short].

Graded pairs of a made-up register are judged by varied weights and thresholds from their measured
terms, beside grading all of them anew from the same measurement; grades must be the same.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from benchmarks.outcome import Control, at_least, at_most, options, tell
from benchmarks.registers import tiled_register
from scmap.analysis.candidates import find_candidates
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.analysis.rejudging import STEPS, judge_again, sensitive_values, varied
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Candidates
from scmap.reference import codebook
from scmap.reference.rules import ruleset

PAIRS = 20_000
LONGEST = 0.050  # seconds that one varied value may take

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Do something and say how long it took."""
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start


def same_grades(found: Candidates, rules: RuleSet, anew: Candidates) -> bool:
    """Tell whether judging again grades every pair as grading anew does."""
    places = anew.find(found.left, found.right)
    again = judge_again(found, rules)
    return bool((places >= 0).all() and np.array_equal(again.grade, anew.verdict.grade[places]))


def main() -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--n", type=int, default=2000, help="investments")
    asked = parser.parse_args()
    register = Register.of(tiled_register(asked.n, codebook()), codebook())
    run = measure_every_pair(register)
    rules = ruleset()
    every, _seconds = timed(lambda: find_candidates(register, rules, run))
    found = every.take(np.arange(min(PAIRS, len(every))))
    keys = [one.key for one in sensitive_values(rules)]
    steps = [(key, step) for key in keys for step in (STEPS[:1] if asked.short else STEPS)]
    seconds = [
        timed(lambda key=key, step=step: judge_again(found, varied(rules, key, step)))[1]  # type: ignore[misc]
        for key, step in steps
    ]
    other = varied(rules, "duplication.F", 0.2)
    anew, full = timed(lambda: find_candidates(register, other, run))
    again, part = timed(lambda: judge_again(every, other))
    figures = [
        {
            "investments": asked.n,
            "pairs": len(found),
            "values": len(keys),
            "median_ms": round(1000 * statistics.median(seconds), 2),
            "worst_ms": round(1000 * max(seconds), 2),
            "all_steps_s": round(sum(seconds), 3),
        },
        {
            "graded": len(every),
            "anew_s": round(full, 3),
            "again_s": round(part, 3),
            "grades_that_change": int((again.grade != every.verdict.grade).sum()),
        },
    ]
    controls = [
        Control(
            "grades by the rules in force, taken for those by others",
            not same_grades(every, rules, anew),
        )
    ]
    goals = [
        at_most(
            "seconds a varied value takes over 20,000 pairs (median)",
            LONGEST,
            statistics.median(seconds),
        ),
        at_least("grades as by grading anew (1 = all)", 1, float(same_grades(every, other, anew))),
        at_least("times faster than grading anew", 1, full / part),
    ]
    return tell(figures, controls, goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
