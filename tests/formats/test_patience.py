"""A file that does not answer is given up in time, and a stop is heard meanwhile."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scmap.errors import CancelledError, InputError
from scmap.formats import digest
from scmap.formats.patience import answered, reachable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes here")


@pytest.fixture
def silent_file(tmp_path: Path) -> Iterator[Path]:
    """A file that hangs whoever opens it, as one on a share that is gone does."""
    path = tmp_path / "공유폴더의 자료.csv"
    os.mkfifo(path)
    yield path
    held = [one for one in threading.enumerate() if one.name.endswith(path.name)]
    while any(one.is_alive() for one in held):  # somebody answers, and the thread goes
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            time.sleep(0.01)


def test_a_file_that_does_not_answer_is_named_with_what_to_do(silent_file: Path) -> None:
    start = time.monotonic()
    with pytest.raises(InputError, match="file_slow"):
        reachable(silent_file, patience=0.3)
    assert time.monotonic() - start < 2


def test_a_stop_is_heard_while_waiting(silent_file: Path) -> None:
    def stop(_share: float, /) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        answered(silent_file, stop)


def test_a_file_that_answers_gives_its_hash_and_its_faults(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"a" * 3_000_000)
    shares: list[float] = []
    assert answered(file, shares.append).hexdigest() == digest.sha256(file)
    with pytest.raises(InputError, match="file_missing"):
        answered(tmp_path / "b.csv")
