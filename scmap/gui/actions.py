"""All that the window can do, as one table: words, icon, keys, place, deed, condition."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scmap.gui.design_pages import DESIGN_PAGES
from scmap.gui.edit_actions import CELL_ACTIONS, EDIT_ACTIONS
from scmap.words import tr

# In the order of the menu bar; a menu without actions is not shown.
MENUS = tuple("file edit shape view layer analysis link review report share help".split())  # noqa: SIM905  a line
STEPS = ("data", "overlap", "link", "review", "report")


@dataclass(frozen=True, slots=True)
class State:
    """What is the case now, as far as actions depend on it."""

    project: bool = False
    writable: bool = False
    saved: bool = True
    undo: bool = False
    redo: bool = False
    selected: int = 0
    pair: bool = False
    excepted: bool = False
    sequence: bool = False
    rows: int = 0
    overlaps: int = 0
    investments: int = 0
    entry: bool = False
    heading: bool = False
    earlier: bool = False
    later: bool = False
    busy: bool = False
    years: bool = False


# Conditions by name; what to say while one does not hold is ``actions.need.<name>``.
NEEDS: Mapping[str, Callable[[State], bool]] = MappingProxyType(
    {
        "project": lambda now: now.project,
        "unsaved": lambda now: now.project and not now.saved,
        "writable": lambda now: now.writable,
        "undo": lambda now: now.undo,
        "redo": lambda now: now.redo,
        "selection": lambda now: now.selected > 0,
        "pair": lambda now: now.pair,
        "no_exception": lambda now: not now.excepted,
        "exception": lambda now: now.excepted,
        "sequence": lambda now: now.sequence,
        "rows": lambda now: now.rows > 0,
        "overlaps": lambda now: now.overlaps > 0,
        "investments": lambda now: now.investments > 0,
        "entry": lambda now: now.entry,
        "tree_row": lambda now: now.entry or now.heading,
        "earlier": lambda now: now.earlier,
        "later": lambda now: now.later,
        "busy": lambda now: now.busy,
        "years": lambda now: now.years,
    }
)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    id : str
        Its words are ``actions.<id>`` and ``actions.<id>.tip``.
    menu : str
        Menu in which it stands; "" for none.
    handler : str
        Attribute path on the window of what is called ("files.open").
    icon : str
        Name in resources/icons; "" for none.
    keys : tuple of str
        Shortcuts, the first is shown.
    needs : tuple of str
        Names in `NEEDS`; all must hold.
    checkable : bool
        Whether it is switched on and off; the handler then takes the state.
    starts_section : bool
        Whether a separator stands before it.
    """

    id: str
    menu: str
    handler: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    checkable: bool = False
    starts_section: bool = False

    @property
    def text(self) -> str:
        """Words on menu item and button."""
        return tr(f"actions.{self.id}")

    @property
    def tip(self) -> str:
        """One line on what it does."""
        return tr(f"actions.{self.id}.tip")

    def hindrance(self, now: State) -> str:
        """Say why it cannot be done now; "" when it can."""
        unmet = (need for need in self.needs if not NEEDS[need](now))
        need = next(unmet, None)
        return tr(f"actions.need.{need}") if need else ""


