"""판정 기준: all values of the judgement, and what a change does to grades before it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scmap import clock
from scmap.analysis.rejudging import Sensitivity
from scmap.gui import texts, theme
from scmap.gui.dialog import MOST_OF_SCREEN, Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.dialogs.rule_pages import MatrixView, SensitivityView, ValueView
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.rule_draft import RuleDraft
from scmap.gui.models.rule_effect import Preview, effect_words, moved_pairs
from scmap.gui.models.rule_values import about
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.rows import ROW_PX, Rows
from scmap.gui.sheet_view import SheetView
from scmap.model.rule_table import AFFINITIES, LIVES, SERVICES, WEIGHTS
from scmap.model.ruleset import RuleSet
from scmap.session.judging import Editor, Judgement
from scmap.words import tr

SIZE = QSize(1180, 860)

# Pages by name with the groups of values that stand on each.
VALUE_PAGES: dict[str, tuple[str, ...]] = {
    "weights": WEIGHTS,
    "grades": ("gate", "cap", "link"),
    "ground": ("quality", "near", "overlap"),
    "time": ("time", "candidate", "content", "interoperability", "exception"),
    "life": (LIVES,),
    "service": (SERVICES,),
}


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with the groups whose values stand on it."""

    name: str
    groups: tuple[str, ...]
    widget: QWidget


