"""Meeting the others on a server: what was pulled from it and what waits for it, on this machine.

The server decides in which order changes count; whoever comes second learns it from the answer and
merges here, by the same rules as everywhere. What cannot be merged waits here for a decision, and
everything else goes on.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Self, cast

from scmap.errors import InputError, LockedError, RefusedError
from scmap.model.identity import derived_uid
from scmap.store import registry
from scmap.store.change import Change
from scmap.store.geopackage import connect, writing
from scmap.store.holding import Hold
from scmap.store.journal_lines import change_record, changes_of
from scmap.store.sharing.batch import Act
from scmap.store.sharing.exchange import Received
from scmap.store.sharing.membership import (
    Cooperative,
    Logged,
    Member,
    Mode,
    Proposal,
    Refused,
    SharedLayer,
    Vector,
)
from scmap.store.sharing.merge import GEOMETRY, Key, State, key_of, merge_row
from scmap.store.sharing.server import FORBIDDEN, Server, Status, Wish

ROUNDS = 8  # how often what came in between is merged before the next exchange goes on
MOST_WISHES = 1_000  # that are sent in one piece
_TABLES = (
    "CREATE TABLE pulled (id TEXT PRIMARY KEY, cursor INTEGER, body TEXT)",
    "CREATE TABLE own (number INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT, status TEXT)",
    "CREATE TABLE place (cursor INTEGER)",
    "INSERT INTO place VALUES (0)",
)


@dataclass(slots=True)
class _Own:
    """A change that was made here: waiting (""), "sent", or forbidden by the server, and why."""

    number: int
    change: Change
    status: str

    @property
    def refused(self) -> bool:
        """Whether it does not count."""
        return self.status in FORBIDDEN


@dataclass(slots=True, kw_only=True)
class ServerCopy:
    """What was pulled from a server, and what waits for it (outbox), on this machine."""

    share: str
    title: str
    path: Path
    member: str
    cursor: int = 0
    _pulled: dict[str, tuple[int, Change]] = field(default_factory=dict)
    _own: dict[str, _Own] = field(default_factory=dict)

    @classmethod
    def at_home(cls, home: Path, share: str, login: str) -> Self | None:
        """Give what is here without a server; None where nothing of it ever was."""
        path = home / share / f"{login}.db"
        if not path.exists():
            return None
        here = cls(share=share, title="", path=path, member=login)
        here._read()
        return here

    def state(self, held: Vector | None = None) -> Cooperative:
        """Give what is known, or what was in a project that had `held`."""
        cursor = self.cursor if held is None else held.get("server", 0)
        last = len(self._own) if held is None else held.get("own", 0)
        refused = [own for own in self._own.values() if own.refused]
        counted = {
            own.change.id: own.change
            for own in self._own.values()
            if own.number <= last and not own.refused
        }
        pulled = {uid: one for uid, (got, one) in self._pulled.items() if got <= cursor}
        for uid in self._folded(pulled):
            counted.pop(uid, None)
        counted |= pulled
        told = Cooperative(
            share=self.share,
            title=self.title,
            changes=list(counted.values()),
            refused=[Refused(own.change, self.member, _why(own)) for own in refused],
            vector={"server": cursor, "own": last},
        )
        shared = {one.uid for one in told.changes if one.op == "add_table"}
        told.layers = {uid: SharedLayer(uid, "", "joint") for uid in shared}
        if held is None:
            self._look_up(told)
        return told

    def _folded(self, pulled: Mapping[str, Change]) -> Iterator[str]:
        """Give own changes of which the server knows only the one that was made of them."""
        left = [base for one in pulled.values() if one.who == self.member for base in one.base]
        known = set(pulled)
        while left:
            uid = left.pop()
            if uid in self._own and uid not in known:
                known.add(uid)
                left += self._own[uid].change.base
                yield uid

    def own_ids(self) -> set[str]:
        """Give the identities of all changes that were made here."""
        return set(self._own)

    def news(self, held: Vector, _present: Cooperative) -> list[Change]:
        """Give the changes that a project that has `held` lacks, whether they count or not."""
        cursor, last = held.get("server", 0), held.get("own", 0)
        mine = [own.change for own in self._own.values() if own.number > last]
        refused = [own.change for own in self._own.values() if own.refused]
        return [*(one for got, one in self._pulled.values() if got > cursor), *mine, *refused]

    def _read(self) -> None:
        with closing(connect(self.path)) as connection:
            ((self.cursor,),) = connection.execute("SELECT cursor FROM place").fetchall()
            pulled = connection.execute("SELECT cursor, body FROM pulled").fetchall()
            own = connection.execute(
                "SELECT number, CASE WHEN id IN (SELECT id FROM pulled) THEN '' ELSE body END, "
                "status, id FROM own ORDER BY number"
            )
            listed = own.fetchall()
        for (cursor, _body), change in zip(pulled, _read_all(pulled), strict=True):
            self._pulled[change.id] = (int(cursor), change)
        # what came back from the server as it was sent is not read twice
        read = {change.id: change for change in _read_all([row for row in listed if row[1]])}
        for number, _body, status, uid in listed:
            change = read[uid] if uid in read else self._pulled[uid][1]
            self._own[uid] = _Own(int(number), change, str(status))

    def _look_up(self, told: Cooperative) -> None:
        """Add what only the server knows."""


@dataclass(slots=True, kw_only=True)
class ServerDesk(ServerCopy):
    """A server, beside what this machine has of it."""

    server: Server
    received: Received = field(default_factory=lambda: Received(0))

    @classmethod
    @contextmanager
    def opened(cls, server: Server, home: Path) -> Iterator[Self]:
        """Open the cooperative of a server.

        Raises
        ------
        LockedError
            sharing_busy.
        """
        share, title = server.share()
        folder = home / share
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        hold = Hold.take(folder / "lock")
        if hold is None:
            raise LockedError("sharing_busy")
        try:
            path = folder / f"{server.address.login}.db"
            if not path.exists():
                with writing(path) as connection:
                    for statement in _TABLES:
                        connection.execute(statement)
            login = server.address.login
            desk = cls(server=server, share=share, title=title, path=path, member=login)
            desk._read()
            desk.pull()
            yield desk
        finally:
            hold.release()

    @property
    def where(self) -> str:
        """Address of the server, without a password."""
        return str(self.server.address)

    @property
    def waiting(self) -> list[Change]:
        """What was done here and is not on the server: the outbox."""
        return [own.change for own in self._own.values() if not own.status]

    def pull(self) -> None:
        """Take in what is new on the server."""
        changes, cursor = self.server.numbered_since(self.cursor)
        new = [(place, one) for place, one in changes if one.id not in self._pulled]
        with writing(self.path) as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO pulled VALUES (?, ?, ?)",
                [(one.id, place, _text(one)) for place, one in new],
            )
            connection.execute("UPDATE place SET cursor = ?", (cursor,))
        self._pulled |= {one.id: (place, one) for place, one in new}
        self.cursor = cursor

    def _look_up(self, told: Cooperative) -> None:
        """Add members, modes and votes as the server has them."""
        rows = self.server.rows(
            "SELECT login::text, name, organisation, kind, municipalities, "
            "active AND (expires IS NULL OR expires >= current_date) FROM scmap.member "
            "ORDER BY login"
        )
        for login, name, organisation, kind, codes, active in rows:
            told.members[login] = Member(login, name, organisation, kind, tuple(codes), active)
        for uid, by, mode in self.server.rows("SELECT uid, shared_by::text, mode FROM scmap.layer"):
            if uid in told.layers:
                told.layers[uid] = SharedLayer(uid, by, cast("Mode", mode))
        for uid, layer, mode, by, passed, votes in self.server.rows(
            "SELECT id, layer, mode, proposed_by::text, passed, "
            "(SELECT jsonb_object_agg(login, yes) FROM scmap.vote WHERE proposal = id) "
            "FROM scmap.proposal ORDER BY id"
        ):
            told.proposals[uid] = Proposal(uid, layer, mode, by, votes or {}, passed)
        self._look_up_log(told)

    def _look_up_log(self, told: Cooperative) -> None:
        """Add what was done about the cooperative itself, as the server wrote it down."""
        given: dict[str, set[str]] = {}
        for who, at, kind, said in self.server.rows(
            "SELECT who::text, at, kind, said FROM scmap.act ORDER BY seq"
        ):
            told.log.append(Logged(who, at, Act(kind, said)))
            gone = str(said.get("member" if kind == "withdraw" else "login", ""))
            if kind == "withdraw":
                given.setdefault(gone, set()).add(who)
            elif kind == "member":
                given.pop(gone, None)
        told.withdrawing = {
            gone: agreed for gone, agreed in given.items() if gone in {m.id for m in told.active}
        }

    def add(self, _held: Mapping[str, int], _when: datetime, changes: Sequence[Change]) -> None:
        """Write down changes that were made here; they wait until the server has answered.

        Raises
        ------
        InputError
            text_not_storable: no server holds the character U+0000, and it would wait for ever.
        """
        for one in changes:
            if any(isinstance(value, str) and "\0" in value for value in one.values.values()):
                raise InputError("text_not_storable", file=self.server.address.host, layer="")
        new = [one for one in changes if one.id not in self._own]
        first = len(self._own) + 1
        rows = [(first + place, one.id, _text(one), "") for place, one in enumerate(new)]
        with writing(self.path) as connection:
            connection.executemany("INSERT INTO own VALUES (?, ?, ?, ?)", rows)
        for number, one in enumerate(new, first):
            self._own[one.id] = _Own(number, one, "")

    def hand_over(self) -> None:
        """Send what waits; what others did meanwhile is taken in and merged, or waits on."""
        for _round in range(ROUNDS):
            self._hand_over_tables()
            wishes = list(self._wishes())
            behind = False
            for at in range(0, len(wishes), MOST_WISHES):
                part = wishes[at : at + MOST_WISHES]
                answers = self.server.apply([wish for wish, _own in part])
                behind |= self._settle(part, answers)
            self.pull()
            if not behind:
                return

    def _settle(
        self, part: Iterable[tuple[Wish, list[str]]], answers: Mapping[str, Status]
    ) -> bool:
        """Write down what became of wishes; True when one came too late."""
        found: dict[str, str] = {}
        for wish, own in part:
            status = answers[wish.change.id]
            if status != "conflict":
                found |= dict.fromkeys(own, status if status in FORBIDDEN else "sent")
        self._mark(found)
        return "conflict" in answers.values()

    def _mark(self, found: Mapping[str, str]) -> None:
        with writing(self.path) as connection:
            connection.executemany(
                "UPDATE own SET status = ? WHERE id = ?",
                [(status, uid) for uid, status in found.items()],
            )
        for uid, status in found.items():
            self._own[uid].status = status

    def _hand_over_tables(self) -> None:
        """Share layers, add fields and say what layers are, which the server does by itself."""
        for own in [one for one in self._own.values() if not one.status]:
            change = own.change
            status = "sent"
            try:
                if change.op == "add_table":
                    self.server.share_layer(change)
                elif change.op == "add_field":
                    self.server.add_field(change)
                elif change.table == registry.LAYER.name:
                    self.server.describe_layer(change)
                else:
                    continue
            except RefusedError as error:  # a closed layer, another type or CRS
                if change.op == "add_table":
                    raise
                status = str(error.values["why"])  # everything else goes on
            self._mark({change.id: status})

    def _wishes(self) -> Iterator[tuple[Wish, list[str]]]:
        """Give of each row that differs from the server's one change that makes it the same."""
        waiting = _by_row(own.change for own in self._own.values() if not own.status)
        if not waiting:
            return
        theirs = _by_row((one for _got, one in self._pulled.values()), waiting)
        made = (own.change for own in self._own.values() if not own.refused)
        ours = _by_row(made, waiting)
        for key, pending in waiting.items():
            known = theirs.get(key, {})
            there = merge_row(list(known.values())) if known else None
            here = merge_row(list((ours[key] | known).values()))
            own_ids = list(pending)
            if here.conflict is not None:
                continue
            wish = _wish(there, here, list(pending.values()))
            if wish is None:
                self._mark(dict.fromkeys(own_ids, "sent"))
            else:
                yield wish, own_ids

    def open_layers(self, modes: Mapping[str, Mode], changes: Sequence[Change]) -> None:
        """Share layers, whose first rows are `changes`."""
        self.add({}, changes[0].when, changes)
        self.hand_over()
        for uid, mode in modes.items():
            self.server.rows("SELECT scmap.open_layer(%s, %s)", uid, mode)

    def act(self, *acts: Act) -> Cooperative:
        """Propose, vote, leave, or take a lost login's rights away.

        Raises
        ------
        RefusedError
            not_on_a_server: members are admitted by whoever keeps the server's logins.
        """
        told = self.state()
        for act in acts:
            match act.kind:
                case "propose" | "vote":
                    self._vote(act, told)
                case "leave":
                    self.server.rows("SELECT scmap.leave()::text")
                case "withdraw":
                    self.server.rows("SELECT scmap.withdraw(%s)", act.text("member"))
                case _:
                    raise RefusedError("not_on_a_server")
        return self.state()

    def _vote(self, act: Act, told: Cooperative) -> None:
        uid = act.text("proposal")
        known = told.proposals.get(uid)
        layer, mode = (known.layer, known.mode) if known else _named(act)
        agreed = act.kind == "propose" or act.values.get("yes") is True
        self.server.rows("SELECT scmap.vote_mode(%s, %s, %s, %s)", uid, layer, mode, agreed)


