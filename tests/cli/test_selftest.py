"""scmap --selftest: it sees what is broken, goes on, and says so by its exit code."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scmap.cli import selftest
from scmap.cli.selftest import CHECKS, checked

Scmap = Callable[..., Any]

QUICK = ("files", "profile", "vocabulary", "shapefile", "crs", "rtree", "kernel", "optimum")


def test_a_sound_installation_passes_each_check_with_evidence(tmp_path: Path) -> None:
    """Those of painting and of reports have tests of their own; `dev.py release` does all."""
    done = checked({name: CHECKS[name] for name in QUICK}, tmp_path)
    assert [(check.name, check.passed) for check in done] == [(name, True) for name in QUICK]
    assert all(check.evidence for check in done)


def test_json_holds_every_check_and_a_failure_ends_with_an_error(
    scmap: Scmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: Path) -> str:
        raise OSError("no R-tree")

    sound = {"crs": CHECKS["crs"], "rtree": broken, "kernel": CHECKS["kernel"]}
    monkeypatch.setattr(selftest, "CHECKS", sound)
    answer = scmap("--selftest", "--json")
    assert answer.code == 1
    told = answer.json
    assert not told["passed"]
    assert [check["passed"] for check in told["checks"]] == [True, False, True]
    assert "OSError: no R-tree" in told["checks"][1]["evidence"]


def test_words_name_the_check_and_what_it_saw(
    scmap: Scmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "CHECKS", {"crs": CHECKS["crs"]})
    answer = scmap("--selftest")
    assert answer.code == 0
    assert "좌표계 변환: EPSG:5174 → EPSG:5186" in answer.out


def test_a_transformation_that_is_off_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old datum taken for the new one puts everything some 300 m off."""
    monkeypatch.setattr(selftest, "BESSEL", "EPSG:5181")
    (check,) = checked({"crs": CHECKS["crs"]}, tmp_path)
    assert not check.passed
