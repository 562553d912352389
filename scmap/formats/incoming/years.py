"""The years that a text names: 2015.3 ~ 2017.12, ’13~’15, 2015~17년, 15.3~17.12, 13년 9월."""

import re

# Years of two figures: from 80 on they are of the last century.
_LAST_CENTURY = 80
_MONTHS = 12
_TO = "[~∼〜～]"
_FULL = r"(?<!\d)(?:19[89]\d|20\d\d)(?!\d)"
_YEAR = re.compile(rf"({_FULL})|['’‘](\d\d)(?!\d)|(?<!\d)(\d\d)\s*년(?=\s*\d{{1,2}}\s*월)")
_SHORT_BOTH = re.compile(
    rf"(?<!\d)(\d\d)\s*년?\s*{_TO}\s*(\d\d)\s*년"  # 13~15년
    rf"|(?<!\d)(\d\d)\.\s*\d{{1,2}}\.?\s*{_TO}\s*(\d\d)\.\s*\d{{1,2}}(?!\d)"  # 15.3~17.12
)
# What stands behind the first year up to the last; a dash may come before a month, too.
_SHORT_END = re.compile(
    rf"({_FULL})\s*년?\s*({_TO}|-)\s*(\d\d)(?:\s*년?도?|\.\s*\d{{1,2}}\.?)\s*(?:까지)?(?![\d월/-])"
)
_LATE_END = re.compile(rf"({_FULL})[^~∼〜～]*({_TO})\s*(\d\d)\.\s*\d{{1,2}}(?!\d)")


def years_in(text: str) -> list[int]:
    """Give the years that a text names, in order; [] where it names none without doubt."""
    if re.fullmatch(r"\d{8}", text):
        text = text[:4]
    both = _SHORT_BOTH.search(text)
    if both is not None:
        return [_whole(short) for short in both.groups() if short]
    found = [
        int(full) if full else _whole(apart or near) for full, apart, near in _YEAR.findall(text)
    ]
    return found + _end(text) if len(found) == 1 else found


def _end(text: str) -> list[int]:
    """Give the last year of 2015~17; 2015-09 is a month, and so may 2009-12 be."""
    for form in (_SHORT_END, _LATE_END):
        short = form.search(text)
        if short is None:
            continue
        first, last = int(short[1]), int(short[1][:2] + short[3])
        may_be_month = (short[2] == "-" or form is _LATE_END) and int(short[3]) <= _MONTHS
        if last >= first and not may_be_month:
            return [last]
    return []


def _whole(short: str) -> int:
    return int(short) + (1900 if int(short) >= _LAST_CENTURY else 2000)
