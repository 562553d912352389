"""The actions of editing, as rows that `actions` puts into the table of the window."""

from dataclasses import dataclass

MENU = "shape"


@dataclass(frozen=True, slots=True)
class EditAction:
    """One action of the menu 도형; it stands in `actions.ACTIONS` as ``shape.<name>``.

    Attributes
    ----------
    name : str
        Its words are ``actions.shape.<name>``.
    handler : str
        Attribute path below the window's ``tooling.editing``.
    icon : str
        Name in resources/icons.
    keys : str
        Shortcut; "" for none.
    needs : tuple of str
        What must hold, see `actions.NEEDS`.
    checkable, starts_section : bool
        As in `actions.ActionSpec`.
    """

    name: str
    handler: str
    icon: str
    keys: str = ""
    needs: tuple[str, ...] = ("writable",)
    checkable: bool = True
    starts_section: bool = False


def _tool(name: str, icon: str, keys: str = "", *, begins: bool = False) -> EditAction:
    return EditAction(name, f"take.{name}", icon, keys, starts_section=begins)


SELECTED = ("writable", "selection")

EDIT_ACTIONS: tuple[EditAction, ...] = (
    EditAction("bar", "show_bar", "edit", "F9", ("project",)),
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
    EditAction("merge", "deeds.merge", "merge", "Ctrl+Alt+J", SELECTED, checkable=False),
    _tool("hole", "hole", "Ctrl+Alt+0"),
    _tool("fill", "fill_hole"),
    _tool("grow", "grow", "Ctrl+Alt+U"),
    EditAction("delete", "deeds.delete", "delete", "Del", SELECTED, checkable=False),
    EditAction("snap", "snapping.switch", "snap", "F12", ("project",), starts_section=True),
    EditAction("trace", "snapping.trace", "trace", "Ctrl+Alt+A", ("project",)),
    EditAction("together", "snapping.move_together", "together", needs=("project",)),
)
