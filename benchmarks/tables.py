"""A table of a million rows in a window: open, sort, filter, select all, and how the window fares.

    python -m benchmarks.tables --json [--n 1000000] [--short]

What is timed is all that the planner waits for: from the wish until the rows stand so on screen.
Meanwhile the window's thread is asked every millisecond whether it lives; the longest time without
an answer is the stall. Peers in the same run: Qt's own QSortFilterProxyModel over the same rows, as
one writes it in Python, and pandas without a window. `--short` takes 100,000 rows.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEventLoop,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    QTimer,
)
from PySide6.QtWidgets import (  # noqa: TID251  it opens a window
    QApplication,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from benchmarks.canvas import rss_mb
from benchmarks.outcome import Control, Goal, at_least, at_most, options, tell
from benchmarks.window import Still, Watch
from scmap.gui.job import Jobs
from scmap.gui.keys import Named
from scmap.gui.models.column import Column
from scmap.gui.models.table import Table, plain
from scmap.gui.panels.feature_table import FeatureTable
from scmap.model import amounts
from scmap.model.layer import objects

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

ROWS, SHORT = 1_000_000, 100_000
PEER_ROWS = 200_000  # Qt's proxy asks Python for each comparison: a million take minutes
FRAME_MS = 1000 / 60
OPEN_S = 1.0
CITIES = ("서울 강남구", "부산 해운대구", "화성시", "세종", "제주시", "강릉시", "여수시")
THINGS = ("방범 CCTV", "교통정보 수집", "스마트 가로등", "미세먼지 측정", "주차 안내")


def frame(count: int) -> dict[str, np.ndarray[Any, Any]]:
    """Make the columns of a made-up national list of facilities."""
    rng = np.random.default_rng(20261128)
    city, thing = rng.integers(0, len(CITIES), count), rng.integers(0, len(THINGS), count)
    money = np.round(rng.lognormal(6, 1.5, count), 1)
    money[rng.random(count) < 0.05] = np.nan
    installed = np.datetime64("2009-01-01") + rng.integers(0, 5000, count)
    names = (
        f"{CITIES[c]} {THINGS[t]} {n:07d}"
        for n, c, t in zip(rng.permutation(count).tolist(), city, thing, strict=True)
    )
    return {
        "name": objects(names),
        "municipality": objects(CITIES[c] for c in city),
        "kind": objects(THINGS[t] for t in thing),
        "source": objects(f"{n:05d}" if n % 50 else None for n in rng.integers(0, 99999, count)),
        "year_from": rng.integers(2009, 2023, count).astype(float),
        "total": money,
        "national": np.round(money * rng.random(count), 1),
        "local": rng.integers(0, 5000, count).astype(float),
        "installed": installed.astype("datetime64[D]"),
        "quality": objects("ABC"[n] for n in rng.integers(0, 3, count)),
    }


def table_of(columns: dict[str, np.ndarray[Any, Any]]) -> Table:
    """Lay the columns out as the window does."""
    writers: dict[str, Callable[[Any], str]] = {"f": amounts.money, "M": amounts.day, "O": plain}
    made = tuple(
        Column(key, values, writers[values.dtype.kind], 12, decimals=1, title=key)
        for key, values in columns.items()
    )
    count = len(columns["name"])
    return Table("layer", Named(objects(f"{row:08d}" for row in range(count))), made)


class Bench:
    """A window with our table, and what is measured in it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.window = QWidget()
        self.window.resize(1280, 420)
        self.jobs = Jobs(self.window)
        self.view = FeatureTable("investments", self.window, self.jobs)
        QVBoxLayout(self.window).addWidget(self.view)
        self.watch = Watch(tick_ms=1)
        self.figures: list[dict[str, object]] = []
        self.stalls: dict[str, Still] = {}

    def open(self) -> float:
        """Show the rows until they are painted; s."""
        start = time.perf_counter()
        self.view.show_table(self.table)
        self.window.show()
        settle()
        spent = time.perf_counter() - start
        self.figures.append({"what": "open", "s": round(spent, 3)})
        return spent

    def measure(self, what: str, wish: Callable[[], None], *, waits: bool = True) -> float:
        """Do something and wait until the rows stand so on screen; s."""
        settle()
        loop = QEventLoop()
        self.view.rows.arranged.connect(loop.quit)
        self.watch.take()
        start = time.perf_counter()
        wish()
        if waits:
            loop.exec()
        settle()
        spent, stall = time.perf_counter() - start, self.watch.take()
        self.view.rows.arranged.disconnect(loop.quit)
        self.stalls[what] = stall
        told = {"what": what, "s": round(spent, 3), "stall_ms": stall.wall, "held_ms": stall.held}
        self.figures.append({**told, "rows": self.view.rows.rowCount()})
        return spent


