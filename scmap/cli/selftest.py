"""scmap --selftest: does this installation do its work? Each check with what it saw."""

import json
import math
import platform
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
import numpy as np
import shapely

from scmap import __version__, paths
from scmap.analysis import kernel
from scmap.analysis.siting.optimum import Programme, solve
from scmap.formats.outgoing import write_files
from scmap.formats.projection import reprojected
from scmap.formats.vector import read
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.reference import codebook, gazetteer
from scmap.session.findings import overlaps_of
from scmap.store.project_file import read_project, write_project
from scmap.words import tr

FAILED = 1
BESSEL, GRS80 = "EPSG:5174", "EPSG:5186"
# 중부원점 of the old plane, and where EPSG's operation "Korean 1985 to KGD2002 (1)" puts it.
OLD_PLACE, NEW_PLACE, PLACE_M = (200_000.0, 450_000.0), (200_069.633, 550_305.221), 1.0
PLACE = "41590"  # 화성시: its report is written
BEGINNINGS: Mapping[str, bytes] = {"pdf": b"%PDF-", "hwpx": b"PK", "html": b"<!DOC", "xlsx": b"PK"}
PICTURE = (640, 480)
COLOURS = 20  # that a map has at least, and a blank picture has not
FRAME_S = 60.0
NEEDED = (
    ("resources", "words", "ko", "cli.json"),
    ("resources", "codes", "municipalities.csv"),
    ("resources", "rules"),
    ("sample_layers", "boundaries.gpkg"),
    ("sample_layers", paths.SAMPLE_PROJECT),
    ("LICENSE",),
    ("NOTICE",),
)


@dataclass(frozen=True, slots=True)
class Check:
    """How one check ended.

    Attributes
    ----------
    name : str
        Its words are ``selftest.<name>``.
    passed : bool
    evidence : str
        What was seen, or what went wrong.
    seconds : float
    """

    name: str
    passed: bool
    evidence: str
    seconds: float


class NotSoundError(Exception):
    """A check saw something else than it should."""


@click.command(name="selftest", help=tr("cli.selftest"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.selftest.json"))
def selftest(as_json: bool) -> int:
    """Try what the program is for, and tell what was seen."""
    with tempfile.TemporaryDirectory(prefix="scmap 자체 점검 ") as folder:
        checks = tuple(checked(CHECKS, Path(folder), None if as_json else _say))
    passed = all(check.passed for check in checks)
    if as_json:
        click.echo(json.dumps(record(checks), ensure_ascii=False, indent=1))
    else:
        failed = sum(not check.passed for check in checks)
        told = {"count": len(checks), "failed": failed}
        click.echo(tr("selftest.passed" if passed else "selftest.failed", **told))
    return 0 if passed else FAILED


def checked(
    checks: Mapping[str, Callable[[Path], str]],
    folder: Path,
    say: Callable[[Check], None] | None = None,
) -> list[Check]:
    """Do checks one after the other; one that fails stops no other."""
    done = []
    for name, check in checks.items():
        start = time.perf_counter()
        try:
            passed, evidence = True, check(folder)
        except Exception as error:  # noqa: BLE001  whatever it is, it is what the check found
            passed, evidence = False, f"{type(error).__name__}: {error}"
        done.append(Check(name, passed, evidence, time.perf_counter() - start))
        if say is not None:
            say(done[-1])
    return done


def record(checks: Sequence[Check]) -> dict[str, object]:
    """Give the checks as one JSON value."""
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "passed": all(check.passed for check in checks),
        "checks": [
            {
                "name": check.name,
                "passed": check.passed,
                "evidence": check.evidence,
                "seconds": round(check.seconds, 3),
            }
            for check in checks
        ],
    }


def _say(check: Check) -> None:
    state = tr("selftest.ok" if check.passed else "selftest.bad")
    click.echo(f"{state}  {check.seconds:5.1f} s  {tr(f'selftest.{check.name}')}: {check.evidence}")


def _expect(holds: bool, seen: str) -> str:
    if not holds:
        raise NotSoundError(seen)
    return seen


def _files(_folder: Path) -> str:
    bundle = paths.bundle_dir()
    lacking = ["/".join(part) for part in NEEDED if not bundle.joinpath(*part).exists()]
    return _expect(not lacking, ", ".join(lacking) or f"{bundle}: {len(NEEDED)}")


def _profile(_folder: Path) -> str:
    for folder in (paths.data_dir(), paths.cache_dir(), paths.log_dir()):
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"scmap")
    return str(paths.data_dir())


def _vocabulary(_folder: Path) -> str:
    book, places = codebook(), gazetteer()
    seen = f"{len(book.kinds)} kinds, {len(places.municipalities)} municipalities"
    return _expect(len(places.municipalities) > 200, seen)


def _sample() -> Project:
    return read_project(paths.sample(paths.SAMPLE_PROJECT)).project


def _investments() -> Layer:
    layer = _sample().investments
    if layer is None:
        raise NotSoundError(paths.SAMPLE_PROJECT)
    return layer


def _geopackage(folder: Path) -> str:
    project, copy = _sample(), folder / "사본.gpkg"
    write_project(project, copy)
    back = read_project(copy).project
    counts = [sum(map(len, one.layers)) for one in (project, back)]
    return _expect(counts[0] == counts[1] > 0, f"{counts[0]} → {counts[1]} rows")


