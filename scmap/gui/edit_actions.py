"""The actions of editing: shapes on the map and cells in the table."""

from scmap.gui.action import ActionSpec


def _shape(
    name: str,
    handler: str,
    icon: str,
    keys: str = "",
    needs: tuple[str, ...] = ("writable",),
    *,
    checkable: bool = True,
    begins: bool = False,
) -> ActionSpec:
    given = (keys,) if keys else ()
    deed = f"tooling.editing.{handler}"
    return ActionSpec(f"shape.{name}", "shape", deed, icon, given, needs, checkable, begins)


def _tool(name: str, icon: str, keys: str = "", *, begins: bool = False) -> ActionSpec:
    return _shape(name, f"take.{name}", icon, keys, begins=begins)


def _cells(
    name: str, icon: str, keys: str, needs: tuple[str, ...], *, begins: bool = False
) -> ActionSpec:
    deed = f"tooling.cells.{name}"
    return ActionSpec(
        f"edit.{name}", "edit", deed, icon, (keys,), needs, checkable=False, starts_section=begins
    )


SELECTED = ("writable", "selection")

EDIT_ACTIONS: tuple[ActionSpec, ...] = (
    _shape("bar", "show_bar", "edit", "F9", ("project",)),
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
    _shape("merge", "deeds.merge", "merge", "Ctrl+Alt+J", SELECTED, checkable=False),
    _tool("hole", "hole", "Ctrl+Alt+0"),
    _tool("fill", "fill_hole"),
    _tool("grow", "grow", "Ctrl+Alt+U"),
    _shape("delete", "deeds.delete", "delete", "Del", SELECTED, checkable=False),
    _shape("snap", "snapping.switch", "snap", "F12", ("project",), begins=True),
    _shape("trace", "snapping.trace", "trace", "Ctrl+Alt+A", ("project",)),
    _shape("together", "snapping.move_together", "together", needs=("project",)),
)

TABLE = ("writable", "rows")

CELL_ACTIONS: tuple[ActionSpec, ...] = (
    _cells("form", "form", "Ctrl+Alt+D", SELECTED, begins=True),
    ActionSpec("edit.paste", "edit", "paste", "paste", ("Ctrl+V",), TABLE),
    _cells("fill", "down", "Ctrl+D", TABLE),
    _cells("replace", "search", "Ctrl+Shift+H", TABLE),
    _cells("calculate", "properties", "Ctrl+Alt+K", TABLE),
)
