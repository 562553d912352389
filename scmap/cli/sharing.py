"""scmap share, sync: taking part in a cooperative by a folder, a stick or one carried file."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import click

from scmap.cartography.presets import default_map
from scmap.cli.crosswalk import crosswalk, standards_verb
from scmap.cli.feature_history import WITH, history_verb, restore_verb
from scmap.cli.meeting import desk
from scmap.cli.parameters import FILE, Choice, Day
from scmap.errors import InputError, RefusedError
from scmap.model import records
from scmap.model.project import Project, new_uid
from scmap.reference import codebook
from scmap.session.layer_names import layer_called
from scmap.session.opening import save_over
from scmap.session.registering import new_project
from scmap.session.sharing import (
    Synced,
    begin,
    decide,
    is_server,
    said,
    share_layers,
    shares,
    synced,
)
from scmap.session.sharing_words import differing, in_order
from scmap.store.project_file import read_project, write_project
from scmap.store.sharing import exchange, place
from scmap.store.sharing.batch import Act
from scmap.store.sharing.desk import Desk, FolderDesk
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.keys import fingerprint_of
from scmap.store.sharing.membership import MODES, Cooperative, Mode, SharedLayer
from scmap.store.sharing.merge import Conflict, merge
from scmap.store.sharing.shared_layers import layers_of
from scmap.store.working_copy import at_hand
from scmap.words import tr

MODE = Choice(MODES, {"공동편집": "joint", "관할편집": "own_area", "읽기전용": "read_only"})


def _introduced(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Let a verb ask who somebody is."""
    for name, key in (
        ("--municipality", "cli.share.municipality"),
        ("--kind", "cli.share.kind"),
        ("--organisation", "cli.share.organisation"),
    ):
        verb = click.option(name, default="", help=tr(key))(verb)
    return click.option("--name", required=True, help=tr("cli.share.name"))(verb)


@click.group(name="share", help=tr("cli.share"))
def share() -> None:
    """Hold the verbs of a cooperative."""


share.add_command(crosswalk)
share.add_command(standards_verb)
share.add_command(history_verb)
share.add_command(restore_verb)


@share.command(name="begin", help=tr("cli.share.begin"))
@click.argument("project", type=FILE)
@WITH
@_introduced
@click.option("--title", default="", help=tr("cli.share.title"))
@click.option("--layers", default="", metavar="A,B", help=tr("cli.share.layers"))
@click.option("--mode", type=MODE, default="joint", help=tr("cli.share.mode"))
@click.option("--expires", type=Day(whole=True), metavar="YYYY-MM-DD", help=tr("cli.share.expires"))
def begin_verb(
    project: Path, where: str, title: str, layers: str, mode: str, expires: str | None, **who: str
) -> None:
    """Begin a cooperative."""
    read = read_project(project)
    opened = read.project
    chosen = {uid: cast("Mode", mode) for uid in _chosen(opened, layers)}
    there = Path(where)
    if there.suffix != place.PACKAGE_SUFFIX:
        try:
            there.mkdir(exist_ok=True)
        except OSError as error:
            raise InputError("folder_not_made", folder=where) from error
    done = begin(
        opened,
        there,
        _introduction(who),
        chosen,
        title=title or opened.title,
        expires=expires or "",
    )
    save_over(read, done.project)
    click.echo(tr("cli.share.begun", title=done.told.title, count=len(chosen)))


@share.command(name="add", help=tr("cli.share.add"))
@click.argument("project", type=FILE)
@WITH
@click.option("--layers", default="", metavar="A,B", help=tr("cli.share.layers"))
@click.option("--mode", type=MODE, default="joint", help=tr("cli.share.mode"))
def add(project: Path, where: str, layers: str, mode: str) -> None:
    """Share more layers."""
    read = read_project(project)
    opened_project = read.project
    with desk(where) as opened:
        known = opened.state().layers
        chosen = [uid for uid in _chosen(opened_project, layers) if uid not in known]
        share_layers(opened_project, opened, dict.fromkeys(chosen, cast("Mode", mode)))
        done = synced(opened_project, opened, tree=_tree)
    save_over(read, done.project)
    click.echo(tr("cli.share.added", title=done.told.title, count=len(chosen)))


@share.command(name="join", help=tr("cli.share.join"))
@WITH
@_introduced
def join(where: str, **who: str) -> None:
    """Ask to be admitted."""
    with _folder(where) as opened:
        signer = opened.replica.signer
        exchange.request(opened.place, signer, opened.replica.share, _introduction(who))
        click.echo(tr("cli.share.asked", fingerprint=fingerprint_of(signer.member)))


