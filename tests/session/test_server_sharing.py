"""Members who meet on a real PostGIS server, which enforces the rules itself."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import psycopg
import pytest
import shapely

from benchmarks import coop_server
from benchmarks.postgres import ADMIN, Cluster
from scmap.errors import InputError, LockedError, RefusedError
from scmap.session import sharing
from scmap.store.sharing.administration import add_member, migrate, remove_member, renew_member
from scmap.store.sharing.batch import Act
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.server import Address, Server
from tests.needs import PASSWORD
from tests.session.attempts import ATTEMPTS
from tests.session.server_parts import ServerMember, bridged, on_server
from tests.session.sharing_parts import ZONES, cooperative
from tests.session.test_sharing import rows


def settle(*members: ServerMember) -> None:
    for member in (*members, *members):
        member.sync()


def test_no_password_stands_in_the_servers_own_log(postgres: Cluster) -> None:
    with Server(Address.read(postgres.address(ADMIN, "postgres")), PASSWORD) as server:
        server.connection.execute("SET log_statement = 'all'")
        with suppress(InputError, psycopg.Error), server.connection.transaction():
            add_member(
                server, "logged_member", Introduction("김", "시", "지자체", ""), "비밀-42-단어"
            )
    log = (postgres.folder.parent / "log").read_text(encoding="utf-8", errors="replace")
    assert 'CREATE ROLE "logged_member" LOGIN PASSWORD \'SCRAM-SHA-256$' in log
    assert "비밀-42-단어" not in log


def test_what_one_does_the_other_sees_and_fields_merge(postgres: Cluster, tmp_path: Path) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    assert rows(lee.zones) == rows(ZONES)
    kim.edit(0, t="김")
    lee.edit(0, n=7.0)
    geometry = lee.zones.geometry.copy()
    geometry[2] = shapely.box(1, 1, 2.5, 3.25)
    lee.project = lee.project.with_layer(lee.zones.replace(geometry=geometry))
    settle(kim, lee)
    assert rows(kim.zones) == rows(lee.zones)
    assert (kim.zones.columns["t"][0], kim.zones.columns["n"][0]) == ("김", 7.0)
    assert (kim.sync().sent, kim.sync().taken) == (0, 0)


def test_rows_fields_and_deletes_arrive(postgres: Cluster, tmp_path: Path) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    long = "아주 긴 이름의 필드: 예순세 바이트를 넘는 한글 이름 스물두 글자"
    hostile = ("said", "expected", "$write$ ' \" %I %s; END", "op")  # names of the server's own
    added = dict.fromkeys((long, *hostile), np.array([1.5, np.nan, 2.0]))
    kim.project = kim.project.with_layer(kim.zones.replace(columns={**kim.zones.columns, **added}))
    new = ZONES.take(np.array([0])).replace(uids=np.array(["l'1\"; DROP"], dtype=object))
    lee.project = lee.project.with_layer(lee.zones.take(np.array([0, 2])).extended(new))
    settle(kim, lee)
    assert rows(kim.zones) == rows(lee.zones)
    for name in (long, *hostile):
        assert lee.zones.number(name)[0] == 1.5
    assert set(kim.zones.uids) == {"zones-0", "zones-2", "l'1\"; DROP"}


def test_a_conflict_waits_here_while_other_things_go_on(postgres: Cluster, tmp_path: Path) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    kim.edit(0, t="김")
    lee.edit(0, t="이")
    lee.edit(1, n=5.0)
    kim.sync()
    (conflict,) = lee.sync().conflicts
    assert {claim.value for claim in conflict.fields["t"].claims} == {"김", "이"}
    kim.sync()
    assert (kim.zones.columns["t"][0], kim.zones.columns["n"][1]) == ("김", 5.0)
    lee.decide(conflict, {"t": "함께"})
    settle(lee, kim)
    assert lee.last is not None
    assert lee.last.conflicts == ()
    assert kim.zones.columns["t"][0] == lee.zones.columns["t"][0] == "함께"


def test_a_delete_does_not_beat_an_edit(postgres: Cluster, tmp_path: Path) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    kim.edit(0, t="김")
    lee.project = lee.project.with_layer(lee.zones.take(np.array([1, 2])))
    kim.sync()
    (conflict,) = lee.sync().conflicts
    assert conflict.kind == "delete"
    assert "zones-0" in lee.zones.rows
    lee.decide(conflict, {}, delete=True)
    settle(lee, kim)
    assert "zones-0" not in kim.zones.rows


def test_a_member_edits_by_area_and_only_on_the_own_ground(
    postgres: Cluster, tmp_path: Path
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee", mode="own_area")
    kim.edit(0, t="우리")
    kim.edit(2, t="남의")
    lee.edit(1, t="관할 없음")
    done = kim.sync()
    assert [one.why for one in done.refused] == ["server"]
    assert len(lee.sync().refused) == 1
    settle(kim, lee)
    assert [lee.zones.columns["t"][row] for row in (0, 2)] == ["우리", "다"]
    with Server(Address.read(postgres.address(ADMIN, kim.database)), PASSWORD) as chief:
        ground = shapely.to_wkb(shapely.MultiPolygon([shapely.box(-10, -10, 200, 200)]), hex=True)
        chief.connection.execute(
            "INSERT INTO scmap.boundary VALUES ('41590', ST_SetSRID(%s::geometry, 5179))", [ground]
        )
    geometry = kim.zones.geometry.copy()
    geometry[0] = shapely.box(6000, 0, 6100, 100)
    kim.project = kim.project.with_layer(kim.zones.replace(geometry=geometry))
    assert len(kim.sync().refused) == 2, "drawn in the neighbour's area under one's own code"
    geometry = kim.zones.geometry.copy()
    geometry[0] = shapely.box(50, 50, 100, 100)
    kim.project = kim.project.with_layer(kim.zones.replace(geometry=geometry))
    assert len(kim.sync().refused) == 2
    lee.sync()
    assert lee.zones.geometry[0].bounds == (50, 50, 100, 100)


def test_a_layer_that_nobody_edits_gets_no_field_and_other_things_go_on(
    postgres: Cluster, tmp_path: Path
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee", mode="read_only")
    lee.project = lee.project.with_layer(
        lee.zones.replace(
            columns={**lee.zones.columns, "새 항목": np.array(["가", "나", "다"], object)}
        )
    )
    assert [one.change.op for one in lee.sync().refused] == ["add_field"] + ["update"] * 3
    kim.sync()
    assert "새 항목" not in kim.zones.columns
    assert lee.sync().sent == 0


def test_votes_count_one_each_and_the_chief_has_none(postgres: Cluster, tmp_path: Path) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    vote = "SELECT scmap.vote_mode('v', 'zones', 'read_only', true)"
    address = Address.read(postgres.address(ADMIN, kim.database))
    with Server(address, PASSWORD) as chief, pytest.raises(RefusedError):
        chief.rows(vote)
    with kim.server() as server:
        assert server.rows(vote) == [(False,)]
        assert server.rows(vote) == [(False,)], "the same vote again is one"
    with lee.server() as server:
        assert server.rows(vote) == [(True,)]
    kim.edit(0, t="늦게")
    done = kim.sync()
    assert len(done.refused) == 1
    assert done.told.layers["zones"].mode == "read_only"
    assert kim.zones.columns["t"][0] == "가"


def test_whoever_left_or_lost_a_login_edits_no_more(postgres: Cluster, tmp_path: Path) -> None:
    kim, lee, park, choi = on_server(postgres, tmp_path, "kim", "lee", "park", "choi")
    with park.desk() as desk:
        assert not desk.act(Act("leave")).members[park.login].active
    park.edit(0, t="나간 뒤")
    with pytest.raises(RefusedError, match="not_a_member"):
        park.sync()
    lost = Act("withdraw", {"member": choi.login})
    with kim.desk() as desk:
        told = desk.act(lost)
        assert told.members[choi.login].active, "one does not decide alone"
        assert told.withdrawing == {choi.login: {kim.login}}
    with lee.desk() as desk:
        told = desk.act(lost)
        assert not told.members[choi.login].active
    assert [one.act.kind for one in told.log][-4:] == ["open", "leave", "withdraw", "withdraw"]
    address = postgres.address(choi.login, choi.database)
    with Server(Address.read(postgres.address(ADMIN, kim.database)), PASSWORD) as chief:
        renew_member(chief, choi.login, "another")
        with kim.desk() as desk:
            assert desk.act(lost).members[choi.login].active, "it was given out anew since then"
        Server(Address.read(address), "another").close()
        remove_member(chief, choi.login)
        with pytest.raises(InputError, match="login_unknown"):
            remove_member(chief, "nobody")
    with pytest.raises(InputError, match="server_"):
        Server(Address.read(address), "another")


def test_whoever_edits_a_feature_is_named_to_the_others(postgres: Cluster, tmp_path: Path) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    with kim.server() as one, lee.server() as other:
        assert one.take_hold("zones", "zones-0")
        assert not other.take_hold("zones", "zones-0")
        assert other.editing("zones", "zones-0") == f"구성원 {kim.login}"
        one.let_go("zones", "zones-0")
        assert other.editing("zones", "zones-0") == ""


def test_a_window_hears_of_commits_and_of_who_edits(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scmap.gui import listening

    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    monkeypatch.setattr(listening, "password_of", lambda _address: PASSWORD)
    stop, heard, met = threading.Event(), threading.Semaphore(0), list[str]()
    pointer = listening.Pointer(met.append)
    place = postgres.address(lee.login, lee.database)
    ear = listening.Ear(place, stop, heard.release, lambda _answers: None)
    thread = threading.Thread(target=listening.at_server, args=(ear, pointer))
    thread.start()
    try:
        assert heard.acquire(timeout=10), "once it listens"
        kim.edit(0, t="김")
        kim.sync()
        assert heard.acquire(timeout=10)
        with kim.server() as server:
            assert server.take_hold("zones", "zones-0")
            pointer.wanted = ("zones", "zones-0")
            wait_for(lambda: met == [f"구성원 {kim.login}"])
        wait_for(lambda: met[-1] == "")
        with kim.server() as server:
            assert server.editing("zones", "zones-0") == f"구성원 {lee.login}"
    finally:
        stop.set()
        thread.join()


def test_the_newest_commit_is_that_with_the_highest_number(
    postgres: Cluster, tmp_path: Path
) -> None:
    kim, _ = on_server(postgres, tmp_path, "kim", "lee")
    with Server(Address.read(postgres.address(ADMIN, kim.database)), PASSWORD) as server:
        kim.edit(0, t="김")
        kim.sync()
        newest = server.newest()
        server.connection.execute(
            "UPDATE scmap.change SET xid = '9' WHERE seq = (SELECT min(seq) FROM scmap.change)"
        )
        assert server.newest() == newest, "9 came before, though '9' is the last of all texts"


def wait_for(state: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not state():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_server_that_does_not_answer_is_given_up(postgres: Cluster, tmp_path: Path) -> None:
    (kim,) = on_server(postgres, tmp_path, "kim")
    with Server(Address.read(postgres.address(kim.login, kim.database)), PASSWORD, 0.2) as server:
        with pytest.raises(LockedError) as caught:
            server.rows("SELECT pg_sleep(30)")
        assert caught.value.code == "server_lost"


def test_a_program_that_stands_still_in_a_transaction_holds_nobody_up_for_long(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a transaction is open nobody hears of what was committed after it had begun."""
    monkeypatch.setattr("scmap.store.sharing.administration.STANDING_STILL", "400ms")
    kim, lee, park = on_server(postgres, tmp_path, "kim", "lee", "park")
    with kim.server() as line:
        ((table,),) = line.rows("SELECT table_name FROM scmap.layer")
        line.connection.execute("BEGIN")
        statement = f"UPDATE shared.{table} SET t = 'x' WHERE uid = 'zones-0'"  # noqa: S608
        line.connection.execute(statement)
        lee.edit(1, t="이")
        lee.sync()
        assert park.sync().taken == 0, "held back"
        wait_for(lambda: park.sync() is not None and park.zones.columns["t"][1] == "이")
        with pytest.raises(LockedError, match="server_lost"):
            line.rows("SELECT 1")
    assert park.zones.columns["t"][0] == "가"


