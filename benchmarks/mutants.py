"""Feed damaged files of every format to the program: no crash, no hang, no unhandled error.

`python -m benchmarks.mutants [--n 10000] [--first 0] [--gpkg] [--json] [--short]`. Small valid
files of each format, a project among them (with `--gpkg` only GeoPackages, which then get five
seconds), are damaged at random (bits, cuts, blocks moved, zeroed, doubled, numbers made huge), the
same way for the same number, and recognised in processes of their own. Whatever comes of one must
be tables or an error in words, within ten seconds; the file must be left as it was.
"""

import contextlib
import faulthandler
import hashlib
import io
import json
import multiprocessing
import os
import random
import sqlite3
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas
import shapely

from benchmarks.data import investments
from benchmarks.outcome import Control, at_most, options, tell
from scmap.errors import ScmapError
from scmap.formats.incoming.recognise import Knowledge, recognise
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.reference.incoming import knowledge
from scmap.store.blob import register_functions
from scmap.store.checking import check_project
from scmap.store.project_file import write_project

PATIENCE_S, GPKG_PATIENCE_S = 10.0, 5.0
PROJECT = "프로젝트.gpkg"
START_S = 120.0  # for a process to load its libraries, which is no file's fault
SHORT, LONG = 300, 10_000
WORKERS = 2
SEED = 20261128
BLOCKS = (4, 16, 64, 256)
SEEDS = (
    "구역.gpkg",
    PROJECT,
    "구역.shp",
    "구역.shx",
    "구역.dbf",
    "구역.prj",
    "구역.geojson",
    "구역.topojson",
    "구역.kml",
    "구역.kmz",
    "구역.gml",
    "구역.tab",
    "구역.dat",
    "구역.map",
    "구역.mif",
    "구역.mid",
    "구역.fgb",
    "선.dxf",
    "점.gpx",
    "표.xlsx",
    "표.xls",
    "점.csv",
    "점.tsv",
    "점.txt",
    "묶음.zip",
    "속.zip",
)
# Files of several parts, by the one that is opened; and of the others that one.
PARTS = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id"),
    ".mif": (".mid",),
}
OPENED = {part: main for main, parts in PARTS.items() for part in parts if part != ".dbf"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one damaged file: "read", "refused", "crash", "hang" or "unhandled"."""

    number: int
    seed: str
    what: str
    detail: str = ""


def make_seeds(folder: Path) -> list[Path]:
    """Write small valid files, one of each format."""
    squares = [shapely.box(x, 1_950_000, x + 900, 1_951_000) for x in range(950_000, 960_000, 1000)]
    columns = {"이름": [f"화성시 {n}동" for n in range(10)], "값": [n * 1.5 for n in range(10)]}
    frame = geopandas.GeoDataFrame(columns, geometry=squares, crs="EPSG:5179")
    frame.to_file(folder / "구역.gpkg")
    frame.to_file(folder / "구역.shp", encoding="cp949")
    frame.to_crs(4326).to_file(folder / "구역.geojson")
    frame.to_crs(4326).to_file(folder / "구역.kml", driver="KML")
    frame.drop(columns="geometry").to_excel(folder / "표.xlsx", engine="xlsxwriter")
    rows = "\n".join(f"카메라{n},37.2{n:02d},127.0{n:02d},{n}" for n in range(40))
    (folder / "점.csv").write_text(f"이름,위도,경도,대수\n{rows}\n", encoding="cp949")
    _write_others(folder, frame, f"이름,위도,경도,대수\n{rows}\n")
    with zipfile.ZipFile(folder / "묶음.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob("구역.*")):
            if file.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                archive.write(file, file.name)
    with zipfile.ZipFile(folder / "속.zip", "w") as archive:
        archive.write(folder / "묶음.zip", "묶음.zip")
        archive.write(folder / "점.csv", "점.csv")
    _write_project(folder / PROJECT)
    return [folder / name for name in SEEDS]


def _write_others(folder: Path, frame: geopandas.GeoDataFrame, table: str) -> None:
    """Write the formats that are rarer, the same ground and the same table."""
    degrees = frame.to_crs(4326)
    degrees.to_file(folder / "구역.gml", driver="GML")
    plain = degrees.rename(columns={"이름": "name", "값": "value"})
    for ending in (".tab", ".mif"):
        plain.to_file(folder / f"구역{ending}", driver="MapInfo File", encoding="cp949")
    degrees.to_file(folder / "구역.fgb", driver="FlatGeobuf")
    degrees.boundary.to_file(folder / "선.dxf", driver="DXF")
    frame.centroid.to_crs(4326).to_file(folder / "점.gpx", driver="GPX")
    (folder / "점.tsv").write_text(table.replace(",", "\t"), encoding="utf-16")
    (folder / "점.txt").write_text(table.replace(",", ";"), encoding="utf-8-sig")
    with zipfile.ZipFile(folder / "구역.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "구역.kml", "doc.kml")
    ring = [[0, 0], [10_000, 0], [0, 10_000], [-10_000, 0], [0, -10_000]]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": {"이름": "가", "값": 1}}
    topology = {
        "type": "Topology",
        "transform": {"scale": [1e-6, 1e-6], "translate": [127.0, 37.2]},
        "objects": {"구역": {"type": "GeometryCollection", "geometries": [shape]}},
        "arcs": [ring],
    }
    (folder / "구역.topojson").write_text(json.dumps(topology), encoding="utf-8")
    (folder / "표.xls").write_bytes(_workbook())


def _workbook() -> bytes:
    """Give a workbook of Excel 97."""
    import xlwt  # noqa: PLC0415  of the developers' libraries, like geopandas' writers

    book, raw = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("표")
    for row, cells in enumerate([("이름", "값"), *((f"쉼터 {n}", n * 1.5) for n in range(20))]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(raw)
    return raw.getvalue()


def _write_project(path: Path) -> None:
    """Write a project with something of everything, and edits of another program in it."""
    layer = investments(12, seed=SEED)
    entry = MapLayer("m", "투자사업", layer.uid)
    write_project(Project("p", "화성시", layers=(layer,), map=(entry,)), path)
    with closing(sqlite3.connect(path)) as connection, connection:
        register_functions(connection)
        connection.execute(f"UPDATE {layer.name} SET \"name\" = '고침' WHERE fid < 4")  # noqa: S608  own


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Damage a file in one to four places."""
    raw = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not raw:
            break
        at, size = chance.randrange(len(raw)), chance.choice(BLOCKS)
        kind = chance.randrange(7)
        if kind == 0:
            raw[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del raw[at:]
        elif kind == 2:
            raw[at : at + size] = bytes(size)
        elif kind == 3:
            raw[at:at] = raw[at : at + size]
        elif kind == 4:
            del raw[at : at + size]
        elif kind == 5:
            raw[at : at + 4] = b"\xff\xff\xff\x7f"
        else:
            raw[at : at + size] = chance.randbytes(size)
    return bytes(raw)


def main(arguments: Sequence[str] | None = None) -> int:
    """Damage, feed, and tell what came of it."""
    parser = options(__doc__)
    parser.add_argument("--n", type=int, default=LONG)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--gpkg", action="store_true")
    asked = parser.parse_args(arguments)
    count = SHORT if asked.short else asked.n
    start = time.perf_counter()
    outcomes = feed(count, gpkg=asked.gpkg, first=asked.first)
    seconds = time.perf_counter() - start
    counts = Counter(one.what for one in outcomes)
    bad = [one for one in outcomes if one.what not in ("read", "refused")]
    for one in bad[:20]:
        print(f"{one.number} {one.seed}: {one.what} {one.detail}", file=sys.stderr)
    figures = [
        {"files": count, "seconds": round(seconds, 1), **counts},
        *(
            {"seed": seed, **Counter(one.what for one in outcomes if one.seed == seed)}
            for seed in sorted({one.seed for one in outcomes})
        ),
    ]
    goals = [
        at_most(f"files that end in a {what}", 0, counts[what])
        for what in ("crash", "hang", "unhandled", "changed")
    ]
    return tell(figures, [_control()], goals, as_json=asked.json)


def feed(count: int, *, gpkg: bool = False, first: int = 0) -> list[Outcome]:
    """Feed `count` damaged files, shared out to processes that are begun again when they die."""
    with TemporaryDirectory(prefix="scmap-mutants-") as folder:
        seeds = make_seeds(Path(folder))
        if gpkg:
            seeds = [seed for seed in seeds if seed.suffix == ".gpkg"]
        patience = GPKG_PATIENCE_S if gpkg else PATIENCE_S
        lots = [range(first + worker, first + count, WORKERS) for worker in range(WORKERS)]
        feeders = [
            _Feeder(seeds, Path(folder) / str(n), lot, patience) for n, lot in enumerate(lots)
        ]
        while any(not feeder.is_done for feeder in feeders):
            for feeder in feeders:
                feeder.look()
            time.sleep(0.02)
        return sorted((one for f in feeders for one in f.outcomes), key=lambda one: one.number)


class _Feeder:
    """One process that recognises damaged files, and the watch over it."""

    def __init__(self, seeds: list[Path], folder: Path, lot: range, patience: float) -> None:
        self._patience = patience
        self.outcomes: list[Outcome] = []
        self._seeds, self._folder, self._left = seeds, folder, list(lot)
        folder.mkdir()
        self._begin()

    @property
    def is_done(self) -> bool:
        return not self._left

    def look(self) -> None:
        """Take what came; a process that is silent too long, or gone, ends its file."""
        if self.is_done:
            return
        try:
            while self._pipe.poll():
                self._take(self._pipe.recv())
        except EOFError:
            pass
        if self.is_done:
            self._process.join()
        elif not self._process.is_alive():
            self._fail("crash", f"exit code {self._process.exitcode}")
        elif time.monotonic() - self._since > (self._patience if self._has_begun else START_S):
            self._process.kill()
            self._process.join()
            self._fail("hang", f"longer than {self._patience} s")

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_work, args=(theirs, self._seeds, self._folder, self._left)
        )
        self._process.start()
        theirs.close()
        self._since, self._has_begun = time.monotonic(), False

    def _take(self, outcome: Outcome | None) -> None:
        self._since, self._has_begun = time.monotonic(), True
        if outcome is None:
            return  # it has loaded what it needs
        self.outcomes.append(outcome)
        self._left.remove(outcome.number)

    def _fail(self, what: str, detail: str) -> None:
        number = self._left[0]
        seed = self._seeds[number % len(self._seeds)].name
        self._take(Outcome(number, seed, what, detail))
        if not self.is_done:
            self._begin()


def _work(pipe: Connection, seeds: list[Path], folder: Path, lot: list[int]) -> None:
    faulthandler.enable()
    with contextlib.suppress(OSError):
        os.nice(5)
    known = knowledge()
    for seed in seeds:
        _read(seed.with_suffix(OPENED.get(seed.suffix, seed.suffix)), seed, known)
    pipe.send(None)
    for number in lot:
        seed = seeds[number % len(seeds)]
        chance = random.Random(SEED + number)  # noqa: S311  the same damage each time, no secret
        main = OPENED.get(seed.suffix, seed.suffix)
        file = folder / f"{number}{main}"
        for ending in (main, *PARTS.get(main, ())):
            file.with_suffix(ending).write_bytes(seed.with_suffix(ending).read_bytes())
        file.with_suffix(seed.suffix).write_bytes(damaged(seed.read_bytes(), chance))
        before = hashlib.sha256(file.read_bytes()).digest()
        what, detail = "read", ""
        try:
            _read(file, seed, known)
        except ScmapError as error:
            what, detail = "refused", error.code
        except Exception:  # noqa: BLE001  whatever it is, it must be told
            what, detail = "unhandled", traceback.format_exc()[-1500:]
        if hashlib.sha256(file.read_bytes()).digest() != before:
            what = "changed"
        pipe.send(Outcome(number, seed.name, what, detail))
        for left in folder.glob(f"{number}.*"):
            left.unlink()


def _read(file: Path, seed: Path, known: Knowledge) -> None:
    """Read a file as the program would that its seed stands for."""
    if seed.name == PROJECT:
        check_project(file)
    else:
        recognise(file, known)


def _control() -> Control:
    """Feed the files before any damage, which must be read."""
    with TemporaryDirectory() as folder:
        seeds = make_seeds(Path(folder))
        known = knowledge()
        whole = [one for one in seeds if one.name != PROJECT and one.suffix not in OPENED]
        read = [bool(recognise(seed, known).layers) for seed in whole]
        read += [len(check_project(Path(folder) / PROJECT)[0].project.layers) == 1]
    return Control("a damage that does nothing is told as read, not refused", all(read))


if __name__ == "__main__":
    sys.exit(main())
