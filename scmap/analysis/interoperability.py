"""What two platforms have in common: data items by format, openness, standards of both tiers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scmap.model.codebook import parts
from scmap.model.design_rules import DesignRules

STATES = ("common", "convertible", "different", "unknown", "missing")
_WRITTEN = re.compile(r"^(?P<item>[^\[\]]+?)\s*(?:\[(?P<format>[^\[\]]*)\])?$")


@dataclass(frozen=True, slots=True)
class Item:
    """A data item of a platform with its format; "" where that is not known."""

    name: str
    format: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One data item on both platforms.

    Attributes
    ----------
    name : str
        The item.
    left, right : str or None
        Format on each side; "" where it is not known, None where the side lacks the item.
    state : str
        One of `STATES`.
    """

    name: str
    left: str | None
    right: str | None
    state: str


def items_of(cell: str | None) -> tuple[Item, ...]:
    """Read the data items of an investment: "영상[RTSP];112 이벤트[자체규격]"."""
    found = []
    for told in parts(cell):
        match = _WRITTEN.match(told.strip())
        if match:
            found.append(Item(match["item"].strip(), (match["format"] or "").strip()))
    return tuple(found)


def compare_items(
    left: Sequence[Item], right: Sequence[Item], rules: DesignRules
) -> tuple[Comparison, ...]:
    """Compare the items of two platforms, in the order in which they are first named."""
    one, other = ({item.name: item.format for item in side} for side in (left, right))
    return tuple(
        Comparison(name, one.get(name), other.get(name), _state(one, other, name, rules))
        for name in dict.fromkeys((*one, *other))
    )


def _state(one: dict[str, str], other: dict[str, str], name: str, rules: DesignRules) -> str:
    if name not in one or name not in other:
        return "missing"
    left, right = one[name], other[name]
    if not (left and right):
        return "unknown"
    if left.casefold() == right.casefold():
        return "common"
    return "convertible" if rules.converts(left, right) else "different"
