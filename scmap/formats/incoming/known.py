"""Publishers whose files are known by their names, with what they leave unsaid."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A series of files.

    Attributes
    ----------
    pattern : str
        Of the file's name without ending, ``*`` for anything; capitals do not matter.
    organisation, dataset : str
        Who publishes it, under which name.
    crs, encoding : str
        What the series is in, where its files do not say so.
    """

    pattern: str
    organisation: str
    dataset: str
    crs: str
    encoding: str


def known_source(name: str, sources: Sequence[KnownSource]) -> KnownSource | None:
    """Give the series that a file belongs to by its name; None for others."""
    for source in sources:
        if fnmatchcase(name.upper(), source.pattern.upper()):
            return source
    return None
