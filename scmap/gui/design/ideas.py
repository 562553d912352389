"""적용 후보지: ideas of contests and citizens, and the test-beds in which each can be tried."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QSplitter, QVBoxLayout, QWidget

from scmap import clock, reference
from scmap.analysis.hosting import Host, find_hosts
from scmap.cartography.presets import default_map
from scmap.formats.idea_table import IdeaTable, read_ideas
from scmap.gui import texts
from scmap.gui.design.desk import DeedLine, Desk
from scmap.gui.keys import Named
from scmap.gui.models.column import Column
from scmap.gui.models.offers import name_of
from scmap.gui.models.table import Table, plain
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.panel import Panel
from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts, title_of
from scmap.model.idea import Idea
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.model.records import records
from scmap.reference.design_rules import design_rules
from scmap.session import ideas
from scmap.session.judging import templates_of
from scmap.words import tr


class IdeasPage(Panel):
    """Ideas on the left, the hosts of the current one, or of a chosen field, on the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = FeatureTable("ideas", self)
        self.hosts = FeatureTable("hosts", self)
        self._deeds, self._ranked = DeedLine(self), DeedLine(self)
        self._deeds.add("import", self._ask)
        self._deeds.add("apply", self.apply)
        self.field = QComboBox(self)
        self._ranked.lead(self.field)
        self._ranked.add("show", self._show)
        self._grounds = texts.caption(parent=self)
        self._grounds.setWordWrap(True)
        self._grounds.setContentsMargins(8, 2, 8, 4)
        self._lay_out()
        desk.bridge.opened.connect(self.outdate)
        desk.bridge.changed.connect(self.outdate)
        self.table.chosen.connect(self._turn)
        self.hosts.chosen.connect(lambda _uids: self._look())
        self.hosts.opened.connect(lambda _uid: self._show())
        self.field.currentIndexChanged.connect(self._rank)
        self.retranslate()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal, self)
        for above, table, below in (
            (self._deeds, self.table, None),
            (self._ranked, self.hosts, self._grounds),
        ):
            half = QWidget(split)
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(above)
            column.addWidget(table, 1)
            if below is not None:
                column.addWidget(below)
            split.addWidget(half)
        split.setSizes([1, 1])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(split)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for line in (self._deeds, self._ranked):
            line.say(lambda name: tr(f"ideas.do.{name}"))
        rules = design_rules()
        self._grounds.setText(tr("ideas.grounds", version=rules.version, since=rules.effective))
        self.field.setAccessibleName(tr("ideas.field"))
        chosen = self.field.currentData()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.addItem(tr("ideas.own_fields"), "")
        for code, field in reference.codebook().fields.items():
            self.field.addItem(title_of(field), code)
        self.field.setCurrentIndex(max(self.field.findData(chosen), 0))
        self.field.blockSignals(False)
        for table in (self.table, self.hosts):
            table.retranslate()
        self.outdate()

    @property
    def current(self) -> str:
        """Identity of the idea that is selected; "" for none."""
        rows = self.table.selected_rows()
        return self.table.rows.uid(int(rows[0])) if len(rows) else ""

    @property
    def host(self) -> str:
        """Identity of the host that is selected; "" for none."""
        rows = self.hosts.selected_rows()
        return self.hosts.rows.uid(int(rows[0])) if len(rows) else ""

    def refresh(self) -> None:
        """List the ideas as they are now."""
        project = self._desk.project
        kept = self.current
        if project is not None:
            self.table.show_table(idea_table(project, reference.codebook()))
            self.table.show_selected((kept,) if kept else (), kept)
        self._deeds.buttons["import"].setEnabled(project is not None)
        self._rank()

    def _turn(self, *_: object) -> None:
        """Rank for the fields of the idea that was selected."""
        self.field.setCurrentIndex(0)
        self._rank()

    def _rank(self, *_: object) -> None:
        project = self._desk.project
        layer = project.investments if project else None
        code = str(self.field.currentData() or "")
        fields = frozenset((code,)) if code else self._fields_of(project, self.current)
        year = float(clock.today().year)
        found = () if layer is None else find_hosts(layer, fields, design_rules(), year)
        if layer is not None:
            self.hosts.show_table(host_table(found, layer, reference.codebook()))
        self._ranked.said.setText(tr("ideas.found", count=len(found)) if fields else "")
        self._look()

    def _look(self) -> None:
        self._deeds.allow(("apply",), on=bool(self.current and self.host))
        self._ranked.allow(("show",), on=bool(self.host))

    @staticmethod
    def _fields_of(project: Project | None, uid: str) -> frozenset[str]:
        if project is None or not uid:
            return frozenset()
        for one in records(project, Idea):
            if one.uid == uid:
                return frozenset(parts(one.fields))
        layer = project.investments
        row = layer.rows.get(uid) if layer is not None else None
        if layer is None or row is None:
            return frozenset()
        return frozenset(parts(layer.text("fields")[row]))

    def _show(self) -> None:
        project, host = self._desk.project, self.host
        if project is not None and project.investments is not None and host:
            self._desk.selection.select(project.investments.uid, (host,))
            self._desk.zoom(project.investments.uid, host)

    def apply(self) -> None:
        """Make the link of 적용 from the selected idea to the selected host."""
        project, idea, host = self._desk.project, self.current, self.host
        if project is None or not (idea and host):
            return
        today = clock.today()
        table, book = templates_of(project), reference.codebook()
        name = name_of(project.investments, host)
        if self._desk.do(
            tr("ideas.undo.apply", host=name),
            lambda now: ideas.apply(
                now,
                idea,
                host,
                table,
                today=today,
                tree=lambda layers: default_map(layers, book),
            ),
        ):
            self._desk.tell(tr("ideas.applied", host=name))

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._desk.window, tr("ideas.do.import"), "", "CSV, XLSX (*.csv *.xlsx)"
        )
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Read a table of ideas in the background and take it in."""
        self._desk.jobs.run(tr("ideas.job"), lambda _progress: read_ideas(path), self._take)

    def _take(self, read: IdeaTable) -> None:
        project = self._desk.project
        if project is None:
            return
        known, book = reference.gazetteer_of(project), reference.codebook()
        words = tr("ideas.undo.import", count=len(read.rows))
        if self._desk.do(words, lambda now: ideas.take_in(now, read.rows, known, book)):
            left_out = ", ".join(read.left_out) or tr("definition.nothing")
            self._desk.tell(
                tr("ideas.taken", count=len(read.rows), names=left_out, masked=read.masked)
            )


def idea_table(project: Project, book: CodeBook) -> Table:
    """Lay out ideas and proposals, and the contests that are investments."""
    layer = project.investments
    rows = [
        (one.uid, one.title, f"ideas.source.{one.source}", one.fields, one.place, one.year,
         one.satisfaction, one.applied_to)
        for one in records(project, Idea)
    ]  # fmt: skip
    if layer is not None:
        rows += [
            (layer.uids[row], layer.text("name")[row], "ideas.source.register",
             layer.text("fields")[row] or "", layer.text("municipality")[row] or "",
             float(layer.number("year_from")[row]), float("nan"), "")
            for row in np.flatnonzero(layer.text("kind") == ideas.KIND).tolist()
        ]  # fmt: skip
    columns = (
        _texts("title", [row[1] for row in rows], 26),
        _texts("source", [tr(row[2]) for row in rows], 10),
        _texts("fields", [_titles(row[3], book) for row in rows], 14),
        _texts("place", [row[4] for row in rows], 12),
        _numbers("year", [row[5] for row in rows], lambda value: f"{value:.0f}"),
        _numbers("satisfaction", [row[6] for row in rows], lambda value: f"{value:g}"),
        _texts("applied", [name_of(layer, row[7]) if row[7] else "" for row in rows], 18),
    )
    return Table(Idea.TABLE, Named(objects(row[0] for row in rows)), columns)


def host_table(hosts: tuple[Host, ...], layer: Layer, book: CodeBook) -> Table:
    """Lay out the ranked hosts with the reasons of each."""
    rows = [layer.rows[one.uid] for one in hosts]
    columns = (
        _numbers("score", [one.score for one in hosts], amounts.score),
        _texts("host", [layer.text("name")[row] for row in rows], 26),
        _texts("place", [layer.text("municipality")[row] or "" for row in rows], 12),
        _texts("reasons", [_said(one, book) for one in hosts], 50),
    )
    return Table("hosts", Named(objects(one.uid for one in hosts)), columns)


def _said(host: Host, book: CodeBook) -> str:
    told = [
        tr(f"ideas.reason.{key}", name=_titles(name, book) if "field" in key else name)
        for key, name in host.reasons
    ]
    return ", ".join(told)


def _titles(codes: str, book: CodeBook) -> str:
    known = book.fields
    return ", ".join(title_of(known[code]) if code in known else code for code in parts(codes))


def _texts(key: str, values: list[str], width: int) -> Column:
    title = tr(f"ideas.column.{key}")
    return Column(key, objects(value or None for value in values), plain, width, title=title)


def _numbers(key: str, values: list[float], write: Callable[[float], str]) -> Column:
    def told(value: float) -> str:
        return amounts.unknown() if np.isnan(value) else write(value)

    return Column(key, np.array(values, dtype=float), told, 8, title=tr(f"ideas.column.{key}"))
