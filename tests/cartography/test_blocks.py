"""Blocks of shared memory: a picture stays as it is while somebody holds it."""

import gc
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from scmap.cartography.blocks import HEAD, PIXEL, Blocks

SIZE = HEAD + 40 * 30 * PIXEL


def filled(blocks: Blocks, value: int) -> QImage:
    block = blocks.take(SIZE)
    np.ndarray((30, 40), np.uint32, block.buf, HEAD)[:] = value
    return blocks.picture(block, 40, 30)


def test_a_block_is_used_again_only_when_its_picture_has_gone() -> None:
    blocks = Blocks()
    first, second = filled(blocks, 0xFF112233), filled(blocks, 0xFF445566)
    shared = QImage(first)  # a copy that shares its pixels
    names = set(blocks.names)
    del first
    third = filled(blocks, 0xFF778899)
    assert len(blocks.names) == 3
    assert [one.pixel(39, 29) for one in (shared, second, third)] == [
        0xFF112233,
        0xFF445566,
        0xFF778899,
    ]
    del shared, second
    gc.collect()
    again = filled(blocks, 0xFF000000)
    assert set(blocks.names) & names
    assert len(blocks.names) <= 3
    assert again.pixel(0, 0) == 0xFF000000
    blocks.close()


def test_nothing_is_kept_in_reserve() -> None:
    blocks = Blocks()
    pictures = [filled(blocks, n) for n in range(6)]
    pictures.clear()
    held = filled(blocks, 1)
    assert len(blocks.names) == 1
    del held
    blocks.tidy()
    assert not blocks.names
    blocks.give_back(blocks.take(50 * SIZE))
    assert filled(blocks, 0xFF000002).pixel(0, 0) == 0xFF000002  # the large one does not serve
    assert len(blocks.names) == 1
    blocks.close()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the pages of a process")
def test_a_picture_that_went_takes_no_memory_of_the_window_and_loses_no_pixel() -> None:
    blocks, size = Blocks(), HEAD + 400 * 300 * PIXEL
    block = blocks.take(size)
    np.ndarray((300, 400), np.uint32, block.buf, HEAD)[:] = 0xFF112233
    picture = blocks.picture(block, 400, 300)
    assert resident(block.name) >= size
    del picture
    gc.collect()
    assert resident(block.name) == 0
    again = blocks.picture(blocks.take(size), 400, 300)
    assert again.pixel(399, 299) == 0xFF112233  # what another process painted would be there
    del again
    blocks.close()


def resident(name: str) -> int:
    """Bytes of a block that are in the memory of this process."""
    told = Path("/proc/self/smaps").read_text(encoding="utf-8").split(f"/{name}\n")[1]
    return 1024 * int(told.split("\nRss:")[1].split()[0])


@pytest.mark.parametrize("held", [True, False])
def test_closing_leaves_nothing_behind_and_a_picture_readable(held: bool) -> None:
    blocks = Blocks()
    picture = filled(blocks, 0xFF0072B2)
    names = blocks.names
    if not held:
        del picture
    blocks.close()
    assert not any(Path("/dev/shm", name).exists() for name in names)  # noqa: S108
    if held:
        assert picture.pixel(3, 3) == 0xFF0072B2
