"""What was done to shared layers, in words: changes to send and received, history of a feature."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.store import registry
from scmap.store.change import Change
from scmap.store.sharing.membership import MODES, Cooperative
from scmap.store.sharing.merge import (
    GEOMETRY,
    SAID_OF_LAYERS,
    Claim,
    Conflict,
    Key,
    Mixed,
    key_of,
    merge_row,
    written,
)
from scmap.store.sharing.shared_layers import differences
from scmap.words import LANGUAGES, catalogue, language, tr, tr_in

NAMES = ("name", "title", "이름", "명칭", "시설명", "사업명")  # fields that name a feature
MOST_FIELDS = 3  # that one line tells
ORGANISATIONS = ("city", "public", "private")


def organisation_kind(said: str) -> str:
    """Say what kind of organisation a member chose, maybe in a window in the other language."""
    for kind in ORGANISATIONS:
        key = f"sharepanel.kind.{kind}"
        if any(said == tr_in(code, key) for code in LANGUAGES):
            return tr(key)
    return said


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words.

    Attributes
    ----------
    who : str
        Name of the member.
    when : datetime
        By the clock of whoever made it.
    layer, feature, text : str
        Layer and feature by their names, and what became of it; no feature where it is about the
        layer itself.
    key : (str, str)
        Layer and uid.
    change : str
        Identity of the change.
    """

    who: str
    when: datetime
    layer: str
    feature: str
    text: str
    key: Key
    change: str


def lines_of(changes: Iterable[Change], told: Cooperative, project: Project) -> Iterator[Line]:
    """Put changes of features, and of layers themselves, into words."""
    layers = {layer.uid: layer for layer in project.layers}
    for change in changes:
        itself = change.table == registry.LAYER.name
        layer = layers.get(change.uid if itself else change.table)
        text = _deed(change)
        if layer is not None and text:
            is_feature = not itself and change.op != "add_field"
            yield Line(
                who=name_of(told, change.who),
                when=change.when,
                layer=layer.title,
                feature=feature_name(layer, change.uid, change.values) if is_feature else "",
                text=text,
                key=key_of(change),
                change=change.id,
            )


def pending(before: Project, now: Project, told: Cooperative, who: str) -> Iterator[Line]:
    """Give what was done to shared layers since an exchange, in words: what the next one sends.

    Parameters
    ----------
    before : Project
        As the exchange left it.
    now : Project
        As it is.
    told : Cooperative
        What is shared.
    who : str
        As whom this installation takes part.
    """
    then = [layer for layer in before.layers if layer.uid in told.layers]
    here = [layer for layer in now.layers if layer.uid in told.layers]
    if all(one is other for one, other in zip(then, here, strict=False)):
        return
    moment = datetime.now(UTC)
    found = [replace(one, who=who) for one in differences(then, here, moment)]
    yield from lines_of(found, told, now)


def is_told(change: Change) -> bool:
    """Tell whether a change is one that `lines_of` tells and counts of it speak of."""
    return bool(_deed(change))


def in_order(claims: Iterable[Claim], told: Cooperative) -> list[Claim]:
    """Give what members said by their names: which of them counts as the later is chance."""
    return sorted(claims, key=lambda one: (name_of(told, one.who), one.who, one.change))


def unsent_words(count: int, since: datetime | None) -> str:
    """Say how many changes wait to be sent, and since when at the earliest."""
    if since is None:
        return tr("sharing.unsent", count=count)
    return tr("sharing.unsent.since", count=count, since=f"{since:%Y-%m-%d %H:%M}")


def history(told: Cooperative, project: Project, table: str, uid: str) -> list[Line]:
    """Give what was done to one feature, and by whom, the latest first."""
    own = [change for change in told.changes if key_of(change) == (table, uid)]
    return list(lines_of(_ordered(own), told, project))[::-1]


@dataclass(frozen=True, slots=True)
class Blame:
    """Who gave a field of a feature the value that it has, and when."""

    field: str
    value: object
    who: str
    when: datetime


def blame(told: Cooperative, table: str, uid: str) -> list[Blame]:
    """Give of each field of a feature who wrote what it says now; the geometry is `GEOMETRY`."""
    own = [change for change in told.changes if key_of(change) == (table, uid)]
    if not own:
        return []
    values = merge_row(own).values
    found: dict[str, Blame] = {}
    for change in _ordered(own):
        for name, value in written(change).items():
            if value == values.get(name):
                found[name] = Blame(name, value, name_of(told, change.who), change.when)
    return sorted(found.values(), key=lambda one: one.field)


def state_at(told: Cooperative, change: str) -> Mapping[str, object] | None:
    """Give the values that a feature had just after a change; None when it was deleted then."""
    by_id = {one.id: one for one in told.changes}
    seen: dict[str, Change] = {}
    left = [change]
    while left:
        one = by_id.get(left.pop())
        if one is not None and one.id not in seen:
            seen[one.id] = one
            left += one.base
    state = merge_row(list(seen.values()))
    return state.values if state.exists else None