def settle() -> None:
    """Let the window do what it has to, painting included."""
    loop = QEventLoop()
    QTimer.singleShot(20, loop.quit)
    loop.exec()


def ours(bench: Bench) -> None:
    """Sort and filter as a planner does."""
    rows, view = bench.view.rows, bench.view
    keys = [column.key for column in bench.table.columns]

    def sort(key: str) -> Callable[[], None]:
        return lambda: view.sortByColumn(keys.index(key), Qt.SortOrder.AscendingOrder)

    bench.measure("sort by number", sort("total"))
    bench.measure("sort by text, every one different", sort("name"))
    bench.measure("sort by text, few different", sort("municipality"))
    bench.measure("sort by date", sort("installed"))
    bench.measure("back to the table's own order", lambda: view.sortByColumn(-1, _UP))
    bench.measure("filter all columns, first time", lambda: rows.filter("강남구 00123"))
    bench.measure("filter all columns, one letter more", lambda: rows.filter("강남구 001234"))
    bench.measure("filter all columns by initials", lambda: rows.filter("ㅎㅇㄷㄱ"))
    bench.measure("filter away", lambda: rows.filter(""))
    bench.measure("filter of one column: range", lambda: rows.ask({"total": "100~500"}))
    several = {"total": ">100", "name": "가로등", "installed": "2012-05~2014", "source": "!미상"}
    bench.measure("filters of four columns", lambda: rows.ask(several))
    bench.measure("filters away", lambda: rows.ask({}))
    bench.measure("select all", view.selectAll, waits=False)
    bench.measure("select none", view.clearSelection, waits=False)


_UP, _SHOWN = Qt.SortOrder.AscendingOrder, Qt.ItemDataRole.DisplayRole


class Plain(QAbstractTableModel):  # its methods are Qt's
    """The same cells as somebody writes a model for Qt's proxy."""

    def __init__(self, columns: dict[str, np.ndarray[Any, Any]], count: int) -> None:
        super().__init__()
        self._columns = [values[:count].tolist() for values in columns.values()]
        self._count = count

    def rowCount(self, _parent: Index = ROOT) -> int:  # noqa: D102, N802
        return self._count

    def columnCount(self, _parent: Index = ROOT) -> int:  # noqa: D102, N802
        return len(self._columns)

    def data(self, index: Index, role: int = _SHOWN) -> Any:  # noqa: D102
        return self._columns[index.column()][index.row()] if role == _SHOWN else None


