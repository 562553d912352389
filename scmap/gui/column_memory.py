"""Remembers how the columns of each table stand from one start of the program to the next.

That belongs to this planner's desk, not to a project: it is never part of its file.
"""

import json
import logging

from PySide6.QtCore import QObject, QTimer

from scmap import paths
from scmap.gui.models.column_look import ColumnLook

FILE = "columns.json"
MOST = 200  # tables that are remembered, the latest ones
WAIT_MS = 600  # a column that is dragged is kept when the hand rests
FILTERS = "filters"  # beside the tables: whether the row of filters is shown

log = logging.getLogger(__name__)


class ColumnMemory(QObject):
    """Gives each table back the columns as it had them last."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known: dict[str, object] | None = None
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
        self._wait.start()

    @property
    def filters_shown(self) -> bool:
        """Whether the rows of filters are shown."""
        return self._all.get(FILTERS) is not False

    def show_filters(self, shown: bool) -> None:
        """Remember whether the rows of filters are shown."""
        self._all[FILTERS] = shown
        self._wait.start()

    def keep(self) -> None:
        """Write down what is remembered, now."""
        self._wait.stop()
        if self._known is None:
            return
        try:
            file = paths.data_dir() / FILE
            latest = dict(list(self._known.items())[-MOST:])
            file.write_text(json.dumps(latest, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as error:
            log.warning("columns not kept: %s", type(error).__name__)

    @property
    def _all(self) -> dict[str, object]:
        if self._known is None:
            self._known = _read()
        return self._known


def _read() -> dict[str, object]:
    """Read what was kept; a file that is damaged or from elsewhere gives nothing."""
    try:
        found = json.loads((paths.data_dir() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
