"""Words of the product's own tables that a project or a rule keeps in Korean, as they are read.

What the planner wrote, or changed, stays what it is in every language.
"""

from collections.abc import Mapping
from functools import cache

from scmap import words
from scmap.analysis.linkage_retold import retold
from scmap.model.codebook import parts
from scmap.model.link import Link
from scmap.model.linkage import Text
from scmap.reference.rule_sources import english_sources
from scmap.reference.templates import templates


def link_title(link: Link) -> str:
    """Name a link: as its service is called in the window's language, unless it was renamed."""
    return _shown(link.template, link.title)


def link_items(link: Link) -> str:
    """Give the data items of a link, separated by commas."""
    return ", ".join(_shown(link.template, item) for item in parts(link.items))


def link_laws(link: Link) -> str:
    """Give the legal grounds of a link."""
    return ";".join(_shown(link.template, law.strip()) for law in link.legal_ground.split(";"))


def link_conditions(link: Link) -> tuple[str, ...]:
    """Give the conditions that a link was accepted by, a line each."""
    kept, code = link.conditions, words.language()
    if code != words.DEFAULT_LANGUAGE:
        kept = retold(kept, link.template, templates(), code)
    return tuple(kept.splitlines())


def shown_source(source: str) -> str:
    """Give the source of a value of the judgement."""
    if words.language() == words.DEFAULT_LANGUAGE:
        return source
    return english_sources().get(source, source)


def _shown(template: str, text: str) -> str:
    if words.language() == words.DEFAULT_LANGUAGE:
        return text
    return _english(template).get(text, text)


@cache
def _english(template: str) -> Mapping[str, str]:
    """Give the English of all words that a link takes from its service."""
    found = templates().templates.get(template)
    if found is None:
        return {}
    told: tuple[Text, ...] = (found.title, *found.items, *found.legal)
    return {one.ko: one.en for one in told if one.en}