A = ActionSpec
ACTIONS: tuple[ActionSpec, ...] = (
    A("file.new", "file", "files.new", "new", ("Ctrl+N",)),
    A("file.open", "file", "files.open", "open", ("Ctrl+O",)),
    A("file.recent", "file", "files.keeping.show_recent", "open", ("Ctrl+Shift+O",)),
    A("file.sample", "file", "files.open_sample", "sample"),
    A("file.form", "file", "intake.write_form", "form", starts_section=True),
    A("file.import", "file", "intake.ask", "import", ("Ctrl+I",)),
    A("file.import_folder", "file", "intake.ask_folder", "import", ("Ctrl+Alt+I",)),
    A(
        "file.save",
        "file",
        "files.save",
        "save",
        ("Ctrl+S",),
        ("project", "unsaved"),
        starts_section=True,
    ),
    A("file.save_as", "file", "files.save_as", "save_as", ("Ctrl+Shift+S",), ("project",)),
    A("file.copy", "file", "files.keeping.send_copy", "export", needs=("project",)),
    A("file.snapshots", "file", "files.snapshots.show", "review", needs=("project",)),
    A("file.check", "file", "files.keeping.check", "success", needs=("project",)),
    A("file.compact", "file", "files.keeping.compact", needs=("project",)),
    A("file.print", "file", "layouts.ask", "print", ("Ctrl+P",), ("project",), starts_section=True),
    A("file.image", "file", "files.save_image", "image", needs=("project",)),
    A("file.table", "file", "tables.save", "export", ("Ctrl+Shift+X",), ("rows",)),
    A(
        "file.settings",
        "file",
        "program.ask_settings",
        "properties",
        ("Ctrl+,",),
        starts_section=True,
    ),
    A("file.discarded", "file", "files.offers.discarded", starts_section=True),
    A("file.close", "file", "files.close", keys=("Ctrl+W",), needs=("project",)),
    A("file.quit", "file", "close", "quit", ("Ctrl+Q",), starts_section=True),
    A("edit.undo", "edit", "bridge.undo", "undo", ("Ctrl+Z",), ("undo",)),
    A("edit.redo", "edit", "bridge.redo", "redo", ("Ctrl+Y", "Ctrl+Shift+Z"), ("redo",)),
    A(
        "edit.history",
        "edit",
        "files.keeping.show_history",
        keys=("Ctrl+Alt+Z",),
        needs=("project",),
    ),
    A(
        "edit.copy",
        "edit",
        "tables.copy",
        "copy",
        ("Ctrl+C",),
        ("rows",),
        starts_section=True,
    ),
    A("edit.all", "edit", "tables.select_all", "select_all", ("Ctrl+A",), ("rows",)),
    A(
        "tool.box",
        "edit",
        "tooling.tools.box",
        "select_box",
        ("Ctrl+Alt+B",),
        ("project",),
        checkable=True,
    ),
    A(
        "tool.polygon",
        "edit",
        "tooling.tools.polygon",
        "select_polygon",
        ("Ctrl+Alt+P",),
        ("project",),
        checkable=True,
    ),
    A(
        "tool.freehand",
        "edit",
        "tooling.tools.freehand",
        "select_freehand",
        ("Ctrl+Alt+F",),
        ("project",),
        checkable=True,
    ),
    A(
        "tool.distance",
        "edit",
        "tooling.tools.distance",
        "select_distance",
        ("Ctrl+Alt+R",),
        ("project",),
        checkable=True,
    ),
    A(
        "edit.attribute",
        "edit",
        "tooling.select_by.by_attribute",
        "filter",
        ("Ctrl+F3",),
        ("project",),
    ),
    A("edit.location", "edit", "tooling.select_by.by_location", "survey", needs=("project",)),
    A("edit.clear", "edit", "selection.clear", "clear", ("Esc",), ("selection",)),
    A("edit.find", "edit", "tables.find", "filter", ("Ctrl+F",), ("project",), starts_section=True),
    A(
        "edit.filters",
        "edit",
        "tables.filter_columns",
        "filter_row",
        ("Ctrl+Shift+F",),
        ("project",),
    ),
    *(
        A(
            f"{one.menu}.{one.name}",
            one.menu,
            f"tooling.{one.handler}",
            one.icon,
            (one.keys,) if one.keys else (),
            one.needs,
            one.checkable,
            one.starts_section,
        )
        for one in (*CELL_ACTIONS, *EDIT_ACTIONS)
    ),
    A("view.zoom_in", "view", "canvas.zoom_in", "zoom_in", ("Ctrl++", "Ctrl+="), ("project",)),
    A("view.zoom_out", "view", "canvas.zoom_out", "zoom_out", ("Ctrl+-",), ("project",)),
    A("view.zoom_all", "view", "navigation.zoom_all", "zoom_all", ("Ctrl+0",), ("project",)),
    A(
        "view.zoom_selection",
        "view",
        "navigation.zoom_selection",
        "zoom_selection",
        ("Ctrl+Shift+J",),
        ("selection",),
    ),
    A("view.go_to", "view", "going.ask", "search", ("Ctrl+G",), ("project",)),
    A("view.bookmark", "view", "going.keep", keys=("Ctrl+Shift+G",), needs=("project",)),
    A(
        "tool.identify",
        "view",
        "tooling.tools.identify",
        "identify",
        ("Ctrl+Shift+I",),
        ("project",),
        checkable=True,
        starts_section=True,
    ),
    A(
        "tool.length",
        "view",
        "tooling.tools.length",
        "measure_length",
        ("Ctrl+Shift+M",),
        ("project",),
        checkable=True,
    ),
    A(
        "tool.area",
        "view",
        "tooling.tools.area",
        "measure_area",
        ("Ctrl+Alt+M",),
        ("project",),
        checkable=True,
    ),
    A(
        "view.coordinate",
        "view",
        "tooling.places.copy_centre",
        "coordinate",
        ("Ctrl+Shift+C",),
        ("project",),
    ),
    A(
        "view.swipe",
        "view",
        "tooling.comparing.swipe",
        "swipe",
        ("Ctrl+Alt+W",),
        ("project",),
        checkable=True,
    ),
    A(
        "view.twin",
        "view",
        "tooling.comparing.side_by_side",
        "twin",
        ("Ctrl+Alt+T",),
        ("project",),
        checkable=True,
    ),
    A("view.back", "view", "canvas.back", "back", ("Alt+Left",), ("earlier",)),
    A("view.forward", "view", "canvas.forward", "forward", ("Alt+Right",), ("later",)),
    A("view.redraw", "view", "canvas.refresh", "refresh", ("F5",), ("project",)),
    A(
        "view.layers",
        "view",
        "show_layers",
        "layers",
        ("Ctrl+1",),
        checkable=True,
        starts_section=True,
    ),
    A("view.inspector", "view", "show_inspector", "inspector", ("Ctrl+2",), checkable=True),
    A("view.tables", "view", "show_tables", "table", ("Ctrl+3",), checkable=True),
    A("view.legend", "view", "show_legend", "legend", ("Ctrl+4",), checkable=True),
    A("view.years", "view", "show_years", "years", ("Ctrl+5",), checkable=True),
    A("view.overview", "view", "tooling.overview.want", "coordinate", ("Ctrl+7",), checkable=True),
    A("view.depth", "view", "show_depth", "depth", ("Ctrl+6",), ("investments",), checkable=True),
    A("view.play", "view", "years.play.toggle", "play", ("Ctrl+Alt+Y",), ("investments",)),
    A("view.all_years", "view", "narrowing.show_all_years", needs=("years",)),
    A("view.reset", "view", "reset_layout", "layout"),
    A(
        "view.full_screen",
        "view",
        "show_full_screen",
        "fullscreen",
        ("F11",),
        checkable=True,
        starts_section=True,
    ),
    A("view.dark", "view", "show_dark", checkable=True),
    A("view.language", "view", "switch_language", "language"),
    A("layer.zoom", "layer", "navigation.zoom_layer", "zoom_layer", ("Ctrl+J",), ("entry",)),
    A("layer.table", "layer", "show_attributes", "table", ("F6",), ("entry",)),
    A("layer.show", "layer", "layers.toggle", "visible", ("Ctrl+H",), ("tree_row",)),
    A(
        "layer.style",
        "layer",
        "styling.style",
        "style",
        ("F7",),
        ("entry",),
        starts_section=True,
    ),
    A(
        "layer.copy_style",
        "layer",
        "styling.copy",
        "copy",
        ("Ctrl+Alt+C",),
        ("entry",),
    ),
    A(
        "layer.paste_style",
        "layer",
        "styling.paste",
        "paste",
        ("Ctrl+Alt+V",),
        ("entry",),
    ),
    A("layer.filter", "layer", "styling.filter", "filter", ("Ctrl+Shift+L",), ("entry",)),
    A(
        "layer.up",
        "layer",
        "layers.raise_entry",
        "up",
        ("Alt+Up",),
        ("tree_row",),
        starts_section=True,
    ),
    A("layer.down", "layer", "layers.lower_entry", "down", ("Alt+Down",), ("tree_row",)),
    A("layer.rename", "layer", "layers.rename_row", "rename", ("F2",), ("tree_row",)),
    A("layer.group", "layer", "layers.group_entry", "group", ("Ctrl+Alt+G",), ("entry",)),
    A(
        "layer.duplicate",
        "layer",
        "layers.duplicate_entry",
        "duplicate",
        ("Ctrl+Shift+D",),
        ("entry",),
    ),
    A("layer.remove", "layer", "layers.remove_entry", "close", needs=("entry",)),
    A(
        "layer.properties",
        "layer",
        "layers.show_properties",
        "properties",
        ("Alt+Return",),
        ("entry",),
        starts_section=True,
    ),
    A("layer.export", "layer", "exporting.ask", "export", ("Ctrl+Alt+E",), ("entry",)),
    A("layer.base_map", "layer", "base_map.ask", "layers", starts_section=True),
    A("analysis.next", "analysis", "tables.next_overlap", "down", ("F8",), ("overlaps",)),
    A(
        "analysis.previous",
        "analysis",
        "tables.previous_overlap",
        "up",
        ("Shift+F8",),
        ("overlaps",),
    ),
    A(
        "analysis.survey",
        "analysis",
        "show_survey",
        "survey",
        ("Ctrl+L",),
        ("project",),
        checkable=True,
        starts_section=True,
    ),
    A("analysis.carry", "analysis", "carry_investment", "right", needs=("writable", "selection")),
    A(
        "analysis.compute",
        "analysis",
        "findings.compute",
        "overlap",
        ("Ctrl+R",),
        ("investments",),
        starts_section=True,
    ),
    A("analysis.cancel", "analysis", "jobs.cancel", "close", needs=("busy",)),
    A(
        "analysis.rules",
        "analysis",
        "judging.ask",
        "properties",
        ("Ctrl+Shift+R",),
        ("project",),
        starts_section=True,
    ),
    A("step.data", "analysis", "steps.data", "data", ("Alt+1",), starts_section=True),
    A("step.overlap", "analysis", "steps.overlap", "overlap", ("Alt+2",)),
    A("step.link", "link", "steps.link", "link", ("Alt+3",)),
    A("link.links", "link", "designing.links", "table", ("Ctrl+Alt+L",), ("project",)),
    *(A(f"link.{page}", "link", f"designing.{page}", needs=("project",)) for page in DESIGN_PAGES),
    A("link.spread", "link", "exceptions.spread", needs=("pair", "sequence")),
    A("step.review", "review", "steps.review", "review", ("Alt+4",)),
    A("review.propose", "review", "review.propose", needs=("selection",)),
    A(
        "review.except",
        "review",
        "exceptions.register",
        "exception",
        ("Ctrl+E",),
        ("pair", "no_exception"),
        starts_section=True,
    ),
    A(
        "review.unexcept",
        "review",
        "exceptions.withdraw",
        keys=("Ctrl+Shift+E",),
        needs=("pair", "exception"),
    ),
    A("step.report", "report", "steps.report", "report", ("Alt+5",)),
    A(
        "report.save",
        "report",
        "report.save",
        "export",
        needs=("investments",),
        starts_section=True,
    ),
    A("share.panel", "share", "sharing.show", "link", ("Ctrl+8",), ("project",), checkable=True),
    A("share.sync", "share", "sharing.sync", "refresh", ("Ctrl+9",), ("project",)),
    A("share.live", "share", "sharing.live", needs=("project",), checkable=True),
    A("share.decide", "share", "sharing.decide", "exception", needs=("project",)),
    A("share.begin", "share", "sharing.begin", needs=("project",), starts_section=True),
    A("share.join", "share", "sharing.join", needs=("project",)),
    A("help.manual", "help", "program.show_manual", "help", ("F1",)),
    A("help.tour", "help", "program.begin_tour", "play"),
    A("help.commands", "help", "program.show_commands", "search", ("F3", "Ctrl+Shift+P")),
    A("help.keys", "help", "program.show_keys", "keyboard"),
    A("help.log", "help", "program.show_log", starts_section=True),
    A("help.about", "help", "program.show_about", "info"),
)


def in_menu(menu: str, actions: Iterable[ActionSpec] = ACTIONS) -> tuple[ActionSpec, ...]:
    """Give the actions of a menu, in order."""
    return tuple(action for action in actions if action.menu == menu)
