"""연계도: who is joined to whom in the plan, and what flows through the current link."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from scmap import paths, reference
from scmap.cartography.diagram import Diagram, Ink, lay_out
from scmap.cartography.flow import Flow
from scmap.cartography.link_diagrams import (
    boxes_of,
    diagram_image,
    flow_of,
    paint,
    room_of,
    wires_of,
)
from scmap.gui.design.desk import DeedLine, Desk, tell_no_links
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.panel import Panel
from scmap.gui.save_place import ask_place
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import record, records
from scmap.progress import Progress
from scmap.report.picture import stamped, write_picture
from scmap.words import tr

SMALLEST = 0.65  # of its size, to which a diagram shrinks before it scrolls
SCALE = 2  # of a saved picture, against the screen


class DiagramView(QWidget):
    """Shows one diagram, or the flow of one link.

    Signals
    -------
    picked : str
        A wire was clicked; uid of the link.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Diagram | Flow | None = None
        self.chosen = ""

    def put(self, shown: Diagram | Flow | None, chosen: str = "") -> None:
        """Show something else; None for nothing."""
        self.shown, self.chosen = shown, chosen
        room = self._room()
        self.setMinimumSize(int(room.width() * SMALLEST), int(room.height()))
        self.update()

    def image(self) -> QImage:
        """Give the picture for a paper: dark on white."""
        if self.shown is None:
            return QImage()
        return diagram_image(self.shown, self.font(), SCALE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self.palette()
        role = QPalette.ColorRole
        painter.fillRect(self.rect(), colours.color(role.Base))
        painter.scale(self.shrunk, self.shrunk)
        if self.shown is not None:
            ink = Ink(
                colours.color(role.Base),
                colours.color(role.Text),
                colours.color(role.PlaceholderText),
                colours.color(role.PlaceholderText),
                colours.color(role.Accent),
            )
            paint(painter, self.shown, ink, self.font(), self.chosen)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if isinstance(self.shown, Diagram):
            found = self.shown.wire_at(event.position() / self.shrunk)
            if found:
                self.picked.emit(found)

    @property
    def shrunk(self) -> float:
        """By what the diagram is scaled so that its width is in sight."""
        width = self._room().width()
        return max(SMALLEST, min(1.0, self.width() / width)) if width else 1.0

    def _room(self) -> QRectF:
        return QRectF() if self.shown is None else room_of(self.shown, self.font())


class DiagramsPage(Panel):
    """Both diagrams beside each other."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.whole, self.flow = DiagramView(), DiagramView()
        self._deeds = DeedLine(self)
        for name, view in (("save_whole", self.whole), ("save_flow", self.flow)):
            self._deeds.add(name, lambda view=view: self._save(view))  # type: ignore[misc]
        self._empty = EmptyState(self)
        self._empty.pressed.connect(desk.act)
        split = self._split = QSplitter(Qt.Orientation.Horizontal, self)
        for view in (self.whole, self.flow):
            area = QScrollArea(split)
            area.setWidgetResizable(True)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidget(view)
            split.addWidget(area)
        split.setSizes([1, 1])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._deeds)
        body.addWidget(split, 1)
        body.addWidget(self._empty, 1)
        self.whole.picked.connect(lambda uid: desk.selection.select(Link.TABLE, (uid,)))
        desk.bridge.opened.connect(self.outdate)
        desk.bridge.changed.connect(self.outdate)
        desk.selection.changed.connect(self.outdate)
        self.retranslate()

    def refresh(self) -> None:
        """Draw the links as they are now."""
        project, selected = self._desk.project, self._desk.selection.selected
        links = records(project, Link) if project else ()
        layer, book = project.investments if project else None, reference.codebook()
        chosen = selected.current if selected.layer == Link.TABLE else ""
        diagram = lay_out(boxes_of(links, layer, book), wires_of(links))
        self.whole.put(diagram if links else None, chosen)
        link = record(project, Link, chosen) if project and chosen else None
        link = link or (links[0] if links else None)
        self.flow.put(flow_of(link, layer, book) if link else None)
        self._deeds.allow(self._deeds.buttons, on=bool(links))
        for part in (self._deeds, self._split):
            part.setVisible(bool(links))
        self._empty.setVisible(not links)
        if not links:
            tell_no_links(self._empty, project)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._deeds.say(lambda name: tr(f"linkplan.do.{name}"))
        self.whole.setAccessibleName(tr("linkplan.whole"))
        self.flow.setAccessibleName(tr("linkplan.flow"))
        self.outdate()

    def _save(self, view: DiagramView) -> None:
        title = view.accessibleName()
        start = Path.home() / f"{paths.file_name(title)}.png"
        path = ask_place(self._desk.window, title, start, "PNG (*.png)", ".png")
        if path is None:
            return
        door, picture = self._desk.door, view.image()
        terms = replace(door.usual_terms, purpose=title)

        def write(file: Path, let: Project, _progress: Progress) -> None:
            write_picture(stamped(picture, let, terms), file)

        told = tr("linkplan.saved", file=path.name)
        door.hand_out_file(title, path, terms, write, lambda _: self._desk.tell(told))
