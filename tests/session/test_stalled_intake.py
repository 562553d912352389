"""A share that stops answering in the middle of a file is given up, and the next file is read."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from scmap.formats import patience
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.arrivals import Arrival
from scmap.session.intake import recognise

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes here")

LINE = "이름,위도,경도\n".encode()


@pytest.fixture(params=[0.0, 0.6], ids=["after a byte", "after its head"])
def stalled(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A table that answers for some seconds, and then no more."""
    path = tmp_path / "공유폴더의 자료.csv"
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    until = time.monotonic() + request.param

    def feed() -> None:
        while True:
            with suppress(BlockingIOError):
                os.write(held, LINE)
            if time.monotonic() >= until:
                return
            time.sleep(0.0002)

    feeding = threading.Thread(target=feed)
    feeding.start()
    yield path
    feeding.join()
    os.close(held)  # whoever still reads is told that it is over


def test_a_table_that_stops_answering_is_given_up_and_the_next_one_read(
    stalled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_S", 0.5)
    good = tmp_path / "시설.csv"
    good.write_text("이름,위도,경도\n가,37.2,127.0\n", encoding="utf-8")
    codebook(), gazetteer(), knowledge()
    found: list[Arrival] = []

    def read() -> None:
        found.extend(recognise([stalled, good], codebook(), gazetteer(), knowledge()))

    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    reading.join(20.0)
    assert not reading.is_alive(), "nobody can stop it any more"
    first, second = found
    assert first.kind == "unreadable"
    assert first.error is not None
    assert first.error.code == "file_slow"
    assert second.layer is not None
