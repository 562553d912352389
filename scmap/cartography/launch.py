"""Starts the painting process, early if that is wished: before anything that paints is loaded.

The program and its painting process then load Qt at the same time, on two cores, and the first map
does not wait for the second.
"""

import multiprocessing
import os
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import TypeAlias, cast

from scmap.progress import stand_behind

Launched: TypeAlias = tuple[SpawnProcess, Connection]

# How the program's own processes begin: as Windows begins them, on every system.
METHOD = "spawn"

_waiting: list[Launched] = []


def beginning() -> SpawnContext:
    """Give what begins processes of the program's own."""
    return cast("SpawnContext", multiprocessing.get_context(METHOD))


def begin() -> None:
    """Start a painting process for the window that will open."""
    try:
        _waiting.append(launched())
    except OSError:  # the window will try again, and say so
        return


def take() -> Launched | None:
    """Give the process that was started early, once; None if there is none that lives."""
    while _waiting:
        process, orders = _waiting.pop()
        if process.is_alive():
            return process, orders
        orders.close()
    return None


def launched() -> Launched:
    """Start a painting process; give it and the pipe to it.

    Raises
    ------
    OSError
        If the system refuses.
    """
    context = beginning()
    orders, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), name="painting", daemon=True)
    try:
        process.start()
    except OSError:
        orders.close()
        raise
    finally:
        theirs.close()
    return process, orders


def _serve(orders: Connection) -> None:
    stand_behind(os.getppid())
    from scmap.cartography.worker import serve  # noqa: PLC0415  only that process paints

    serve(orders)
