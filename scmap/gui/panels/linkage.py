"""③ 연계 설계: which linked services fit, what is still missing, and what was accepted."""

from collections.abc import Callable
from datetime import date

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from scmap import clock
from scmap.errors import ScmapError
from scmap.gui import texts, theme
from scmap.gui.bridge import Bridge
from scmap.gui.card_view import Rule, TargetButton, muted
from scmap.gui.fade import Fade
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.local_pairs import LocalPairs, promising
from scmap.gui.models import offers
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.offer_view import LinkView, OfferView
from scmap.gui.panels.panel import Panel
from scmap.gui.panels.theme_choice import ThemeChoice
from scmap.gui.parting import part_with
from scmap.gui.selection import NOTHING, Selected, Selection
from scmap.gui.sources import OVERLAP, PAIRS
from scmap.model.link import Link
from scmap.model.linkage import Fit
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records
from scmap.model.verdict import Candidates, Rows
from scmap.reference.templates import templates
from scmap.session import linking
from scmap.session.judging import templates_of
from scmap.session.services import Services
from scmap.session.themes import show_theme
from scmap.words import tr


class LinkagePanel(Panel):
    """Offers linked services beside the map.

    With a pair selected it shows the services that fit it; with an investment, its pairs; with
    nothing, the most promising pairs of the project's municipality.

    Signals
    -------
    failed : Exception
        A command was refused.
    zoom_wanted : (str, str)
        Layer and uid of what the map should show.
    """

    failed = Signal(Exception)
    zoom_wanted = Signal(str, str)

    def __init__(
        self,
        bridge: Bridge,
        findings: Findings,
        selection: Selection,
        jobs: Jobs,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._findings, self._selection = bridge, findings, selection
        self._local = LocalPairs(bridge, findings, jobs, self)
        self._about = NOTHING  # pair, investment or link that the panel is about
        self._open: frozenset[str] = frozenset()  # services that are unfolded
        self._opened_for = ""  # pair of which the first service was unfolded
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        Fade(self._area)
        self._area.hide()  # or the first look would ask for the height of both
        self._empty = EmptyState(self)
        self.theme = ThemeChoice(self)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.theme)
        body.addWidget(self._area)
        body.addWidget(self._empty)
        self._wire()
        self.retranslate()

    def _wire(self) -> None:
        self._empty.pressed.connect(self.action_wanted)
        self._bridge.opened.connect(self._begin)
        self._bridge.changed.connect(self.outdate)
        self.keep_up_with(self._findings)
        self._selection.changed.connect(self._turn)
        self._local.changed.connect(self.outdate)
        self.theme.chosen.connect(self._show_theme)

    # -- showing -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what fits what is selected now."""
        why = self._blank()
        self._area.setVisible(not why)
        self.theme.setVisible(self._bridge.project is not None)
        self._empty.setVisible(bool(why))
        if why:
            self._say_empty(why)
        self._put(None if why else self._page())

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._area.setAccessibleName(tr("linkpanel.name"))
        self.theme.retranslate()
        self.outdate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.outdate()

    def _begin(self) -> None:
        self._about = NOTHING
        self.outdate()

    def _turn(self, selected: Selected) -> None:
        """Turn to what was selected; features of other layers do not change what this is about."""
        project = self._bridge.project
        own = project.investments if project else None
        about = selected.layer in PAIRS or selected.layer == Link.TABLE
        if not selected or about or (own is not None and selected.layer == own.uid):
            self._about = selected
            self.outdate()

    def _blank(self) -> str:
        """Say why there is nothing to offer; "" when there is something."""
        project, found = self._bridge.project, self._findings.candidates
        if project is None:
            return "no_project"
        if not project.investments:
            return "no_investments"
        if found is None or self._findings.services is None:
            return "not_computed" if self._findings.settled else "computing"
        return "" if len(found) else "no_pairs"

    def _say_empty(self, why: str) -> None:
        actions = {
            "no_project": "file.open",
            "no_investments": "file.import",
            "not_computed": "analysis.compute",
        }
        action = actions.get(why, "")
        words = tr(f"linkpanel.empty.{why}"), tr(f"linkpanel.empty.{why}.text")
        self._empty.put(*words, tr(f"actions.{action}") if action else "", action)

    def _pair(self) -> int | None:
        """Give the row among the candidates of the pair that this is about."""
        about, found = self._about, self._findings.candidates
        uid = about.current
        if about.layer == Link.TABLE:
            project = self._bridge.project
            link = record(project, Link, uid) if project else None
            uid = "|".join(sorted((link.left, link.right))) if link else ""
        row = found.row(uid) if found is not None else -1
        return row if row >= 0 else None

    # -- pages -------------------------------------------------------------------------------

    def _page(self) -> QWidget:
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(12, 10, 12, 12)
        body.setSpacing(6)
        for part in self._parts():
            body.addWidget(part)
        body.addStretch(1)
        return page

    def _parts(self) -> list[QWidget]:
        project, services = self._bridge.project, self._findings.services
        if project is None or services is None:
            return []
        row = self._pair()
        if row is None:
            return [*self._links(project), *self._pairs(services)]
        return self._services(project, services, row)

    def _services(self, project: Project, services: Services, row: int) -> list[QWidget]:
        """Give the page of one pair: each service that fits it."""
        uid = services.candidates.uid(row)
        found = offers.offers(services, row, records(project, Link), templates_of(project))
        found = tuple(one for one in found if self.theme.holds(one.template))
        self._unfold(uid, found)
        title = offers.pair_title(services.candidates.layer, uid.split("|"))
        lead = theme.bold(theme.heading(self.font()))
        parts = [
            self._back(),
            texts.label(title, theme.heading(self.font(), steps=2)),
            texts.label(offers.pair_lead(services, row), lead),
            muted(offers.tally(found) or tr("linkpanel.none_fits")),
        ]
        for offer in found:
            parts += [Rule(self), self._offer_view(offer)]
        return [*parts, Rule(self), self._grounds()]

    def _pairs(self, services: Services) -> list[QWidget]:
        """Give the pairs to choose from: of the selected investment, or of the municipality."""
        about = self._about
        pair = about.layer in PAIRS or about.layer == Link.TABLE
        member = "" if pair else about.current
        title = tr("linkpanel.of_member" if member else "linkpanel.pairs")
        parts = [self._back()] if member else []
        parts.append(texts.label(title, theme.heading(self.font())))
        if pair:
            parts.append(muted(tr("linkpanel.no_candidate")))
        rows = _pairs_of(services.candidates, member) if member else self._local.rows()
        if rows is None:
            return [*parts, muted(tr("linkpanel.checking"))]
        targets = offers.pair_targets(services, rows.tolist(), OVERLAP)
        parts.append(muted(tr("linkpanel.pairs.text" if targets else "linkpanel.none_fits")))
        for target in targets:
            button = TargetButton(target, self)
            button.clicked.connect(lambda _=False, uid=target.uid: self._choose_pair(uid))
            parts.append(button)
        return [*parts, self._grounds()]

    def _links(self, project: Project) -> list[QWidget]:
        lines = offers.link_lines(records(project, Link), project.investments)
        if not lines:
            return []
        title = tr("linkpanel.links", count=len(lines))
        parts: list[QWidget] = [texts.label(title, theme.heading(self.font()))]
        for line in lines:
            view = LinkView(line, self)
            view.chosen.connect(lambda uid: self._turn_to(Link.TABLE, uid))
            view.withdrawn.connect(self._withdraw)
            parts.append(view)
        return [*parts, Rule(self)]

    def _offer_view(self, offer: offers.Offer) -> OfferView:
        view = OfferView(offer, offer.template in self._open, self)
        view.accepted.connect(self._accept)
        view.withdrawn.connect(self._withdraw)
        view.toggled.connect(self._remember)
        return view

    def _back(self) -> QWidget:
        row = QWidget(self)
        button = QPushButton(tr("linkpanel.back"), row)
        button.clicked.connect(self._selection.clear)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return row

    def _grounds(self) -> QWidget:
        table = templates()
        said = tr("linkpanel.catalogue", version=table.version, since=table.effective)
        return muted(said, small=True)

    def _put(self, page: QWidget | None) -> None:
        """Show a page in place of the old one."""
        place = self._area.verticalScrollBar().value()
        old = self._area.takeWidget()
        if old is not None:
            part_with(old)
        if page is not None:
            self._area.setWidget(page)
            self._area.verticalScrollBar().setValue(place)

    def _unfold(self, pair: str, found: tuple[offers.Offer, ...]) -> None:
        """Open the best service of a pair, or that of the selected link, when it is first shown."""
        key = f"{pair} {self._about.current}"
        if key == self._opened_for:
            return
        self._opened_for = key
        link = self._about.current if self._about.layer == Link.TABLE else ""
        first = next((o.template for o in found if link and o.accepted == link), "")
        self._open = frozenset([first or found[0].template]) if found else frozenset()

    def _remember(self, template: str, shown: bool) -> None:
        self._open = self._open | {template} if shown else self._open - {template}

    # -- deeds -------------------------------------------------------------------------------

    def _choose_pair(self, uid: str) -> None:
        self._turn_to(OVERLAP, uid)

    def _turn_to(self, layer: str, uid: str) -> None:
        self._selection.select(layer, (uid,))
        self.zoom_wanted.emit(layer, uid)

    def _accept(self, template: str) -> None:
        services, row = self._findings.services, self._pair()
        if services is None or row is None:
            return
        fit = next(one for one in services.of(row) if one.template.id == template)
        label = tr("linkage.link_accepted", service=str(fit.template.title))
        uid, today = new_uid(), clock.today()
        self._do(label, lambda project: _accepted(project, fit, uid, today))

    def _withdraw(self, uid: str) -> None:
        self._do(tr("linkage.link_withdrawn"), lambda project: linking.withdraw(project, uid))

    def _show_theme(self) -> None:
        """Bring the layers of the chosen theme on the map."""
        theme = self.theme.theme
        name = str(theme.title) if theme else tr("theme.all")
        self._do(tr("theme.undo", theme=name), lambda project: show_theme(project, theme))
        self.outdate()

    def _do(self, label: str, command: Callable[[Project], Project]) -> None:
        try:
            self._bridge.do(label, command)
        except ScmapError as error:
            self.failed.emit(error)


def _accepted(project: Project, fit: Fit, uid: str, today: date) -> Project:
    link = linking.proposed(project, fit, templates_of(project), uid=uid, accepted_on=today)
    return linking.accept(project, link)


def _pairs_of(candidates: Candidates, member: str) -> Rows:
    """Choose the pairs of one investment, the most promising first."""
    row = candidates.layer.rows.get(member, -1)
    return promising(
        candidates, np.flatnonzero((candidates.left == row) | (candidates.right == row))
    )
