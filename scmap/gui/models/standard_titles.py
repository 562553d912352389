"""Titles that the program itself gave to layers and headings, said in the language of the window.

A project keeps its titles as they were when it was begun. What a planner named is never another.
"""

import re
import string
from collections.abc import Mapping, Sequence
from functools import cache

from scmap import words
from scmap.model.codebook import Titled
from scmap.model.ruleset import GRADE_KEYS, GRADES
from scmap.reference import codebook

# Contexts whose Korean words may stand as a title of the standard tree.
_CONTEXTS = ("map.", "depth.title", "depth.class.")
# Titles that name a bound, which is another one in another project.
_BOUNDED = ("map.overlap_high", "map.overlap_partial", "map.overlap_low", "map.overlap_sliver")
_BOUND = r"(?P<{name}>[\d.]+%?)"
# Layers of the sample, and the remark behind each.
_SAMPLE = (
    "sample.air", "sample.camera", "sample.danger", "sample.drainage", "sample.fire_district",
    "sample.fire_sensor", "sample.fire_station", "sample.guarded", "sample.made_up",
    "sample.market", "sample.pole", "sample.police_district", "sample.road", "sample.school",
    "sample.sewer", "sample.signal", "sample.water_level", "sample.way_home",
)  # fmt: skip
# Security grades, which a project keeps in Korean.
_SECURITY = (
    "layers.security.open", "layers.security.ungraded", "layers.security.restricted",
    "layers.security.closed",
)  # fmt: skip
_BOTH = ("ko", "en")
_JOIN = " + "  # of the ministries of a joint investment


def shown_title(title: str) -> str:
    """Give a title as it is read in the language of the window.

    The parts of a joint title are each read so, and what stands in brackets behind a standard one
    ("시설물 (가상 예시)").
    """
    if words.language() == words.DEFAULT_LANGUAGE:
        return title
    known = _english()
    if title in known:
        return known[title]
    for pattern, english in _bounded():
        if found := pattern.fullmatch(title):
            return english.format(**found.groupdict())
    parts = title.split(_JOIN)
    if len(parts) > 1:
        return _JOIN.join(known.get(part, part) for part in parts)
    name, opened, remark = title.partition(" (")
    if name not in known:
        return title
    said = remark.removesuffix(")")
    return f"{known[name]}{opened}{known.get(said, said)}{remark[len(said) :]}"


@cache
def _bounded() -> Sequence[tuple[re.Pattern[str], str]]:
    """Give what each title with a bound looks like, and the same in English."""
    korean, english = words.catalogue("ko"), words.catalogue("en")
    made = []
    for key in _BOUNDED:
        parts = string.Formatter().parse(korean[key])
        told = (
            re.escape(text) + (_BOUND.format(name=name) if name else "") for text, name, *_ in parts
        )
        made.append((re.compile("".join(told)), english[key]))
    return made


@cache
def _english() -> Mapping[str, str]:
    korean, english = words.catalogue("ko"), words.catalogue("en")
    said = {
        text: english[key]
        for key, text in korean.items()
        if key.startswith(_CONTEXTS) and "{" not in text
    }
    said |= {korean[key]: english[key] for key in (*_SAMPLE, *_SECURITY)}
    for grade, name in zip(GRADES, GRADE_KEYS, strict=True):
        korean_, english_ = (words.tr_in(one, f"map.grade_{name}", grade=grade) for one in _BOTH)
        said[korean_] = english_
    book = codebook()
    named: tuple[Titled, ...] = (
        *book.tags.values(), *book.beneficiaries.values(), *book.money_bases.values(),
        *book.programmes.values(), *book.fields.values(), *book.kinds.values(),
        *book.lineages.values(),
    )  # fmt: skip
    return said | {one.title: one.title_en for one in named if one.title_en}
