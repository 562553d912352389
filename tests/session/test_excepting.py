"""Exceptions are registered entries: with reason and author, withdrawn by a new one."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scmap.errors import InputError, RefusedError
from scmap.model.exemption import Exemption
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.project import Project
from scmap.model.records import records
from scmap.session.excepting import (
    drafted,
    entry_on,
    exemption_of,
    exemptions,
    history_of,
    investment_named,
    placed,
    register,
    taken_over,
    withdraw,
)
from scmap.session.findings import Lookups, find
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
DAY = date(2026, 11, 28)
NAMES = ("동탄 정보센터", "CCTV 통합관제센터", "도시안전센터")


def layer(*uids: str, **columns: Any) -> Layer:
    count = len(uids)
    known: dict[str, Any] = {
        "name": objects(NAMES[:count]),
        "municipality_code": objects(["41590"] * count),
        "year_from": np.array([2008.0, 2011.0, 2017.0][:count]),
    }
    return Layer(
        uid="l",
        name="investment",
        title="투자사업",
        kind="investment",
        crs=PLANE,
        uids=objects(uids),
        geometry=objects([None] * count),
        columns={**known, **columns},
    )


def project(*uids: str, **columns: Any) -> Project:
    return Project("p", "화성시").with_layer(layer(*(uids or ("a", "b", "c")), **columns))


def entry(kind: str = "distinct", reason: str = "대상이 다름", author: str = "김주무") -> Exemption:
    return entry_on(kind, reason, author, DAY)


@pytest.fixture
def excepted() -> Project:
    return register(project(), drafted(project(), ("b", "a"), entry()))


def test_an_exception_says_who_when_why_and_about_which_pair(excepted: Project) -> None:
    found = exemption_of(excepted, "a|b")
    assert found is not None
    assert (found.left, found.right, found.found) == ("b", "a", "uid")
    kept = found.entry
    assert (kept.kind, kept.reason, kept.author) == ("distinct", "대상이 다름", "김주무")
    assert (kept.registered_on, kept.left_name, kept.right_year) == (DAY, NAMES[1], 2008.0)


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"author": ""}, {"kind": "same_thing"}, {"kind": ""}]
)
def test_an_exception_without_kind_reason_or_author_is_refused(wrong: dict[str, str]) -> None:
    made = replace(drafted(project(), ("a", "b"), entry()), **wrong)  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="exemption_incomplete"):
        register(project(), made)


def test_a_pair_has_one_exception_whichever_way_round(excepted: Project) -> None:
    with pytest.raises(RefusedError, match="exemption_exists"):
        register(excepted, drafted(excepted, ("a", "b"), entry("same")))
    with pytest.raises(RefusedError, match="exemption_same_row"):
        register(excepted, drafted(excepted, ("a", "a"), entry()))


def test_a_change_of_mind_leaves_the_whole_history(excepted: Project) -> None:
    (first,) = exemptions(excepted)
    without = withdraw(excepted, first, entry("", "사업 내용을 다시 확인함", "이팀장"))
    assert exemption_of(without, "a|b") is None
    again = register(without, drafted(without, ("a", "b"), entry("same", "한 사업임")))
    told = [(one.kind, one.author, bool(one.withdraws)) for one in history_of(again, "a|b")]
    assert told == [
        ("distinct", "김주무", False),
        ("distinct", "이팀장", True),
        ("same", "김주무", False),
    ]
    with pytest.raises(RefusedError, match="exemption_withdrawn"):
        withdraw(again, first, entry())
    with pytest.raises(RefusedError, match="exemption_incomplete"):
        withdraw(again, exemptions(again)[0], entry(reason=""))


def test_an_exception_is_saved_and_undone(excepted: Project, tmp_path: Path) -> None:
    write_project(excepted, tmp_path / "화성.gpkg")
    opened = read_project(tmp_path / "화성.gpkg").project
    assert exemptions(opened) == exemptions(excepted)
    session = Session(opened)
    made = drafted(opened, ("a", "c"), entry("sequence"))
    session.do("예외 등록", lambda now: register(now, made))
    assert len(exemptions(session.project)) == 2
    session.undo()  # what is on record stays there, withdrawn
    assert exemptions(session.project) == exemptions(opened)
    assert [bool(one.withdraws) for one in history_of(session.project, "a|c")] == [False, True]


def test_a_renewed_register_with_new_identities_keeps_its_exceptions(excepted: Project) -> None:
    renewed = excepted.with_layer(layer("x", "y", "z"))
    (found,) = placed(renewed)
    assert (found.left, found.right, found.found) == ("y", "x", "identity")
    assert exemption_of(renewed, "x|y") is not None
    assert len(history_of(renewed, "x|y")) == 1


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"name": objects(["다른 이름", *NAMES[1:]])}, "missing"),
        ({"municipality_code": objects(["41131", "41590", "41590"])}, "missing"),
        ({"year_from": np.array([2009.0, 2011.0, 2017.0])}, "missing"),
        (
            {
                "name": objects([NAMES[0], NAMES[1], NAMES[0]]),
                "year_from": np.array([2008.0, 2011.0, 2008.0]),
            },
            "several",
        ),
    ],
)
def test_what_is_not_sure_is_not_guessed(
    excepted: Project, change: dict[str, Any], found: str
) -> None:
    renewed = excepted.with_layer(layer("x", "y", "z", **change))
    (one,) = placed(renewed)
    assert (one.found, one.pair) == (found, "")


@pytest.mark.parametrize(
    ("then", "now", "found"),
    [
        ("28170", "28177", "identity"),  # 인천 남구, 미추홀구 since 2018
        ("43710", "43112", "identity"),  # 청원군 became a part of four 일반구 of 청주
        ("45113;28170", "52113;28177", "identity"),
        ("28170", "28185", "missing"),  # 연수구 is another place
    ],
)
def test_an_exception_survives_the_renewal_of_a_municipality_code(
    then: str, now: str, found: str
) -> None:
    before = project(municipality_code=objects([then] * 3))
    excepted = register(before, drafted(before, ("a", "b"), entry()))
    renewed = project("x", "y", "z", municipality_code=objects([now] * 3))
    (one,) = placed(taken_over(renewed, excepted))
    assert (one.found, one.pair) == (found, "x|y" if found == "identity" else "")


def test_an_unknown_year_is_no_identity() -> None:
    unknown = {"year_from": np.array([np.nan, 2011.0, 2017.0])}
    before = project(**unknown)
    excepted = register(before, drafted(before, ("a", "b"), entry()))
    (one,) = placed(excepted.with_layer(layer("x", "y", "z", **unknown)))
    assert one.found == "missing"


def test_exceptions_of_last_year_are_taken_over_once(excepted: Project) -> None:
    this_year = project("x", "y", "z")
    taken = taken_over(this_year, excepted)
    assert [one.found for one in placed(taken)] == ["identity"]
    assert taken_over(taken, excepted) is taken
    own = register(this_year, drafted(this_year, ("x", "y"), entry("same")))
    assert taken_over(own, excepted) is own


def test_an_investment_is_named_or_told_apart_by_uid() -> None:
    known = layer("a", "b", "c", name=objects(["같은 이름", "같은 이름", "도시안전센터"]))
    assert investment_named(known, "도시안전센터") == "c"
    assert investment_named(known, "a") == "a"
    with pytest.raises(InputError, match="investment_ambiguous"):
        investment_named(known, "같은 이름")
    with pytest.raises(InputError, match="investment_unknown"):
        investment_named(known, "없는 이름")


def test_without_investments_an_exception_waits(excepted: Project) -> None:
    alone = replace(excepted, layers=tuple(one for one in excepted.layers if one.uid != "l"))
    assert [one.found for one in placed(alone)] == ["missing"]
    assert len(records(alone, Exemption)) == 1
    with pytest.raises(InputError, match="investment_unknown"):
        drafted(alone, ("a", "b"), entry())


def test_a_renewed_register_is_judged_with_the_exceptions_of_the_old_one(tmp_path: Path) -> None:
    """New identities and another order, as an office exports its register a year later."""
    sample = read_project(SAMPLE).project
    found = find(sample, Lookups.of(sample), relation="between").candidates
    pair = found.uid(0)
    made = register(sample, drafted(sample, sided(pair), entry("same")))
    names = names_of(made.investments, sided(pair))
    write_project(made, tmp_path / "작년.gpkg")
    kept = read_project(tmp_path / "작년.gpkg").project
    old = kept.investments
    assert old is not None
    turned = old.take(np.arange(len(old))[::-1])
    renewed = kept.with_layer(
        turned.replace(uids=objects(f"{number:05d}" for number in range(len(old))))
    )
    again = find(renewed, Lookups.of(renewed), relation="between").candidates
    (held,) = [one for one in again.exceptions if one.why == "same"]
    uids = renewed.investments.uids if renewed.investments is not None else ()
    assert names_of(renewed.investments, (uids[held.left], uids[held.right])) == names
    assert again.find(np.array([held.left]), np.array([held.right])).tolist() == [-1]
    assert len(again) == len(found) - 1


def sided(pair: str) -> tuple[str, str]:
    left, _, right = pair.partition("|")
    return left, right


def names_of(layer: Layer | None, uids: tuple[str, str]) -> set[object]:
    assert layer is not None
    return {layer.text("name")[layer.rows[uid]] for uid in uids}
