"""The encoding of text, judged from its bytes against what a file claims.

Korean files are CP949 or UTF-8, whatever their labels say; a label is believed only where the bytes
do not contradict it. CP949 decodes much that is no Korean: true Korean text is nearly all of the
2,350 syllables of KS X 1001, while Western or Chinese bytes read as CP949 make rare ones.
"""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scmap.errors import InputError

UTF8, CP949, BIG5, LATIN1 = "UTF-8", "cp949", "big5", "ISO-8859-1"
ENOUGH = 0.85  # share of the texts that decode
USUAL = 0.7  # share of usual letters among those beyond ASCII
_ASCII = re.compile("[\\x00-\\x7f]+")
CLAIMS = {
    "utf-8": UTF8,
    "utf8": UTF8,
    "65001": UTF8,
    "euc-kr": CP949,
    "euckr": CP949,
    "cp949": CP949,
    "949": CP949,
    "ms949": CP949,
    "ks_c_5601-1987": CP949,
    "uhc": CP949,
    "big5": BIG5,
    "950": BIG5,
    "iso-8859-1": LATIN1,
    "8859_1": LATIN1,
    "88591": LATIN1,
    "latin1": LATIN1,
    "1252": "cp1252",
    "cp1252": "cp1252",
    "windows-1252": "cp1252",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """An encoding, and how sure it is.

    Attributes
    ----------
    encoding : str
        Name for Python.
    by : str
        "bytes" where the text decided; otherwise whose claim was believed.
    contradicted : str
        The claim that the bytes contradict; "" where there is none.
    guessed : bool
        Whether there is text beyond ASCII of which nothing says how it is written.
    """

    encoding: str
    by: str
    contradicted: str = ""
    guessed: bool = False


def judge(texts: Iterable[bytes], claims: Sequence[tuple[str, str]] = ()) -> Judged:
    """Judge in which encoding texts are.

    Parameters
    ----------
    texts : iterable of bytes
        All text there is; ASCII tells nothing and is passed over.
    claims : sequence of (str, str)
        What the file says of itself, the most trusted first: who says it, and what.
    """
    known = [(by, claimed) for by, said in claims if (claimed := named(said))]
    telling = [text for text in texts if not text.isascii()]
    if not telling:
        return Judged(known[0][1], known[0][0]) if known else Judged(LATIN1, "bytes")
    found = _from_bytes(telling)
    for by, claimed in known:
        if claimed == found or (found is None and _decodes(telling, claimed) >= ENOUGH):
            return Judged(claimed, by, guessed=by == "source")
    contradicted = known[0][1] if known else ""
    return Judged(found or LATIN1, "bytes", contradicted, guessed=not contradicted)


def told(encoding: str) -> Judged | None:
    """Take the user's word for an encoding; None where it is left to be judged.

    Raises
    ------
    InputError
        encoding_not_known.
    """
    if not encoding:
        return None
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise InputError("encoding_not_known", encoding=encoding) from error
    return Judged(encoding, "user")


def named(said: str) -> str:
    """Give the encoding that a label means; "" for one that is not known."""
    return CLAIMS.get(said.strip().strip("\x00").lower().removeprefix("ansi ").strip(), "")


def decoded(text: bytes, encoding: str) -> tuple[str, bool]:
    """Decode one text; tell whether it had to be read in another encoding, or lost a letter.

    A text cut off in the middle of its last letter, as fields of fixed width are, loses that
    letter without being called damaged.
    """
    try:
        return text.decode(encoding), False
    except UnicodeDecodeError as error:
        if error.start >= len(text) - 3 and error.end >= len(text) - 2:
            return text[: error.start].decode(encoding), False
    for other in (UTF8, CP949):
        if other != encoding:
            try:
                return text.decode(other), True
            except UnicodeDecodeError:
                continue
    return text.decode(encoding, "replace"), True


def _from_bytes(texts: Sequence[bytes]) -> str | None:
    """Tell the encoding from texts beyond ASCII; None where no multi-byte encoding fits."""
    if _decodes(texts, UTF8) >= ENOUGH:
        return UTF8
    if _decodes(texts, CP949) >= ENOUGH and _korean(texts) >= USUAL:
        return CP949
    if _decodes(texts, BIG5) >= ENOUGH and _chinese(texts) >= USUAL:
        return BIG5
    return None


def _decodes(texts: Sequence[bytes], encoding: str) -> float:
    """Give the share of texts without damage in an encoding, a cut last letter aside."""
    whole = 0
    for text in texts:
        try:
            text.decode(encoding)
        except UnicodeDecodeError as error:
            whole += error.start >= len(text) - 3 and error.start > 0
        else:
            whole += 1
    return whole / len(texts)


def _korean(texts: Sequence[bytes]) -> float:
    """Give the share of KS X 1001 syllables, hanja and signs among what CP949 reads."""
    read = "".join(text.decode(CP949, "ignore") for text in texts)
    pairs = np.frombuffer(_ASCII.sub("", read).encode(CP949), np.uint8).reshape(-1, 2)
    lead, high = pairs[:, 0], pairs[:, 1] >= 0xA1  # beyond ASCII each letter has two bytes
    usual = (lead >= 0xB0) & (lead <= 0xC8) & high
    sign = np.isin(lead, (0xA1, 0xA2, 0xA3, 0xA7, 0xA8)) & high
    common, rare = int(usual.sum()), int((~usual & ~sign).sum())
    return common / (common + rare) if common + rare else 0.0


def _chinese(texts: Sequence[bytes]) -> float:
    """Give the share of frequent characters (level 1) among what Big5 reads."""
    common = rare = 0
    for text in texts:
        for letter in text.decode(BIG5, "ignore"):
            if not letter.isascii():
                usual = letter.encode(BIG5)[0] <= 0xC6
                common += usual
                rare += not usual
    return common / (common + rare) if common + rare else 0.0