def _ordered(changes: list[Change]) -> Iterator[Change]:
    """Give changes so that each follows what it had seen."""
    left = {change.id: change for change in sorted(changes, key=lambda one: (one.when, one.id))}
    while left:
        ready = [one for one in left.values() if not any(base in left for base in one.base)]
        for one in ready or list(left.values()):
            del left[one.id]
            yield one


def acts_of(told: Cooperative, project: Project) -> Iterator[str]:
    """Put into words what was done about the cooperative itself, in its order."""
    titles = {layer.uid: layer.title for layer in project.layers}
    for one in told.log:
        said = one.act.values
        proposal = told.proposals.get(str(said.get("proposal", "")))
        layer = str(said.get("layer") or (proposal.layer if proposal else ""))
        mode = str(said.get("mode") or (proposal.mode if proposal else ""))
        about = str(said.get("member") or said.get("login") or "")
        key = one.act.kind
        if key == "vote":
            key = "vote_yes" if said.get("yes") is True else "vote_no"
        words = catalogue(language()).get(f"sharing.act.{key}")
        if words is not None:
            yield tr(
                f"sharing.act.{key}",
                when=f"{one.when:%Y-%m-%d %H:%M}",
                who=name_of(told, one.who),
                about=str(said.get("name") or name_of(told, about)),
                layer=titles.get(layer, layer[:8]),
                mode=tr(f"sharing.mode.{mode}") if mode in MODES else "",
            )


def name_of(told: Cooperative, member: str) -> str:
    """Give the name by which a member is known; the identity of a stranger."""
    return told.members[member].name if member in told.members else member


def feature_name(layer: Layer, uid: str, values: Mapping[str, object] | None = None) -> str:
    """Give the name of a feature: as the layer has it, as a change says, or a piece of its uid."""
    row = layer.rows.get(uid)
    texts = [field.name for field in layer.fields if field.type == "text"]
    for name in (*(one for one in NAMES if one in texts), *texts):
        cell = layer.columns[name][row] if row is not None else (values or {}).get(name)
        if cell:
            return str(cell)
    return uid[:8]


def subject(project: Project, conflict: Conflict) -> tuple[str, str]:
    """Give the layer that a conflict is about by its title, and the name of the feature.

    What is said of the layer itself has a name of its own.
    """
    itself = conflict.table == registry.LAYER.name
    layer = project.layer(conflict.uid if itself else conflict.table)
    if itself:
        name = tr("sharing.about")
    else:
        name = conflict.uid[:8] if layer is None else feature_name(layer, conflict.uid)
    return "" if layer is None else layer.title, name


def differing(one: Mixed, told: Cooperative, project: Project) -> str:
    """Say about the type of which field members differ, and who gave it which."""
    layer = project.layer(one.layer)
    sides = sorted(f"{name_of(told, who)} {tr(f'sharing.type.{kind}')}" for who, kind in one.said)
    return tr(
        "sharing.mixed",
        layer=layer.title if layer is not None else one.layer[:8],
        field=field_title(one.name),
        sides=" / ".join(sides),
    )


def field_title(name: str, table: str = "") -> str:
    """Give the name of a field as a planner reads it; those of other data keep their own.

    Of what is said of a layer itself, `table` is that of layers.
    """
    if table == registry.LAYER.name:
        return tr(f"sharing.about.{name}")
    if name == GEOMETRY:
        return tr("sharing.shape")
    return catalogue(language()).get(f"columns.{name}", name)


def shown(value: object) -> str:
    """Give a value as a planner reads it."""
    if value is None or value == b"":
        return tr("sharing.none")
    if isinstance(value, bytes):
        return tr("sharing.shape")
    if isinstance(value, float):
        return f"{value:,.10g}"
    return str(value)


def _deed(change: Change) -> str:
    """Say what a change did; "" where that is nothing to tell."""
    if change.op == "add_field":
        kind = tr(f"sharing.type.{change.values.get('type')}")
        return tr("sharing.deed.add_field", field=field_title(change.uid), type=kind)
    if change.op in ("insert", "delete"):
        return tr(f"sharing.deed.{change.op}")
    if change.op == "add_table":  # the log of the cooperative tells it
        return ""
    itself = change.table == registry.LAYER.name
    parts = [
        tr("sharing.deed.moved")
        if name == GEOMETRY
        else tr("sharing.deed.value", field=field_title(name, change.table), value=shown(value))
        for name, value in sorted(written(change).items())
        if not itself or name in SAID_OF_LAYERS
    ]
    more = len(parts) - MOST_FIELDS
    told = ", ".join(parts[:MOST_FIELDS])
    return tr("sharing.deed.more", told=told, count=more) if more > 0 else told
