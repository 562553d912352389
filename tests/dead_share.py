"""A share that is gone: whoever asks it anything waits, as long as nobody connects it again."""

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

AT_MOST_S = 25.0  # after which it answers with an error: no fault hangs the tests
DETACH = 2


@contextmanager
def gone(folder: Path) -> Iterator[Callable[[], None]]:
    """Put a share that never answers in the place of a folder; gives what ends that.

    It is a file system in user space (FUSE) whose program does not say a word. Only root mounts
    one, on Linux; elsewhere the test is skipped.
    """
    device = Path("/dev/fuse")
    if sys.platform != "linux" or os.geteuid() or not device.exists():
        pytest.skip("a share that does not answer is mounted by root on Linux only")
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        handle = os.open(device, os.O_RDWR)
    except OSError:
        pytest.skip("this system lets nobody mount a share")
    place = os.fsencode(folder)
    options = f"fd={handle},rootmode=40000,user_id=0,group_id=0".encode()
    if libc.mount(b"dead", place, b"fuse", 0, options):
        os.close(handle)
        pytest.skip("this system lets nobody mount a share")
    ended = threading.Lock()

    def end() -> None:
        if ended.acquire(blocking=False):
            os.close(handle)  # who waits is told that nobody is there
            libc.umount2(place, DETACH)

    rescue = threading.Timer(AT_MOST_S, end)
    rescue.start()
    try:
        yield end
    finally:
        rescue.cancel()
        rescue.join()
        end()
        with suppress(OSError):
            folder.stat()
