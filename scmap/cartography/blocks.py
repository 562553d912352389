"""Shared memory that pictures are painted into and stay in: the window shows them from there.

A frame of a large screen is 13 MB; to copy it out takes longer than to paint a small map.
"""

import mmap
import weakref
from collections import deque
from multiprocessing.shared_memory import SharedMemory

import numpy as np
from PySide6.QtGui import QImage

HEAD = 64  # bytes of a block before the pixels; the first one says that a picture is stale
PIXEL = 4  # bytes

_MOST = 1.25  # times as large as needed is too large: the rest of it would lie idle


class Blocks:
    """Lends blocks of shared memory, and uses each again when nobody looks at its picture.

    All but what is called when a picture goes belongs to one thread.
    """

    def __init__(self) -> None:
        self._free: deque[SharedMemory] = deque()
        self._known: dict[str, SharedMemory] = {}
        self._closed = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the blocks that may be painted into again."""
        return tuple(self._known)

    def take(self, size: int) -> SharedMemory:
        """Give a block of at least `size` bytes that shows no picture.

        Raises
        ------
        OSError
            If the system has no memory for it.
        """
        free = [self._free.popleft() for _ in range(len(self._free))]
        found = min((one for one in free if _fits(one, size)), key=_size, default=None)
        self._free.extend(one for one in free if one is not found)
        self.tidy()
        if found is None:
            found = SharedMemory(create=True, size=size)
            self._known[found.name] = found
        return found

    def tidy(self) -> None:
        """Give the memory back to the system that shows no picture."""
        while self._free:
            block = self._free.popleft()
            del self._known[block.name]
            block.close()
            block.unlink()

    def give_back(self, block: SharedMemory) -> None:
        """Take back a block whose picture nobody wants."""
        if not self._closed:  # else it is let go with the last that knows it
            _let_go(block)
            self._free.append(block)

    def picture(self, block: SharedMemory, width: int, height: int) -> QImage:
        """Give the picture in a block; the block comes back when the last copy of it goes."""
        pixels = np.ndarray((height, width), np.uint32, block.buf, HEAD)
        # Qt keeps the buffer as long as any image shares it, and the buffer keeps the array.
        weakref.finalize(pixels, self.give_back, block).atexit = False
        line = width * PIXEL
        return QImage(pixels.data.cast("B"), width, height, line, QImage.Format.Format_RGB32)

    def close(self) -> None:
        """Let all blocks go; a picture that somebody still holds stays readable."""
        self._closed = True
        for block in self._known.values():
            block.unlink()
        self._known.clear()
        while self._free:
            self._free.pop().close()


def _let_go(block: SharedMemory) -> None:
    """Hold no page of a block that another process paints into next: 10 MB of a large screen.

    What is in them stays as it is.
    """
    pages = block.buf.obj if block.buf is not None else None
    if isinstance(pages, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        pages.madvise(mmap.MADV_DONTNEED)


def _fits(block: SharedMemory, size: int) -> bool:
    return size <= block.size <= _MOST * size


def _size(block: SharedMemory) -> int:
    return block.size
