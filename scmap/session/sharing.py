"""Taking part in a cooperative: what a project hands over, takes in, and what waits for a decision.

The project keeps how far each member's changes are in its layers. What the planner did since then
is found by comparing, whoever did it: in the window, by the command line, or in QGIS on the file.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from scmap import paths
from scmap.errors import RefusedError
from scmap.model.cooperation import Share
from scmap.model.layer import Layer
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records, with_record
from scmap.progress import uncollected
from scmap.reference import base_layer
from scmap.session.registering import Tree, rearranged
from scmap.session.sharing_words import is_told, state_at
from scmap.store.applying import apply
from scmap.store.change import NO_GEOMETRY, Change
from scmap.store.sharing import place
from scmap.store.sharing.batch import Act
from scmap.store.sharing.desk import Desk, FolderDesk, folder_desk
from scmap.store.sharing.exchange import Introduction, Received
from scmap.store.sharing.ground import said_ground
from scmap.store.sharing.keys import Signer
from scmap.store.sharing.membership import Cooperative, Mode, Refused, share_uid
from scmap.store.sharing.merge import (
    GEOMETRY,
    Conflict,
    Key,
    Mixed,
    State,
    asked,
    conflicts,
    identity_of,
    key_of,
    merge,
    mixed,
)
from scmap.store.sharing.passwords import password_of
from scmap.store.sharing.place import Place
from scmap.store.sharing.replica import Replica
from scmap.store.sharing.server import SCHEME, Address, Server
from scmap.store.sharing.server_desk import ServerDesk
from scmap.store.sharing.shared_layers import differences, layers_of, outcome_of, sealed
from scmap.words import tr


@dataclass(frozen=True, slots=True)
class Synced:
    """What an exchange did.

    Attributes
    ----------
    project : Project
        With everybody's changes.
    sent, taken : int
        Own changes that were handed over, and others' that came in, as they are listed.
    told : Cooperative
        Members, layers, votes, refused changes.
    conflicts : tuple of Conflict
        What waits for a decision.
    refused : tuple of Refused
        Own changes that do not count.
    received : Received
        What arrived, and files that could not be read.
    kept : tuple of str
        Titles of copies that were kept of layers that differed before they were shared.
    own, news : tuple of Change
        The changes that were sent, and those that came in.
    mixed : tuple of Mixed
        Fields about whose type members differ.
    """

    project: Project
    sent: int
    taken: int
    told: Cooperative
    conflicts: tuple[Conflict, ...]
    refused: tuple[Refused, ...]
    received: Received
    kept: tuple[str, ...] = ()
    own: tuple[Change, ...] = ()
    news: tuple[Change, ...] = ()
    mixed: tuple[Mixed, ...] = ()


def home() -> Path:
    """Folder in which replicas and the key of this installation lie."""
    return paths.data_dir() / "cooperation"


@contextmanager
def desk(
    where: Path | str,
    folder: Path | None = None,
    now: datetime | None = None,
    *,
    password: str | None = None,
    project: Project | None = None,
) -> Iterator[Desk]:
    """Open the cooperative that members meet at: a folder, a package or a server.

    Parameters
    ----------
    where : Path or str
        Path of a folder or package, or ``postgresql://login@host/database``.
    folder : Path, optional
        Where replicas lie; `home` if not given.
    password : str, optional
        Of a server; else the one that the keyring has.
    project : Project, optional
        What takes part: an empty place becomes one more of the cooperative that it exchanges with
        by a folder.

    Raises
    ------
    InputError
        place_missing, place_empty, server_unreachable or server_refused.
    LockedError
        sharing_busy.
    """
    at_home = folder or home()
    if is_server(str(where)):
        address = Address.read(str(where))
        secret = password if password is not None else password_of(address)
        with (
            uncollected(),
            Server(address, secret or "") as server,
            ServerDesk.opened(server, at_home) as opened,
        ):
            yield opened
    else:
        taking_part = shares(project) if project is not None else ()
        known = next(
            ((one.uid, one.title) for one in taking_part if not is_server(one.place)), None
        )
        with uncollected(), folder_desk(Path(where), at_home, _manifest, now, known) as there:
            yield there


def is_server(where: str) -> bool:
    """Tell whether members meet on a server there."""
    return where.startswith(f"{SCHEME}://")


def begin(
    project: Project,
    where: Path,
    who: Introduction,
    layers: Mapping[str, Mode],
    *,
    title: str,
    expires: str = "",
    now: datetime | None = None,
    folder: Path | None = None,
) -> Synced:
    """Begin a cooperative at a place that has none, with layers of the project.

    Parameters
    ----------
    project : Project
        Whose layers are shared.
    where : Path
        An empty folder, or a package that is made.
    who : Introduction
        The first member.
    layers : Mapping of str to Mode
        uids of the layers, with who may edit them.
    title, expires : str
        Name, and last day (ISO) of a team for a time.

    Raises
    ------
    RefusedError
        place_taken, when there is one already.
    """
    moment = now or datetime.now(UTC)
    with place.opened(where, _manifest) as there:
        if place.about(there) is not None:
            raise RefusedError("place_taken", place=where.name)
        nonce = new_uid()
        share = share_uid(_member(folder), nonce)
        found = {"title": title, "nonce": nonce, "expires": expires, **said(who)}
        with Replica.opened(folder or home(), share) as replica:
            opened = FolderDesk(str(where.absolute()), there, replica, moment)
            replica.add({}, moment, [Act("found", found)])
            share_layers(project, opened, layers, moment)
            place.claim(there, share, title)
            return synced(project, opened, now=moment)


def share_layers(
    project: Project, opened: Desk, layers: Mapping[str, Mode], now: datetime | None = None
) -> None:
    """Share layers of the project; the next exchange hands them over."""
    chosen = [layer for layer in project.layers if layer.uid in layers]
    found = differences([], chosen, now or datetime.now(UTC))
    opened.open_layers(layers, list(sealed(found, {}, opened.member)))


def synced(
    project: Project, opened: Desk, *, now: datetime | None = None, tree: Tree | None = None
) -> Synced:
    """Hand over what was done to shared layers, and give the project with what others did.

    Raises
    ------
    RefusedError
        not_a_member, when something was done and this installation does not belong to it.
    """
    moment = now or datetime.now(UTC)
    share = record(project, Share, opened.share)
    held = share.vector if share else {}
    before = opened.state(held)
    then = merge(before.changes)
    own = _own_changes(project, opened, before, then, moment)
    if own:
        if opened.member not in {member.id for member in opened.state().active}:
            raise RefusedError("not_a_member")
        opened.add(held, moment, own)
    opened.hand_over()
    present = opened.state()
    news = opened.news(held, present)
    touched = _touched(before, present, news)
    states = then | merge(one for one in present.changes if key_of(one) in touched)
    for key in touched - {key_of(one) for one in present.changes}:
        states.pop(key, None)
    kept_project, kept = _set_aside(project, before, present, states)
    after = _renewed(kept_project, present, states, touched, moment)
    told = Share(
        opened.share, present.title, opened.where, opened.member, json.dumps(present.vector)
    )
    if told != share:
        after = with_record(after, told)
    others = tuple(one for one in news if one.who != opened.member)
    return Synced(
        project=after if tree is None else rearranged(project, after, tree),
        sent=sum(map(is_told, own)),
        taken=sum(map(is_told, others)),
        told=present,
        conflicts=tuple(_waiting(states)),
        refused=tuple(one for one in present.refused if one.member == opened.member),
        received=opened.received,
        kept=kept,
        own=tuple(own),
        news=others,
        mixed=mixed(states),
    )


def handed_over(project: Project, exchanged: Project) -> Project:
    """Give another state of an exchanged project, with the note of what is handed over of it.

    What was done since is found by comparing with that: neither an edit that came while the
    exchange ran nor one that is taken back afterwards is one that knew nothing of the first.

    Parameters
    ----------
    project : Project
        As it was before the exchange, or as it went on meanwhile.
    exchanged : Project
        What came of the exchange.
    """
    for told in shares(exchanged):
        known = record(project, Share, told.uid)
        own = "own" if is_server(told.place) else told.member
        held = known.vector if known else {}
        sent = told.vector.get(own, 0)
        if held.get(own, 0) != sent:
            project = with_record(project, replace(told, held=json.dumps({**held, own: sent})))
    return project


def as_exchanged(project: Project, exchanged: Project) -> Project:
    """Give another state of a project whose layers an exchange left alone, with all it noted."""
    for told in shares(exchanged):
        if record(project, Share, told.uid) != told:
            project = with_record(project, told)
    return project


def compared_with(project: Project, before: Project, after: Project) -> Project:
    """Give the state by which the next exchange finds what was done since the last one.

    Parameters
    ----------
    project : Project
        As it is now.
    before, after : Project
        As the last exchange found and left it: the latter, unless what came in was taken back. The
        next one brings it again, and sends nothing of it.
    """
    told = {one.uid: one.vector for one in shares(after)}
    later = all(told.get(one.uid, one.vector) == one.vector for one in shares(project))
    return after if later else before


def unmoved(before: Project, after: Project) -> Project:
    """Give an exchanged project with the very layers from before where they say the same."""
    for layer in before.layers:
        other = after.layer(layer.uid)
        if other is not None and other is not layer and _same(layer, other):
            after = after.with_layer(layer)
    return after


def _touched(before: Cooperative, present: Cooperative, news: Iterable[Change]) -> set[Key]:
    """Give the rows that may be others than they were: the rest needs no look."""
    if before is present:
        return {key_of(change) for change in news}
    then, now = ({change.id: change for change in side.changes} for side in (before, present))
    changed = [then.get(uid) or now[uid] for uid in then.keys() ^ now.keys()]
    return {key_of(change) for change in (*changed, *news)}


def decide(
    opened: Desk,
    conflict: Conflict,
    chosen: Mapping[str, object],
    *,
    delete: bool = False,
    now: datetime | None = None,
) -> None:
    """Decide a conflict for everybody; the next exchange hands it over.

    Parameters
    ----------
    opened : Desk
        The cooperative.
    conflict : Conflict
        What is decided.
    chosen : Mapping
        The value of each field in question, the geometry under `GEOMETRY`.
    delete : bool
        Whether the feature goes.
    """
    told = opened.state()
    shape = chosen.get(GEOMETRY)
    change = Change(
        id="",
        table=conflict.table,
        uid=conflict.uid,
        op="delete" if delete else "update",
        base=conflict.heads,
        values={} if delete else {name: one for name, one in chosen.items() if name != GEOMETRY},
        geometry=None if delete or GEOMETRY not in chosen else _bytes(shape),
        who=opened.member,
        when=now or datetime.now(UTC),
    )
    opened.add(told.vector, change.when, [replace(change, id=identity_of(change))])


def restored(project: Project, told: Cooperative, key: Key, change: str) -> Project:
    """Give the project with a feature as it was just after a change; history stays as it is."""
    table, uid = key
    values = state_at(told, change)
    if values is None:
        return project
    there = uid in project_rows(project, table)
    again = Change(
        id="",
        table=table,
        uid=uid,
        op="update" if there else "insert",
        base=(),
        values={name: value for name, value in values.items() if name != GEOMETRY},
        geometry=_bytes(values.get(GEOMETRY)),
        who="",
        when=datetime.now(UTC),
    )
    return apply(project, [again])


def project_rows(project: Project, table: str) -> Mapping[str, int]:
    """Give the rows of a layer by uid; none of a layer that is not there."""
    layer = project.layer(table)
    return {} if layer is None else layer.rows


def shares(project: Project) -> tuple[Share, ...]:
    """Give the cooperatives that a project takes part in."""
    return records(project, Share)


def _own_changes(
    project: Project,
    opened: Desk,
    before: Cooperative,
    then: Mapping[Key, State],
    now: datetime,
) -> list[Change]:
    """Find what was done to shared layers since the last exchange."""
    layers = [layer for layer in project.layers if layer.uid in before.layers]
    found = differences(layers_of(then, before.layers), layers, now)
    known = opened.own_ids()
    own = sealed(found, then, opened.member)
    return [change for change in own if change.id not in known]


def _set_aside(
    project: Project, before: Cooperative, present: Cooperative, states: Mapping[Key, State]
) -> tuple[Project, tuple[str, ...]]:
    """Keep a copy of each layer that was here before it was shared and says something else."""
    new = [uid for uid in present.layers if uid not in before.layers]
    here = [layer for layer in project.layers if layer.uid in new]
    if not here:
        return project, ()
    shared = {layer.uid: layer for layer in layers_of(states, new)}
    kept: list[str] = []
    for layer in here:
        theirs = shared.get(layer.uid)
        if theirs is None or _same(layer, theirs):
            continue
        title = tr("sharing.before_sharing", title=layer.title)
        copy = layer.replace(uid=new_uid(), title=title, name=f"{layer.name}_copy")
        project, kept = project.with_layer(copy), [*kept, title]
    return project, tuple(kept)


def _same(one: Layer, other: Layer) -> bool:
    return not list(differences([one], [other], datetime.now(UTC)))


def _renewed(
    project: Project,
    present: Cooperative,
    states: Mapping[Key, State],
    touched: Collection[Key],
    now: datetime,
) -> Project:
    """Give the project with its shared layers as everybody has them."""
    here = [layer for layer in project.layers if layer.uid in present.layers]
    if len(here) == len(present.layers) and all(table in present.layers for table, _ in touched):
        return apply(project, outcome_of(here, states, touched, now))
    return apply(project, differences(here, layers_of(states, present.layers), now))


def _waiting(states: Mapping[Key, State]) -> Iterator[Conflict]:
    yield from filter(None, map(asked, conflicts(states.values())))


def _member(folder: Path | None) -> str:
    where = folder or home()
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Signer.of(where / "key").member


def said(who: Introduction) -> dict[str, str]:
    """Give an introduction as acts hold it, with the ground of its municipalities."""
    codes = set(filter(None, who.municipalities.split(";")))
    units = base_layer("municipality") if codes else None
    own = units.geometry[np.isin(units.text("code"), list(codes))] if units is not None else ()
    return {
        "name": who.name,
        "organisation": who.organisation,
        "kind": who.kind,
        "municipalities": who.municipalities,
        "ground": said_ground(own),
    }


def _bytes(shape: object) -> bytes:
    return shape if isinstance(shape, bytes) else NO_GEOMETRY


def _manifest(there: Place) -> str:
    known = place.about(there)
    names = there.names(place.BATCHES)
    return tr("sharing.manifest", title=known[1] if known else "", count=len(names))
