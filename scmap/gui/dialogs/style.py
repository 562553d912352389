"""스타일: how a layer looks, tried on the map at once, and kept only when that is wanted."""

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import icons, texts, theme
from scmap.gui.dialog import MOST_OF_SCREEN, Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.dialogs.filter import FilterDialog
from scmap.gui.dialogs.style_classes import ClassesPage
from scmap.gui.dialogs.style_view import LabelsPage, VisibilityPage
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.style_draft import StyleDraft
from scmap.model.symbology import Rule
from scmap.words import tr

SIZE = QSize(700, 600)
_BELOW = 64  # pixels: menus and steps stay in reach
PAUSE_MS = 60  # of turning and typing, before the map follows
_DEEDS = (("copy", "copy"), ("paste", "paste"), ("load", "open"), ("save", "save"))


class StyleDialog(Dialog):
    """Pages on symbols, labels and visibility of one entry of the tree.

    The map stays in reach: one may pan and zoom while trying.

    Signals
    -------
    tried : MapLayer
        The entry as it would look.
    wanted : str
        The look is to be copied, or another to be pasted, loaded or saved.
    """

    tried = Signal(object)
    wanted = Signal(str)

    def __init__(self, draft: StyleDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self.draft = draft
        draft.setParent(self)
        self.setWindowTitle(texts.title(tr("style.title", layer=shown_title(draft.entry.title))))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(lambda: self.tried.emit(self.draft.tried))
        self._pages = QTabWidget(self)
        self._pages.setDocumentMode(True)
        self._classes = ClassesPage(draft, self)
        named = {
            "symbols": self._classes,
            "labels": LabelsPage(draft, self),
            "visibility": VisibilityPage(draft, self),
        }
        for name, page in named.items():
            self._pages.addTab(page, tr(f"style.page.{name}"))
        self._note = texts.label(parent=self)
        self._note.hide()
        buttons, self._yes = answer_buttons(self, tr("style.apply"), tr("style.cancel"))
        below = QHBoxLayout()
        below.setSpacing(6)
        for name, icon in _DEEDS:
            below.addWidget(self._deed(name, icon))
        below.addStretch(1)
        below.addWidget(buttons)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        body.addWidget(
            texts.label(shown_title(draft.entry.title), theme.heading(self.font()), self)
        )
        body.addWidget(self._pages, 1)
        body.addWidget(self._note)
        body.addLayout(below)
        draft.changed.connect(self._follow)
        self._classes.rule_wanted.connect(self._edit_rule)
        self._follow_button()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return SIZE.boundedTo(self.screen().availableSize() * MOST_OF_SCREEN)

    def stand_beside(self, window: QWidget) -> None:
        """Stand at the right edge of the window: the map stays in sight."""
        room, frame = window.geometry(), self.screen().availableGeometry()
        left = min(room.right(), frame.right()) - self.width()
        top = min(room.top() + _BELOW, frame.bottom() - self.height())
        self.move(max(left, frame.left()), max(top, frame.top()))

    def show_page(self, name: str) -> None:
        """Turn to a page: "symbols", "labels" or "visibility"."""
        self._pages.setCurrentIndex(("symbols", "labels", "visibility").index(name))

    def tell(self, note: str) -> None:
        """Say something in a line of its own."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _deed(self, name: str, icon: str) -> QPushButton:
        button = QPushButton(icons.icon(icon), tr(f"style.{name}"), self)
        button.setAutoDefault(False)
        button.setToolTip(texts.tip(tr(f"style.{name}.tip")))
        button.clicked.connect(lambda: self.wanted.emit(name))
        return button

    def _follow(self) -> None:
        self.tell("")
        self._follow_button()
        self._pause.start()

    def _follow_button(self) -> None:
        self._yes.setEnabled(self.draft.touched)

    def _edit_rule(self, place: int) -> None:
        rule = self.draft.classes[place]
        if not isinstance(rule, Rule):
            return
        draft = self.draft
        dialog = FilterDialog(
            draft.entry, draft.layer, rule.filter, self, title=tr("style.rule.title")
        )
        dialog.accepted.connect(lambda: draft.set_rule(place, dialog.narrowed))
        dialog.open()
