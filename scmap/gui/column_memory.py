"""Remembers how the columns of each table stand from one start of the program to the next.

That belongs to this planner's desk, not to a project: it is never part of its file.
"""

from PySide6.QtCore import QObject, QTimer

from scmap.gui.models.column_look import ColumnLook
from scmap.gui.profile_table import ProfileTable

WAIT_MS = 600  # a column that is dragged is kept when the hand rests
FILTERS = "filters"  # beside the tables: whether the row of filters is shown

TABLES = ProfileTable("columns.json", lambda _: True, most=200)


class ColumnMemory(QObject):
    """Gives each table back the columns as it had them last."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known: dict[str, object] | None = None
        self._changed: set[str] = set()
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.keep)

    def of(self, table: str) -> ColumnLook:
        """Give what is remembered of a table."""
        return ColumnLook.from_plain(self._all.get(table))

    def put(self, table: str, look: ColumnLook) -> None:
        """Remember how the columns of a table stand; all at their first place is nothing."""
        self._all.pop(table, None)
        if look != ColumnLook():
            self._all[table] = look.as_plain()
        self._change(table)

    @property
    def filters_shown(self) -> bool:
        """Whether the rows of filters are shown."""
        return self._all.get(FILTERS) is not False

    def show_filters(self, shown: bool) -> None:
        """Remember whether the rows of filters are shown."""
        self._all[FILTERS] = shown
        self._change(FILTERS)

    def keep(self) -> None:
        """Write down what has changed, now."""
        self._wait.stop()
        if self._changed:
            TABLES.keep({table: self._all.get(table) for table in sorted(self._changed)})
            self._changed.clear()

    def _change(self, table: str) -> None:
        self._changed.add(table)
        self._wait.start()

    @property
    def _all(self) -> dict[str, object]:
        if self._known is None:
            self._known = TABLES.read()
        return self._known
