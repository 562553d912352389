"""One exchange of the open project at all the places where it takes part, in the background."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from scmap.cartography.presets import default_map
from scmap.model import records
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.reference import codebook
from scmap.session import sharing
from scmap.session.sharing import Synced
from scmap.store.sharing import exchange
from scmap.store.sharing.desk import Desk, FolderDesk
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.membership import Cooperative, Member

Deed: TypeAlias = Callable[[Desk], object]

ROUNDS = 3  # in which what came in at the last place reaches the first one


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one exchange in the background brought.

    Attributes
    ----------
    before : Project
        The project that was exchanged; another one by now is exchanged again.
    done : Synced
        What came of it.
    asking : dict
        Who asks to be admitted, by member.
    places : tuple of str
        Of each conflict the place where it is decided.
    names : dict
        The members of all places, by their identity.
    """

    before: Project
    done: Synced
    asking: dict[str, Introduction]
    places: tuple[str, ...] = ()
    names: Mapping[str, Member] = field(default_factory=dict)

    @property
    def moved(self) -> bool:
        """Whether some layer became another one."""
        sides = _data(self.before), _data(self.done.project)
        return len(sides[0]) != len(sides[1]) or not _alike(*sides)

    @property
    def known(self) -> Cooperative:
        """The cooperative, with everybody's name who may have done something."""
        return replace(self.done.told, members={**self.names, **self.done.told.members})


def exchanged(
    project: Project, places: list[str], deeds: Mapping[str, Deed], passwords: Mapping[str, str]
) -> Exchanged:
    """Exchange at each place; what came in at one goes on to the others."""
    left, now = dict(deeds), project
    done: dict[str, list[Synced]] = {place: [] for place in places}
    asking: dict[str, Introduction] = {}
    for _round in range(ROUNDS):
        first: tuple[Layer, ...] = ()
        for place in places:
            with sharing.desk(place, project=now, password=passwords.get(place)) as desk:
                left.pop(place, _nothing)(desk)
                done[place].append(sharing.synced(now, desk, tree=_tree))
                if place == places[0] and isinstance(desk, FolderDesk):
                    asking = exchange.requests(desk.place, desk.share)
            now = done[place][-1].project
            first = first or _data(now)
        if _alike(first, _data(now)):
            break
    return _together(project, now, done, asking)


def _together(
    before: Project, now: Project, done: Mapping[str, list[Synced]], asking: dict[str, Introduction]
) -> Exchanged:
    """Put what came of the exchanges at all places into one."""
    every = [one for listed in done.values() for one in listed]
    last = {place: listed[-1] for place, listed in done.items()}
    if not any(one.news for one in every):
        now = sharing.unmoved(before, now)
    whole = replace(
        next(iter(last.values())),
        project=now,
        sent=sum(one.sent for one in every),
        taken=sum(one.taken for one in every),
        conflicts=tuple(conflict for one in last.values() for conflict in one.conflicts),
        refused=tuple(refused for one in last.values() for refused in one.refused),
        mixed=tuple(dict.fromkeys(mixed for one in last.values() for mixed in one.mixed)),
        kept=tuple(title for one in every for title in one.kept),
        own=tuple(change for one in every for change in one.own),
        news=tuple(change for one in every for change in one.news),
    )
    return Exchanged(
        before=before,
        done=whole,
        asking=asking,
        places=tuple(place for place, one in last.items() for _conflict in one.conflicts),
        names={uid: member for one in last.values() for uid, member in one.told.members.items()},
    )


def _data(project: Project) -> tuple[Layer, ...]:
    """Give what members edit: not what the project remembers of its exchanges."""
    return tuple(layer for layer in project.layers if layer.kind != records.KIND)


def _alike(before: tuple[Layer, ...], after: tuple[Layer, ...]) -> bool:
    return all(one is other for one, other in zip(before, after, strict=False))


def _nothing(_desk: Desk) -> None:
    """Do nothing about the cooperative itself."""


def _tree(layers: Any) -> Any:
    return default_map(layers, codebook())
