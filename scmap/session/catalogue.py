"""The catalogue of linked services with the planner's edits, additions and imports."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from scmap.errors import InputError
from scmap.model.linkage import Template, TemplateTable
from scmap.model.project import Project
from scmap.model.records import records, with_record, without_record
from scmap.model.service_edit import ServiceEdit
from scmap.reference.templates import table_of, template_of, templates

FORMAT = "scmap.services"


def with_edits(table: TemplateTable, project: Project) -> TemplateTable:
    """Give the catalogue with what a project edits and adds; an edit that is broken is left out."""
    edits = records(project, ServiceEdit)
    if not edits:
        return table
    made = dict(table.templates)
    for one in edits:
        try:
            made[one.uid] = checked(json.loads(one.table), table)
        except (InputError, ValueError, RecursionError):
            continue
    return replace(table, templates=made)


def checked(told: Mapping[str, Any], table: TemplateTable) -> Template:
    """Read one template, and see that the catalogue knows all it speaks of.

    Raises
    ------
    InputError
        ``service_wrong``, naming the template and what is wrong with it.
    """
    name = str(told.get("id", ""))
    try:
        made = template_of(told)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError("service_wrong", service=name or "?", what=str(error)) from error
    known = [one for other in table.templates.values() for one in other.preconditions]
    verbs, words = {one.verb for one in known}, {one.words for one in known}
    for one in made.preconditions:
        wrong = [*({one.verb} - verbs), *({one.words} - words)]
        wrong += set(one.of) - table.selections.keys()
        wrong += {one.least, *one.distances} - table.parameters.keys()
        if wrong:
            raise InputError("service_wrong", service=name, what=", ".join(sorted(wrong)))
    if not (name and made.title.ko.strip()) or made.direction not in ("forward", "both"):
        raise InputError("service_wrong", service=name or "?", what="id, title, direction")
    return made


def edit(project: Project, made: Template) -> Project:
    """Put a template in place of the one of its id, or beside the others.

    Raises
    ------
    InputError
        See `checked`.
    """
    product = templates()
    checked(table_of(made), product)
    text = json.dumps(table_of(made), ensure_ascii=False)
    return with_record(project, ServiceEdit(made.id, text, product.version))


def restore(project: Project, id_: str) -> Project:
    """Go back to the product's template; one of the planner's own is taken out."""
    return without_record(project, ServiceEdit, id_)


def take_in(project: Project, text: str) -> Project:
    """Take templates in from the text of a file that `given_out` wrote.

    Raises
    ------
    InputError
        ``services_unreadable`` when it is no such file, or as `checked`; nothing comes in then.
    """
    try:
        told = json.loads(text)
        rows = told["templates"] if told["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("services_unreadable") from error
    if not isinstance(rows, list) or not rows:
        raise InputError("services_unreadable")
    for one in rows:
        project = edit(project, checked(one, templates()))
    return project


def given_out(made: Iterable[Template]) -> str:
    """Write templates as the text of a file."""
    rows = [table_of(one) for one in made]
    return json.dumps({"format": FORMAT, "templates": rows}, ensure_ascii=False, indent=2)


def origin(project: Project, id_: str) -> str:
    """Tell whether a template is the product's ("product"), an edit of it, or the planner's own."""
    if all(one.uid != id_ for one in records(project, ServiceEdit)):
        return "product"
    return "edited" if id_ in templates().templates else "own"


def free_id(table: TemplateTable) -> str:
    """Give an id for a template of the planner's own: L1, L2 …."""
    number = 1
    while f"L{number}" in table.templates:
        number += 1
    return f"L{number}"
