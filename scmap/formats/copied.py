"""Cells as spreadsheets copy them: rows by lines, cells by tabs."""

import re

_QUOTED = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\n]|\Z)')
_END = re.compile(r"[\t\n]")


def read_copied(text: str) -> list[list[str]]:
    """Take what a spreadsheet copied apart, in rows of cells.

    A cell that holds a line end or a tab is copied in quotes, its own quotes doubled: taken for
    lines, it would move all below it to other features. Other quotes are the cell's own.

    Parameters
    ----------
    text : str
        With plain ends of lines, and none behind the last.
    """
    if '"' not in text:
        return [line.split("\t") for line in text.split("\n")]
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at == len(text):
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1


def _cell(text: str, at: int) -> tuple[str, int]:
    """Give the cell that begins at a place, and where it ends."""
    quoted = _QUOTED.match(text, at)
    if quoted is not None and _END.search(quoted[1]) is not None:
        return quoted[1].replace('""', '"'), quoted.end()
    found = _END.search(text, at)
    end = len(text) if found is None else found.start()
    return text[at:end], end
