"""Handing out: what a profile keeps back, what never leaves, and the register of what did."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from scmap import reference
from scmap.cartography.presets import plain_entry
from scmap.errors import RefusedError
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.model.records import records, with_all
from scmap.model.release import GENERALISED, Handling, Release, Terms
from scmap.model.review import Decision, Opinion
from scmap.model.symbology import Category, Label, Symbol, Symbology
from scmap.reference.withholding import withholding
from scmap.session.entries import broken_entries
from scmap.session.releasing import Cleared, cleared, cleared_map, log_releases, releases
from scmap.session.session import Session
from tests.report import round_sample

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
PUBLIC = Terms("public", by="김주무", purpose="주민 설명회")


def cameras(security: str = "미분류", title: str = "방범 CCTV") -> Layer:
    places = shapely.points([(953_010.0, 1_952_010.0), (953_090.0, 1_952_060.0), (953_250.0, 0.0)])
    return Layer(
        "cam",
        "camera",
        title,
        "facility",
        "EPSG:5179",
        objects(["c0", "c1", "c2"]),
        objects(places),
        {
            "purpose": objects(["방범", "방범", "교통"]),
            "camera_ip": objects(["10.1.2.3", None, None]),
            "촬영각": np.array([60.0, 90.0, np.nan]),
            "equipment": objects(["a", "b", "c"]),
        },
        security=security,
    )


@pytest.fixture
def project() -> Project:
    opened = round_sample.project()
    (layer,) = opened.layers[:1]
    return opened.with_layer(layer.replace(security="공개")).with_layer(cameras())


def clear(project: Project, terms: Terms) -> Cleared:
    return cleared(project, terms, withholding(), reference.gazetteer())


def test_an_ungraded_camera_layer_does_not_go_to_the_public(project: Project) -> None:
    with pytest.raises(RefusedError) as caught:
        clear(project, PUBLIC)
    assert caught.value.code == "release_refused"
    assert caught.value.values == {"profile": "대외공개용", "layers": "방범 CCTV"}
    assert clear(project, replace(PUBLIC, profile="committee")).overridden == ()


def test_a_closed_layer_does_not_go_to_the_committee(project: Project) -> None:
    closed = project.with_layer(cameras("비공개"))
    with pytest.raises(RefusedError):
        clear(closed, Terms("committee"))
    assert clear(closed, Terms("internal")).grade == "비공개"


def test_withheld_columns_leave_in_no_profile(project: Project) -> None:
    made = clear(project, Terms("internal"))
    layer = made.project.named("camera")
    assert layer is not None
    assert set(layer.columns) == {"purpose", "equipment"}  # "equipment" holds "ip", no address
    assert made.altered == ("방범 CCTV.camera_ip", "방범 CCTV.촬영각")


def test_cameras_become_counts_on_a_grid_and_no_place_stays(project: Project) -> None:
    made = clear(project, replace(PUBLIC, handling="grid"))
    layer = made.project.named("camera")
    assert layer is not None
    assert layer.kind == GENERALISED
    assert layer.number("count").tolist() == [2.0, 1.0]
    assert {tuple(np.round(one.bounds) % 100) for one in layer.geometry} == {(0, 0, 0, 0)}
    assert set(layer.columns) == {"name", "count"}
    assert made.grade == "공개"


@pytest.mark.parametrize(
    ("handling", "told", "title"),
    [
        ("omit", "제외: 방범 CCTV", None),
        ("grid", "100 m 격자별 개수로 일반화: 방범 CCTV", "방범 CCTV (100 m 격자별 개수)"),
        ("dong", "읍·면·동별 개수로 일반화: 방범 CCTV", "방범 CCTV (읍·면·동별 개수)"),
    ],
)
def test_the_reader_is_told_what_was_left_out_or_counted(
    project: Project, handling: Handling, told: str, title: str | None
) -> None:
    seen = project.with_map([*project.map, plain_entry(cameras())])
    made = clear(seen, replace(PUBLIC, handling=handling))
    assert made.left == told
    assert [one.title for one in made.project.map if one.layer == "cam"] == (
        [title] if title else []
    )
    assert clear(seen, Terms("internal")).left == ""
    closed = seen.with_layer(cameras("비공개"))
    assert "CCTV" not in clear(closed, replace(PUBLIC, handling=handling)).left


def test_of_many_layers_that_were_left_out_the_reader_is_told_some(project: Project) -> None:
    many = project
    for number in range(6):
        many = many.with_layer(cameras(title=f"자료 {number}").replace(uid=f"l{number}"))
    told = clear(many, replace(PUBLIC, handling="omit")).left
    assert told == "제외: 방범 CCTV, 자료 0, 자료 1, 자료 2, 그 밖의 레이어 3개"


def test_a_map_of_blind_spots_goes_to_nobody_outside_whatever_its_grade(project: Project) -> None:
    gaps = project.with_layer(cameras("공개", "방범 사각지대"))
    with pytest.raises(RefusedError):
        clear(gaps, PUBLIC)
    with pytest.raises(RefusedError) as caught:
        clear(gaps, replace(PUBLIC, handling="grid"))
    assert caught.value.code == "release_handling"
    assert clear(gaps, replace(PUBLIC, handling="omit")).project.named("camera") is None


def test_a_look_by_a_withheld_column_does_not_tell_it_in_the_legend(project: Project) -> None:
    red = Category("10.1.2.3", "10.1.2.3", Symbol(fill="#ff0000"))
    look = Symbology(Symbol(fill="#333333"), "camera_ip", (red,), label=Label("camera_ip"))
    entry = replace(plain_entry(cameras()), symbology=look)
    made = clear(project.with_map([*project.map, entry]), Terms("internal"))
    shown = next(one for one in made.project.map if one.uid == entry.uid)
    assert shown.symbology == Symbology(Symbol(fill="#333333"))
    assert "10.1.2.3" not in repr(made.project.map)


def test_a_map_is_judged_by_what_is_in_sight(project: Project) -> None:
    entry = plain_entry(cameras())
    hidden = project.with_map([*project.map, replace(entry, visible=False)])
    gazetteer = reference.gazetteer()
    made = cleared_map(hidden, {}, PUBLIC, withholding(), gazetteer)
    assert made.project.named("camera") is None
    seen = project.with_map([*project.map, entry])
    with pytest.raises(RefusedError):
        cleared_map(seen, {}, PUBLIC, withholding(), gazetteer)
    counted = cleared_map(seen, {}, replace(PUBLIC, handling="grid"), withholding(), gazetteer)
    assert counted.altered[0] == "방범 CCTV"
    zones = {"result:coverage": cameras("공개").replace(name="coverage_blind")}
    gaps = project.with_map([*project.map, replace(entry, layer="result:coverage")])
    for handling, code in (("refuse", "release_refused"), ("grid", "release_handling")):
        terms = replace(PUBLIC, handling=handling)  # type: ignore[arg-type]
        with pytest.raises(RefusedError, match=code):
            cleared_map(gaps, zones, terms, withholding(), gazetteer)
    left = cleared_map(gaps, zones, replace(PUBLIC, handling="omit"), withholding(), gazetteer)
    assert all(one.layer != "result:coverage" for one in left.project.map)


def test_an_override_needs_a_written_reason_and_is_registered(
    project: Project, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError):
        clear(project, replace(PUBLIC, reason="  "))
    terms = replace(PUBLIC, reason="보안담당관 승인 2026-11")
    made = clear(project, terms)
    file = tmp_path / "심의자료.pdf"
    file.write_bytes(b"%PDF")
    (entry,) = records(log_releases(project, releases([file], terms, made, NOW)), Release)
    assert entry.overridden == "방범 CCTV"
    assert entry.reason == "보안담당관 승인 2026-11"
    assert (entry.by, entry.purpose, entry.what) == ("김주무", "주민 설명회", "심의자료.pdf")
    assert (entry.profile, entry.grade) == ("대외공개용", "미분류")
    assert len(entry.sha256) == 64


def test_no_undo_takes_an_entry_of_the_register_back(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF")
    session = Session(project)
    session.do("제목", lambda now: replace(now, title="다른 제목"))
    entries = releases([file], PUBLIC, Cleared(project, "공개", (), ()), NOW)
    session.note("반출", lambda now: log_releases(now, entries))
    assert session.history == ("제목",)
    session.undo()
    assert session.project.title == project.title
    assert len(records(session.project, Release)) == 1
    session.redo()
    assert len(records(session.project, Release)) == 1


def test_what_was_handed_out_after_a_save_is_all_that_the_file_lacks(
    project: Project, tmp_path: Path
) -> None:
    session = Session(project)
    session.do("제목", lambda now: replace(now, title="다른 제목"))
    session.save(tmp_path / "p.gpkg")
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    entries = releases([tmp_path / "a.pdf"], PUBLIC, Cleared(project, "공개", (), ()), NOW)
    session.note("반출", lambda now: log_releases(now, entries))
    assert (list(session.unsaved), session.saved_place) == (["반출"], 1)
    session.save(tmp_path / "p.gpkg")
    assert not list(session.unsaved)


def test_a_past_entry_that_is_edited_breaks_the_chain(project: Project) -> None:
    assert broken_entries(project) == ()
    first, *rest = records(project, Opinion)
    changed = with_all(project, Opinion, [replace(first, stance="찬"), *rest])
    (found,) = broken_entries(changed)
    assert (found.table, found.uid, found.why) == ("review_opinion", first.uid, "edited")
    gone = with_all(project, Opinion, rest)
    assert [one.why for one in broken_entries(gone)] == ["lost"]


def test_an_edit_with_a_digest_of_its_own_breaks_the_entry_after_it(project: Project) -> None:
    from scmap.model.chain import digest_of

    first, *rest = records(project, Opinion)
    forged = replace(first, stance="찬", digest="")
    forged = replace(forged, digest=digest_of(forged))
    (found,) = broken_entries(with_all(project, Opinion, [forged, *rest]))
    assert (found.uid, found.why) == (rest[0].uid, "lost")
    assert records(project, Decision)[0].digest
