"""A share of `python -m benchmarks.cooperation`: bad delivery, kills, and files from strangers."""

import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import coop_folder
from scmap.errors import InputError
from scmap.store.change import Change
from scmap.store.sharing import exchange
from scmap.store.sharing.batch import Act, read_batch, sign_batch
from scmap.store.sharing.membership import cooperative
from scmap.store.sharing.merge import identity_of
from scmap.store.sharing.place import BATCHES, Folder, Package, publish
from scmap.store.sharing.replica import Replica
from tests.store.sharing.edits import NOW


def test_whoever_has_everything_has_the_same_as_all_others() -> None:
    played = coop_folder.histories(20, 7)
    assert played["conflicts"] > 0
    for fault in ("replicas that differ", "changes missing", "edits that a delete beat silently"):
        assert played[fault] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_kill_while_publishing_leaves_no_torn_file_and_loses_nothing(tmp_path: Path) -> None:
    killed = coop_folder.kill(tmp_path, 3, 7)
    assert killed["acknowledged"] > 0
    assert (killed["torn"], killed["missing"]) == (0, 0)


@pytest.fixture
def peers() -> list[coop_folder.Peer]:
    return coop_folder.begun(coop_folder.signers(3))[0]


def forged(peers: list[coop_folder.Peer]) -> dict[str, bytes]:
    """Give lines that somebody made who may not."""
    kim, lee, _park = peers
    (stranger,) = coop_folder.signers(1)
    change = Change("evil", "zones", "row", "insert", (), {"a": 666}, None, "", NOW)
    draft = replace(lee.own[-1], number=2, previous=lee.own[-1].digest, acts=(), changes=(change,))
    first = replace(draft, number=1, previous="")
    line = sign_batch(draft, lee.signer)
    mark, key, signature, _body = line.split()
    others = [sign_batch(one, kim.signer).split() for one in (draft, kim.own[0])]
    founded = Act("found", {"title": "t", "nonce": "n"})
    admitted = Act("admit", {"member": stranger.member, "name": "x"})
    return {
        "another's signature": b" ".join((mark, others[0][1], *line.split()[2:])),
        "another key": sign_batch(first, stranger),
        "changed body": b" ".join((mark, key, signature, others[1][3])),
        "founded again": sign_batch(replace(first, acts=(founded,)), stranger),
        "admitted oneself": sign_batch(replace(first, acts=(admitted,)), stranger),
        "another share": sign_batch(replace(draft, share="other"), lee.signer),
        "gap": sign_batch(replace(draft, number=3), lee.signer),
        "another history": sign_batch(replace(draft, previous="0" * 64), lee.signer),
        "seen what is not": sign_batch(replace(draft, seen={kim.signer.member: 99}), lee.signer),
        "no json": b" ".join((mark, key, signature, b"AAAA")),
        "newer": line.replace(b"batch-1", b"batch-9"),
    }


def test_what_a_stranger_or_a_forger_writes_changes_nothing(peers: list[coop_folder.Peer]) -> None:
    kim = peers[0]
    before = kim.told
    refused = 0
    for kind, line in forged(peers).items():
        try:
            batch = read_batch(line)
        except InputError:
            refused += 1
            continue
        told = cooperative(kim.share, [*kim.batches.values(), batch])
        assert (told.changes, told.members) == (before.changes, before.members), kind
    assert refused == 4, "the signature tells"


def test_a_member_cannot_put_something_else_in_the_place_of_anothers_change(
    peers: list[coop_folder.Peer],
) -> None:
    """By a copied identity, in a batch as early as its author likes: it follows from the author."""
    kim, lee, _park = peers
    honest = Change("", "zones", "row", "insert", (), {"a": 1}, None, kim.signer.member, NOW)
    honest = replace(honest, id=identity_of(honest))
    copies = [replace(honest, uid=uid, values={"a": 666}) for uid in ("row", "other")]
    early = lee.write(changes=copies)  # had not seen the other one
    late = kim.write(changes=[honest])
    for first, second in ((early, late), (late, early)):
        batches = [read_batch(line) for line in (first, second)]
        told = cooperative(kim.share, [*kim.batches.values(), *batches])
        assert [(one.who, one.values) for one in told.changes] == [(kim.signer.member, {"a": 1})]
        assert {one.why for one in told.refused} == {"copied"}


def test_an_edit_is_not_given_up_by_somebody_else(peers: list[coop_folder.Peer]) -> None:
    kim, lee, _park = peers
    lee.take(kim.edit(random.Random(1), 0))  # noqa: S311  no secret
    (change,) = lee.told.changes
    lee.write([Act("give_up", {"change": change.id})])
    assert lee.told.changes == [change]


def test_who_agrees_to_somebody_else_admits_nobody(peers: list[coop_folder.Peer]) -> None:
    kim, lee, park = peers
    (new,) = coop_folder.signers(1)
    honest = {"member": new.member, "name": "새 구성원", "municipalities": "41590"}
    kim.write([Act("admit", honest)])
    lee.write([Act("admit", {**honest, "municipalities": "41590;41610"})])
    park.write([Act("admit", {**honest, "name": "다른 이름"})])
    batches = [one for peer in peers for one in peer.batches.values()]
    assert new.member not in cooperative(kim.share, batches).members
    lee.write([Act("admit", honest)])
    batches += lee.batches.values()
    assert cooperative(kim.share, batches).members[new.member].municipalities == ("41590",)


def test_two_members_cannot_undo_what_a_third_began(peers: list[coop_folder.Peer]) -> None:
    """They may take the founder's key away, not the cooperative with it."""
    kim, lee, park = peers
    before = kim.told
    acts = [Act("withdraw", {"member": kim.signer.member, "last": 0})]
    for peer in (lee, park):
        line = peer.write(acts)
        for other in peers:
            other.take(line)
    told = lee.told
    assert set(told.members) == set(before.members)
    assert not told.members[kim.signer.member].active
    assert told.layers == before.layers


def test_the_same_batch_again_counts_once(peers: list[coop_folder.Peer]) -> None:
    kim = peers[0]
    line = kim.edit(random.Random(1), 0)  # noqa: S311  no secret
    again = [read_batch(line) for _ in range(3)]
    told = cooperative(kim.share, [*kim.batches.values(), *again])
    assert len(told.changes) == 1


def test_a_file_with_a_forged_line_gives_the_others_and_is_named(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    with Replica.opened(tmp_path / "a", "share") as replica:
        replica.add({}, NOW, [Act("found", {"title": "t"})])
        lines = replica.lines(replica.member, [1])
        publish(place, replica.member, [1], [*lines, lines[0].replace(b"A", b"B")])
    with Replica.opened(tmp_path / "b", "share") as other:
        received = exchange.receive(other, place)
        assert (received.batches, len(received.forged)) == (1, 1)
        assert len(other.batches) == 1


def test_a_package_tells_in_words_what_it_is_and_its_size_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Package(tmp_path / "x.scshare")
    package.write(BATCHES, "a.batch", b"12345")
    package.save("무엇이 들어 있는지")
    assert Package(tmp_path / "x.scshare").names(BATCHES) == ["a.batch"]
    monkeypatch.setattr("scmap.store.sharing.place.LARGEST_PACKAGE", 4)
    with pytest.raises(Exception, match="package_large"):
        package.save("")
    with pytest.raises(Exception, match="package_large"):
        Package(tmp_path / "x.scshare")
    (tmp_path / "y.scshare").write_bytes(b"no zip")
    with pytest.raises(InputError, match="package_unreadable"):
        Package(tmp_path / "y.scshare")
