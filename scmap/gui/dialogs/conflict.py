"""Decides what several people did to one feature without knowing of each other, field by field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import shapely
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QListWidget,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.dialogs.sketch import Sketch
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.rows import Rows
from scmap.model.project import Project
from scmap.session.sharing_words import field_title, in_order, name_of, shown, subject
from scmap.store.sharing.membership import Cooperative
from scmap.store.sharing.merge import GEOMETRY, Conflict, Disagreement
from scmap.words import tr

WIDTH, HEIGHT = 860, 520


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one conflict."""

    conflict: Conflict
    chosen: Mapping[str, object] = field(default_factory=dict)
    delete: bool = False


class ConflictDialog(Dialog):
    """Several conflicts at once; those without a whole answer stay for later.

    Signals
    -------
    looked
        Another conflict is looked at.

    Parameters
    ----------
    conflicts : sequence of Conflict
        What waits.
    told : Cooperative
        Names of members.
    project : Project
        Names of layers and features.
    me : set of str
        As whom this installation takes part.
    """

    looked = Signal()

    def __init__(
        self,
        conflicts: Sequence[Conflict],
        told: Cooperative,
        project: Project,
        parent: QWidget,
        *,
        me: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("sharepanel.conflict.title"))
        self.resize(WIDTH, HEIGHT)
        self._list, self._pages = QListWidget(self), QStackedWidget(self)
        self._list.setItemDelegate(Rows(self._list))
        self._list.setAccessibleName(tr("sharepanel.conflict.list"))
        said = Names(told, me)
        self.pages = [ConflictPage(one, said, project, self) for one in conflicts]
        for page in self.pages:
            self._list.addItem(texts.title(page.title))
            self._pages.addWidget(_scrolled(page))
            page.answered = self._look
        self._list.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._list.currentRowChanged.connect(lambda _row: self.looked.emit())
        self._list.setVisible(len(self.pages) > 1)
        self._list.setMaximumWidth(WIDTH // 4)
        self._buttons, self._yes = answer_buttons(
            self, tr("sharepanel.conflict.decide"), tr("sharepanel.conflict.later")
        )
        self._told = texts.caption(parent=self)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 14, 16, 12)
        lead = texts.label(tr("sharepanel.conflict.lead"), parent=self)
        grid.addWidget(lead, 0, 0, 1, 2)
        grid.addWidget(self._list, 1, 0)
        grid.addWidget(self._pages, 1, 1)
        grid.addWidget(self._told, 2, 0, 1, 2)
        grid.addWidget(self._buttons, 3, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)
        self._list.setCurrentRow(0)
        self._look()

    @property
    def decisions(self) -> list[Decision]:
        """What was decided; a conflict that lacks an answer is not among it."""
        return [page.decision for page in self.pages if page.decision is not None]

    @property
    def sides(self) -> list[tuple[str, shapely.Geometry | None]]:
        """The shapes of the conflict that is looked at: as both had seen it, and of each side."""
        page = self.pages[max(self._list.currentRow(), 0)]
        return page.sides

    def _look(self) -> None:
        done = len(self.decisions)
        self._yes.setEnabled(done > 0)
        self._told.setText(tr("sharepanel.conflict.count", done=done, count=len(self.pages)))


@dataclass(frozen=True, slots=True)
class Names:
    """How members are called, to one of them."""

    told: Cooperative
    me: Collection[str]

    def of(self, member: str) -> str:
        """Give the name of a member, marked where it is one's own."""
        name = name_of(self.told, member)
        return tr("sharepanel.conflict.me", name=name) if member in self.me else name


