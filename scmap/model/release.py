"""Handing documents out: profiles, what never leaves, and the register of what did (반출대장)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, TypeAlias

Profile: TypeAlias = Literal["internal", "committee", "public"]
Paper: TypeAlias = Literal["minutes", "resolution", "notice"]
Handling: TypeAlias = Literal["refuse", "omit", "grid", "dong"]

PROFILES: tuple[Profile, ...] = ("internal", "committee", "public")
HANDLINGS: tuple[Handling, ...] = ("refuse", "omit", "grid", "dong")
PROFILE_WORDS: dict[Profile, str] = {
    "internal": "내부용",
    "committee": "위원회용",
    "public": "대외공개용",
}
GENERALISED = "generalised"  # kind of a layer of counts that stands for a restricted one

_TOKENS = re.compile(r"[0-9a-z]+|[가-힣]+")


@dataclass(frozen=True, slots=True)
class Withholding:
    """What leaves no project, by the words in its name.

    Attributes
    ----------
    columns : tuple of str
        Columns that are stripped from everything: Latin words count when they stand alone, Korean
        ones wherever they occur.
    layers : tuple of str
        Words of layers that show where nobody looks (사각지대): never for the public.
    """

    columns: tuple[str, ...]
    layers: tuple[str, ...]

    def strips(self, column: str) -> bool:
        """Tell whether a column stays."""
        return _named(column, self.columns)

    def hides(self, names: Iterable[str]) -> bool:
        """Tell whether a layer of these names shows blind spots."""
        return any(_named(name, self.layers) for name in names)


def _named(name: str, words: Iterable[str]) -> bool:
    lowered = name.lower()
    tokens = _TOKENS.findall(lowered)
    return any(word in tokens if word.isascii() else word in lowered for word in words)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms documents are handed out.

    Attributes
    ----------
    profile : str
        One of PROFILES.
    by, purpose : str
        Who hands them out, and what for.
    handling : str
        What becomes of layers that the profile does not let out: one of HANDLINGS.
    reason : str
        The officer's written reason to let out what the profile refuses; "" for none.
    """

    profile: Profile = "internal"
    by: str = ""
    purpose: str = ""
    handling: Handling = "refuse"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """An entry of the 반출대장; never changed.

    Attributes
    ----------
    uid : str
        Identity.
    at : str
        When, ISO 8601 with the zone.
    by, purpose : str
        Who, and what for.
    what, sha256 : str
        Name of the file and hash of its bytes.
    profile, grade : str
        내부용, 위원회용 or 대외공개용, and the strictest grade of what it draws on.
    altered : str
        Layers that were left out or generalised, and columns that were stripped.
    overridden, reason : str
        Layers that the profile would have refused, and the written reason for handing them out.
    previous, digest : str
        Place in the chain of releases (`chain`).
    """

    TABLE: ClassVar[str] = "release_log"

    uid: str
    at: str
    by: str
    purpose: str
    what: str
    sha256: str
    profile: str
    grade: str
    altered: str = ""
    overridden: str = ""
    reason: str = ""
    previous: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """What was written.

    Attributes
    ----------
    files : tuple of Path
        In the order of the formats.
    releases : tuple of Release
        Entries for the 반출대장, one a file, or one for what was copied or printed.
    left : str
        What is not in them, or stands there as counts, as they say themselves; "" for nothing.
    """

    files: tuple[Path, ...]
    releases: tuple[Release, ...]
    left: str = ""
