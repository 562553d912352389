"""The actions of editing, as rows that `actions` puts into the table of the window."""

from dataclasses import dataclass

MENU = "shape"


@dataclass(frozen=True, slots=True)
class EditAction:
    """One action; it stands in `actions.ACTIONS` as ``<menu>.<name>``.

    Attributes
    ----------
    name : str
        Its words are ``actions.<menu>.<name>``.
    handler : str
        Attribute path below the window's ``tooling``.
    icon : str
        Name in resources/icons.
    keys : str
        Shortcut; "" for none.
    needs : tuple of str
        What must hold, see `actions.NEEDS`.
    checkable, starts_section : bool
        As in `actions.ActionSpec`.
    menu : str
        In which it stands.
    """

    name: str
    handler: str
    icon: str
    keys: str = ""
    needs: tuple[str, ...] = ("writable",)
    checkable: bool = True
    starts_section: bool = False
    menu: str = MENU


def _tool(name: str, icon: str, keys: str = "", *, begins: bool = False) -> EditAction:
    return EditAction(name, f"editing.take.{name}", icon, keys, starts_section=begins)


def _cells(
    name: str, icon: str, keys: str, needs: tuple[str, ...], *, begins: bool = False
) -> EditAction:
    handler = f"cells.{name}"
    return EditAction(
        name, handler, icon, keys, needs, checkable=False, starts_section=begins, menu="edit"
    )


SELECTED = ("writable", "selection")

EDIT_ACTIONS: tuple[EditAction, ...] = (
    EditAction("bar", "editing.show_bar", "edit", "F9", ("project",)),
    _tool("point", "draw_point", "Ctrl+Alt+1", begins=True),
    _tool("line", "draw_line", "Ctrl+Alt+2"),
    _tool("area", "draw_area", "Ctrl+Alt+3"),
    _tool("circle", "draw_circle", "Ctrl+Alt+4"),
    _tool("corridor", "draw_corridor", "Ctrl+Alt+5"),
    _tool("region", "draw_region", "Ctrl+Alt+6"),
    _tool("corners", "corners", "Ctrl+Alt+N", begins=True),
    _tool("move", "move", "Ctrl+Alt+X"),
    _tool("rotate", "rotate", "Ctrl+Alt+O"),
    _tool("bend", "bend", "Ctrl+Alt+H"),
    _tool("split", "split", "Ctrl+Alt+S"),
    EditAction("merge", "editing.deeds.merge", "merge", "Ctrl+Alt+J", SELECTED, checkable=False),
    _tool("hole", "hole", "Ctrl+Alt+0"),
    _tool("fill", "fill_hole"),
    _tool("grow", "grow", "Ctrl+Alt+U"),
    EditAction("delete", "editing.deeds.delete", "delete", "Del", SELECTED, checkable=False),
    EditAction("snap", "editing.snapping.switch", "snap", "F12", ("project",), starts_section=True),
    EditAction("trace", "editing.snapping.trace", "trace", "Ctrl+Alt+A", ("project",)),
    EditAction("together", "editing.snapping.move_together", "together", needs=("project",)),
)

TABLE = ("writable", "rows")

CELL_ACTIONS: tuple[EditAction, ...] = (
    _cells("form", "form", "Ctrl+Alt+D", SELECTED, begins=True),
    _cells("paste", "paste", "Ctrl+V", TABLE),
    _cells("fill", "down", "Ctrl+D", TABLE),
    _cells("replace", "search", "Ctrl+Shift+H", TABLE),
    _cells("calculate", "properties", "Ctrl+Alt+K", TABLE),
)