@share.command(name="members", help=tr("cli.share.members"))
@WITH
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def members(where: str, as_json: bool) -> None:
    """List who belongs to a cooperative, what it shares and who asks to be admitted."""
    with desk(where) as opened:
        told = opened.state()
        asking = {}
        if isinstance(opened, FolderDesk):
            asking = exchange.requests(opened.place, told.share)
        named = {layer.uid: layer.title for layer in _layers(opened, told)}
    listed = {
        "title": told.title,
        "members": [
            {
                "name": one.name,
                "organisation": one.organisation,
                "fingerprint": _known_by(opened, one.id),
                "active": one.active,
            }
            for one in told.members.values()
        ],
        "asking": [
            {"name": who.name, "organisation": who.organisation, "fingerprint": fingerprint_of(uid)}
            for uid, who in asking.items()
            if uid not in told.members
        ],
        "layers": [
            {"title": named.get(one.uid, one.uid), "mode": one.mode} for one in told.layers.values()
        ],
    }
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for line in _told(listed):
        click.echo(line)


def _told(said: dict[str, Any]) -> Iterator[str]:
    yield said["title"]
    for kind in ("members", "asking"):
        for one in said[kind]:
            left = kind == "members" and not one["active"]
            key = "sharing.left" if left else f"sharing.{kind}"
            yield tr(key, **{**one, "active": ""})
    for layer in said["layers"]:
        yield f"{layer['title']}: {tr('sharing.mode.' + layer['mode'])}"


@share.command(name="admit", help=tr("cli.share.admit"))
@click.argument("fingerprint")
@WITH
def admit(fingerprint: str, where: str) -> None:
    """Admit somebody who asked; the fingerprint was compared by voice."""
    wanted = _member(fingerprint)
    with _folder(where) as opened:
        asking = exchange.requests(opened.place, opened.share)
        who = asking.get(wanted)
        if who is None:
            raise InputError("nobody_asked", fingerprint=fingerprint)
        told = opened.act(Act("admit", {"member": wanted, **said(who)}))
        key = "admitted" if wanted in told.members else "admission_waits"
        click.echo(tr(f"cli.share.{key}", name=who.name))


@share.command(name="withdraw", help=tr("cli.share.withdraw"))
@click.argument("fingerprint")
@WITH
def withdraw(fingerprint: str, where: str) -> None:
    """Take a lost or stolen key away."""
    with desk(where) as opened:
        wanted = fingerprint if is_server(opened.where) else _member(fingerprint)
        present = opened.state()
        if wanted not in present.members:
            raise InputError("nobody_asked", fingerprint=fingerprint)
        last = present.vector.get(wanted, 0)
        told = opened.act(Act("withdraw", {"member": wanted, "last": last}))
        name = told.members[wanted].name
        key = "withdrawal_waits" if told.members[wanted].active else "withdrawn"
        click.echo(tr(f"cli.share.{key}", name=name))


@share.command(name="leave", help=tr("cli.share.leave"))
@WITH
def leave(where: str) -> None:
    """Leave a cooperative."""
    with desk(where) as opened:
        opened.act(Act("leave"))
        click.echo(tr("cli.share.gone"))


@share.command(name="mode", help=tr("cli.share.vote"))
@click.argument("layer")
@click.argument("mode", type=MODE)
@WITH
@click.option("--no", "against", is_flag=True, help=tr("cli.share.against"))
def mode_verb(layer: str, mode: str, where: str, against: bool) -> None:
    """Propose or vote for (or against) a mode of a layer."""
    with desk(where) as opened:
        told = opened.state()
        shared = _shared(opened, told, layer)
        running = [
            one
            for one in told.proposals.values()
            if (one.layer, one.mode, one.passed) == (shared.uid, mode, False)
        ]
        if running:
            act = Act("vote", {"proposal": running[0].id, "yes": not against})
        else:
            act = Act("propose", {"proposal": new_uid(), "layer": shared.uid, "mode": mode})
        told = opened.act(act)
        proposal = told.proposals[str(act.values["proposal"])]
        yes, no = proposal.tally
        key = "passed" if proposal.passed else "counted"
        click.echo(tr(f"cli.share.{key}", yes=yes, no=no, members=len(told.active)))


@share.command(name="conflicts", help=tr("cli.share.conflicts"))
@click.argument("project", type=FILE)
@WITH
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def conflicts_verb(project: Path, where: str, as_json: bool) -> None:
    """List what waits for a decision."""
    done = _sync(project, where)
    listed = [dict(_written(done.told, conflict)) for conflict in done.conflicts]
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for one in listed:
        click.echo(f"{one['uid']}  {one['kind']}  {json.dumps(one['fields'], ensure_ascii=False)}")


@share.command(name="decide", help=tr("cli.share.decide"))
@click.argument("project", type=FILE)
@click.argument("uid")
@WITH
@click.option("--take", metavar="NAME", default="", help=tr("cli.share.take"))
@click.option("--delete", is_flag=True, help=tr("cli.share.delete"))
def decide_verb(project: Path, uid: str, where: str, take: str, delete: bool) -> None:
    """Decide a conflict by one member's values, or by deleting."""
    read = read_project(project)
    opened_project = read.project
    with desk(where) as opened:
        before = synced(opened_project, opened)
        conflict = next((one for one in before.conflicts if one.uid == uid), None)
        if conflict is None:
            raise InputError("no_conflict", uid=uid)
        decide(opened, conflict, _taken(before.told, conflict, take), delete=delete)
        done = synced(before.project, opened, tree=_tree)
    save_over(read, done.project)
    click.echo(tr("cli.share.decided", count=len(done.conflicts)))


