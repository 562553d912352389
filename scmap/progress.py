"""How long work tells how far it is, and hears that it should stop."""

from typing import Protocol


class Progress(Protocol):
    """Told the share of work done; raises CancelledError when the work should stop."""

    def __call__(self, share: float, /) -> None:
        """Take note that `share` (0 to 1) of the work is done."""


def silent(_share: float, /) -> None:
    """Listen to nobody: the default for work that nobody watches."""


def part(progress: Progress, start: float, stop: float) -> Progress:
    """Give a step of a larger job its own 0 to 1 between `start` and `stop` of the whole."""

    def inner(share: float, /) -> None:
        progress(start + (stop - start) * share)

    return inner
