"""scmap share and scmap sync: two people with a computer each work by one folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scmap.model.project import Project
from scmap.paths import PROFILE_VARIABLE
from scmap.store.project_file import read_project, write_project
from tests.session.sharing_parts import ZONES

Scmap = Callable[..., Any]


def edit(file: Path, value: str) -> None:
    project = read_project(file).project
    layer = project.named("zones")
    assert layer is not None
    column = layer.columns["t"].copy()
    column[0] = value
    changed = layer.replace(columns={**layer.columns, "t": column})
    write_project(project.with_layer(changed), file)


def go_back(as_: Scmap, kim: Path, lee: Path, share: Path) -> None:
    """See what was done to a feature and by whom, and restore it for everybody."""
    told = as_("lee", "share", "history", lee, "zones-0", "--with", share, "--json").json
    assert [one["who"] for one in told["history"]][-1] == "화성시 김○○", "who drew it"
    assert {one["field"] for one in told["blame"]} >= {"t", "n", "geometry"}
    first = told["history"][-1]["change"]
    back = ("share", "restore", lee, "zones-0", "--with", share, "--change")
    assert as_("lee", *back, "none").code == 10
    assert as_("lee", *back, first[:8]).code == 0
    assert (
        "t: 가 (수원시 이○○" in as_("kim", "share", "history", kim, "zones-0", "--with", share).out
    )
    assert as_("kim", "sync", kim, "--json").json["taken"] == 1
    restored = read_project(kim).project.named("zones")
    assert restored is not None
    assert restored.text("t")[0] == "가"


def test_a_cooperative_is_begun_joined_and_its_conflicts_decided(
    scmap: Scmap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, lee, share = tmp_path / "kim.gpkg", tmp_path / "lee.gpkg", tmp_path / "공유"

    def as_(name: str, *arguments: object) -> Any:
        monkeypatch.setenv(PROFILE_VARIABLE, str(tmp_path / name))
        return scmap(*arguments)

    write_project(Project("p", "수도권", layers=(ZONES,)), kim)
    begun = as_("kim", "share", "begin", kim, "--with", share, "--name", "화성시 김○○")
    assert (begun.code, "공유한 레이어: 1개" in begun.out) == (0, True)
    asked = as_("lee", "share", "join", "--with", share, "--name", "수원시 이○○")
    fingerprint = asked.out.split()[-1]
    assert len(fingerprint.split("-")) == 8
    assert as_("lee", "share", "admit", fingerprint, "--with", share).code == 13
    assert as_("kim", "share", "admit", fingerprint, "--with", share).code == 0
    listed = as_("kim", "share", "members", "--with", share, "--json").json
    assert [one["name"] for one in listed["members"]] == ["화성시 김○○", "수원시 이○○"]
    assert as_("lee", "sync", lee, "--with", share, "--json").json["taken"] > 0
    edit(kim, "김")
    edit(lee, "이")
    assert as_("kim", "sync", kim, "--with", share, "--json").json["sent"] == 1
    synced = as_("lee", "sync", lee, "--with", share)
    assert "충돌 1건" in synced.out
    (conflict,) = as_("lee", "share", "conflicts", lee, "--with", share, "--json").json
    assert sorted(conflict["fields"]["t"]) == [["수원시 이○○", "이"], ["화성시 김○○", "김"]]
    decided = ("share", "decide", lee, conflict["uid"], "--with", share, "--take")
    assert as_("lee", *decided, "아무개").code == 10
    assert as_("lee", *decided, "화성시 김○○").code == 0
    assert as_("kim", "sync", kim, "--with", share, "--json").json["conflicts"] == 0
    for file in (kim, lee):
        layer = read_project(file).project.named("zones")
        assert layer is not None
        assert layer.text("t")[0] == "김"
        assert read_project(file).project.map, "the layer is shown on the map"
    go_back(as_, kim, lee, share)
    voted = as_("lee", "share", "mode", "zones", "읽기전용", "--with", share)
    assert "찬성 1" in voted.out
    assert "가결" in as_("kim", "share", "mode", "zones", "읽기전용", "--with", share).out
    assert as_("kim", "sync", kim, "--json").json["sent"] == 0, "the place is remembered"
    assert as_("kim", "sync", kim, "--with", tmp_path / "nowhere").code == 10
    other = tmp_path / "other.gpkg"
    write_project(Project("o", "t"), other)
    assert "공유하지 않는" in as_("kim", "sync", other).err
    again = tmp_path / "새 폴더"
    again.mkdir()
    share.rename(tmp_path / "lost")
    assert as_("kim", "sync", kim, "--with", again).code == 0, "whoever has it makes it again"
    edit(kim, "새 폴더에서")
    assert as_("kim", "sync", kim, "--json").json["refused"] == 1, "it may only be read by now"
    assert as_("lee", "share", "members", "--with", again, "--json").json["title"] == "수도권"
    assert as_("lee", "sync", lee, "--with", again).code == 0
    assert as_("lee", "share", "leave", "--with", again).code == 0
