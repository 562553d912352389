"""Text tables as rows of cells: the encoding by their bytes, the separator by its evenness."""

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path

from scmap.errors import InputError
from scmap.formats import letters

SEPARATORS = (",", "\t", ";", "|")
LOOKED_AT = 50  # rows by which separator and header are judged
SAMPLES, SAMPLE = 16, 1 << 16  # lots of lines by which the encoding of a large file is judged
MOSTLY_ZERO = 0.1  # share of zero bytes from which a text may be in units of two
ONE_SIDED = 50  # times as many on one side as on the other
csv.field_size_limit(10_000_000)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file.

    Attributes
    ----------
    text : str
    encoding : str
        Python's name.
    odd : tuple of int
        Lines, from 0, that are in another encoding than the others.
    """

    text: str
    encoding: str
    odd: tuple[int, ...] = ()


def decoded(raw: bytes, encoding: str = "") -> Text:
    """Give the text of a file.

    Parameters
    ----------
    raw : bytes
    encoding : str
        What the user says it is in; "" to let the bytes decide.
    """
    judged = letters.told(encoding)
    if judged:
        return _by_line(raw, judged)
    for mark, own in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            return Text(raw.decode(own, "replace"), own)
    unmarked = _two_bytes(raw)
    if unmarked:
        return Text(raw.decode(unmarked, "replace"), unmarked)
    for own in ("utf-8", letters.CP949):
        try:
            text = raw.decode(own)
        except UnicodeDecodeError:
            continue
        if own == "utf-8" or letters.judge(raw.splitlines()).encoding == letters.CP949:
            return Text(text, own)
    return _by_line(raw)


def sampled(raw: bytes, encoding: str = "") -> Text | None:
    """Give the beginning of a file's text, with the encoding judged by lines from all over it.

    Whoever goes by it has to find out whether all the rest is in that encoding. None for one that
    is in units of two bytes, which cannot be cut like that.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _two_bytes(raw):
        return None
    step = max(len(raw) // SAMPLES, SAMPLE)
    parts = [_lines(raw, start) for start in range(0, len(raw), step)]
    return decoded(b"".join(parts), encoding)


def _two_bytes(raw: bytes) -> str:
    """Name the encoding of a text in units of two bytes without a mark; "" of any other.

    Separators, figures and ends of lines have a zero byte there, always on the same side.
    """
    start = raw[:SAMPLE]
    high, low = start[1::2].count(0), start[::2].count(0)
    if max(high, low) < MOSTLY_ZERO * len(start) or min(high, low) > max(high, low) // ONE_SIDED:
        return ""
    return "utf-16-le" if high > low else "utf-16-be"


def _lines(raw: bytes, start: int) -> bytes:
    """Give some whole lines from about a place of a file."""
    begin = raw.find(b"\n", start) + 1 if start else 0
    end = raw.rfind(b"\n", begin, begin + SAMPLE) + 1
    return raw[begin:end] if end > begin else b""


def _by_line(raw: bytes, judged: letters.Judged | None = None) -> Text:
    """Decode a file that is not in one encoding as a whole, line by line."""
    lines = raw.split(b"\n")
    judged = judged or letters.judge(lines)
    read = [letters.decoded(line, judged.encoding) for line in lines]
    odd = tuple(number for number, (_text, other) in enumerate(read) if other)
    return Text("\n".join(text for text, _other in read), judged.encoding, odd)


def head_end(text: str) -> int:
    """Give where the first lines end, by which a table is judged."""
    end = 0
    for _line in range(2 * LOOKED_AT):
        found = text.find("\n", end)
        if found < 0:
            return len(text)
        end = found + 1
    return end


def separator_of(text: str) -> str:
    """Give the separator that makes the most even columns of the first lines."""
    start = text[: head_end(text)]
    return max(SEPARATORS, key=lambda one: _evenness(start, one))


def split(text: str, separator: str, path: Path) -> list[list[str | None]]:
    """Split a text into rows of cells, empty ones None; an empty line is a row without cells.

    Raises
    ------
    InputError
        table_unreadable.
    """
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[cell.strip() or None for cell in row] for row in read]
    except csv.Error as error:
        raise InputError("table_unreadable", file=path.name) from error


def _evenness(start: str, separator: str) -> tuple[float, int]:
    """Rank a separator: rows of the same width first, then more columns."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(start), delimiter=separator) if row]
    except csv.Error:
        return 0.0, 0
    usual = max(set(widths), key=widths.count, default=1)
    return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual
