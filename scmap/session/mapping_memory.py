"""The mappings that a user has made: a table of the same columns is read the same way again."""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scmap import paths
from scmap.errors import ScmapError
from scmap.formats.incoming.meanings import spelt
from scmap.formats.mapping_file import read_about, read_mapping, write_mapping
from scmap.store.replacing import replacing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A mapping made for an earlier file of the same source.

    Attributes
    ----------
    mapping : Mapping of str to object
        As `as_form.mapping_of` takes it.
    file, on : str
        Name of the file for which it was made, and the day.
    """

    mapping: Mapping[str, object]
    file: str
    on: str


@dataclass(frozen=True, slots=True)
class MappingMemory:
    """Mappings by the columns of a source, one file each, as ``--mapping`` takes them.

    Attributes
    ----------
    folder : Path
        Where they are kept.
    """

    folder: Path

    def find(self, titles: Iterable[str]) -> Remembered | None:
        """Give the mapping made for a table of these columns; one that is damaged is none."""
        file = self._file(titles)
        if not file.exists():
            return None
        try:
            about = read_about(file)
            mapping = read_mapping(file)
        except (ScmapError, OSError) as error:
            log.warning("mapping not readable, titles used: %s", type(error).__name__)
            return None
        return Remembered(mapping, str(about.get("file", "")), str(about.get("on", "")))

    def keep(
        self, titles: Iterable[str], mapping: Mapping[str, object], file: str, on: date
    ) -> None:
        """Remember the mapping that a user made for a table of these columns."""
        listed = list(titles)
        self.folder.mkdir(parents=True, exist_ok=True)
        about = {"file": file, "on": on.isoformat(), "columns": listed}
        with replacing(self._file(listed)) as draft:
            write_mapping(draft, mapping, about)

    def forget(self, titles: Iterable[str]) -> None:
        """Read tables of these columns by their titles again."""
        self._file(titles).unlink(missing_ok=True)

    def _file(self, titles: Iterable[str]) -> Path:
        """Give the file of a source: it is told by its columns, however they are ordered."""
        known = "\n".join(sorted(map(spelt, titles)))
        return self.folder / f"{hashlib.sha256(known.encode()).hexdigest()[:24]}.json"


def own_memory() -> MappingMemory:
    """Give the mappings of the user who runs the program."""
    return MappingMemory(paths.data_dir() / "mappings")
