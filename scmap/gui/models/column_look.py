"""How the columns of a table stand: their order, which are hidden, how wide they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

WIDEST_PX = 2000


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """What a planner made of the columns of a table; keys that the table lacks are passed over.

    Attributes
    ----------
    order : tuple of str
        Keys from left to right; those that are not named stand where the table has them.
    hidden : frozenset of str
        Keys of columns that are not shown.
    widths : Mapping of str to int
        Pixels, of columns that were made wider or narrower.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)

    def ordered(self, keys: Sequence[str]) -> list[str]:
        """Give the keys of a table from left to right."""
        placed = [key for key in dict.fromkeys(self.order) if key in keys]
        for place, key in enumerate(keys):
            if key not in placed:
                before = placed.index(keys[place - 1]) + 1 if place else 0
                placed.insert(before, key)
        return placed

    def shown(self, keys: Sequence[str]) -> list[str]:
        """Give the keys that are shown, from left to right: at least one."""
        every = self.ordered(keys)
        return [key for key in every if key not in self.hidden] or every

    def as_plain(self) -> dict[str, Any]:
        """Give it as JSON keeps it."""
        return {
            "order": list(self.order),
            "hidden": sorted(self.hidden),
            "widths": dict(self.widths),
        }

    @classmethod
    def from_plain(cls, kept: object) -> Self:
        """Read what was kept; what is damaged or from elsewhere is left out."""
        found = kept if isinstance(kept, dict) else {}
        widths = found.get("widths")
        pairs = widths.items() if isinstance(widths, dict) else ()
        return cls(
            tuple(_names(found.get("order"))),
            frozenset(_names(found.get("hidden"))),
            {
                str(key): width
                for key, width in pairs
                if type(width) is int and 0 < width <= WIDEST_PX
            },
        )


def _names(kept: object) -> Iterable[str]:
    return (one for one in kept if isinstance(one, str)) if isinstance(kept, list) else ()
