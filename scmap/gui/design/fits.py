"""적용 서비스: every linked service at a municipality or a chosen area, with numbers and map."""

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from scmap.analysis.linkage_text import conditions, values_used
from scmap.errors import ScmapError
from scmap.gui import texts, theme
from scmap.gui.design.desk import DeedLine, Desk
from scmap.gui.job import Job
from scmap.gui.keys import Named
from scmap.gui.line_entry import name_choice
from scmap.gui.models.column import Column
from scmap.gui.models.sheet import Draft
from scmap.gui.models.table import Table, plain
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.form import Page
from scmap.gui.panels.panel import Panel
from scmap.gui.typed_choice import SearchedChoice
from scmap.model import amounts
from scmap.model.layer import objects
from scmap.model.linkage import Fit, Standing
from scmap.progress import Progress
from scmap.reference import gazetteer_of
from scmap.session import place_fits
from scmap.session.judging import templates_of
from scmap.session.place_fits import EveryFit, Ground, PlaceFits
from scmap.words import explain, tr

ASIDE_PX = 420
STANDINGS: tuple[Standing, ...] = ("full", "partial", "none", "unknown")
_ORDER = {"full": 0.0, "partial": 1.0, "none": 2.0, "unknown": 3.0}


class FitsPage(Panel):
    """Chooses the place on top; the services below; the conditions of one beside them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._job: Job | None = None
        self.found: PlaceFits | None = None
        self.everywhere: EveryFit | None = None
        self.municipality = SearchedChoice(self)
        self.municipality.setMinimumContentsLength(16)
        self._deeds = DeedLine(self)
        self._deeds.lead(self.municipality)
        self._deeds.add("run", self.run)
        self._deeds.add("area", self.run_area)
        self._deeds.add("every", self.run_everywhere)
        self._deeds.add("map", self._show)
        self._deeds.add("save", self._save)
        self.table, self.grounds = FeatureTable("fits", self), FeatureTable("grounds", self)
        self._grounds: dict[str, str] = {}  # layer of each feature that was counted
        self._head, self._told = texts.label(parent=self), texts.label(parent=self)
        self._head.setFont(theme.bold(self.font()))
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self.table.chosen.connect(self._turn)
        self.table.opened.connect(self._open)
        self.grounds.chosen.connect(self._choose)
        self.grounds.opened.connect(lambda uid: desk.zoom(self._grounds[uid], uid))
        desk.bridge.opened.connect(self._forget)
        desk.selection.changed.connect(self._look)
        self.retranslate()

    def _lay_out(self) -> None:
        said = QWidget(self)
        column = QVBoxLayout(said)
        column.setContentsMargins(12, 4, 12, 8)
        column.addWidget(self._head)
        column.addWidget(self._told, 1)
        aside = QSplitter(Qt.Orientation.Vertical, self)
        aside.addWidget(Page(said))
        aside.addWidget(self.grounds)
        aside.setSizes([3, 2])
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(self.table)
        middle.addWidget(aside)
        middle.setSizes([ASIDE_PX, ASIDE_PX])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._deeds)
        body.addWidget(middle, 1)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._deeds.say(lambda name: tr(f"fits.do.{name}"))
        name_choice(self.municipality, tr("coverage.field.municipality"))
        for table in (self.table, self.grounds):
            table.retranslate()
        self.outdate()

    def refresh(self) -> None:
        """Offer the municipalities, and show what was found last."""
        project = self._desk.project
        if project is not None and not self.municipality.count():
            places = gazetteer_of(project).municipalities
            self.municipality.offer((one.title, one.code) for one in places)
            own = self.municipality.findData(project.municipality)
            self.municipality.setCurrentIndex(max(own, 0))
        self._look()
        self._turn()

    @property
    def current(self) -> Fit | None:
        """The service that is selected."""
        rows = self.table.selected_rows()
        if self.found is None or not len(rows):
            return None
        uid = self.table.rows.uid(int(rows[0]))
        return next((one for one in self.found.fits if one.template.id == uid), None)

    def run(self) -> None:
        """Check the municipality that is chosen."""
        project, code = self._desk.project, self.municipality.currentData()
        if project is not None and code:
            ground = gazetteer_of(project).footprint(f"municipality:{code}")
            self._begin(ground, self.municipality.currentText())

    def run_area(self) -> None:
        """Check the ground of what is selected on the map or in a table."""
        selected = self._desk.selection.selected
        layer = self._desk.sources.of(selected)
        if layer is not None and selected:
            shapes = layer.shapes(selected.rows(layer))
            known = shapes[~shapely.is_missing(shapes)]
            self._begin(shapely.union_all(shapely.make_valid(known)), tr("fits.area"))

    def run_everywhere(self) -> None:
        """Check every municipality of the country."""
        project = self._desk.project
        if project is None or self._job is not None:
            return
        table = templates_of(project)

        def work(progress: Progress) -> EveryFit:
            return place_fits.fits_everywhere(project, table, progress=progress)

        self._follow(self._desk.jobs.run(tr("fits.job"), work, self._take_everywhere))

    def _follow(self, job: Job) -> None:
        """Wait for a job that was begun."""
        self._head.setText("")
        self._told.setText(tr("coverage.running"))
        self._job = job
        job.failed.connect(self._fail)
        job.cancelled.connect(lambda: self._told.setText(tr("coverage.stopped")))
        job.ended.connect(self._end)
        self._look()

    def _take_everywhere(self, found: EveryFit) -> None:
        self.found, self.everywhere = None, found
        self.table.show_table(everywhere_table(found))
        self.grounds.show_table(Table())
        some = sum(not {"full", "partial"}.isdisjoint(row) for row in found.standings)
        told = tr("fits.said.every", count=len(found.places), some=some)
        self._deeds.said.setText(told)
        self._head.setText("")
        self._told.setText(tr("fits.every.open"))
        self._look()

    def _open(self, uid: str) -> None:
        """Show the grounds of a service on the map, or check the municipality of a row."""
        if self.everywhere is None:
            self._show()
            return
        self.municipality.setCurrentIndex(self.municipality.findData(uid))
        self.run()

    def _begin(self, ground: shapely.Geometry, title: str) -> None:
        project, services = self._desk.project, self._desk.findings.services
        if project is None or self._job is not None:
            return
        table = templates_of(project)

        def work(progress: Progress) -> PlaceFits:
            return place_fits.fits_at(project, table, services, ground, title, progress=progress)

        self._follow(self._desk.jobs.run(tr("fits.job"), work, self._take))

    def _take(self, found: PlaceFits) -> None:
        self.found, self.everywhere = found, None
        self.table.show_table(fits_table(found))
        counts = [sum(one.standing == name for one in found.fits) for name in _ORDER]
        names = (tr(f"linkpanel.standing.{name}") for name in _ORDER)
        told = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
        self._deeds.said.setText(tr("fits.said", place=found.title, counts=told))
        self._told.setText(tr("fits.choose"))
        self._turn()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, ScmapError):
            self._told.setText(str(explain(error)))

    def _end(self) -> None:
        self._job = None
        self._look()

    def _forget(self) -> None:
        self.found = self.everywhere = None
        self.municipality.clear()
        self.table.show_table(Table())
        self._deeds.said.setText("")
        self._desk.sources.publish({place_fits.SHOWN: None})
        self.outdate()

    def _look(self, *_: object) -> None:
        ready = self._desk.project is not None and self._job is None
        self._deeds.allow(("run", "every"), on=ready)
        self._deeds.allow(("area",), on=ready and bool(self._desk.selection.selected))
        self._deeds.allow(("save",), on=bool(len(self.table.rows.table)))
        self._deeds.allow(("map",), on=self.current is not None)

    def _turn(self, *_: object) -> None:
        """Tell the conditions of the service that is selected."""
        project, fit = self._desk.project, self.current
        if self._job is None and self.everywhere is None and (project is None or fit is None):
            self._head.setText("")
            self._told.setText(tr("fits.choose" if self.found else "fits.begin"))
        if project is not None and fit is not None:
            table = templates_of(project)
            self._head.setText(f"{fit.template.id} {fit.template.title}")
            lines = [conditions(fit, table)]
            lines += [f"· {one}" for one in fit.template.agreements]
            lines += ["", tr("fits.values")]
            lines += [f"· {one}" for one in values_used(fit.template, table)]
            self._told.setText("\n".join(lines))
            grounds = place_fits.grounds_of(project, fit, table)
            self._grounds = {one.uid: one.layer for one in grounds}
            self.grounds.show_table(grounds_table(grounds))
        self._look()

    def _choose(self, uids: tuple[str, ...]) -> None:
        """Select a counted feature everywhere; those of other layers are left out."""
        chosen = tuple(uids)
        if chosen:
            layer = self._grounds[chosen[0]]
            own = tuple(uid for uid in chosen if self._grounds[uid] == layer)
            self._desk.selection.select(layer, own)

    def _show(self) -> None:
        """Show on the map what the conditions of the service rest on."""
        project, fit = self._desk.project, self.current
        if project is None or fit is None:
            return
        self._desk.sources.publish({place_fits.SHOWN: place_fits.shown_layer(fit, project)})
        if all(entry.uid != place_fits.ENTRY for entry in project.map):
            self._desk.do(tr("fits.undo"), place_fits.with_entry)
        self._desk.zoom_entry(place_fits.ENTRY)

    def _save(self) -> None:
        sheet = Draft(self.table.shown_table, self.table.rows.in_sight)
        self._desk.save(tr("tables.tab.fits"), sheet)


def fits_table(found: PlaceFits) -> Table:
    """Lay out the services of a place, the best first."""
    fits = found.fits
    states = [[check.state for check in fit.checks] for fit in fits]
    columns = (
        _texts("service", [f"{fit.template.id} {fit.template.title}" for fit in fits], 24),
        Column(
            "standing",
            objects(tr(f"linkpanel.standing.{fit.standing}") for fit in fits),
            plain,
            14,
            order=np.array([_ORDER[fit.standing] for fit in fits], dtype=float),
            title=tr("fits.column.standing"),
        ),
        _numbers("score", list(found.scores)),
        _numbers("share", [100.0 * fit.share for fit in fits]),
        _numbers("met", [float(one.count("met")) for one in states]),
        _numbers("unmet", [float(one.count("unmet")) for one in states]),
        _numbers("unknown", [float(one.count("unknown")) for one in states]),
        _texts("fictional", [_fictional(fit) for fit in fits], 12),
    )
    return Table("fits", Named(objects(fit.template.id for fit in fits)), columns)


def everywhere_table(found: EveryFit) -> Table:
    """Lay out the municipalities, those with the most applicable services first."""
    rows = sorted(range(len(found.places)), key=lambda row: -len(found.told(row, "full")))
    counts = (
        _numbers(name, [float(len(found.told(row, name))) for row in rows], title=_standing(name))
        for name in STANDINGS
    )
    services = (
        Column(
            template,
            objects(_standing(standings[row]) for row in rows),
            plain,
            8,
            order=np.array([_ORDER[standings[row]] for row in rows], dtype=float),
            title=template,
        )
        for template, standings in zip(
            found.templates, zip(*found.standings, strict=True), strict=True
        )
    )
    places = [found.places[row] for row in rows]
    columns = (_texts("place", [one.title for one in places], 16), *counts, *services)
    return Table("everywhere", Named(objects(one.code for one in places)), columns)


def _standing(name: Standing) -> str:
    return tr(f"linkpanel.standing.{name}")


def grounds_table(grounds: tuple[Ground, ...]) -> Table:
    """Lay out the features that were counted for a service."""
    columns = (
        _texts("kind", [one.kind for one in grounds], 11),
        _texts("name", [one.name for one in grounds], 13),
        _texts("partner", [one.partner or "–" for one in grounds], 13),
        _numbers("metres", [one.metres for one in grounds], "–"),
        _texts("state", [tr(f"linkage.state.{one.state}") for one in grounds], 7),
    )
    return Table("grounds", Named(objects(one.uid for one in grounds)), columns)


def _fictional(fit: Fit) -> str:
    made_up = any(check.fictional for check in fit.checks)
    return tr("fits.fictional") if made_up else "–"


def _texts(key: str, values: list[str], width: int) -> Column:
    return Column(key, objects(values), plain, width, title=tr(f"fits.column.{key}"))


def _numbers(
    key: str, values: list[float], without: str | None = None, title: str | None = None
) -> Column:
    def told(value: float) -> str:
        if np.isnan(value) and without is not None:
            return without
        return amounts.unknown() if np.isnan(value) else f"{value:,.1f}".removesuffix(".0")

    named = title or tr(f"fits.column.{key}")
    return Column(key, np.array(values, dtype=float), told, 8, title=named)