def _shapefile(folder: Path) -> str:
    """Write and read 화성시's records, whose names and shapes are Korean and large."""
    layer = _investments()
    chosen = layer.take(np.flatnonzero(~shapely.is_missing(layer.geometry))[:40])
    files = write_files(chosen, folder, "투자사업", ".shp", encoding="cp949").files
    (file,) = (one for one in files if one.suffix == ".shp")
    back = read(file, plane=layer.crs).layer
    same = sorted(back.text("name")) == sorted(chosen.text("name"))
    moved = float(np.abs(shapely.area(back.geometry) - shapely.area(chosen.geometry)).max())
    return _expect(same and moved < 1.0, f"{len(back)} rows, CP949, {moved:.3f} m²")


def _crs(_folder: Path) -> str:
    ((x, y),) = reprojected(np.array([OLD_PLACE]), BESSEL, GRS80)
    off = math.hypot(x - NEW_PLACE[0], y - NEW_PLACE[1])
    return _expect(off < PLACE_M, f"{BESSEL} → {GRS80}: {x:.2f}, {y:.2f} ({off:.3f} m)")


def _rtree(_folder: Path) -> str:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING rtree(id, a, b, c, d)")
    return f"SQLite {sqlite3.sqlite_version}"


def _kernel(_folder: Path) -> str:
    squares = objects([shapely.box(0, 0, 1000, 1000), shapely.box(500, 0, 1500, 1000)])
    (area,) = kernel.areas(squares, np.array([0]), np.array([1]))
    return _expect(abs(area - 500_000) < 1e-3, f"{kernel.engine()}: {area:,.3f} m²")


def _overlap(_folder: Path) -> str:
    """Overlap the sample, and measure the pair that shares least a second time with GEOS."""
    project, layer = _sample(), _investments()
    table = overlaps_of(project, codebook()).table
    least = int(np.argmin(table.coefficient))
    pair = layer.geometry[[table.left[least], table.right[least]]]
    off = abs(table.area[least] / shapely.area(shapely.intersection(*pair)) - 1.0)
    seen = f"{len(table)} pairs; GEOS {shapely.geos_version_string} differs by {off:.1e}"
    return _expect(len(table) > 0 and off < 1e-6, seen)


def _optimum(_folder: Path) -> str:
    """Choose the cheaper of two covers."""
    programme = Programme(np.array([1.0, 0.5]), np.array([True, True]))
    programme.exactly(np.array([0, 1]), 1.0)
    solution = solve(programme, seconds=10.0)
    return _expect(abs(solution.objective - 0.5) < 1e-9, f"HiGHS: {solution.objective:.3f}")


def _painting(folder: Path) -> str:
    from PySide6.QtGui import QImage  # noqa: PLC0415  Qt when it is needed

    from scmap.report.picture import write_map  # noqa: PLC0415

    out = folder / "지도.png"
    write_map(paths.sample(paths.SAMPLE_PROJECT), out, size=PICTURE)
    picture = QImage(str(out))
    colours = {picture.pixel(x, y) for x in range(0, 640, 4) for y in range(0, 480, 4)}
    size = f"{picture.width()}×{picture.height()}"
    return _expect(len(colours) >= COLOURS, f"{size}, {len(colours)} colours")


def _painting_process(_folder: Path) -> str:
    """Have a map painted by the process that paints for the window."""
    from scmap.cartography.process import Frame, PaintingProcess  # noqa: PLC0415  Qt
    from scmap.report.picture import map_of  # noqa: PLC0415

    frames: list[Frame] = []
    came = threading.Event()

    def take(frame: Frame) -> None:
        frames.append(frame)
        came.set()

    process = PaintingProcess(take, lambda _key: came.set())
    try:
        process.request(map_of(_sample(), size=PICTURE))
        came.wait(FRAME_S)
        seen = f"process {process.pid}, {len(frames)} frame"
        return _expect(bool(frames) and process.pid is not None, seen)
    finally:
        process.close()


def _reports(folder: Path) -> str:
    from scmap.report.write import write_report  # noqa: PLC0415  Qt and folium

    files = write_report(
        paths.sample(paths.SAMPLE_PROJECT),
        folder,
        place=PLACE,
        formats=tuple(BEGINNINGS),
        today=date(2026, 1, 1),
    ).files
    starts = {file.suffix[1:]: file.read_bytes()[:5] for file in files}
    sound = all(starts[form].upper().startswith(head) for form, head in BEGINNINGS.items())
    sizes = ", ".join(f"{file.suffix[1:]} {file.stat().st_size / 1000:,.0f} kB" for file in files)
    return _expect(sound, sizes)


def _window(_folder: Path) -> str:
    """Look for what a window needs of Qt beside the programs' own code."""
    from PySide6 import __version__ as qt  # noqa: PLC0415  Qt when it is needed
    from PySide6.QtCore import QLibraryInfo  # noqa: PLC0415

    where = QLibraryInfo.LibraryPath
    platforms = sorted((Path(QLibraryInfo.path(where.PluginsPath)) / "platforms").glob("*q*"))
    korean = Path(QLibraryInfo.path(where.TranslationsPath)) / "qtbase_ko.qm"
    shown = [one.stem.removeprefix("lib") for one in platforms]
    wanted = {"win32": "qwindows", "darwin": "qcocoa"}.get(sys.platform, "qxcb")
    seen = f"Qt {qt}: {', '.join(shown)}; {korean.name if korean.exists() else '-'}"
    return _expect(wanted in shown and korean.exists(), seen)


CHECKS: Mapping[str, Callable[[Path], str]] = {
    "files": _files,
    "profile": _profile,
    "vocabulary": _vocabulary,
    "geopackage": _geopackage,
    "shapefile": _shapefile,
    "crs": _crs,
    "rtree": _rtree,
    "kernel": _kernel,
    "overlap": _overlap,
    "optimum": _optimum,
    "painting": _painting,
    "painting_process": _painting_process,
    "reports": _reports,
    "window": _window,
}
