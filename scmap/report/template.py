"""Templates of dossiers: files that say which sections a paper has, in which order, and what else.

A file of this kind is JSON that anyone can write; see docs/formats/report-template.md. What it says
is text, never markup. How a score came about, and where the data are from, stays in every paper.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from scmap import paths
from scmap.errors import InputError
from scmap.report.blocks import SIGNS, Booklet, Line, Section
from scmap.report.korean import phrase

FORMAT = "scmap.report-template/1"
FOLDER = "report-templates"
REST = "*"  # all sections that are named nowhere else, in their own order
LONGEST, MOST = 2000, 200  # letters of a text, and entries of a file
STAYING = ("attached.conditions", "attached.sources")  # words of the sections no paper goes without

PLACES = ("front", "body", "attached")

Made = TypeVar("Made", bound=Booklet)


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """What a file says.

    Attributes
    ----------
    name : str
        What planners call it.
    title : str
        Title of the paper; "" for its own.
    entries : tuple of str or Section
        The name of a section of the dossier, `REST`, or a section of the template's own.
    """

    name: str
    title: str
    entries: tuple[str | Section, ...]


def read_template(path: Path) -> ReportTemplate:
    """Read a template.

    Raises
    ------
    InputError
        ``report_template_wrong``, with what is wrong.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        entries = tuple(map(_entry, told["sections"] if told["format"] == FORMAT else ()))
        name, title = _text(told["name"]), _text(told.get("title", ""))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"{type(error).__name__} {error}"[:200]
        raise InputError("report_template_wrong", file=path.name, what=what) from error
    if not entries or len(entries) > MOST:
        raise InputError("report_template_wrong", file=path.name, what="sections")
    return ReportTemplate(name, title, entries)


def known_templates() -> dict[str, Path]:
    """Give the templates in the planner's own folder, by their names; broken ones are left out."""
    found = {}
    for file in sorted((paths.data_dir() / FOLDER).glob("*.json")):
        try:
            found[read_template(file).name] = file
        except InputError:
            continue
    return found


def known_bases() -> dict[str, Path]:
    """Give the office's own documents in the same folder, by their names."""
    return {file.stem: file for file in sorted((paths.data_dir() / FOLDER).glob("*.hwpx"))}


def laid_out(booklet: Made, template: ReportTemplate) -> Made:
    """Give a booklet with the sections of a template.

    Raises
    ------
    InputError
        ``report_template_section``, when it names a section that the paper never has.
    """
    own = {_plain(one.title): one for one in booklet.sections}
    named = [one for one in template.entries if isinstance(one, str) and one != REST]
    unknown = [one for one in named if _plain(one) not in own]
    if unknown:
        known = ", ".join(one.title for one in booklet.sections)
        raise InputError("report_template_section", section=unknown[0], known=known)
    rest = [one for title, one in own.items() if title not in set(map(_plain, named))]
    sections: list[Section] = []
    for entry in template.entries:
        if isinstance(entry, Section):
            sections.append(entry)
        elif entry == REST:
            sections += rest
        else:
            sections.append(own[_plain(entry)])
    staying = {_plain(phrase(key)) for key in STAYING}
    titles = {_plain(one.title) for one in sections}
    sections += [own[title] for title in own if title in staying - titles]
    sections.sort(key=lambda one: PLACES.index(one.place))  # the numbers run through each part
    return replace(booklet, title=template.title or booklet.title, sections=tuple(sections))


def _entry(told: str | Mapping[str, object]) -> str | Section:
    if isinstance(told, str):
        return _text(told)
    lines = told["lines"]
    if not isinstance(lines, Sequence) or isinstance(lines, str):
        raise TypeError("lines")
    return Section(_text(told["title"]), tuple(map(_line, lines)))


def _line(told: object) -> Line:
    """Give a line; its sign at the beginning (□ ㅇ - ※) says how deep it stands."""
    text = _text(told).strip()
    level = SIGNS.index(text[0]) if text[:1] in SIGNS else 1
    return Line(text.lstrip("".join(SIGNS)).strip() if text[:1] in SIGNS else text, level)


def _text(told: object) -> str:
    if not isinstance(told, str) or len(told) > LONGEST:
        raise TypeError(str(told)[:40])
    return told


def _plain(title: str) -> str:
    return "".join(title.split())
