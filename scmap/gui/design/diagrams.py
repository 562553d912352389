"""연계도: who is joined to whom in the plan, and what flows through the current link."""

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFileDialog, QScrollArea, QSplitter, QVBoxLayout, QWidget

from scmap import reference
from scmap.cartography.diagram import Box, Diagram, Ink, Style, Wire, lay_out, paint_diagram
from scmap.cartography.flow import Flow, paint_flow
from scmap.gui.design.desk import DeedLine, Desk
from scmap.gui.models.offers import name_of
from scmap.gui.panels.panel import Panel
from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts, title_of
from scmap.model.layer import Layer
from scmap.model.link import AGREED, Link
from scmap.model.records import record, records
from scmap.words import tr

SMALLEST = 0.65  # of its size, to which a diagram shrinks before it scrolls
SCALE = 2  # of a saved picture, against the screen


def wires_of(links: Sequence[Link]) -> tuple[Wire, ...]:
    """Give links as wires: agreed ones drawn out, planned ones dashed, stopped ones dotted."""
    return tuple(
        Wire(
            one.uid,
            one.left,
            one.right,
            f"{one.template} {one.title}",
            both=one.direction == "both",
            style=_style(one.state),
        )
        for one in links
    )


def _style(state: str) -> Style:
    return "solid" if state in AGREED else "dot" if state == "stopped" else "dash"


def boxes_of(links: Sequence[Link], layer: Layer | None, book: CodeBook) -> tuple[Box, ...]:
    """Give the investments that links join, each once."""
    uids = dict.fromkeys(uid for one in links for uid in (one.left, one.right))
    return tuple(_box(uid, layer, book) for uid in uids)


def _box(uid: str, layer: Layer | None, book: CodeBook) -> Box:
    row = layer.rows.get(uid) if layer is not None else None
    if layer is None or row is None:
        return Box(uid, amounts.unknown())
    kind = book.kinds.get(layer.text("kind")[row])
    told = [title_of(kind) if kind else "", layer.text("municipality")[row] or ""]
    return Box(uid, name_of(layer, uid), " · ".join(filter(None, told)))


def flow_of(link: Link, layer: Layer | None, book: CodeBook) -> Flow:
    """Give what flows through a link, and on what that rests."""
    items = list(zip_longest(parts(link.items), parts(link.formats), fillvalue=""))
    told = {
        "owner": link.owner,
        "agreement": _until(link),
        "spatial_standard": link.spatial_standard,
        "technical_standard": link.technical_standard,
        "legal_ground": link.legal_ground.replace(";", ", "),
    }
    unknown = amounts.unknown()
    zones = [
        tr(f"linkplan.zone.{zone}") if zone else tr("linkplan.zone.unknown")
        for zone in (link.zone_left, link.zone_right)
    ]
    return Flow(
        giver=_box(link.left, layer, book),
        taker=_box(link.right, layer, book),
        items=items,
        both=link.direction == "both",
        zones=(zones[0], zones[1]),
        passage=tr(f"linkplan.passage.{link.passage}") if link.passage else "",
        foot=[f"{tr(f'linkplan.field.{key}')}: {value or unknown}" for key, value in told.items()],
    )


def _until(link: Link) -> str:
    if not link.agreement:
        return ""
    return tr("linkplan.until", agreement=link.agreement, day=amounts.day(link.expires_on))


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
        room = self._room()
        made = QImage(
            int(room.width() * SCALE), int(room.height() * SCALE), QImage.Format.Format_RGB32
        )
        made.fill(QColor("white"))
        painter = QPainter(made)
        painter.scale(SCALE, SCALE)
        grey, line = QColor("#555555"), QColor("#0F766E")
        self._paint(painter, Ink(QColor("white"), QColor("black"), grey, line, line))
        painter.end()
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self.palette()
        role = QPalette.ColorRole
        painter.fillRect(self.rect(), colours.color(role.Base))
        painter.scale(self.shrunk, self.shrunk)
        self._paint(
            painter,
            Ink(
                colours.color(role.Base),
                colours.color(role.Text),
                colours.color(role.PlaceholderText),
                colours.color(role.PlaceholderText),
                colours.color(role.Accent),
            ),
        )
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

    def _paint(self, painter: QPainter, ink: Ink) -> None:
        if isinstance(self.shown, Diagram):
            paint_diagram(painter, self.shown, ink, self.font(), self.chosen)
        elif self.shown is not None:
            paint_flow(painter, self.shown, ink, self.font())

    def _room(self) -> QRectF:
        if self.shown is None:
            return QRectF()
        height = self.shown.height
        tall = height if isinstance(height, float) else height(self.fontMetrics().lineSpacing())
        return QRectF(QPointF(), QPointF(self.shown.width, tall))


class DiagramsPage(Panel):
    """Both diagrams beside each other."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.whole, self.flow = DiagramView(), DiagramView()
        self._deeds = DeedLine(self)
        for name, view in (("save_whole", self.whole), ("save_flow", self.flow)):
            self._deeds.add(name, lambda view=view: self._save(view))  # type: ignore[misc]
        split = QSplitter(Qt.Orientation.Horizontal, self)
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
        self._deeds.said.setText("" if links else tr("linkplan.empty"))

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._deeds.say(lambda name: tr(f"linkplan.do.{name}"))
        self.whole.setAccessibleName(tr("linkplan.whole"))
        self.flow.setAccessibleName(tr("linkplan.flow"))
        self.outdate()

    def _save(self, view: DiagramView) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self._desk.window, view.accessibleName(), f"{view.accessibleName()}.png", "PNG (*.png)"
        )
        if path:
            view.image().save(path)
            self._desk.tell(tr("linkplan.saved", file=path.replace("\\", "/").rpartition("/")[2]))
