"""Commands on layouts of map sheets: keep one in the project, or take it out."""

from dataclasses import replace

from scmap.errors import InputError
from scmap.model.layout import Layout
from scmap.model.project import Project, new_uid
from scmap.model.records import records, with_record, without_record


def own_layouts(project: Project) -> tuple[Layout, ...]:
    """Give the layouts that the project keeps, in the order in which they were added."""
    return records(project, Layout)


def keep_layout(project: Project, layout: Layout, name: str) -> Project:
    """Keep a layout under a name; one that bears the name already is replaced.

    Raises
    ------
    InputError
        ``layout_nameless``.
    """
    name = name.strip()
    if not name:
        raise InputError("layout_nameless")
    same = (one.uid for one in own_layouts(project) if one.name == name)
    return with_record(project, replace(layout, uid=next(same, None) or new_uid(), name=name))


def drop_layout(project: Project, uid: str) -> Project:
    """Take a kept layout out of the project."""
    return without_record(project, Layout, uid)
