"""What a benchmark prints: the machine, the commit, figures, controls and goals, as one JSON."""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Goal:
    """What should be reached, what was, and whether that is enough."""

    name: str
    goal: float
    reached: float
    met: bool


@dataclass(frozen=True, slots=True)
class Control:
    """A fault put in on purpose; a measurement that does not fail on it proves nothing."""

    name: str
    failed: bool


def at_most(name: str, goal: float, reached: float) -> Goal:
    """Make a goal of not exceeding a value."""
    return Goal(name, goal, round(reached, 4), reached <= goal)


def at_least(name: str, goal: float, reached: float) -> Goal:
    """Make a goal of reaching a value."""
    return Goal(name, goal, round(reached, 4), reached >= goal)


def options(description: str | None, *, short: str = "at most a minute") -> argparse.ArgumentParser:
    """Begin the options of a benchmark with those that all have.

    Parameters
    ----------
    description : str or None
        What it measures: the words at the head of its module.
    short : str
        What its short form leaves out.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--short", action="store_true", help=short)
    return parser


def tell(
    figures: Sequence[Mapping[str, object]],
    controls: Sequence[Control],
    goals: Sequence[Goal],
    *,
    as_json: bool,
) -> int:
    """Print the outcome; give 1 when a goal is unmet or a control did not fail, else 0."""
    if as_json:
        outcome = {
            "machine": _machine(),
            "commit": _commit(),
            "figures": list(figures),
            "controls": [asdict(one) for one in controls],
            "goals": [asdict(one) for one in goals],
        }
        print(json.dumps(outcome, ensure_ascii=False, indent=1))
    else:
        for figure in figures:
            print("  ".join(f"{name} {value}" for name, value in figure.items()))
        for goal in goals:
            print(f"{'met  ' if goal.met else 'UNMET'} {goal.name}: {goal.reached} ({goal.goal})")
        for control in controls:
            print(f"{'ok   ' if control.failed else 'WRONG'} control: {control.name}")
    return int(not all(one.met for one in goals) or not all(one.failed for one in controls))


def _machine() -> dict[str, object]:
    packages = ("numpy", "shapely", "geopandas")
    return {
        "system": platform.platform(terse=True),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": ".".join(map(str, sys.version_info[:3])),
        **{name: version(name) for name in packages},
    }


def _commit() -> str:
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip()
