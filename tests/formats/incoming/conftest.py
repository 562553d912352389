"""Real files are read once for all tests that only look at what was read."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from scmap.formats.incoming.recognise import FileFound, recognise
from scmap.reference.incoming import knowledge


@pytest.fixture(scope="session")
def seen() -> Iterator[Callable[[Path], FileFound]]:
    """Give what a real file holds; what it raises is raised each time anew."""

    @cache
    def found(path: Path) -> FileFound:
        return recognise(path, knowledge())

    yield found
    found.cache_clear()
