"""Edited sentences: put in place of the generated ones, and flagged when the numbers changed."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scmap.errors import InputError
from scmap.model.project import Project, new_uid
from scmap.model.records import records, with_record, without_record
from scmap.model.sentence import Sentence
from scmap.report.blocks import Block, Line, Section
from scmap.report.korean import phrase

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Printed:
    """A generated sentence and what is printed of it.

    Attributes
    ----------
    key, section : str
        Identity, and the title of its section.
    made, text : str
        As it is generated now, and as it is printed.
    stale : bool
        Whether it was edited and the generated sentence has changed since.
    """

    key: str
    section: str
    made: str
    text: str
    stale: bool


def keyed(section: Section) -> Iterator[tuple[Block, str]]:
    """Give the blocks of a section with the identity of each sentence, "" for what is none.

    It stays the same while only numbers change; sentences alike but for these are counted.
    """
    seen: Counter[str] = Counter()
    for block in section.blocks:
        if not isinstance(block, Line):
            yield block, ""
            continue
        bare = _NUMBER.sub("#", block.text)
        told = f"{section.title}\x1f{bare}\x1f{seen[bare]}"
        seen[bare] += 1
        yield block, hashlib.sha256(told.encode()).hexdigest()[:12]


def edits_of(project: Project, round_: str) -> dict[str, Sentence]:
    """Give the edits of a round's dossier by the sentence that they stand for."""
    return {one.key: one for one in records(project, Sentence) if one.round == round_}


def printed(sections: Iterable[Section], edits: dict[str, Sentence]) -> Iterator[Printed]:
    """Give every sentence of a dossier that can be edited, in reading order."""
    yield from as_printed(
        (
            Printed(key, section.title, line.text, line.text, stale=False)
            for section in sections
            for line, key in keyed(section)
            if isinstance(line, Line)
        ),
        edits,
    )


def as_printed(made: Iterable[Printed], edits: dict[str, Sentence]) -> tuple[Printed, ...]:
    """Give sentences with what is printed in their place, and which are to be looked at again."""
    told = ((one, edits.get(one.key)) for one in made)
    return tuple(
        one if edit is None else replace(one, text=edit.text, stale=edit.made != one.made)
        for one, edit in told
    )


def edited(sections: Iterable[Section], edits: dict[str, Sentence]) -> tuple[Section, ...]:
    """Put edits in place; below one whose numbers changed stands what is generated now."""
    return tuple(
        replace(one, blocks=tuple(_blocks(one, edits))) if edits else one for one in sections
    )


def _blocks(section: Section, edits: dict[str, Sentence]) -> Iterator[Block]:
    for block, key in keyed(section):
        edit = edits.get(key)
        if edit is None or not isinstance(block, Line):
            yield block
            continue
        yield Line(edit.text, block.level)
        if edit.made != block.text:
            yield Line(phrase("sentence.stale", made=block.text), 3)


def edit(
    project: Project, round_: str, sections: Iterable[Section], key: str, text: str
) -> Project:
    """Keep other words for a sentence; "" gives it back to the program.

    Raises
    ------
    InputError
        ``sentence_unknown``: no generated sentence has that key.
    """
    found = next((one for one in printed(sections, {}) if one.key == key), None)
    if found is None:
        raise InputError("sentence_unknown", key=key)
    return reworded(project, round_, found, text)


def reworded(project: Project, round_: str, sentence: Printed, text: str) -> Project:
    """Keep other words for a sentence that was listed; "" gives it back to the program."""
    old = edits_of(project, round_).get(sentence.key)
    if not text.strip():
        return without_record(project, Sentence, old.uid) if old else project
    uid = old.uid if old else new_uid()
    told = " ".join(text.split())
    return with_record(project, Sentence(uid, round_, sentence.key, sentence.made, told))
