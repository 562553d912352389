"""속성 편집: the form of one feature, with its domains; what is wrong is said at once."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.feature_card import label_of
from scmap.gui.panels.form import LINE_PX, Calm, Page
from scmap.gui.panels.form_entries import Answer
from scmap.gui.parting import part_with
from scmap.model import amounts
from scmap.model.attribute_form import (
    MONEY,
    FormField,
    cell_type,
    form_name,
    form_of,
    split_sum,
    sum_differs,
)
from scmap.model.codebook import CodeBook
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.typed_cell import Cell, CellType, UnreadableCellError, read_cell
from scmap.session.cell_editing import cell_text
from scmap.session.form_editing import (
    FormProblem,
    ministry_names,
    placed_at,
    problems,
    values_of,
)
from scmap.words import tr

LETTERS, LINES = 78, 34
LABEL_PX = 120
TINT = 0.22  # of red in the ground of amounts that do not add up
TYPED = frozenset({"year", "money", "number", "day"})


class FeatureForm(Dialog):
    """Asks everything about a feature that its kind has.

    Parameters
    ----------
    layer : Layer
        Where it is.
    uid : str
        The feature.
    codebook : CodeBook
        The domains.
    gazetteer : Gazetteer
        Tells what a municipality is.
    """

    def __init__(
        self, layer: Layer, uid: str, codebook: CodeBook, gazetteer: Gazetteer, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._layer, self._uid, self._book, self._places = layer, uid, codebook, gazetteer
        self._calm = Calm(self)
        self._before = values_of(layer, uid, form_of(layer, "", codebook))
        self._kind = str(layer.text("kind")[layer.rows[uid]] or "")
        self._fields: tuple[FormField, ...] = ()
        self.answers: dict[str, Answer] = {}
        self._types: dict[str, CellType] = {}
        self._labels: dict[str, QLabel] = {}
        self._told, self._heading = texts.label(parent=self), texts.label(parent=self)
        self._told.setWordWrap(True)
        self._heading.setFont(theme.heading(self.font()))
        self._sum: QLabel | None = None
        self._where: QLabel | None = None
        self._buttons, self._yes = answer_buttons(self, tr("forms.do"), tr("record.cancel"))
        self._page = Page(QWidget())
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        body.addWidget(self._heading)
        body.addWidget(texts.caption(tr("record.required"), self))
        body.addWidget(self._page, 1)
        body.addWidget(self._told)
        body.addWidget(self._buttons)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * LETTERS, metrics.lineSpacing() * LINES)
        self._ask(self._kind, {name: cell_text(one) for name, one in self._before.items()})

    @property
    def values(self) -> dict[str, Cell]:
        """What is answered, by field; None is unknown."""
        return self._read()[0]

    @property
    def changed_values(self) -> dict[str, Cell]:
        """What is answered otherwise than before."""
        return {
            name: value
            for name, value in self.values.items()
            if cell_text(value) != cell_text(self._before.get(name))
        }

    # -- what is asked -----------------------------------------------------------------------

    def _ask(self, kind: str, told: dict[str, str]) -> None:
        """Lay out the questions of a kind, with what is answered already."""
        self._fields = form_of(self._layer, kind, self._book)
        self._kind = kind
        words = tr(f"forms.title.{form_name(self._layer, kind)}")
        self.setWindowTitle(words)
        self._heading.setText(texts.item(f"{words} · {told.get('name') or self._layer.title}"))
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 10, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.answers, self._labels, self._sum, self._where = {}, {}, None, None
        self._types = {one.name: self._type(one) for one in self._fields}
        section = ""
        for one in self._fields:
            if self._layer.kind == "investment" and one.section != section:
                section = one.section
                self._head(section)
            self._add(one, told.get(one.name, ""), inside)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        old = self._page.takeWidget()
        if old is not None:
            part_with(old)
        self._page.setWidget(inside)
        for answer in self.answers.values():
            answer.changed.connect(self._look)
        self._look()

    def _head(self, section: str) -> None:
        heading = texts.label(tr(f"forms.section.{section}"), theme.bold(self.font()))
        heading.setContentsMargins(0, 8, 0, 0)
        self._grid.addWidget(heading, self._grid.rowCount(), 0, 1, 2)

    def _add(self, asked: FormField, text: str, inside: QWidget) -> None:
        answer = Answer(asked, self._book, self._names, inside)
        answer.put(text)
        answer.widget.installEventFilter(self._calm)
        answer.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        words = self._title(asked.name)
        label = texts.caption(tr("record.mark", label=words) if asked.required else words, inside)
        label.setMinimumWidth(LABEL_PX)
        label.setContentsMargins(0, LINE_PX, 0, 0)
        label.setBuddy(answer.widget)
        for one in {answer.widget, answer.widget.focusProxy() or answer.widget}:
            one.setAccessibleName(words)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(answer.widget, row, 1)
        self.answers[asked.name], self._labels[asked.name] = answer, label
        if asked.name == f"{MONEY[-1]}_mkrw":
            self._sum = self._note(row + 1)
        if asked.entry == "municipality":
            self._where = self._note(row + 1)

    def _note(self, row: int) -> QLabel:
        note = texts.caption(parent=self)
        note.setWordWrap(True)
        self._grid.addWidget(note, row, 1)
        return note

    def _title(self, name: str) -> str:
        return column_title(name) if self._layer.kind == "investment" else label_of(name)

    def _names(self) -> Sequence[str]:
        return ministry_names(self.values, self._book)

    # -- what is answered --------------------------------------------------------------------

    def _read(self) -> tuple[dict[str, Cell], list[FormProblem]]:
        """Read every answer; one that is no value stays out, and is told."""
        found: dict[str, Cell] = {}
        wrong = []
        for name, answer in self.answers.items():
            try:
                found[name] = read_cell(answer.text, self._types[name])
            except UnreadableCellError as error:
                wrong.append(FormProblem(error.code, name))
        return found, wrong

    def _type(self, asked: FormField) -> CellType:
        wanted = cell_type(self._layer, asked.name, self._book)
        year, amount = asked.entry == "year", asked.entry == "money"
        return CellType(wanted.type, year=year, amount=amount)  # choices offer only what may be

    def _look(self) -> None:
        """Say what is wrong, how money adds up, and where the municipality is."""
        kind = self.answers["kind"].text if "kind" in self.answers else ""
        if kind != self._kind:
            told = {name: cell_text(one) for name, one in self._before.items()}
            self._ask(kind, told | {name: one.text for name, one in self.answers.items()})
            return
        values, wrong = self._read()
        found = [*wrong, *problems(values, self._fields, self._book, self._places)]
        unread = {one.place for one in wrong}
        found = [one for one in found if one.code != "required" or one.place not in unread]
        # what nobody knew before is asked for, but keeps nobody from mending the rest
        found = [
            replace(one, blocks=False)
            if one.code == "required" and self._before.get(one.place) is None
            else one
            for one in found
        ]
        self._yes.setEnabled(not any(one.blocks for one in found))
        self._told.setText("\n".join(map(self._said, found)))
        self._told.setVisible(bool(found))
        for name, label in self._labels.items():
            _mark(label, any(one.blocks and one.place == name for one in found))
        self._add_up(values)
        self._locate(values)

    def _said(self, problem: FormProblem) -> str:
        field = self._title(problem.place)
        words = tr(f"forms.problem.{problem.code}", field=field, **problem.values)
        return tr("record.blocks" if problem.blocks else "record.look", words=words)

    def _add_up(self, values: dict[str, Cell]) -> None:
        """Show the sum of the parts beside the total; unknown parts are counted, not added."""
        if self._sum is None:
            return
        parts = {
            name: one for name in MONEY if isinstance(one := values.get(f"{name}_mkrw"), float)
        }
        together, complete = split_sum(parts)
        total = values.get("total_mkrw")
        known = float(total) if isinstance(total, float) else float("nan")
        wrong = sum_differs(known, together, complete=complete)
        key = "none" if not parts else "wrong" if wrong else "complete" if complete else "partly"
        shown = f"{known:,.0f}" if known == known else amounts.unknown()  # noqa: PLR0124
        self._sum.setText(
            tr(
                f"forms.sum.{key}",
                together=f"{together:,.0f}",
                total=shown,
                unknown=len(MONEY) - len(parts),
                difference=f"{together - known:+,.0f}",
            )
        )
        _mark(self._sum, wrong)
        for name in ("total_mkrw", *(f"{one}_mkrw" for one in MONEY)):
            if name in self.answers:
                differs = wrong and values.get(name) is not None
                _tint(self.answers[name].widget, differs)
                said = self._sum.text() if differs else ""
                self.answers[name].widget.setAccessibleDescription(said)

    def _locate(self, values: dict[str, Cell]) -> None:
        if self._where is None:
            return
        told = []
        for text in str(values.get("municipality") or "").split(";"):
            found = placed_at(text, values, self._places)
            if len(found) == 1:
                one = found[0]
                then = one.code_then or one.municipality.code
                name = one.municipality.title
                code = one.municipality.code
                told.append(tr("forms.place", name=name, code=code, then=then))
        self._where.setText("\n".join(told))
        self._where.setVisible(bool(told))


def _mark(label: QLabel, wrong: bool) -> None:
    """Show whether what a label names is to be mended."""
    colours = label.palette()
    role = theme.Role.WindowText if wrong else theme.Role.PlaceholderText
    if wrong:
        colours.setColor(theme.Role.WindowText, QColor(theme.tones().error))
    label.setForegroundRole(role)
    label.setPalette(colours)


def _tint(entry: QWidget, wrong: bool) -> None:
    """Give an entry a red ground while what it says does not go with the others."""
    colours = QPalette()
    if wrong:
        ground = colours.color(theme.Role.Base)
        colours.setColor(theme.Role.Base, theme.blend(ground, QColor(theme.tones().error), TINT))
    entry.setPalette(colours)
