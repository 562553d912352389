"""Whether everything in a project file that follows from its rows follows from them still."""

from pathlib import Path

from scmap.store.checking import check_project

VERSIONS = slice(18, 20)  # of the header: 1 for a journal that is rolled back, 2 for WAL


def check_sound(path: Path) -> None:
    """Assert that nothing is wrong with a file, and that it is not in WAL mode."""
    assert check_project(path)[1] == ()
    assert path.read_bytes()[VERSIONS] == b"\x01\x01"