def test_an_answer_that_was_lost_counts_once(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    kim.edit(0, t="김")
    whole = Server.apply

    def cut(server: Server, wishes: object) -> object:
        whole(server, wishes)  # type: ignore[arg-type]  # passed on as it came
        raise LockedError("server_lost", server="127.0.0.1")

    monkeypatch.setattr(Server, "apply", cut)
    with pytest.raises(LockedError):
        kim.sync()
    monkeypatch.setattr(Server, "apply", whole)
    assert kim.sync().conflicts == ()
    lee.sync()
    assert lee.zones.columns["t"][0] == "김"
    with lee.server() as server:
        assert server.rows("SELECT count(*) FROM scmap.change WHERE op = 'update'") == [(1,)]


def test_a_wrong_password_or_one_in_the_address_is_told(postgres: Cluster, tmp_path: Path) -> None:
    (kim,) = on_server(postgres, tmp_path, "kim")
    address = postgres.address(kim.login, kim.database)
    with pytest.raises(InputError, match="server_refused"):
        Server(Address.read(address), "wrong")
    with pytest.raises(RefusedError, match="password_in_address"):
        Address.read(address.replace(kim.login, f"{kim.login}:secret"))
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert files
    assert not [one for one in files if PASSWORD.encode() in one.read_bytes()]


def test_no_way_around_the_rules_changes_a_foreign_row_or_the_history(
    postgres: Cluster, tmp_path: Path
) -> None:
    """By a member of another municipality and by somebody who may only look."""
    kim, _lee = on_server(postgres, tmp_path, "kim", "lee", mode="own_area")
    assert len(ATTEMPTS) >= 30
    with Server(Address.read(postgres.address(ADMIN, kim.database)), PASSWORD) as chief:
        execute = chief.connection.execute
        viewer = f"viewer_{kim.login}"
        execute(f"CREATE ROLE {viewer} LOGIN PASSWORD '{PASSWORD}' IN ROLE scmap_viewer")
        ((table,),) = chief.rows("SELECT table_name FROM scmap.layer")
        chosen = f"SELECT rev FROM shared.{table} WHERE uid = 'zones-2'"  # noqa: S608  our own name
        ((rev,),) = chief.rows(chosen)
        watched = [
            f"SELECT md5(string_agg(t::text, '|' ORDER BY {key})) FROM {name} t"  # noqa: S608
            for name, key in (
                (f"shared.{table}", "uid"),
                ("scmap.change", "seq"),
                ("scmap.member", "login"),
                ("scmap.layer", "uid"),
                ("scmap.vote", "login"),
                ("scmap.act", "seq"),
            )
        ]
        before = [chief.rows(one) for one in watched]
        for login in (kim.login, viewer):
            with attempting(postgres.address(login, kim.database)) as attempt:
                for statements in ATTEMPTS:
                    attempt(statements.format(table=table, rev=rev))
                    assert [chief.rows(one) for one in watched] == before, (login, statements)


@contextmanager
def attempting(address: str) -> Iterator[Callable[[str], None]]:
    """Give what tries statements one after another, whatever comes of each."""
    one = Address.read(address)
    with psycopg.connect(
        host=one.host,
        port=one.port,
        dbname=one.database,
        user=one.login,
        password=PASSWORD,
        autocommit=True,
    ) as connection:

        def attempt(statements: str) -> None:
            for statement in ["RESET ALL", "DISCARD TEMP", *statements.split("; ")]:
                with suppress(psycopg.Error):
                    connection.execute(statement.encode())

        yield attempt


def test_a_text_that_a_server_cannot_hold_is_refused_before_it_is_sent(
    postgres: Cluster, tmp_path: Path
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    kim.edit(0, t="nul\x00inside")
    with pytest.raises(InputError, match="text_not_storable"):
        kim.sync()
    hard = ("'; DROP TABLE scmap.change;--", "100% %s {0}", "\u202e<script>\n줄\t")
    for row, text in enumerate(hard):
        kim.edit(row, t=text)
    kim.sync()
    lee.sync()
    assert lee.zones.columns["t"].tolist() == list(hard)


def test_an_old_postgis_is_refused(postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scmap.store.sharing.administration.OLDEST_POSTGIS", (99, 0))
    with (
        Server(Address.read(postgres.address(ADMIN, "template1")), PASSWORD) as server,
        pytest.raises(RefusedError, match="postgis_old"),
    ):
        migrate(server, "t")


def test_the_same_verb_opens_folder_and_server(postgres: Cluster, tmp_path: Path) -> None:
    (kim,) = on_server(postgres, tmp_path, "kim")
    address = postgres.address(kim.login, kim.database)
    with sharing.desk(address, kim.home, password=PASSWORD) as desk:
        assert desk.where == address
        assert desk.member == kim.login


def test_members_at_once_lose_nothing_and_the_control_does(postgres: Cluster) -> None:
    """A share of `python -m benchmarks.cooperation`."""
    found = coop_server.many(postgres, "many", 5, 8, 3, processes=1)
    assert (found["lost"], found["history lines"], found["heard of"]) == (0, 40, 40)
    assert found["conflicts surfaced"] > 0
    blind = coop_server.many(postgres, "blind", 5, 8, 1, tested=False, processes=1)
    assert blind["lost"] > 0


def test_a_project_in_both_carries_changes_between_a_server_and_a_folder(
    postgres: Cluster, tmp_path: Path
) -> None:
    """Whoever reaches both is the bridge for those who reach only one."""
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    park, other = cooperative(tmp_path, "민간 박", "수원 이")
    bridge, carry = bridged(lee, (park, other), tmp_path / "bridge")
    carry()
    kim.edit(0, t="서버에서")
    kim.sync()
    park.edit(1, t="폴더에서")
    park.sync()
    carry()
    carry()
    kim.sync()
    park.sync()
    for member in (kim, park, bridge):
        assert member.zones.columns["t"].tolist() == ["서버에서", "폴더에서", "다"]


def test_whoever_is_last_to_hear_of_the_other_decides_and_nobody_has_less_meanwhile(
    postgres: Cluster, tmp_path: Path
) -> None:
    """kim on the server stands still while lee, who is in both, brings what park did."""
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    kim.edit(0, t="서버 쪽")
    lee.edit(0, t="폴더 쪽")  # as lee has it from park
    assert lee.sync().conflicts == (), "what kim did is on kim's machine alone"
    (conflict,) = kim.sync().conflicts
    assert {claim.value for claim in conflict.fields["t"].claims} == {"서버 쪽", "폴더 쪽"}
    lee.edit(0, t="또 폴더 쪽")
    settle(lee)
    (conflict,) = kim.sync().conflicts
    assert {claim.value for claim in conflict.fields["t"].claims} == {"서버 쪽", "또 폴더 쪽"}
    kim.edit(0, t="덮어 씀")
    (conflict,) = kim.sync().conflicts
    claims = [claim.value for claim in conflict.fields["t"].claims]
    assert claims == ["덮어 씀", "서버 쪽"], "over what was shown, and what was not shown waits on"
    kim.decide(conflict, {"t": "덮어 씀"})
    settle(kim, lee)
    assert (kim.sync().conflicts, lee.sync().conflicts) == ((), ())
    assert lee.zones.columns["t"][0] == kim.zones.columns["t"][0] == "덮어 씀"


def test_whoever_heard_of_no_conflict_has_none_once_it_is_decided(
    postgres: Cluster, tmp_path: Path
) -> None:
    """A third member takes in a deletion, and the row that somebody decided to keep after all."""
    kim, lee, park = on_server(postgres, tmp_path, "kim", "lee", "park")
    park.project = park.project.with_layer(park.zones.take(np.array([0, 1])))
    lee.edit(2, n=104.0)
    park.sync()
    (conflict,) = lee.sync().conflicts
    lee.decide(conflict, {})
    settle(lee)
    for member in (kim, park):
        assert member.sync().conflicts == ()
        assert member.zones.columns["n"][member.zones.rows["zones-2"]] == 104.0


def test_on_a_changed_computer_one_logs_in_and_what_was_not_sent_goes_on(
    postgres: Cluster, tmp_path: Path
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    kim.edit(0, t="보냄")
    kim.sync()
    lee.edit(2, t="그 뒤에")
    lee.sync()
    kim.edit(1, t="보내지 않음")
    kim.home = tmp_path / "new"
    done = kim.sync()
    assert (done.sent, done.taken, done.kept, done.conflicts) == (1, 1, (), ())
    lee.sync()
    assert lee.zones.columns["t"].tolist() == ["보냄", "보내지 않음", "그 뒤에"]
