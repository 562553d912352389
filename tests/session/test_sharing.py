"""Members who edit the same layer by a folder: everybody ends with the same, nothing is lost."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from scmap.errors import RefusedError
from scmap.formats.projection import reprojected
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.reference import base_layer
from scmap.session import sharing
from scmap.session.sharing_words import in_order, lines_of, name_of
from scmap.store.geopackage import connect
from scmap.store.project_file import read_project, write_project
from scmap.store.sharing.merge import GEOMETRY
from tests.session.sharing_parts import ZONES, Member, cooperative, edited


def rows(layer: Layer) -> dict[str, tuple[object, ...]]:
    return {
        uid: (shapely.to_wkt(layer.geometry[row]), *(str(c[row]) for c in layer.columns.values()))
        for uid, row in layer.rows.items()
    }


def settle(*members: Member) -> None:
    for member in (*members, *members):
        member.sync()


def test_edits_of_different_fields_of_one_feature_both_arrive(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    assert rows(lee.zones) == rows(ZONES)
    kim.edit(0, t="김")
    lee.edit(0, n=7.0)
    assert kim.sync().sent == 1
    done = lee.sync()
    assert (done.sent, done.taken, done.conflicts) == (1, 1, ())
    kim.sync()
    assert kim.zones.columns["t"][0] == lee.zones.columns["t"][0] == "김"
    assert kim.zones.columns["n"][0] == lee.zones.columns["n"][0] == 7.0
    assert (kim.sync().sent, kim.sync().taken) == (0, 0)


def test_as_many_changes_are_said_to_have_come_as_are_listed(tmp_path: Path) -> None:
    """That a layer begins is told by the log, and is no change to anything in it."""
    kim, _lee = cooperative(tmp_path, "화성 김", "수원 이")
    new = Member("오산 박", tmp_path / "park", kim.where)
    done = new.sync()
    assert done.taken == len(list(lines_of(done.news, done.told, new.project))) > 0
    assert {change.op for change in done.news} >= {"add_table"}


@pytest.mark.parametrize("names", [("화성 김", "수원 이"), ("수원 이", "화성 김")])
def test_sides_of_a_conflict_stand_in_the_order_of_their_names(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    kim, lee = cooperative(tmp_path, *names)
    kim.edit(0, t="김", n=1.0)
    lee.edit(0, t="이", n=2.0)
    settle(kim, lee)
    assert lee.last is not None
    told = lee.last.told
    (conflict,) = lee.last.conflicts
    for field in conflict.fields.values():
        shown = [name_of(told, one.who) for one in in_order(field.claims, told)]
        assert shown == ["수원 이", "화성 김"]


def test_a_conflict_keeps_both_values_and_is_decided_for_everybody(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    kim.edit(0, t="김")
    lee.edit(0, t="이")
    lee.edit(1, n=5.0)
    settle(kim, lee)
    for member in (kim, lee):
        assert member.last is not None
        (conflict,) = member.last.conflicts
        assert {claim.value for claim in conflict.fields["t"].claims} == {"김", "이"}
        assert conflict.fields["t"].base == "가"
        assert member.zones.columns["n"][1] == 5.0, "other things go on"
    assert rows(kim.zones) == rows(lee.zones), "what is shown meanwhile is the same for both"
    lee.decide(conflict, {"t": "김"})
    settle(lee, kim)
    for member in (kim, lee):
        assert member.last is not None
        assert member.last.conflicts == ()
        assert member.zones.columns["t"][0] == "김"


def test_a_delete_and_an_edit_of_one_feature_wait_for_a_decision(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    kim.project = kim.project.with_layer(kim.zones.take(np.array([1, 2])))
    lee.edit(0, t="이")
    settle(kim, lee)
    for member in (kim, lee):
        assert "zones-0" in member.zones.rows, "the edit is not gone"
        assert member.last is not None
        assert [one.kind for one in member.last.conflicts] == ["delete"]
    assert kim.last is not None
    kim.decide(kim.last.conflicts[0], {}, delete=True)
    settle(kim, lee)
    assert "zones-0" not in lee.zones.rows
    assert lee.last is not None
    assert lee.last.conflicts == ()


def test_an_edit_where_a_conflict_waits_decides_nothing(tmp_path: Path) -> None:
    """Whoever goes on working has not seen what is not shown."""
    kim, lee, park = cooperative(tmp_path, "화성 김", "수원 이", "민간 박")
    kim.edit(0, t="김", n=7.0)
    lee.edit(0, t="이")
    kim.edit(1, t="고침")
    lee.project = lee.project.with_layer(lee.zones.take(np.array([0, 2])))
    settle(kim, lee, park)
    shown = park.zones.columns["t"][0]
    park.edit(0, t="박", n=8.0)
    park.edit(1, t="박도")
    settle(park, kim, lee)
    for member in (kim, lee, park):
        edited, deleted = member.sync().conflicts
        claims = [claim.value for claim in edited.fields["t"].claims]
        assert claims == ["박", *({"김", "이"} - {shown})], "the last edit is shown"
        assert list(edited.fields) == ["t"], "what nobody else wrote is no conflict"
        assert deleted.kind == "delete"
        assert sorted(member.zones.columns["t"]) == ["다", "박", "박도"]
    rest = [row for row, uid in enumerate(kim.zones.uids) if uid != "zones-0"]
    kim.project = kim.project.with_layer(kim.zones.take(np.array(rest)))
    settle(kim, lee)
    conflict = next(one for one in lee.sync().conflicts if one.uid == "zones-0")
    assert conflict.kind == "delete", "a deletion does not beat what was not shown either"


def test_geometries_of_both_sides_stay(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    for member, x in ((kim, 10), (lee, 20)):
        geometry = member.zones.geometry.copy()
        geometry[0] = shapely.box(x, 0, x + 5, 5)
        member.project = member.project.with_layer(member.zones.replace(geometry=geometry))
    settle(kim, lee)
    assert lee.last is not None
    claims = lee.last.conflicts[0].fields[GEOMETRY].claims
    assert {shapely.from_wkb(claim.value).bounds[0] for claim in claims} == {10, 20}


def test_fields_that_both_add_and_features_that_both_draw_are_all_there(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    kim.project = kim.project.with_layer(
        kim.zones.replace(columns={**kim.zones.columns, "높이": np.array([1.0, np.nan, 2.0])})
    )
    new = ZONES.take(np.array([0])).replace(uids=np.array(["lee-1"], dtype=object))
    lee.project = lee.project.with_layer(lee.zones.extended(new))
    settle(kim, lee)
    assert rows(kim.zones) == rows(lee.zones)
    assert lee.zones.number("높이").tolist()[:1] == [1.0]
    assert "lee-1" in kim.zones.rows


def test_late_missing_and_repeated_files_end_the_same(tmp_path: Path) -> None:
    kim, lee, park = cooperative(tmp_path, "화성 김", "수원 이", "민간 박")
    folder = kim.where / "batches"
    away = tmp_path / "away"
    away.mkdir()
    before = set(folder.iterdir())
    kim.edit(0, t="김1")
    kim.sync()
    (first,) = set(folder.iterdir()) - before
    kim.edit(0, t="김2")
    kim.sync()
    shutil.move(first, away)  # the second file arrived, the first is still on its way
    done = park.sync()
    assert done.told.waiting >= 1, "it is told that something is missing"
    assert park.zones.columns["t"][0] == "가"
    shutil.copy(away / first.name, folder)
    shutil.copy(away / first.name, folder / f"copy of {first.name}")
    kim.sync()
    settle(park, lee)
    assert park.zones.columns["t"][0] == lee.zones.columns["t"][0] == "김2"
    assert rows(park.zones) == rows(lee.zones)


def test_a_half_copied_or_altered_file_is_not_taken_and_does_no_harm(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    before = set((kim.where / "batches").iterdir())
    kim.edit(0, t="김")
    kim.sync()
    (file,) = set((kim.where / "batches").iterdir()) - before
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert len(lee.sync().received.torn) == 1
    assert lee.zones.columns["t"][0] == "가"
    file.write_bytes(whole)
    assert lee.sync().received.torn == ()
    assert lee.zones.columns["t"][0] == "김"


def test_somebody_who_was_not_admitted_reads_but_changes_nothing(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    stranger = Member("낯선 이", tmp_path / "x", kim.where)
    stranger.sync()
    stranger.edit(0, t="몰래")
    with pytest.raises(RefusedError):
        stranger.sync()
    kim.admit(stranger)
    with pytest.raises(RefusedError):
        stranger.sync()
    lee.admit(stranger)
    assert stranger.sync().sent == 1, "two have agreed; what was done meanwhile is not lost"


def test_a_private_member_edits_a_joint_layer_and_votes_count_one_each(tmp_path: Path) -> None:
    kim, lee, park = cooperative(tmp_path, "화성 김", "수원 이", "민간 박")
    park.edit(2, t="민간")
    settle(park, kim)
    assert kim.zones.columns["t"][2] == "민간"
    kim.act("propose", proposal="v1", layer="zones", mode="read_only")
    park.edit(2, t="아직")
    assert park.sync().refused == ()
    lee.act("vote", proposal="v1", yes=True)
    settle(kim, lee, park)
    told = kim.sync().told
    assert told.layers["zones"].mode == "read_only"
    assert told.proposals["v1"].tally == (2, 0)
    park.edit(2, t="안 됨")
    settle(park)
    assert park.zones.columns["t"][2] == "아직"
    assert park.last is not None
    assert [one.why for one in park.last.refused] == ["read_only"]


def test_in_a_layer_edited_by_area_each_edits_the_own_area(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이", mode="own_area")
    kim.edit(0, t="우리")
    kim.edit(2, t="남의")
    assert [one.why for one in kim.sync().refused] == ["foreign"]
    settle(kim, lee)
    assert [lee.zones.columns["t"][row] for row in (0, 2)] == ["우리", "다"]
    kim.edit(2, municipality_code="41590")
    assert [one.why for one in kim.sync().refused] == ["foreign"] * 2, "nor take a row over"


def test_a_stolen_key_is_withdrawn_and_honest_work_stays(tmp_path: Path) -> None:
    kim, lee, park = cooperative(tmp_path, "화성 김", "수원 이", "민간 박")
    park.edit(0, t="전에")
    park.sync()
    settle(kim, lee)
    last = kim.sync().told.vector[park.id]
    park.edit(1, t="훔친 키")
    park.sync()
    kim.sync()
    kim.edit(2, t="그 뒤의 일")
    kim.sync()
    kim.act("withdraw", member=park.id, last=last)
    lee.act("withdraw", member=park.id, last=last)
    settle(kim, lee)
    for member in (kim, lee):
        assert [member.zones.columns["t"][row] for row in (0, 1, 2)] == ["전에", "나", "그 뒤의 일"]
    park.edit(1, t="더")
    with pytest.raises(RefusedError):
        park.sync()


def test_leaving_and_coming_late(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    lee.edit(0, t="이")
    lee.sync()
    lee.act("leave")
    late = Member("늦은 이", tmp_path / "late", kim.where)
    kim.admit(late)
    late.sync()
    assert late.zones.columns["t"][0] == "이", "what was done stays"
    lee.edit(0, t="나간 뒤")
    with pytest.raises(RefusedError):
        lee.sync()


def test_a_team_whose_time_is_over_only_reads(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이", expires="2026-12-31")
    kim.edit(0, t="제때")
    kim.sync()
    kim.edit(0, t="늦게")
    done = kim.sync(datetime(2027, 1, 1, tzinfo=UTC))
    assert [one.why for one in done.refused] == ["expired"]
    settle(lee)
    assert lee.zones.columns["t"][0] == "제때"


def test_wrong_clocks_change_nothing(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    kim.edit(0, t="1990")
    kim.sync(datetime(1990, 1, 1, tzinfo=UTC))
    lee.sync()
    lee.edit(0, t="뒤")
    lee.sync(datetime(1970, 1, 1, tzinfo=UTC))
    done = kim.sync(datetime(2090, 1, 1, tzinfo=UTC))
    assert (kim.zones.columns["t"][0], done.conflicts) == ("뒤", ())


def test_a_program_that_ended_before_it_saved_sends_nothing_twice(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    kim.edit(0, t="김")
    unsaved = kim.project
    kim.sync()
    kim.project = unsaved  # the project file still has the state from before
    assert kim.sync().sent == 0
    lee.edit(0, n=9.0)
    settle(lee, kim)
    assert lee.sync().conflicts == ()
    assert rows(kim.zones) == rows(lee.zones)


def test_what_went_on_during_an_exchange_or_is_taken_back_later_is_no_conflict_with_oneself(
    tmp_path: Path,
) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    first = kim.project
    kim.edit(0, t="하나")
    done = kim.sync().project
    kim.project = sharing.handed_over(edited(first, 0, t="둘"), done)
    assert kim.sync().conflicts == ()
    lee.sync()
    assert lee.zones.columns["t"][0] == "둘"
    kim.project = sharing.as_exchanged(first, kim.project)
    kim.sync()
    assert lee.sync().conflicts == ()
    assert lee.zones.columns["t"][0] == "가", "what is taken back is an edit like any other"


def test_a_layer_that_was_here_before_it_was_shared_is_not_overwritten(tmp_path: Path) -> None:
    kim, _lee = cooperative(tmp_path, "화성 김", "수원 이")
    late = Member("늦은 이", tmp_path / "late", kim.where)
    late.project = late.project.with_layer(ZONES)
    late.edit(0, t="내 것")
    done = late.sync()
    assert len(done.kept) == 1
    copy = next(one for one in late.project.layers if one.title == done.kept[0])
    assert copy.columns["t"][0] == "내 것"
    assert late.zones.columns["t"][0] == "가"


def test_one_carried_file_does_what_a_folder_does(tmp_path: Path) -> None:
    package = tmp_path / "교환.scshare"
    kim = Member("화성 김", tmp_path / "kim", package)
    kim.project = kim.project.with_layer(ZONES)
    done = sharing.begin(
        kim.project, package, kim.who, {"zones": "joint"}, title="협력", folder=kim.home
    )
    kim.project = done.project
    lee = Member("수원 이", tmp_path / "lee", package)
    lee.ask()
    kim.admit(lee)
    lee.sync()
    lee.edit(0, t="이")
    settle(lee, kim)
    assert kim.zones.columns["t"][0] == "이"


def test_many_files_become_one_and_a_late_reader_misses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scmap.store.sharing.exchange.MANY_FILES", 3)
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    for step in range(6):
        kim.edit(0, t=f"{step}")
        kim.sync()
    mine = [one for one in (kim.where / "batches").iterdir() if one.name.startswith(kim.id)]
    assert len(mine) <= 4
    lee.sync()
    assert lee.zones.columns["t"][0] == "5"


def test_edits_by_another_program_on_the_project_file_are_sent(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    file = tmp_path / "kim.gpkg"
    write_project(kim.project, file)
    connection = connect(file)
    connection.execute("UPDATE zones SET t = 'QGIS' WHERE uid = 'zones-1'")
    connection.close()
    kim.project = read_project(file).project
    assert kim.sync().sent == 1
    lee.sync()
    assert lee.zones.columns["t"][1] == "QGIS"


def test_a_project_of_somebody_else_is_told_from_ones_own() -> None:
    assert sharing.shares(Project("p", "")) == ()


def test_in_a_layer_edited_by_area_one_draws_on_the_own_ground(tmp_path: Path) -> None:
    """The ground of 화성 stands in the founder's own act, on the layer's plane or another one."""
    inside, outside = shapely.Point(942_000, 1_911_000), shapely.Point(958_000, 1_970_000)
    ground = base_layer("municipality")
    own = ground.geometry[list(ground.text("code")).index("41590")]
    assert (own.contains(inside), own.contains(outside)) == (True, False)
    at = np.array([inside.coords[0]])
    for plane in ("EPSG:5179", "EPSG:5186"):
        here = shapely.Point(reprojected(at, "EPSG:5179", plane)[0])
        there = shapely.Point(reprojected(np.array([outside.coords[0]]), "EPSG:5179", plane)[0])
        layer = ZONES.replace(geometry=objects([here, here, there]), crs=plane)
        (tmp_path / plane[5:]).mkdir()
        kim, lee = cooperative(tmp_path / plane[5:], "김", "이", mode="own_area", layer=layer)
        geometry = kim.zones.geometry.copy()
        geometry[0], geometry[1] = shapely.Point(here.x + 5, here.y), there
        kim.project = kim.project.with_layer(kim.zones.replace(geometry=geometry))
        assert [(one.why, one.change.uid) for one in kim.sync().refused] == [("ground", "zones-1")]
        lee.sync()
        assert lee.zones.geometry[0].x == here.x + 5
        assert lee.zones.geometry[1] == here


def test_on_a_changed_computer_one_joins_anew_and_what_was_not_sent_goes_on(
    tmp_path: Path,
) -> None:
    kim, lee, park = cooperative(tmp_path, "화성 김", "수원 이", "민간 박")
    kim.edit(1, t="보내지 않음")
    new = Member("화성 김, 새 컴퓨터", tmp_path / "new", kim.where, kim.project)
    with pytest.raises(RefusedError, match="not_a_member"):
        new.sync()
    new.ask()
    for member in (lee, park):
        member.admit(new)
    done = new.sync()
    assert (done.sent, done.conflicts, done.kept) == (1, (), ())
    for member in (lee, park):
        member.act("withdraw", member=kim.id, last=member.sync().told.vector[kim.id])
    for member in (lee, park, new):
        member.sync()
        assert member.zones.columns["t"].tolist() == ["가", "보내지 않음", "다"]
