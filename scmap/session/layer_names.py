"""Which layer of a project is meant by what somebody calls it."""

from scmap.errors import InputError
from scmap.model import records
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.words import tr


def layer_called(project: Project, name: str) -> Layer:
    """Give the one layer that a name or title means; 투자사업 is that of the investments always.

    Their layer has the title of the file that they came from, which nobody thinks of who shares or
    hands out the city's investments.

    Raises
    ------
    InputError
        ``layer_not_one``, with what the layers are called.
    """
    shown = [one for one in project.layers if one.kind != records.KIND]
    found = [one for one in project.layers if name in (one.name, one.title)]
    if not found and name == tr("map.group_investment") and project.investments is not None:
        found = [project.investments]
    if len(found) != 1:
        known = ", ".join(f"{one.title} ({one.name})" for one in shown)
        raise InputError("layer_not_one", layer=name, layers=known)
    return found[0]
