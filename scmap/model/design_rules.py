"""Judgements behind the design of links: the ladder of centres, hosts of ideas, formats."""

from collections.abc import Mapping
from dataclasses import dataclass

from scmap.model.linkage import Text


@dataclass(frozen=True, slots=True)
class Theme:
    """A preset of what belongs together on the map: 정보공유, 첨단교통, 약자보호.

    Attributes
    ----------
    id : str
        Its name in the table.
    title : Text
        What the planner reads.
    templates, fields, layers : frozenset of str
        ids of linked services, codes of service fields, and roles of facility layers.
    """

    id: str
    title: Text
    templates: frozenset[str]
    fields: frozenset[str]
    layers: frozenset[str]


@dataclass(frozen=True, slots=True)
class DesignRules:
    """Values that the table of rules keeps; all are judgements, printed with what they decide.

    Attributes
    ----------
    id, version, effective, source : str
        Which table, since when, and on what it rests.
    systems : int
        Systems from which a centre collects and provides (step 2).
    services : int
        Linked services from which it offers linked services (step 3).
    dispatch : frozenset of str
        Templates that join a centre to 112 or 119 (step 4).
    host_kinds : frozenset of str
        Kinds of investments in which an idea can be tried.
    main_field, other_field : float
        Points of a host whose main field, or another of whose fields, is the idea's.
    openness : mapping of str to float
        Points by openness; "미상" where it is unknown.
    standard, running : float
        Points for a named standard, and for a host that still runs.
    convertible : tuple of frozenset of str
        Formats that are turned into each other by common tools.
    themes : tuple of Theme
        Presets, in the table's order.
    contexts : mapping of str to str
        By a word of a layer's title, what its areas are called: 도시재생 …
    """

    id: str
    version: str
    effective: str
    source: str
    systems: int
    services: int
    dispatch: frozenset[str]
    host_kinds: frozenset[str]
    main_field: float
    other_field: float
    openness: Mapping[str, float]
    standard: float
    running: float
    convertible: tuple[frozenset[str], ...]
    themes: tuple[Theme, ...]
    contexts: Mapping[str, str]

    def converts(self, one: str, other: str) -> bool:
        """Tell whether one format is turned into the other by common tools."""
        return any(one in group and other in group for group in self.convertible)
