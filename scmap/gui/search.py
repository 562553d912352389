"""Finding by typing: every word of the query must occur, Hangul initials count as their syllables.

"ㅈㅊ ㅂㄱ" finds "전체 보기"; "중첩 dong" finds what holds both, in any order and case.
"""

import re

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST_SYLLABLE, LAST_SYLLABLE = ord("가"), ord("힣")
_WORD = re.compile(r"\w+")
PER_INITIAL = 588  # syllables that share an initial: 21 vowels x 28 finals


def folded(text: str) -> str:
    """Give `text` as it is searched in: without case."""
    return text.casefold()


def initials(text: str) -> str:
    """Give `text` with each Hangul syllable replaced by its initial consonant."""
    return "".join(map(_initial, text))


def matches(query: str, text: str) -> bool:
    """Tell whether each word of `query` occurs in `text` (both folded), as it is or by initials."""
    return all(
        word in text or (only_initials(word) and word in initials(text)) for word in query.split()
    )


def farness(query: str, text: str) -> int:
    """Tell how far the words of `query` are from the words of `text` (both folded).

    0 where each is a whole word, 1 where each begins one, 2 where each occurs, 3 where one is not
    there.
    """
    words = _WORD.findall(text)
    return max((_farness(word, text, words) for word in query.split()), default=0)


def _farness(word: str, text: str, words: list[str]) -> int:
    if only_initials(word):
        words = [*words, *map(initials, words)]
    if word in words:
        return 0
    if any(one.startswith(word) for one in words):
        return 1
    return 2 if matches(word, text) else 3


def _initial(letter: str) -> str:
    code = ord(letter)
    return (
        INITIALS[(code - FIRST_SYLLABLE) // PER_INITIAL]
        if FIRST_SYLLABLE <= code <= LAST_SYLLABLE
        else letter
    )


def only_initials(word: str) -> bool:
    """Tell whether a word is one of initials: such a one is looked for among initials, too."""
    return all(letter in INITIALS for letter in word)
