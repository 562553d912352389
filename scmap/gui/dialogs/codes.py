"""Links a region's own codes to those of the nation, and shows how many are: 국가표준 연계."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from scmap.errors import ScmapError
from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry, name_choice
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.rows import dress
from scmap.gui.sheet_view import SheetView
from scmap.gui.typed_choice import TypedChoice
from scmap.model import records
from scmap.model.crosswalk import CodeLink, Coverage, Regional, measure_coverage
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.model.records import record
from scmap.reference import codebook, gazetteer
from scmap.reference.standards import standards
from scmap.session.crosswalking import (
    SYSTEMS,
    linked,
    links_of,
    proposed,
    read_links,
    with_regional,
)
from scmap.words import explain, tr

WIDTH, HEIGHT = 880, 560
MOST_CODES = 1_000  # rows of the table; codes without a link come first
LOCAL, ROWS, NATIONAL = range(3)


class CodesDialog(Dialog):
    """The crosswalk of one layer and field at a time, and the register of standards.

    Parameters
    ----------
    project : Project
        Whose layers are linked.
    layer : str
        uid of the layer that is offered first; "" for any.
    """

    def __init__(self, project: Project, layer: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("crosswalk.title"))
        self._project = project
        self._made: dict[tuple[str, str], dict[str, str]] = {}
        self._said: dict[tuple[str, str], str] = {}
        self._own: dict[str, tuple[str, str]] = {}
        self._layers = [one for one in project.layers if one.kind != records.KIND]
        tabs = QTabWidget(self)
        tabs.setDocumentMode(True)
        tabs.addTab(self._links(), tr("crosswalk.tab.links"))
        tabs.addTab(_register(self), tr("crosswalk.tab.standards"))
        buttons, _yes = answer_buttons(self, tr("crosswalk.do"), tr("sharepanel.cancel"))
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addWidget(tabs)
        body.addWidget(buttons)
        self.resize(WIDTH, HEIGHT)
        for one in self._layers:
            self.layer.addItem(texts.title(shown_title(one.title or one.name)), one.uid)
        self.layer.setCurrentIndex(max(self.layer.findData(layer), 0))
        self._take_layer()

    # -- what was decided ----------------------------------------------------------------------

    def carried_out(self, project: Project) -> Project:
        """Give a project with what was decided in the dialog."""
        for (layer, field), made in self._made.items():
            project = linked(project, layer, field, made, self._said[layer, field])
        for layer, (steward, cycle) in self._own.items():
            project = with_regional(project, layer, steward, cycle)
        return project

    @property
    def coverage(self) -> Coverage | None:
        """How many codes of the field in sight are linked; None where there is no field."""
        layer, field = self._chosen, self._named
        if layer is None or not field:
            return None
        made = self._links_now(layer, field)
        kept = [CodeLink("", layer.uid, field, one, code) for one, code in made.items()]
        return measure_coverage(layer, field, kept)

    # -- how it looks --------------------------------------------------------------------------

    def _links(self) -> QWidget:
        page = QWidget(self)
        self.layer, self.field, self.system = QComboBox(page), QComboBox(page), TypedChoice(page)
        self.system.addItems([tr(f"crosswalk.system.{one}") for one in SYSTEMS])
        self.table = QTableWidget(0, 3, page)
        dress(self.table)
        self.table.setHorizontalHeaderLabels(
            [tr(f"crosswalk.column.{one}") for one in ("local", "rows", "national")]
        )
        self.table.setAccessibleName(tr("crosswalk.tab.links"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ROWS, QHeaderView.ResizeMode.ResizeToContents)
        self.told, self.note = texts.label(parent=page), texts.label(parent=page)
        self.told.setFont(theme.bold(self.font()))
        self._read, self._propose = QPushButton(page), QPushButton(page)
        self._read.setText(tr("crosswalk.read"))
        self._propose.setText(tr("crosswalk.propose"))
        self._propose.setToolTip(texts.tip(tr("crosswalk.propose.tip")))
        self.regional = QCheckBox(tr("crosswalk.own"), page)
        self.regional.setToolTip(texts.tip(tr("crosswalk.own.tip")))
        self.steward, self.cycle = LineEntry(page), LineEntry(page)
        self._lay_out(page)
        self.layer.currentIndexChanged.connect(lambda _place: self._take_layer())
        self.field.currentIndexChanged.connect(lambda _place: self._take_field())
        self.system.editTextChanged.connect(lambda _text: self._keep())
        self.table.itemChanged.connect(lambda _item: self._keep())
        self._read.clicked.connect(lambda _checked: self._ask_table())
        self._propose.clicked.connect(lambda _checked: self._fill_in())
        self.regional.toggled.connect(lambda _on: self._keep_own())
        for line in (self.steward, self.cycle):
            line.typed.connect(lambda _text: self._keep_own())
        return page

    def _lay_out(self, page: QWidget) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        for row, (key, box) in enumerate(
            (("layer", self.layer), ("field", self.field), ("system", self.system))
        ):
            name_choice(box, tr(f"crosswalk.{key}"))
            label = QLabel(tr(f"crosswalk.{key}"), page)
            label.setBuddy(box)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(1, 1)
        deeds = QHBoxLayout()
        deeds.addWidget(self.told, 1)
        for button in (self._propose, self._read):
            deeds.addWidget(button)
        own = QHBoxLayout()
        own.addWidget(self.regional)
        for key, line in (("steward", self.steward), ("cycle", self.cycle)):
            line.setPlaceholderText(tr(f"crosswalk.{key}"))
            line.setAccessibleName(tr(f"crosswalk.{key}"))
            own.addWidget(line, 2 if key == "steward" else 1)
        body = QVBoxLayout(page)
        body.addWidget(texts.label(tr("crosswalk.lead"), parent=page))
        body.addLayout(grid)
        body.addLayout(deeds)
        body.addWidget(self.table, 1)
        body.addWidget(self.note)
        body.addLayout(own)

    # -- what goes on --------------------------------------------------------------------------

    @property
    def _chosen(self) -> Layer | None:
        place = self.layer.currentIndex()
        return self._layers[place] if 0 <= place < len(self._layers) else None

    @property
    def _named(self) -> str:
        """Name of the field that is chosen; "" for none."""
        return str(self.field.currentData() or "")

    def _take_layer(self) -> None:
        layer = self._chosen
        if layer is None:
            self._look()
            return
        with QSignalBlocker(self.field):
            self.field.clear()
            names = [one.name for one in layer.fields if one.type == "text"]
            for name in names:
                self.field.addItem(texts.item(column_title(name)), name)
            known = [name for name in names if links_of(self._project, layer.uid, name)]
            self.field.setCurrentIndex(self.field.findData((known or names or [""])[0]))
        kept = record(self._project, Regional, layer.uid)
        said = (kept.steward, kept.cycle) if kept is not None else ("", "")
        steward, cycle = self._own.get(layer.uid, said)
        blocked = [QSignalBlocker(one) for one in (self.regional, self.steward, self.cycle)]
        self.regional.setChecked(bool(steward))
        self.steward.setText(steward)
        self.cycle.setText(cycle)
        del blocked
        self._take_field()

    def _take_field(self) -> None:
        layer, field = self._chosen, self._named
        if layer is not None and field:
            links = links_of(self._project, layer.uid, field)
            system = self._said.get((layer.uid, field)) or next(
                (one.system for one in links.values() if one.system), ""
            )
            with QSignalBlocker(self.system):
                self.system.setEditText(system or tr(f"crosswalk.system.{SYSTEMS[0]}"))
            self._fill(layer, field, self._links_now(layer, field))
        self._look()

    def _links_now(self, layer: Layer, field: str) -> Mapping[str, str]:
        links = links_of(self._project, layer.uid, field)
        there = {local: link.national for local, link in links.items()}
        return there | self._made.get((layer.uid, field), {})

    def _fill(self, layer: Layer, field: str, made: Mapping[str, str]) -> None:
        """List the codes of a field, those without a link first."""
        found = measure_coverage(layer, field, ())
        codes = sorted(found.unmatched.items(), key=lambda item: bool(made.get(item[0])))
        with QSignalBlocker(self.table):
            self.table.setRowCount(min(len(codes), MOST_CODES))
            for row, (code, count) in enumerate(codes[:MOST_CODES]):
                for column, text in ((LOCAL, code), (ROWS, f"{count:,}")):
                    item = QTableWidgetItem(text)
                    item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
                    if column == ROWS:
                        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | _MIDDLE)
                    self.table.setItem(row, column, item)
                self.table.setItem(row, NATIONAL, QTableWidgetItem(made.get(code, "")))
        more = len(codes) - MOST_CODES
        self.note.setText(tr("sharepanel.more", count=more) if more > 0 else "")

    def _keep(self) -> None:
        """Note what stands in the table."""
        layer, field = self._chosen, self._named
        if layer is None or not field:
            return
        rows = range(self.table.rowCount())
        cells = {self._cell(row, LOCAL): self._cell(row, NATIONAL) for row in rows}
        before = self._made.get((layer.uid, field), {})
        self._made[layer.uid, field] = before | cells
        self._said[layer.uid, field] = self.system.currentText().strip()
        self._look()

    def _cell(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item is not None else ""

    def _keep_own(self) -> None:
        layer = self._chosen
        if layer is not None:
            on = self.regional.isChecked()
            said = self.steward.shown.strip() or tr("crosswalk.no_steward")
            self._own[layer.uid] = (said, self.cycle.shown.strip()) if on else ("", "")
        self._look()

    def _look(self) -> None:
        """Say how much is linked, and mark what is not."""
        on = self.regional.isChecked()
        for line in (self.steward, self.cycle):
            line.setEnabled(on)
        found = self.coverage
        for part in (self.table, self._read, self._propose):
            part.setEnabled(found is not None)
        if found is None or not found.codes:
            self.told.setText(tr("crosswalk.no_codes"))
            self.table.setRowCount(0)
            return
        counted = {"linked": found.linked, "codes": found.codes}
        said = [tr("crosswalk.coverage", **counted, share=f"{found.share:.1%}")]
        if found.blank:
            said.append(tr("crosswalk.blank", count=found.blank))
        self.told.setText("  ·  ".join(said))
        colour = QColor(theme.tones().error)
        with QSignalBlocker(self.table):
            for row in range(self.table.rowCount()):
                item = self.table.item(row, LOCAL)
                if item is not None:
                    open_ = item.text() in found.unmatched
                    item.setForeground(colour if open_ else self.palette().text())
                    item.setToolTip(tr("crosswalk.open") if open_ else "")

    def _ask_table(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("crosswalk.read"), str(Path.home()), tr("crosswalk.files")
        )
        if path:
            self.take_table(Path(path))

    def take_table(self, path: Path) -> None:
        """Take in a table of local and national codes."""
        try:
            self._take(read_links(path))
        except ScmapError as error:
            self.note.setText(str(explain(error)))

    def _fill_in(self) -> None:
        """Fill in what the code books know by its name, where nothing stands yet."""
        layer, field = self._chosen, self._named
        if layer is None:
            return
        said = self.system.currentText().strip()
        system = next((one for one in SYSTEMS if tr(f"crosswalk.system.{one}") == said), "")
        found = self.coverage
        codes = found.unmatched if found is not None else {}
        made = proposed(codes, system, gazetteer(), codebook())
        self._take(made)
        self.note.setText(tr("crosswalk.proposed", count=len(made), field=column_title(field)))

    def _take(self, made: Mapping[str, str]) -> None:
        layer, field = self._chosen, self._named
        if layer is None or not field:
            return
        codes = measure_coverage(layer, field, ()).unmatched
        known = {local: code for local, code in made.items() if local in codes}
        self._made[layer.uid, field] = self._made.get((layer.uid, field), {}) | known
        self._said[layer.uid, field] = self.system.currentText().strip()
        self._fill(layer, field, self._links_now(layer, field))
        self._look()


_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def _register(parent: QWidget) -> SheetView:
    """Give the register of standards as a table; titles that begin alike are seen whole."""
    names = ("number", "name", "body", "year", "tier", "source")
    rows = tuple(
        tuple(
            tr(f"crosswalk.tier.{one.tier}") if name == "tier" else str(getattr(one, name))
            for name in names
        )
        for one in standards()
    )
    model = SheetModel(parent)
    model.show(Sheet(tuple(tr(f"crosswalk.standard.{name}") for name in names), rows))
    return SheetView(model, tr("crosswalk.tab.standards"), parent, wraps=True)
