"""Do long work in blocks on all cores, and stop soon when asked."""

import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from scmap.progress import Progress, give_way

_PATIENCE = 0.1  # seconds between two looks whether to stop
_AHEAD = 2  # blocks a core that are handed over: none waits for the next


def cut(cost: NDArray[np.float64] | NDArray[np.intp], budget: float) -> list[slice]:
    """Cut items of known cost into runs of about `budget` each; one item alone may cost more."""
    spent = np.cumsum(cost)
    if not len(spent):
        return []
    marks = np.searchsorted(spent, np.arange(budget, spent[-1], budget), side="left") + 1
    bounds = np.unique(np.concatenate(([0], marks, [len(spent)]))).tolist()
    return [slice(start, stop) for start, stop in pairwise(bounds)]


def in_blocks(work: Callable[[slice], None], blocks: list[slice], progress: Progress) -> None:
    """Do `work` for each block on all cores; `work` lets go of the interpreter meanwhile.

    Whatever `progress` raises ends the work: blocks that have not begun are left out. Few wait in
    the pool at a time: to hand over or to watch thousands holds the interpreter for long.
    """
    cores = os.cpu_count() or 1
    left, finished = iter(blocks), 0
    pool = ThreadPoolExecutor(cores)

    def step(block: slice) -> None:
        give_way()  # each end of a block wants the interpreter, as the window does
        work(block)

    try:
        pending = {pool.submit(step, block) for block in islice(left, _AHEAD * cores)}
        while pending:
            done, pending = wait(pending, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
            for one in done:
                one.result()
            finished += len(done)
            pending |= {pool.submit(step, block) for block in islice(left, len(done))}
            progress(finished / len(blocks))
    finally:
        pool.shutdown(cancel_futures=True)
