"""연계 목록: every link of the plan, what it lacks, its form, and its 연계 정의서."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scmap import clock, reference
from scmap.analysis.link_checks import Flaw, find_flaws
from scmap.analysis.link_context import contexts_of
from scmap.gui import texts, theme
from scmap.gui.design.desk import DeedLine, Desk, tell_no_links
from scmap.gui.design.link_form import LinkForm
from scmap.gui.design.link_table import link_table, say_flaw
from scmap.gui.models.catalogue_words import link_title
from scmap.gui.models.sheet import Draft
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.form import Page
from scmap.gui.panels.panel import Panel
from scmap.gui.written import written
from scmap.model.link import STATES, Link
from scmap.model.project import Project
from scmap.model.records import record, records
from scmap.model.release import Issued
from scmap.model.scenario import CURRENT, Scenario, ScenarioLink
from scmap.progress import Progress
from scmap.reference.design_rules import design_rules
from scmap.session import linking
from scmap.session.scenarios import links_of
from scmap.words import tr

OF_ONE = ("edit", "state", "show", "withdraw")  # deeds on the current link
ASIDE_PX = 300


class LinksPage(Panel):
    """A table of the links; beside it what the current one lacks."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = FeatureTable("links", self)
        self._empty = EmptyState(self)
        self._deeds = DeedLine(self)
        self.plan = QComboBox(self)
        self._deeds.lead(self.plan)
        self._deeds.add("edit", self.edit)
        state = QPushButton(self._deeds)
        self._states = QMenu(state)
        state.setMenu(self._states)
        self._deeds.put("state", state)
        self._deeds.add("show", self._show)
        self._deeds.add("withdraw", self._withdraw)
        self._deeds.add("define", self._define)
        self._deeds.add("xlsx", self._save)
        self._flaws = texts.label(parent=self)
        self._flaws.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._head = texts.label(font=theme.bold(self.font()), parent=self)
        self.flaws: tuple[Flaw, ...] = ()
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        aside = QWidget(self)
        column = QVBoxLayout(aside)
        column.setContentsMargins(12, 4, 12, 8)
        column.addWidget(self._head)
        column.addWidget(self._flaws, 1)
        self._aside = Page(aside)
        self._aside.setFixedWidth(ASIDE_PX)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.table, 1)
        middle.addWidget(self._aside)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._deeds)
        body.addLayout(middle, 1)
        body.addWidget(self._empty, 1)

    def _wire(self) -> None:
        desk = self._desk
        self._empty.pressed.connect(desk.act)
        self._states.aboutToShow.connect(self._offer_states)
        self.table.chosen.connect(lambda uids: desk.selection.select(self._kind.TABLE, tuple(uids)))
        self.plan.currentIndexChanged.connect(self.outdate)
        self.table.opened.connect(lambda _uid: self.edit())
        desk.bridge.opened.connect(self.outdate)
        desk.bridge.changed.connect(self.outdate)
        desk.selection.changed.connect(self._turn)

    @property
    def _kind(self) -> type[Link]:
        """Whether the links of the plan are listed, or those of a scenario."""
        return ScenarioLink if self.plan.currentData() else Link

    @property
    def current(self) -> Link | None:
        """The link that is selected, or else the only one."""
        project, selected = self._desk.project, self._desk.selection.selected
        if project is None:
            return None
        if selected.layer == self._kind.TABLE:
            return record(project, self._kind, selected.current)
        links = links_of(project, str(self.plan.currentData() or CURRENT))
        return links[0] if len(links) == 1 else None

    def refresh(self) -> None:
        """Lay out the links as they are now."""
        project = self._desk.project
        self._offer_plans(project)
        plan = str(self.plan.currentData() or CURRENT)
        links = links_of(project, plan) if project else ()
        today = clock.today()
        self.flaws = find_flaws(links, project.investments if project else None, today)
        if project is not None:
            rows = link_table(links, project.investments, self.flaws, self._kind.TABLE)
            self.table.show_table(rows)
        for part in (self.table, self._aside):
            part.setVisible(bool(links))
        self._deeds.setVisible(bool(links) or self.plan.count() > 1)
        self._empty.setVisible(not links)
        if not links:
            tell_no_links(self._empty, project)
        errors = sum(flaw.weight == "error" for flaw in self.flaws)
        self._deeds.said.setText(
            tr("linkplan.summary", count=len(links), errors=errors, total=len(self.flaws))
        )
        self._turn()

    def _offer_plans(self, project: Project | None) -> None:
        """Offer the plan in force and its branches."""
        chosen = self.plan.currentData()
        branches = records(project, Scenario) if project else ()
        self.plan.blockSignals(True)
        self.plan.clear()
        self.plan.addItem(tr("scenario.current"), CURRENT)
        for one in branches:
            if one.model == "plan":
                self.plan.addItem(one.title, one.uid)
        self.plan.setCurrentIndex(max(self.plan.findData(chosen), 0))
        self.plan.setVisible(self.plan.count() > 1)
        self.plan.blockSignals(False)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._deeds.say(lambda name: tr(f"linkplan.do.{name}"))
        self.plan.setAccessibleName(tr("scenario.shown"))
        self.table.retranslate()
        self.outdate()

    def edit(self) -> None:
        """Open the form of the current link."""
        link, project = self.current, self._desk.project
        if link is None or project is None:
            return
        form = LinkForm(link, project.investments, self._desk.window)
        form.accepted.connect(lambda: self._revise(form.link))
        form.open()

    def _revise(self, link: Link) -> None:
        label = tr("linkplan.undo.revise", title=link_title(link))
        self._desk.do(label, lambda project: linking.revise(project, link))

    def _offer_states(self) -> None:
        self._states.clear()
        link = self.current
        for state in STATES:
            action = self._states.addAction(tr(f"linkplan.state.{state}"))
            action.setCheckable(True)
            action.setChecked(link is not None and link.state == state)
            action.triggered.connect(lambda _=False, state=state: self._bring_to(state))

    def _bring_to(self, state: str) -> None:
        link = self.current
        if link is not None:
            said = tr(f"linkplan.state.{state}")
            words = tr("linkplan.undo.state", title=link_title(link), state=said)
            told = replace(link, state=state)
            self._desk.do(words, lambda project: linking.revise(project, told))

    def _show(self) -> None:
        link = self.current
        if link is not None:
            self._desk.selection.select(self._kind.TABLE, (link.uid,))
            self._desk.zoom(self._kind.TABLE, link.uid)

    def _withdraw(self) -> None:
        link = self.current
        if link is not None:
            kind = self._kind
            self._desk.do(
                tr("linkage.link_withdrawn"),
                lambda project: linking.withdraw(project, link.uid, kind),
            )

    def _define(self) -> None:
        """Ask for a folder and write the 연계 정의서 of the plan in the list."""
        folder = QFileDialog.getExistingDirectory(self._desk.window, tr("definition.folder"))
        if folder:
            self.define(Path(folder))

    def define(self, folder: Path) -> None:
        """Write the 연계 정의서 in the background."""
        project = self._desk.project
        if project is None:
            return
        links = links_of(project, str(self.plan.currentData() or CURRENT))
        today = clock.today()

        terms = replace(self._desk.door.usual_terms, purpose=tr("definition.job"))

        def write(aside: Path, progress: Progress) -> Issued:
            from scmap.report.link_definition import write_definition  # noqa: PLC0415

            book = reference.codebook()
            return write_definition(
                project, links, book, aside, today, terms=terms, progress=progress
            )

        self._desk.door.hand_out(tr("definition.job"), folder, write, self._tell_written)

    def _tell_written(self, issued: Issued) -> None:
        names = ", ".join(file.name for file in issued.files)
        self._desk.messages.tell(written(tr("definition.written", files=names), issued.files[0]))

    def _save(self) -> None:
        sheet = Draft(self.table.shown_table, self.table.rows.in_sight)
        self._desk.save(tr("design.tab.links"), sheet)

    def _turn(self, *_: object) -> None:
        """Show which link is current, and what it lacks."""
        if not self.isVisible():
            self._stale = True
            return
        selected, link = self._desk.selection.selected, self.current
        own = selected.layer == self._kind.TABLE
        self.table.show_selected(selected.uids if own else (), selected.current if own else "")
        self._deeds.allow(OF_ONE, on=link is not None)
        if link is None:
            self._head.setText("")
            self._flaws.setText(tr("linkplan.choose"))
            return
        told = [f"· {say_flaw(flaw)}" for flaw in self.flaws if flaw.link == link.uid]
        layers = self._desk.project.layers if self._desk.project else ()
        inside = contexts_of(link, layers, design_rules().contexts)
        told += [f"· {tr('linkplan.inside', area=area)}" for area in inside]
        self._head.setText(f"{link.template} {link_title(link)}")
        self._flaws.setText("\n".join(told) or tr("linkplan.sound"))