@click.command(name="sync", help=tr("cli.sync"))
@click.argument("project", type=FILE)
@click.option("--with", "where", metavar="DIR|URL", default="", help=tr("cli.sync.with"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def sync(project: Path, where: str, as_json: bool) -> None:
    """Hand over own changes and take in everybody's."""
    with at_hand(project) as (file, copy):
        done = _sync(file, where or _remembered(file))
    counts = {
        "sent": done.sent,
        "taken": done.taken,
        "conflicts": len(done.conflicts),
        "refused": len(done.refused),
        "mixed": len(done.mixed),
        "waiting": done.told.waiting,
        "torn": len(done.received.torn),
        "forged": len(done.received.forged),
    }
    if as_json:
        click.echo(json.dumps(counts))
        return
    click.echo(tr("cli.synced", sent=done.sent, taken=done.taken))
    if copy is not None:
        click.echo(tr("workingcopy.saved", file=copy.original.name))
    for name in ("conflicts", "refused", "waiting", "torn", "forged"):
        if counts[name]:
            click.echo(tr(f"sharing.count.{name}", count=counts[name]))
    for one in done.mixed:
        click.echo(differing(one, done.told, done.project))
    for title in done.kept:
        click.echo(tr("sharing.kept", title=title))


def _remembered(project: Path) -> str:
    """Give the place at which a project has exchanged before."""
    known = shares(read_project(project).project)
    if not known:
        raise InputError("not_shared", file=project.name)
    return known[0].place


def _sync(project: Path, where: str) -> Synced:
    read = read_project(project) if project.exists() else None
    before = read.project if read is not None else None
    with desk(where, project=before) as opened:
        start = before or new_project(opened.state().title)
        done = synced(start, opened, tree=_tree)
    if read is None:
        write_project(done.project, project)
    else:
        save_over(read, done.project)
    return done


@contextmanager
def _folder(where: str) -> Iterator[FolderDesk]:
    """Open a place where members themselves admit others; a server has logins for that."""
    with desk(where) as opened:
        if not isinstance(opened, FolderDesk):
            raise RefusedError("not_on_a_server")
        yield opened


def _tree(layers: Any) -> Any:
    return default_map(layers, codebook())


def _chosen(project: Project, listed: str) -> list[str]:
    """Give the uids of the layers that are to be shared: those named, or all that have a place."""
    names = [name.strip() for name in listed.split(",") if name.strip()]
    if not names:
        return [layer.uid for layer in project.layers if layer.kind != records.KIND]
    return [layer_called(project, name).uid for name in names]


def _shared(opened: Desk, told: Cooperative, name: str) -> SharedLayer:
    layers = _layers(opened, told)
    found = next((one for one in layers if name in (one.name, one.title)), None)
    if found is None:
        known = ", ".join(one.title for one in layers)
        raise InputError("layer_unknown", file=told.title, layer=name, layers=known)
    return told.layers[found.uid]


def _layers(opened: Desk, told: Cooperative) -> Any:
    return layers_of(merge(opened.state().changes), told.layers)


def _introduction(who: dict[str, str]) -> Introduction:
    return Introduction(who["name"], who["organisation"], who["kind"], who["municipality"])


def _known_by(opened: Desk, member: str) -> str:
    """Give that by which a member is known for sure: the fingerprint of the key, or the login."""
    return member if is_server(opened.where) else fingerprint_of(member)


def _member(fingerprint: str) -> str:
    return fingerprint.replace("-", "").strip().lower()


def _written(told: Cooperative, conflict: Conflict) -> Iterator[tuple[str, object]]:
    """Give a conflict as JSON takes it."""
    yield "uid", conflict.uid
    yield "kind", conflict.kind
    yield (
        "fields",
        {
            name or "geometry": [
                [_name(told, claim.who), _plain(claim.value)]
                for claim in in_order(field.claims, told)
            ]
            for name, field in conflict.fields.items()
        },
    )
    yield "deleted_by", [_name(told, claim.who) for claim in in_order(conflict.deleted_by, told)]
    yield "edited_by", [_name(told, claim.who) for claim in in_order(conflict.edited_by, told)]


def _plain(value: object) -> object:
    return f"{len(value)} bytes" if isinstance(value, bytes) else value


def _name(told: Cooperative, member: str) -> str:
    return told.members[member].name if member in told.members else member


def _taken(told: Cooperative, conflict: Conflict, take: str) -> dict[str, object]:
    """Give the values that one member's side has; what that side does not say stays as shown."""
    chosen: dict[str, object] = {}
    for name, field in conflict.fields.items():
        sides = {_name(told, claim.who): claim.value for claim in field.claims}
        if take and take not in sides:
            raise InputError("no_such_side", name=take, sides=", ".join(sides))
        chosen[name] = sides[take] if take else field.claims[0].value
    return chosen
