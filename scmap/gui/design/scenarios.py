"""시나리오: branches of the plan and answers about sites, two of them side by side, one adopted."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from scmap import clock
from scmap.analysis.scenario_difference import compare
from scmap.cartography.presets import default_map
from scmap.gui import texts
from scmap.gui.design.desk import DeedLine, Desk
from scmap.gui.design.scenario_table import (
    difference_table,
    said_links,
    said_places,
    scenario_table,
)
from scmap.gui.dialogs.name import ask_name
from scmap.gui.models import agenda
from scmap.gui.models.sheet import Draft
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.form import Page
from scmap.gui.panels.panel import Panel
from scmap.model import amounts
from scmap.model.link import Link
from scmap.model.project import Project, new_uid
from scmap.model.records import records
from scmap.model.review import Round
from scmap.model.scenario import CURRENT, Scenario, Site
from scmap.reference import codebook, gazetteer_of
from scmap.session import layer_tree, reviewing, scenarios
from scmap.session.plan_sides import side_of
from scmap.session.planned_centres import Reference
from scmap.words import tr

LEAST_PX = 36  # of the words below the comparison: two lines
_SHARES: dict[type, int] = {FeatureTable: 3, Page: 1}  # of the height
OF_ONE = ("rename", "show", "adopt", "propose", "drop")


class ScenariosPage(Panel):
    """The list of scenarios; beside it how two of them differ."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = FeatureTable("scenarios", self)
        self.differences = FeatureTable("differences", self)
        self._deeds, self._compare = DeedLine(self), DeedLine(self)
        self._deeds.add("branch", self._branch)
        self._deeds.add("rename", self._rename)
        self._deeds.add("show", self._show)
        self._deeds.add("adopt", self._adopt)
        self._deeds.add("propose", self._propose)
        self._deeds.add("drop", self._drop)
        self._compare.add("twin", self._twin)
        self._compare.add("save", self._save)
        self.left, self.right = QComboBox(self), QComboBox(self)
        self._versus = QLabel(self)
        self._changed = texts.label(parent=self)
        self._changed.setContentsMargins(8, 2, 8, 4)
        self._changed.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal, self)
        changed = Page(self._changed)
        changed.setMinimumHeight(LEAST_PX)
        for parts in (
            (self._deeds, self.table),
            (self._sides(), self._compare, self.differences, changed),
        ):
            half = QWidget(split)
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            for part in parts:
                column.addWidget(part, _SHARES.get(type(part), 0))
            split.addWidget(half)
        split.setSizes([1000, 1000])  # by halves, not by what each needs
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(split)

    def _sides(self) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(8, 6, 8, 0)
        row.addWidget(self.left, 1)
        row.addWidget(self._versus)
        row.addWidget(self.right, 1)
        return line

    def _wire(self) -> None:
        desk = self._desk
        desk.bridge.opened.connect(self.outdate)
        desk.bridge.changed.connect(self.outdate)
        self.table.chosen.connect(self._choose)
        for box in (self.left, self.right):
            box.currentIndexChanged.connect(self._measure)

    @property
    def current(self) -> Scenario | None:
        """The scenario that is selected."""
        rows = self.table.selected_rows()
        project = self._desk.project
        if project is None or not len(rows):
            return None
        uid = self.table.rows.uid(int(rows[0]))
        return next((one for one in records(project, Scenario) if one.uid == uid), None)

    def refresh(self) -> None:
        """List the scenarios as they are now."""
        project = self._desk.project
        known = records(project, Scenario) if project else ()
        if project is not None:
            self.table.show_table(scenario_table(project))
        for box in (self.left, self.right):
            _offer(box, known)
        self._deeds.buttons["branch"].setEnabled(project is not None)
        self._look()
        self._measure()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for line in (self._deeds, self._compare):
            line.say(lambda name: tr(f"scenario.do.{name}"))
        self._versus.setText(tr("scenario.versus"))
        self.left.setAccessibleName(tr("scenario.left"))
        self.right.setAccessibleName(tr("scenario.right"))
        for table in (self.table, self.differences):
            table.retranslate()
        self.outdate()

    def _choose(self, *_: object) -> None:
        """Compare what is selected with the plan in force."""
        one = self.current
        if one is not None:
            self.right.setCurrentIndex(max(self.right.findData(one.uid), 0))
        self._look()

    def _look(self) -> None:
        one = self.current
        self._deeds.allow(OF_ONE, on=one is not None)
        project = self._desk.project
        count = len(records(project, Scenario)) if project else 0
        self._deeds.said.setText(tr("scenario.count", count=count))

    # -- comparing ---------------------------------------------------------------------------

    def _measure(self, *_: object) -> None:
        project = self._desk.project
        if project is None or not self.isVisible():
            return
        known, today = gazetteer_of(project), clock.today()
        left, right = (
            side_of(project, str(box.currentData() or CURRENT), known, today)
            for box in (self.left, self.right)
        )
        names = self.left.currentText(), self.right.currentText()
        self.differences.show_table(difference_table(compare(left, right), names))
        told = [*said_places(left, right, known), *said_links(left, right, project.investments)]
        self._changed.setText("\n".join(told))
        self._compare.said.setText("")

    def _twin(self) -> None:
        """Show both on two maps of the same ground."""
        sides = [str(box.currentData() or CURRENT) for box in (self.left, self.right)]
        left, right = (frozenset(scenarios.entries_of(uid)) for uid in sides)
        if left == right:
            self._compare.said.setText(tr("scenario.same"))
            return

        def show(project: Project) -> Project:
            others = (_entries(project) | right) - left
            project = layer_tree.set_visible(project, others, visible=False)
            return layer_tree.set_visible(project, left, visible=True)

        self._desk.do(tr("scenario.undo.show", title=self.left.currentText()), show)
        project = self._desk.project
        known = {entry.uid for entry in project.map} if project else set()
        self._desk.compare((left ^ right) & known)
        for entry in sorted(left & known)[:1]:
            self._desk.zoom_entry(entry)
        names = self.left.currentText(), self.right.currentText()
        self._compare.said.setText(tr("scenario.twin", left=names[0], right=names[1]))

    def _save(self) -> None:
        rows = self.differences.rows
        self._desk.save(tr("tables.tab.differences"), Draft(rows.table, rows.in_sight))

    # -- deeds -------------------------------------------------------------------------------

    def _branch(self) -> None:
        """Copy the plan in force under a name that is asked for."""
        day = amounts.day(clock.today())
        proposal = tr("scenario.proposal", day=day)
        title = ask_name(self._desk.window, tr("scenario.do.branch"), tr("scenario.name"), proposal)
        if title:
            self.branch(title)

    def branch(self, title: str) -> None:
        """Copy the plan in force under a title."""
        uid, today = new_uid(), clock.today()
        self._desk.do(
            tr("scenario.undo.branch", title=title),
            lambda project: scenarios.branch(project, title=title, uid=uid, made_on=today),
        )

    def _rename(self) -> None:
        one = self.current
        if one is None:
            return
        title = ask_name(
            self._desk.window, tr("scenario.do.rename"), tr("scenario.name"), one.title
        )
        if title:
            self._desk.do(
                tr("scenario.undo.rename", title=title),
                lambda project: scenarios.rename(project, one.uid, title),
            )

    def _show(self) -> None:
        """Show this scenario on the map and take the others off it."""
        one = self.current
        if one is None:
            return
        own = frozenset(scenarios.entries_of(one.uid))

        def show(project: Project) -> Project:
            project = layer_tree.set_visible(project, _entries(project) - own, visible=False)
            return layer_tree.set_visible(project, own, visible=True)

        self._desk.do(tr("scenario.undo.show", title=one.title), show)

    def _adopt(self) -> None:
        """Make the selected scenario the plan: its links, or its centres as planned ones."""
        one, today = self.current, clock.today()
        project, book = self._desk.project, codebook()
        if one is None or project is None:
            return
        former = tr("scenario.former", day=amounts.day(today))
        tree = partial(default_map, codebook=book)
        known = Reference(book, gazetteer_of(project), tree)
        if self._desk.do(
            tr("scenario.undo.adopt", title=one.title),
            lambda project: scenarios.adopt(project, one.uid, today, former, known),
        ):
            self._desk.tell(adopted(one, self._desk.project))

    def _propose(self) -> None:
        """Put the selected scenario on the agenda of the newest round."""
        one, project = self.current, self._desk.project
        if one is None or project is None:
            return
        rounds = records(project, Round)
        if not rounds:
            self._compare.said.setText(tr("board.why.no_round"))
            return
        item = agenda.scenario_proposal(project, one, rounds[-1].uid)
        if self._desk.do(
            tr("board.undo.item", title=item.title),
            lambda now: reviewing.put_on_agenda(now, item),
        ):
            self._desk.tell(tr("scenario.proposed", round=agenda.round_title(rounds[-1])))

    def _drop(self) -> None:
        one = self.current
        if one is not None:
            self._desk.do(
                tr("scenario.undo.drop", title=one.title),
                lambda project: scenarios.drop(project, one.uid),
            )


def _entries(project: Project) -> frozenset[str]:
    """Give the entries of the layer tree that show a scenario."""
    return frozenset(
        entry for one in records(project, Scenario) for entry in scenarios.entries_of(one.uid)
    )


def adopted(one: Scenario, project: Project | None) -> str:
    """Say what the plan now holds."""
    if one.model == "plan" or project is None:
        links = len(records(project, Link)) if project else 0
        return tr("scenario.adopted.plan", title=one.title, count=links)
    new = [site for site in records(project, Site) if site.scenario == one.uid]
    count = sum(site.role != "existing" for site in new)
    return tr("scenario.adopted.sites", title=one.title, count=count)


def _offer(box: QComboBox, known: tuple[Scenario, ...]) -> None:
    """Offer the plan in force and the scenarios; what was chosen stays chosen."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(tr("scenario.current"), CURRENT)
    for one in known:
        box.addItem(one.title, one.uid)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
