"""How far the long work of a verb is, on standard error: files and --json stay as they are."""

import sys

import click

from scmap.words import tr

_STEP = 25  # percent between two lines of a log


class ProgressLine:
    """Tells the share done: in place on a terminal, else a line at each quarter.

    Parameters
    ----------
    key : str
        Words for it, with ``percent``.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._told = -1
        self._in_place = sys.stderr.isatty()

    def __call__(self, share: float, /) -> None:
        """Tell it where it has grown."""
        step = 1 if self._in_place else _STEP
        percent = int(100 * share) // step * step
        if percent <= self._told:
            return
        self._told = percent
        if percent or self._in_place:
            told = tr(self._key, percent=percent)
            click.echo(f"\r{told}" if self._in_place else told, nl=not self._in_place, err=True)

    def end(self) -> None:
        """Leave the line, so that what comes next has its own."""
        if self._in_place and self._told >= 0:
            click.echo(err=True)