class RulesDialog(Dialog):
    """Pages of values to the left, what they do to the grades below.

    Signals
    -------
    changed
        The draft is another one: what it does is to be computed.
    asked : (str, float)
        Which pairs change when the value of a key is varied by a share is to be shown.
    import_wanted, export_wanted
        A file of rules is to be taken in, or written.
    """

    changed = Signal()
    asked = Signal(str, float)
    import_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, judgement: Judgement, author: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("rules.title"))
        self.draft = RuleDraft(judgement, self)
        self._current = ""  # key of the value that is told about
        self._warned = False  # that closing loses what was changed
        self._list = QListWidget(self)
        self._list.setAccessibleName(tr("rules.pages"))
        self._list.setItemDelegate(Rows(self._list))
        self._stack = QStackedWidget(self)
        self._pages: list[_Page] = []
        self._about = texts.label()
        self._effect = texts.label(font=theme.bold(self.font()))
        self._note = texts.label()
        self._author, self._reason = LineEntry(self), LineEntry(self)
        self._author.setText(author)
        self._buttons, self._apply = answer_buttons(self, tr("rules.apply"), tr("rules.cancel"))
        self._make_pages()
        self._lay_out()
        self._list.currentRowChanged.connect(self._turn)
        self.draft.changed.connect(self._follow)
        self._list.setCurrentRow(0)
        self._follow()
        self.resize(self.sizeHint())

    @property
    def editor(self) -> Editor:
        """Who sets the values, why and when."""
        today = clock.today()
        return Editor(self._author.shown.strip(), self._reason.shown.strip(), today)

    def sizeHint(self) -> QSize:
        return SIZE.boundedTo(self.screen().availableSize() * MOST_OF_SCREEN)

    def reject(self) -> None:
        """Close; what was changed is let go only when that is asked for a second time."""
        if self.draft.is_touched and not self._warned:
            self._warned = True
            self.tell(tr("rules.cancel.sure"))
            return
        super().reject()

    def show_preview(self, preview: Preview | None) -> None:
        """Say what the draft does to the grades; None while that is being computed."""
        if preview is None:
            self._say(tr("rules.effect.computing"))
            return
        self._say(effect_words(preview))
        self._moved.show(moved_pairs(preview))
        self._name_pages(preview.effect.grades)

    def show_sensitivity(self, measured: Sensitivity, rules: RuleSet) -> None:
        """Show how much hangs on each value of these rules."""
        self._sensitivity.shown.show(measured, rules)

    def show_varied(self, sheet: Sheet, words: str) -> None:
        """List the pairs that change when one value is varied."""
        self._varied.show(sheet)
        self._varied_words.setText(words)

    def take(self, values: dict[str, float], note: str) -> None:
        """Show the values of a file."""
        self.draft.take(values)
        self.tell(note)

    def tell(self, note: str) -> None:
        """Say something in a line of its own."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _say(self, words: str, *, wrong: bool = False) -> None:
        """Say what the draft does; in the colour of errors that it can do nothing yet."""
        dress = self.palette()
        if wrong:
            dress.setColor(theme.Role.WindowText, QColor(theme.tones().error))
        self._effect.setPalette(dress)
        self._effect.setText(words)

    # -- parts -------------------------------------------------------------------------------

    def _make_pages(self) -> None:
        for name, groups in VALUE_PAGES.items():
            view = ValueView(self.draft, groups, self)
            self._add(name, groups, view)
            view.pointed.connect(self._tell_about)
        for group in AFFINITIES:
            self._add(group, (group,), self._matrix_page(group))
        self._moved = SheetModel(self)
        self._add("moved", (), SheetView(self._moved, tr("rules.page.moved"), self))
        self._add("sensitivity", (), self._sensitivity_page())
        self._name_pages(0)

    def _add(self, name: str, groups: tuple[str, ...], widget: QWidget) -> None:
        self._pages.append(_Page(name, groups, widget))
        self._stack.addWidget(widget)
        self._list.addItem(tr(f"rules.page.{name}"))

    def _matrix_page(self, group: str) -> QWidget:
        """Make a grid with the two values that stand for all other cells above it."""
        page = QWidget(self)
        said = texts.label(tr(f"rules.hint.{group}"))
        said.setForegroundRole(theme.Role.PlaceholderText)
        ends = ValueView(self.draft, (group,), page)
        grid = MatrixView(self.draft, group, page)
        for row in range(ends.model().rowCount()):
            key = ends.key_at(row)
            ends.setRowHidden(row, key not in (f"{group}.same", f"{group}.else"))
        ends.horizontalHeader().hide()
        ends.setFixedHeight(2 * ROW_PX + 2)
        body = QVBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        for part in (said, ends):
            body.addWidget(part)
        body.addWidget(grid, 1)
        for view in (ends, grid):
            view.pointed.connect(self._tell_about)
        return page

    def _sensitivity_page(self) -> QWidget:
        page = QSplitter(Qt.Orientation.Vertical, self)
        self._sensitivity = SensitivityView(page)
        self._sensitivity.asked.connect(self.asked)
        self._varied = SheetModel(self)
        self._varied_words = texts.label(tr("rules.varied.hint"))
        below = QWidget(page)
        body = QVBoxLayout(below)
        body.setContentsMargins(0, 6, 0, 0)
        body.addWidget(self._varied_words)
        body.addWidget(SheetView(self._varied, tr("rules.varied"), below), 1)
        page.addWidget(self._sensitivity)
        page.addWidget(below)
        page.setStretchFactor(0, 3)
        page.setStretchFactor(1, 2)
        page.setChildrenCollapsible(False)
        return page

    def _lay_out(self) -> None:
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._about.setForegroundRole(theme.Role.PlaceholderText)
        self._about.setMinimumHeight(QLabel(" \n ").sizeHint().height())
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(6)
        self._note.hide()
        right.addWidget(self._stack, 1)
        right.addWidget(self._about)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self._list)
        middle.addLayout(right, 1)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        body.addLayout(middle, 1)
        body.addWidget(self._effect)
        body.addWidget(self._note)
        body.addLayout(self._who())
        body.addLayout(self._foot())

    def _who(self) -> QGridLayout:
        line = QGridLayout()
        line.setHorizontalSpacing(8)
        for column, (word, field) in enumerate(
            (("author", self._author), ("reason", self._reason))
        ):
            buddy = QLabel(tr(f"rules.{word}"), self)
            buddy.setBuddy(field)
            field.setAccessibleName(buddy.text())
            line.addWidget(buddy, 0, 2 * column)
            line.addWidget(field, 0, 2 * column + 1)
        line.setColumnStretch(1, 1)
        line.setColumnStretch(3, 4)
        self._reason.setPlaceholderText(tr("rules.reason.hint"))
        return line

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self._reset = self._button("reset", self._reset_current)
        self._reset_all = self._button("reset_all", lambda: self.draft.take({}))
        for button in (
            self._reset,
            self._reset_all,
            self._button("import", self.import_wanted.emit),
            self._button("export", self.export_wanted.emit),
        ):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._buttons)
        return foot

    def _button(self, name: str, act: object) -> QPushButton:
        made = QPushButton(tr(f"rules.{name}"), self)
        made.setAutoDefault(False)
        made.clicked.connect(act)
        return made

    # -- keeping up --------------------------------------------------------------------------

    def _turn(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        views = self._views()
        self._about.setVisible(bool(views))
        self._tell_about(views[-1].current_key if views else "")

    def _views(self) -> Sequence[ValueView | MatrixView]:
        """Give the views of values on the present page."""
        page = self._pages[self._stack.currentIndex()].widget
        if isinstance(page, ValueView):
            return (page,)
        return [*page.findChildren(ValueView), *page.findChildren(MatrixView)]

    def _tell_about(self, key: str) -> None:
        spec = self.draft.table.value(key)
        self._current = key if spec else ""
        self._reset.setEnabled(bool(key) and self.draft.is_changed(key))
        self._about.setText(about(self.draft, spec) if spec else "")

    def _reset_current(self) -> None:
        if self._current:
            self.draft.reset(self._current)

    def _follow(self) -> None:
        """Say what is wrong, offer what can be done, and have the effect computed."""
        self._warned = False
        wrong = self.draft.problems
        self._apply.setEnabled(self.draft.is_touched and not wrong)
        self._reset_all.setEnabled(bool(self.draft.wanted) or bool(wrong))
        self._tell_about(self._current)
        self._name_pages(None)
        if wrong:
            problem = next(iter(wrong.values()))
            self._say(tr("rules.effect.wrong", problem=problem), wrong=True)
        else:
            self.changed.emit()

    def _name_pages(self, moved: int | None) -> None:
        """Name the pages, each with how many of its values are not the product's own."""
        for place, page in enumerate(self._pages):
            count = sum(map(self.draft.changed_in, page.groups))
            if page.name == "moved":
                if moved is None:
                    continue
                count = moved
            name = tr(f"rules.page.{page.name}")
            self._list.item(place).setText(f"{name} ({count:,})" if count else name)
        self._list.setFixedWidth(self._list.sizeHintForColumn(0) + ROW_PX)  # no name is cut
