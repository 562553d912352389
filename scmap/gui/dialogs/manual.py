"""설명서: the manual beside the window, searched as one types, without a network."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from scmap import paths
from scmap.gui import icons, search, texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.manual import FIRST, ManualPage
from scmap.gui.rows import Rows
from scmap.words import tr

SIZE = QSize(940, 640)
WIDTHS = (230, 710)
MARGIN = 18
_HANGUL = re.compile(r"[가-힣]")


class ManualDialog(Dialog):
    """Lists the pages, shows one, and marks what is searched for."""

    def __init__(self, pages: Sequence[ManualPage], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("manual.title"))
        self._pages = {page.name: page for page in pages}
        self._line = LineEntry(self)
        self._line.setPlaceholderText(tr("manual.search"))
        self._line.setAccessibleName(tr("manual.search"))
        sign = self._line.addAction(icons.icon("search"), LineEntry.ActionPosition.LeadingPosition)
        sign.setText(tr("manual.search"))
        self._list = QListWidget(self)
        self._list.setItemDelegate(Rows(self._list))
        self._list.setAccessibleName(tr("manual.pages"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSpacing(1)
        self._nothing = texts.caption(tr("manual.nothing"), self)
        self._text = QTextBrowser(self)
        self._text.setAccessibleName(tr("manual.title"))
        self._text.setOpenLinks(False)
        self._text.setSearchPaths([str(paths.manual())])
        self._text.document().setDocumentMargin(MARGIN)
        self._lay_out()
        for page in pages:
            item = QListWidgetItem(page.title, self._list)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
        self._line.typed.connect(self._find)
        self._list.currentItemChanged.connect(self._open)
        self._text.anchorClicked.connect(self._follow)
        self.resize(SIZE)
        self._nothing.hide()
        self.show_page(FIRST)

    @property
    def page(self) -> str:
        """Name of the page in sight."""
        if self._list.currentRow() < 0:
            return ""
        return str(self._list.currentItem().data(Qt.ItemDataRole.UserRole))

    @property
    def found(self) -> list[str]:
        """Names of the pages that are listed."""
        items = [self._list.item(row) for row in range(self._list.count())]
        return [str(one.data(Qt.ItemDataRole.UserRole)) for one in items if not one.isHidden()]

    def show_page(self, name: str) -> None:
        """Show a page; one that is not there leaves the present one."""
        for row in range(self._list.count()):
            if self._list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self._list.setCurrentRow(row)

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._line)
        column.addWidget(self._list, 1)
        column.addWidget(self._nothing)
        both = QSplitter(self)
        both.addWidget(left)
        both.addWidget(self._text)
        both.setSizes(list(WIDTHS))
        both.setStretchFactor(1, 1)
        both.setChildrenCollapsible(False)
        body = QVBoxLayout(self)
        body.setContentsMargins(10, 10, 10, 10)
        body.addWidget(both)

    def _open(self) -> None:
        page = self._pages.get(self.page)
        if page is not None:
            self._text.document().setDefaultFont(self.font())
            self._text.setMarkdown(page.text)
            self._fit_pictures()
            self._even_out()
            self._mark()

    def _fit_pictures(self) -> None:
        """Let a picture of the window be no wider than the text."""
        document = self._text.document()
        most = self._text.viewport().width() - 2 * MARGIN - 12
        block = document.begin()
        while block.isValid():
            at = block.begin()
            while not at.atEnd():
                piece = at.fragment()
                if piece.charFormat().isImageFormat():
                    form = piece.charFormat().toImageFormat()
                    form.setWidth(most)
                    cursor = QTextCursor(document)
                    cursor.setPosition(piece.position())
                    cursor.setPosition(
                        piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor
                    )
                    cursor.setCharFormat(form)
                at += 1
            block = block.next()

    def _even_out(self) -> None:
        """Write Korean words that are marked as code in the type of the text.

        They are names of menus. Qt takes a type of even width, whose spaces tear them apart.
        """
        document, pieces = self._text.document(), []
        block = document.begin()
        while block.isValid():
            at = block.begin()
            while not at.atEnd():
                piece = at.fragment()
                if piece.charFormat().fontFixedPitch() and _HANGUL.search(piece.text()):
                    pieces.append((piece.position(), piece.length()))
                at += 1
            block = block.next()
        plain = QTextCharFormat()
        plain.setFontFixedPitch(False)
        plain.setFontFamilies(self.font().families())
        for start, length in pieces:
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(plain)

    def _find(self, query: str) -> None:
        """List the pages that hold all that was typed, and mark it in the one in sight."""
        for row in range(self._list.count()):
            item = self._list.item(row)
            page = self._pages[str(item.data(Qt.ItemDataRole.UserRole))]
            item.setHidden(not page.holds(query))
        found = self.found
        self._nothing.setVisible(not found)
        if found and self.page not in found:
            self.show_page(found[0])
        else:
            self._mark()

    def _mark(self) -> None:
        """Mark the words of the query, and bring the first of them into sight."""
        words = [one for one in self._line.shown.split() if not search.only_initials(one)]
        marks = []
        ground = theme.blend(self.palette().color(theme.Role.Base), QColor("#E8A33D"), 0.45)
        for word in words:
            cursor = QTextCursor(self._text.document())
            while not (cursor := self._text.document().find(word, cursor)).isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                form = cursor.charFormat()
                form.setBackground(ground)
                mark.format = form
                marks.append((cursor.position(), mark))
        self._text.setExtraSelections([mark for _, mark in marks])
        if marks:
            first = QTextCursor(self._text.document())
            first.setPosition(min(place for place, _ in marks))
            self._text.setTextCursor(first)

    def _follow(self, link: QUrl) -> None:
        name = link.fileName().removesuffix(".md")
        if link.isRelative() and name in self._pages:
            self._line.clear()
            self.show_page(name)
        elif not link.isRelative():
            QDesktopServices.openUrl(link)  # the planner asked for it
