"""Another way of looking at the same project, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """What the second map shows.

    Attributes
    ----------
    years : (int, int) or None
        First and last year; None for all.
    turned : frozenset of str
        uids of entries of the tree that are shown where the map hides them, and hidden where it
        shows them.
    """

    years: tuple[int, int] | None = None
    turned: frozenset[str] = frozenset()
