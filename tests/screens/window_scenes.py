"""The window itself: its steps, panels, tools, tables, menus, and how small and large it is."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QMenu, QTabBar, QTableView

from scmap.gui.design_pages import DESIGN_PAGES
from scmap.gui.messages import Message
from scmap.gui.tour import STEPS as TOUR_STEPS
from scmap.gui.tour import Tour
from scmap.session.session import Session
from scmap.words import tr
from tests.event_loop import rest
from tests.report import round_sample
from tests.screens.stage import Stage, wait

STEPS = ("data", "overlap", "link", "review")
PANELS = (
    "analysis.survey", "share.panel", "tool.identify", "view.depth", "view.swipe", "view.twin",
    "shape.bar", "edit.filters",
)  # fmt: skip
LARGE = (1920, 1080)
TOOLS = ("tool.length", "tool.area", "tool.box")


def steps(stage: Stage) -> None:
    """Go through the steps of the work, a pair selected where there are pairs."""
    for step in STEPS:
        stage.act(f"step.{step}")
        if step in ("overlap", "link"):
            stage.select_row(1)
        stage.take(f"step-{step}")


def tabs_of_the_tables(stage: Stage) -> None:
    """Turn the tabs below the map."""
    bar = next(one for one in stage.window.tables.findChildren(QTabBar) if one.isVisible())
    for number in range(bar.count()):
        if bar.isTabVisible(number):
            stage.turn_table(number)
            stage.take(f"table-{number}")


def panels(stage: Stage) -> None:
    """Switch on each panel and tool that is not in sight from the start, and off again."""
    stage.select_row(1)
    for action in PANELS:
        stage.act(action)
        second = stage.window.tooling.comparing.other
        if second is not None:
            painted = partial(getattr, second, "is_exact")
            wait(painted, "the second map is not painted")
        stage.take(f"panel-{action}")
        if stage.window.actions_[action].isCheckable():
            stage.act(action)


def survey(stage: Stage) -> None:
    """Ask what stands in a town, and open the form for a plan there."""
    stage.act("analysis.survey")
    panel = stage.window.survey
    panel.place.setText("부천시")
    panel.place.returnPressed.emit()
    wait(lambda: panel.found is not None, "the survey does not answer")
    stage.take("survey-place")
    stage.press("survey.form", panel)
    stage.take("survey-form")


def design_pages(stage: Stage) -> None:
    """Show every page of the third step, for a pair."""
    stage.select_row(1)
    for page in ("links", *DESIGN_PAGES):
        stage.act(f"link.{page}")
        stage.take(f"design-{page}")


def board(stage: Stage) -> None:
    """Show a round of a committee: its items, its meeting, its boards and the forms."""
    window = stage.window
    stage.act("step.review")
    stage.press("board.new_round", window.review)
    stage.take("board-first-round")
    window.bridge.take(Session(round_sample.project()))
    stage.act("step.review")
    stage.take("board-item")
    stage.scroll(window.review)
    stage.take("board-item-below")
    for key in ("board.about_round", "board.by_hand", "board.new_round", "boards.pick"):
        stage.press(key, window.review)
        stage.take(key.replace(".", "-"))
    stage.open_sample()


def sizes(stage: Stage) -> None:
    """Show the window as small as it gets, and as large as a usual screen."""
    window = stage.window
    for name, size in (("small", window.minimumSizeHint().toTuple()), ("large", LARGE)):
        window.resize(*size)
        for step in STEPS:
            stage.act(f"step.{step}")
            stage.take(f"size-{name}-{step}")


def tour(stage: Stage) -> None:
    """Go through the tour."""
    stage.act("help.tour")
    for step, _action in TOUR_STEPS:
        stage.take(f"tour-{step}")
        if step != TOUR_STEPS[-1][0]:
            stage.press("tour.next")
    for one in stage.window.findChildren(Tour):
        one.end()


def menus(stage: Stage) -> None:
    """Open every menu, and that of a column."""
    window = stage.window
    for number, action in enumerate(window.menuBar().actions()):
        menu = action.menu()
        if not isinstance(menu, QMenu):
            continue
        for place, one in enumerate((menu, *menu.findChildren(QMenu))):
            one.popup(window.mapToGlobal(window.rect().topLeft()))
            rest()
            stage.camera.take(f"menu-{number}" + f"-{place}" * bool(place), one)
            one.close()


def messages(stage: Stage) -> None:
    """Show the four kinds of messages, one with a detail, and what a drop of files promises."""
    window = stage.window
    told = (
        Message("error", tr("errors.not_a_project.what", file="사업.gpkg"), "1\n2"),
        Message("warning", tr("keeping.save_first"), action=tr("recovery.restore"), act=rest),
        Message("success", tr("window.files.saved", file="화성시 사업.gpkg")),
    )
    for one in told:
        window.messages.tell(one)
    stage.take("message-three")
    window.messages.clear()
    window.messages.tell(Message("info", tr("recovery.none")))
    stage.take("message-info")


def dragged(stage: Stage) -> None:
    """Drag files over the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(Path("/") / name)) for name in ("사업.csv", "구역.shp")])
    event = QDragEnterEvent(
        QPoint(600, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    stage.window.dragEnterEvent(event)
    stage.take("drag-files")
    stage.window.drop_hint.hide()


def attributes(stage: Stage) -> None:
    """Show the attribute table of a layer with its filters and its edit bar."""
    stage.select_layer()
    stage.act("layer.table")
    stage.select_row(0)
    stage.take("attribute-table")
    view = next(one for one in stage.window.tables.findChildren(QTableView) if one.isVisible())
    view.setFocus()
    stage.act("edit.filters")
    stage.take("attribute-filters")
    stage.act("edit.filters")


SCENES = (
    steps, tabs_of_the_tables, panels, survey, design_pages, board, sizes, tour, menus, messages,
    dragged, attributes,
)  # fmt: skip