def _why(own: _Own) -> str:
    """Give the reason for which a change does not count, as `Refused` has it."""
    return "server" if own.status == "forbidden" else own.status


def _by_row(
    changes: Iterable[Change], keys: Collection[Key] | None = None
) -> dict[Key, dict[str, Change]]:
    """Give changes by their row and identity; of some rows alone, if `keys` are given."""
    found: dict[Key, dict[str, Change]] = {}
    for one in changes:
        key = key_of(one)
        if keys is None or key in keys:
            found.setdefault(key, {})[one.id] = one
    return found


def _named(act: Act) -> tuple[str, str]:
    return act.text("layer"), act.text("mode")


def _wish(there: State | None, here: State, pending: Sequence[Change]) -> Wish | None:
    """Give the change that makes the server's row what it is here; None when it is already."""
    was = there is not None and there.exists
    values = _differing(there.values if there is not None and was else {}, here.values)
    if (not here.exists and not was) or (was and here.exists and not values):
        return None
    last, known = pending[-1], there.heads if there is not None else ()
    if here.heads != (last.id,) or len(pending) > 1:
        merged = derived_uid("merge", last.who, *here.heads, *known)
        last = replace(last, id=merged, base=here.heads)
    # Others do not know what was done here on the way: it rests on what the server has, too.
    last = replace(last, base=tuple(dict.fromkeys((*last.base, *known))))
    shape = values.pop(GEOMETRY, None) if here.exists else None
    change = replace(
        last,
        op="insert" if not was else ("update" if here.exists else "delete"),
        values=values if here.exists else {},
        geometry=shape if isinstance(shape, bytes) else None,
    )
    return Wish(change, there.heads[-1] if there is not None and was else "")


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value for name, value in after.items() if name not in before or before[name] != value
    }


def _text(change: Change) -> str:
    return json.dumps([change_record(change), change.who, change.when.isoformat()])


def _read_all(rows: Sequence[Sequence[object]]) -> Iterator[Change]:
    """Read the changes that stand second in rows: all at once, which takes half the time."""
    said = json.loads("[" + ",".join(str(row[1]) for row in rows) + "]")
    moments: dict[str, datetime] = {}
    for record, who, when in said:
        moment = moments.get(when) or moments.setdefault(when, datetime.fromisoformat(when))
        yield from changes_of([record], who, moment)
