"""Two members give one field two types: every value stays, and both are told."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.postgres import Cluster
from scmap.model.layer import Column, objects
from scmap.model.project import Project
from tests.session.server_parts import ServerMember, on_server
from tests.session.sharing_parts import ZONES, Member, cooperative
from tests.session.test_own_ground import as_text, attack, made, owner


def with_heights(member: Member | ServerMember, heights: Column) -> Project:
    layer = member.zones.replace(columns={**member.zones.columns, "높이": heights})
    return member.project.with_layer(layer)


def test_a_value_that_does_not_fit_holds_nothing_else_up(postgres: Cluster, tmp_path: Path) -> None:
    """Where foreign rows have the field, too, whoever counts second gives it no other type."""
    layer = ZONES.replace(columns={**ZONES.columns, "municipality_code": objects(["41590"] * 3)})
    kim, lee = on_server(postgres, tmp_path, "kim", "lee", mode="own_area", layer=layer)
    with owner(kim, postgres) as chief:
        chief.connection.execute("UPDATE scmap.member SET municipalities = '{41590}'")
    kim.project = with_heights(kim, np.array([np.nan, 2.0, 3.0]))
    lee.project = with_heights(lee, objects(["낮음", None, None]))
    lee.edit(2, t="다른 일")
    kim.sync()
    wrong = {(one.why, one.change.op) for one in lee.sync().refused}
    assert wrong == {("type", "add_field"), ("type", "update")}
    kim.sync()
    assert lee.sync().sent == 0
    for member in (kim, lee):
        assert member.zones.columns["t"][2] == "다른 일"
        assert member.zones.number("높이").tolist()[1:] == [2.0, 3.0]


def test_by_a_folder_a_batch_with_values_of_another_type_hides_none(tmp_path: Path) -> None:
    layer = ZONES.replace(columns={**ZONES.columns, "municipality_code": objects(["41590"] * 3)})
    kim, lee = cooperative(tmp_path, "김", "이", mode="own_area", layer=layer)
    attack(
        kim,
        made("zones", "n", "add_field", type="text", position=1),
        made("zones", "zones-0", "update", n="높음", t="함께"),
    )
    assert [one.why for one in kim.sync().refused] == ["type", "type"]
    lee.sync()
    assert lee.zones.columns["n"].tolist() == [1.0, 2.0, 3.0]
    assert lee.zones.columns["t"][0] == "가"


@pytest.mark.parametrize("by_server", [True, False])
def test_of_a_field_that_two_add_with_different_types_every_value_stays(
    postgres: Cluster, tmp_path: Path, by_server: bool
) -> None:
    """Knowing nothing of each other; it is text then for everybody, and everybody is told."""
    names = ("kim", "lee", "park")
    kim, lee, park = (
        on_server(postgres, tmp_path, *names) if by_server else cooperative(tmp_path, *names)
    )
    kim.project = with_heights(kim, np.array([np.nan, 2.0, 3.5]))
    lee.project = with_heights(lee, objects(["낮음", None, None]))
    park.project = with_heights(park, np.array(["NaT", "NaT", "2026-07-20"], "datetime64[D]"))
    lee.edit(2, t="다른 일")
    for member in (kim, lee, park) * 2:
        member.sync()
    for member in (kim, lee, park):
        done = member.sync()
        assert member.zones.text("높이").tolist()[:2] == ["낮음", "2"]
        assert member.zones.columns["t"][2] == "다른 일"
        (told,) = done.mixed
        assert (told.layer, told.name) == ("zones", "높이")
        assert sorted(kind for _who, kind in told.said) == ["date", "number", "text"]
        (waits,) = done.conflicts or (None,)
        assert (done.sent, done.refused) == (0, ())
    assert waits is None or {one.value for one in waits.fields["높이"].claims} == {
        3.5,
        "2026-07-20",
    }
    # nobody makes it narrower: what others wrote would not be seen any more
    kim.project = with_heights(kim, np.array([1.0, 2.0, 3.0]))
    assert {one.why for one in kim.sync().refused} == {"type"}
    lee.sync()
    assert lee.zones.text("높이").tolist()[1] == "2"


@pytest.mark.parametrize("by_server", [True, False])
def test_who_knows_a_field_of_numbers_may_make_it_one_of_texts(
    postgres: Cluster, tmp_path: Path, by_server: bool
) -> None:
    kim, lee = (
        on_server(postgres, tmp_path, "kim", "lee")
        if by_server
        else cooperative(tmp_path, "kim", "lee")
    )
    lee.project = lee.project.with_layer(as_text(lee.zones))
    done = lee.sync()
    assert (done.refused, done.conflicts, done.mixed) == ((), (), ())
    kim.sync()
    assert kim.zones.text("n").tolist() == ["하나", "둘", "셋"]
    kim.edit(1, n="two")
    kim.sync()
    assert lee.sync().taken == 1
    assert lee.zones.text("n").tolist() == ["하나", "two", "셋"]