def proxy_figures(columns: dict[str, np.ndarray[Any, Any]], count: int) -> list[dict[str, object]]:
    """Sort and filter the same rows through Qt's own proxy; the window waits all the while."""
    view, proxy = QTableView(), QSortFilterProxyModel()
    source = Plain(columns, count)
    proxy.setSourceModel(source)
    proxy.setFilterKeyColumn(-1)
    view.setModel(proxy)
    view.show()
    settle()
    keys = list(columns)
    wishes: dict[str, Callable[[], None]] = {
        "sort by number": lambda: proxy.sort(keys.index("total")),
        "sort by text, every one different": lambda: proxy.sort(keys.index("name")),
        "back to the table's own order": lambda: proxy.sort(-1),
        "filter all columns, first time": lambda: proxy.setFilterFixedString("00123"),
    }
    figures: list[dict[str, object]] = []
    for what, wish in wishes.items():
        start = time.perf_counter()
        wish()
        settle()
        spent = round(time.perf_counter() - start, 3)
        told = {"peer": "QSortFilterProxyModel", "what": what, "rows": count, "s": spent}
        figures.append({**told, "stall_ms": round(1e3 * spent, 1)})
    view.close()
    return figures


def pandas_figures(columns: dict[str, np.ndarray[Any, Any]]) -> list[dict[str, object]]:
    """Sort and filter the same rows with pandas, without any window."""
    import pandas as pd  # noqa: PLC0415  the peer

    rows = pd.DataFrame(columns)
    texts = [key for key, values in columns.items() if values.dtype == object]
    works: dict[str, Callable[[], object]] = {
        "sort by number": lambda: rows.sort_values("total", kind="stable"),
        "sort by text, every one different": lambda: rows.sort_values("name", kind="stable"),
        "filter all columns, first time": lambda: [
            rows[key].str.contains("00123", regex=False) for key in texts
        ],
        "filter of one column: range": lambda: rows[rows["total"].between(100, 500)],
    }
    figures: list[dict[str, object]] = []
    for what, work in works.items():
        start = time.perf_counter()
        work()
        spent = round(time.perf_counter() - start, 3)
        figures.append({"peer": "pandas", "what": what, "rows": len(rows), "s": spent})
    return figures


def control(bench: Bench) -> Control:
    """Sort as one does in Python, in the background: the pulse must feel that."""
    names = list(map(bench.table.columns[0].text, range(len(bench.table))))
    loop = QEventLoop()
    bench.watch.take()
    bench.jobs.run("", lambda _progress: sorted(names), lambda _sorted: loop.quit())
    loop.exec()
    return Control(
        "Python's own sort in a worker stalls the window", bench.watch.take().held > FRAME_MS
    )


def goals(bench: Bench, opened: float, figures: list[dict[str, object]]) -> list[Goal]:
    """Say what should be reached."""
    asked = list(bench.stalls.items())
    made = [at_most("open, s", OPEN_S, opened)]
    made += [at_most(f"held ms: {what}", FRAME_MS, stall.held) for what, stall in asked]
    own = {str(one["what"]): one["s"] for one in bench.figures}
    for one in figures:
        if one["peer"] == "pandas" and str(one["what"]).startswith("sort"):
            ratio = float(str(one["s"])) / float(str(own[str(one["what"])]))
            made.append(at_least(f"times as fast as pandas: {one['what']}", 0.5, ratio))
    return made


def main() -> int:
    """Measure, print, and say whether the goals are met."""
    parser = options(__doc__)
    parser.add_argument("--n", type=int, default=ROWS)
    args = parser.parse_args()
    count = SHORT if args.short else args.n
    os.environ.setdefault("SCMAP_PROFILE_DIR", tempfile.mkdtemp(prefix="scmap-tables-"))
    app = QApplication([])
    columns = frame(count)
    before = round(rss_mb())
    bench = Bench(table_of(columns))
    opened = bench.open()
    ours(bench)
    memory = {"what": "memory of the process, MB", "before": before, "after": round(rss_mb())}
    proof = control(bench)
    peers = proxy_figures(columns, min(count, PEER_ROWS)) + pandas_figures(columns)
    made = goals(bench, opened, peers)
    bench.jobs.close()
    bench.window.close()
    figures = [*bench.figures, memory, *peers]
    del app
    return tell(figures, [proof], made, as_json=args.json)


if __name__ == "__main__":
    sys.exit(main())