class ConflictPage(QWidget):
    """One conflict: a row a field, a column a side."""

    def __init__(self, conflict: Conflict, names: Names, project: Project, parent: QWidget) -> None:
        super().__init__(parent)
        self.conflict = conflict
        self.answered = _nothing
        self._names = names
        self._groups: dict[str, QButtonGroup] = {}
        self._values: dict[str, list[object]] = {}
        layer, name = subject(project, conflict)
        self.title = f"{shown_title(layer)}  {name}"
        body = QVBoxLayout(self)
        body.setContentsMargins(4, 0, 4, 4)
        body.setSpacing(8)
        body.addWidget(texts.label(self.title, theme.heading(self.font(), steps=1), self))
        if conflict.kind == "delete":
            body.addLayout(self._being())
        grid = QGridLayout()  # of all fields: the sides stand below one another
        grid.setHorizontalSpacing(18)
        for key, one in sorted(conflict.fields.items()):
            self._ask(grid, key, one)
        body.addLayout(grid)
        body.addStretch(1)

    @property
    def decision(self) -> Decision | None:
        """What was decided; None while a field lacks an answer."""
        answers = {name: group.checkedId() for name, group in self._groups.items()}
        being = answers.pop("being", None)
        if being == 1:
            return Decision(self.conflict, delete=True)
        if -1 in answers.values() or being == -1:
            return None
        chosen = {name: self._values[name][place] for name, place in answers.items()}
        return Decision(self.conflict, chosen)

    @property
    def sides(self) -> list[tuple[str, shapely.Geometry | None]]:
        """The shapes in question, with whose they are; none where nobody changed the shape."""
        told = self.conflict.fields.get(GEOMETRY)
        if told is None:
            return []
        base = (tr("sharepanel.conflict.base"), _shape(told.base))
        claims = in_order(told.claims, self._names.told)
        return [base, *((self._names.of(one.who), _shape(one.value)) for one in claims)]

    def choose(self, name: str, place: int) -> None:
        """Give an answer: of a field, or of "being" (0 keeps, 1 deletes)."""
        self._groups[name].button(place).setChecked(True)

    def _being(self) -> QGridLayout:
        """Ask whether the feature stays, which one deleted and another edited."""
        grid = QGridLayout()
        sides = {
            0: (tr("sharepanel.conflict.keep"), self.conflict.edited_by),
            1: (tr("sharepanel.conflict.delete"), self.conflict.deleted_by),
        }
        group = self._group("being")
        for place, (words, claims) in sides.items():
            who = ", ".join(self._names.of(one.who) for one in in_order(claims, self._names.told))
            group.addButton(self._choice(grid, 0, place, f"{words}\n{who}"), place)
        return grid

    def _ask(self, grid: QGridLayout, key: str, one: Disagreement) -> None:
        """Ask about a field, below those in the grid."""
        row = grid.rowCount()
        bold = theme.bold(self.font())
        heading = texts.label(field_title(key, self.conflict.table), bold, self)
        grid.addWidget(heading, row, 0, 1, 4)
        group = self._group(key)
        claims = in_order(one.claims, self._names.told)
        values = [claim.value for claim in claims]
        self._values[key] = values
        ground = _ground([one.base, *values]) if key == GEOMETRY else None
        grid.addWidget(texts.caption(tr("sharepanel.conflict.base"), self), row + 1, 0)
        grid.addWidget(self._shown(one.base, None, ground), row + 2, 0)
        for place, claim in enumerate(claims):
            button = self._choice(grid, row + 1, place + 1, self._names.of(claim.who))
            group.addButton(button, place)
            grid.addWidget(self._shown(claim.value, one.base, ground), row + 2, place + 1)
        grid.setColumnStretch(len(values) + 1, 1)

    def _shown(self, value: object, base: object, ground: Sequence[float] | None) -> QWidget:
        if ground is None:
            return texts.label(shown(value), parent=self)
        return Sketch(_shape(value), _shape(base), ground, self)

    def _group(self, name: str) -> QButtonGroup:
        group = self._groups[name] = QButtonGroup(self)
        group.idToggled.connect(lambda _place, _on: self.answered())
        return group

    def _choice(self, grid: QGridLayout, row: int, column: int, words: str) -> QRadioButton:
        button = QRadioButton(texts.item(words), self)
        grid.addWidget(button, row, column)
        return button


def _shape(value: object) -> shapely.Geometry | None:
    return shapely.from_wkb(value) if isinstance(value, bytes) and value else None


def _ground(values: Sequence[object]) -> list[float]:
    """Give what all shapes of a conflict lie in, so that they are drawn alike."""
    shapes = [shape for shape in map(_shape, values) if shape is not None]
    return list(shapely.total_bounds(shapes)) if shapes else [0.0, 0.0, 1.0, 1.0]


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(page)
    return area


def _nothing() -> None:
    """Tell nobody."""
