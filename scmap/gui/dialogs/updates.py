"""자료 갱신: code tables and boundaries from a signed file, what it changes, and the way back."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scmap import paths
from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.job import Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.models.update_words import entry_words, file_words
from scmap.gui.sheet_view import SheetView
from scmap.progress import Progress
from scmap.reference import codebook, updates
from scmap.reference.update_checks import Difference
from scmap.reference.update_package import Update, read_key, trust
from scmap.store.sharing.keys import fingerprint_of, member_of
from scmap.words import tr

SIZE = (860, 560)
KNOWN = ("edition", "files", "installed", "publisher", "title")
CHANGED = ("file", "added", "changed", "removed", "names")


class UpdatesDialog(Dialog):
    """Lists what is in force, the latest on top; below, what a file that was looked at changes."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("update.title"))
        self.jobs = Jobs(self)
        self.messages = MessageBar(self)
        self.jobs.failed.connect(self._say_no)
        self._file: Path | None = None
        self._known, self._changes = SheetModel(self), SheetModel(self)
        self._about = QLabel(self)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        self._arrange()
        self._list()
        self._forget()

    @property
    def changes(self) -> Sheet:
        """What the file that was looked at would change."""
        return self._changes.sheet

    @property
    def known(self) -> Sheet:
        """What is in force."""
        return self._known.sheet

    def look_at(self, file: Path) -> None:
        """Check a file, and show what it would change; nothing is installed yet."""
        self._forget()
        self.messages.clear()

        def work(progress: Progress) -> tuple[Update, tuple[Difference, ...]]:
            return updates.looked_at(file, progress)

        self._busy(True)
        job = self.jobs.run(tr("update.job"), work, lambda found: self._show(file, *found))
        job.ended.connect(lambda: self._busy(False))

    def trust(self, file: Path, is_same: Callable[[str, str], bool] | None = None) -> None:
        """Trust the publisher of a key, when whoever sits here says that the fingerprint fits."""
        name, key = read_key(file)
        if (is_same or self._is_same)(name, fingerprint_of(member_of(key))):
            trust(name, key)
            self.messages.clear()  # that it was unknown is no longer so
            self.messages.tell(Message("success", tr("update.trusted", name=name)))

    def done(self, result: int) -> None:
        self.jobs.close()
        super().done(result)

    def _arrange(self) -> None:
        self.view = SheetView(self._known, tr("update.known"), self)
        self._proof = SheetView(self._changes, tr("update.changes"), self)
        self._title = texts.label(tr("update.changes"), theme.bold(self.font()), self)
        roles = QDialogButtonBox.ButtonRole
        box = QDialogButtonBox(self)
        self.picks = self._button(box, "update.pick", self._pick)
        self.installs = self._button(box, "update.install", self._install)
        self.undoes = self._button(box, "update.undo", self._undo)
        self.trusts = self._button(box, "update.trust", self._pick_key)
        box.addButton(tr("dialogs.close"), roles.RejectRole)
        box.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addWidget(self.messages)
        body.addWidget(texts.label(tr("update.what"), parent=self))
        body.addWidget(self.view, 2)
        body.addWidget(self._title)
        body.addWidget(self._about)
        body.addWidget(self._proof, 3)
        body.addWidget(box)
        self.resize(*SIZE)

    def _button(self, box: QDialogButtonBox, key: str, deed: Callable[[], None]) -> QPushButton:
        button = box.addButton(tr(key), QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: deed())  # noqa: PLW0108  no `checked`
        return button

    def _list(self) -> None:
        rows = [
            (one.edition, str(len(one.files)), one.installed[:10], one.publisher, one.title)
            for one in reversed(updates.installed())
        ]
        bundled = (paths.EDITION, "", "", "", tr("update.bundled"))
        heads = tuple(tr(f"update.head.{name}") for name in KNOWN)
        self._known.show(Sheet(heads, (*rows, bundled), frozenset({1})))
        self.undoes.setEnabled(bool(rows))
        self.undoes.setToolTip("" if rows else tr("errors.update_none.what"))

    def _show(self, file: Path, told: Update, found: tuple[Difference, ...]) -> None:
        self._file, book = file, codebook()
        rows = tuple(
            (
                file_words(one.part, book),
                *(f"{count:,}" for count in (one.added, one.changed, one.removed)),
                entry_words(one.part, one.names, book),
            )
            for one in found
        )
        heads = tuple(tr(f"update.head.{name}") for name in CHANGED)
        self._changes.show(Sheet(heads, rows, frozenset({1, 2, 3})))
        self._about.setText(
            tr(
                "update.about",
                title=told.title,
                edition=told.edition.isoformat(),
                publisher=told.publisher,
                fingerprint=told.fingerprint,
                note=told.note,
            ).rstrip()
        )
        self._reveal(True)
        self.installs.setFocus()

    def _install(self) -> None:
        file = self._file
        if file is None:
            return
        now = datetime.now(UTC).astimezone()
        self._busy(True)
        job = self.jobs.run(
            tr("update.job"),
            lambda progress: updates.install(file, now, progress),
            self._installed,
        )
        job.ended.connect(lambda: self._busy(False))

    def _installed(self, made: updates.Installed) -> None:
        self._list()
        self._forget()
        self.messages.tell(Message("success", tr("update.did", title=made.title)))

    def _undo(self) -> None:
        back = updates.take_back()
        self._list()
        self._forget()
        self.messages.clear()  # that it was installed is no longer so
        self.messages.tell(Message("success", tr("update.undid", title=back.title)))

    def _pick(self) -> None:
        kind = f"{tr('update.kind')} (*{paths.UPDATE_SUFFIX})"
        chosen, _kind = QFileDialog.getOpenFileName(self, tr("update.pick"), "", kind)
        if chosen:
            self.look_at(Path(chosen))

    def _pick_key(self) -> None:
        kind = f"{tr('update.key_kind')} (*.key.json)"
        chosen, _kind = QFileDialog.getOpenFileName(self, tr("update.trust"), "", kind)
        if chosen:
            try:
                self.trust(Path(chosen))
            except Exception as error:  # noqa: BLE001  told in the dialog, as those of jobs are
                self._say_no(error)

    def _is_same(self, name: str, fingerprint: str) -> bool:
        asked = tr("update.same", name=name, fingerprint=fingerprint)
        buttons = QMessageBox.StandardButton
        box = texts.question(tr("update.trust"), asked, parent=self)
        box.setStandardButtons(buttons.Yes | buttons.No)
        box.setDefaultButton(buttons.No)
        answer = buttons(box.exec())
        box.deleteLater()
        return answer == buttons.Yes

    def _say_no(self, error: Exception) -> None:
        self.messages.tell_error(error)

    def _forget(self) -> None:
        self._file = None
        self._reveal(False)

    def _reveal(self, shown: bool) -> None:
        for part in (self._title, self._about, self._proof):
            part.setVisible(shown)
        self.installs.setEnabled(shown)
        self.installs.setToolTip("" if shown else tr("update.install.need"))

    def _busy(self, busy: bool) -> None:
        self.picks.setEnabled(not busy)
        self.installs.setEnabled(not busy and self._file is not None)
