"""Linking a region's own codes to those of the nation: what a project keeps, and proposals."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from scmap.errors import InputError
from scmap.formats.text_rows import decoded, separator_of, split
from scmap.model.codebook import CodeBook
from scmap.model.crosswalk import CodeLink, Regional
from scmap.model.gazetteer import Gazetteer
from scmap.model.identity import derived_uid
from scmap.model.project import Project
from scmap.model.records import records, with_all

SYSTEMS = ("administrative", "framework", "service")  # 행정표준코드, 기본공간정보, 서비스분야


def linked(
    project: Project, layer: str, field: str, made: Mapping[str, str], system: str
) -> Project:
    """Give the project with local codes of a field linked; an empty national code unlinks.

    Parameters
    ----------
    project : Project
        Keeps its other links.
    layer, field : str
        uid of the layer, and the field in which the local codes stand.
    made : Mapping of str to str
        National code by local code.
    system : str
        Which national codes they are.
    """
    kept = [
        link
        for link in records(project, CodeLink)
        if (link.layer, link.field) != (layer, field) or link.local not in made
    ]
    new = [
        CodeLink(derived_uid(layer, field, local), layer, field, local, national, system)
        for local, national in made.items()
        if national
    ]
    return with_all(project, CodeLink, [*kept, *new])


def links_of(project: Project, layer: str, field: str) -> dict[str, CodeLink]:
    """Give the links of one field by local code."""
    found = records(project, CodeLink)
    return {one.local: one for one in found if (one.layer, one.field) == (layer, field)}


def with_regional(project: Project, layer: str, steward: str, cycle: str) -> Project:
    """Mark a layer as a region's own (지역특화); an empty steward takes the mark away."""
    kept = [one for one in records(project, Regional) if one.uid != layer]
    own = [Regional(layer, steward, cycle)] if steward else []
    return with_all(project, Regional, [*kept, *own])


def read_links(table: Path) -> dict[str, str]:
    """Read a table of two columns, local code and national code, below a heading (CSV, TSV).

    Raises
    ------
    InputError
        file_missing, or those of a text that cannot be read.
    """
    try:
        text = decoded(table.read_bytes()).text
    except OSError as error:
        raise InputError("file_missing", file=table.name) from error
    rows = split(text, separator_of(text), table)
    pairs = [tuple((cell or "").strip() for cell in row[:2]) for row in rows[1:] if len(row) > 1]
    return {local: national for local, national in pairs if local and national}


def proposed(
    codes: Iterable[str], system: str, gazetteer: Gazetteer, codebook: CodeBook
) -> dict[str, str]:
    """Propose national codes for local ones that are names of what the code books know.

    What could be several is left out: a planner decides, not the program.
    """
    if system == "administrative":
        return {one: code for one in codes if (code := _municipality(gazetteer, one))}
    if system == "service":
        known = {one.title: one.code for one in codebook.fields.values()}
        known |= {code: code for code in codebook.fields}
        return {one: known[one] for one in codes if one in known}
    return {}


def _municipality(gazetteer: Gazetteer, name: str) -> str:
    found = {place.municipality.code for place in gazetteer.municipality(name)}
    return found.pop() if len(found) == 1 else ""
