"""What papers cost: python -m benchmarks.report [--pages 250] [--rounds 3] [--json] [--short].

The dossier of 화성시 in all four formats, an atlas of municipalities by two presses with its
progress and its cancelling, and, where QGIS is installed, an atlas of the 17 시·도 by both.
"""

import json
import os
import resource
import subprocess
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.outcome import Control, Goal, at_least, at_most, options, tell
from scmap import paths, reference
from scmap.cartography.application import ensure_application
from scmap.cartography.settings import layer_sources
from scmap.errors import CancelledError
from scmap.formats.outgoing import write_files
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.reference.layouts import layouts
from scmap.report.map_atlas import write_pages
from scmap.report.map_files import Named, write_sheets
from scmap.report.map_pages import place_page
from scmap.report.map_sheets import Page, Shown
from scmap.report.map_write import named
from scmap.report.write import DOSSIER_WRITERS, write_dossier
from scmap.session.findings import Findings, Lookups, find
from scmap.session.reviewing import decide, open_round, put_on_agenda, register_opinion, set_phase
from scmap.session.services import pairs_of
from scmap.store.project_file import read_project, write_project

DOSSIER_S, ATLAS_S, MOST_MB, TIMES, STOP_S = 4.0, 8.0, 1_024.0, 3.0, 1.0
CITY = "41590"
HELD = date(2026, 12, 10)
QGIS = "/usr/bin/python3"
ROOT = Path(__file__).resolve().parents[1]


def with_round(project: Project, found: Findings) -> Project:
    """Give the project a round on the first three pairs of 화성시, each with all five steps."""
    rows = pairs_of(found.candidates, reference.gazetteer(), CITY)[:3].tolist()
    project = open_round(project, Round("r", 2026, 1, "화성시 스마트도시위원회", HELD))
    for number, row in enumerate(rows):
        uid, phase = f"i{number}", ("단기", "중기", "장기")[number]
        item = AgendaItem(uid, "r", "심의", f"안건 {number}", "pair", found.candidates.uid(row))
        project = put_on_agenda(project, item)
        for role in ("학", "실무"):
            said = Opinion(f"{uid}{role}", uid, role, "홍길동", "대학", "조건", "의견", HELD)
            project = register_opinion(project, said)
        project = decide(project, Decision(f"d{number}", uid, "기능조정", "사유", "위원회", HELD))
        project = set_phase(project, item, phase, 2027.0 + number, 2028.0 + number)
    return project


def dossier_seconds(file: Path, folder: Path, rounds: int) -> list[float]:
    """Write the dossier in all formats, and tell the seconds of each time."""
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        write_dossier(
            file,
            folder,
            round_="2026-1",
            place=CITY,
            formats=tuple(DOSSIER_WRITERS),
            today=HELD,
            organisation="화성시",
        )
        seconds.append(time.perf_counter() - begun)
    return seconds


def municipalities(count: int) -> tuple[Page, ...]:
    """Give a page for each of so many municipalities, the first again when there are no more."""
    gazetteer = reference.gazetteer()
    codes = sorted(gazetteer.boundaries("municipality").text("code").tolist())
    chosen = (codes * (count // len(codes) + 1))[:count]
    return tuple(place_page(gazetteer, code, "시·군·구") for code in chosen)


def provinces() -> tuple[Page, ...]:
    """Give a page for each 시·도."""
    layer = reference.gazetteer().boundaries("sido")
    found = []
    for row in range(len(layer)):
        extent = layer.take(np.array([row])).extent
        if extent is not None:
            found.append(Page(extent.grown(0.05), str(layer.text("name")[row])))
    return tuple(found)


def cancelled_after(pages: Sequence[Named], path: Path) -> float:
    """Stop an atlas after its first tenth; give the seconds until it has stopped."""
    asked = 0.0

    def progress(share: float, /) -> None:
        nonlocal asked
        if share > 0.1:
            asked = asked or time.perf_counter()
            raise CancelledError

    try:
        write_pages(pages, layouts()[0], path, dpi=150, progress=progress)
    except CancelledError:
        return time.perf_counter() - asked
    return float("inf")


def qgis_seconds(folder: Path, layers: Sequence[Layer], rounds: int) -> tuple[float, int]:
    """Let QGIS print the atlas of the 시·도; NaN seconds where it is not installed."""
    for layer in layers:
        write_files(layer, folder, layer.name, ".gpkg")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONPATH", None)
    script = str(ROOT / "benchmarks" / "qgis_atlas.py")
    try:
        told = subprocess.run(  # noqa: S603
            [QGIS, script, str(folder), str(rounds)],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
    except (OSError, subprocess.CalledProcessError):
        return float("nan"), 0
    answer = json.loads(told.stdout.splitlines()[-1])
    return float(answer["seconds"]), int(answer["pages"])


def pages_in(pdf: Path) -> int:
    """Count the pages of a PDF of ours."""
    return pdf.read_bytes().count(b"/Type /Page\n")


def most_megabytes() -> float:
    """Give the most memory that this process or one of its children took."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in who) / 1024


def main() -> int:
    """Measure and print."""
    parser = options(__doc__, short="48 pages, once, without QGIS")
    parser.add_argument("--pages", type=int, default=250)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    count, rounds = (48, 1) if asked.short else (asked.pages, asked.rounds)
    ensure_application()
    project = read_project(paths.sample(paths.SAMPLE_PROJECT)).project
    field = Lookups.of(project)
    found = find(project, field)
    results = {"overlap": found.drawn, "graded": found.graded}
    sources = layer_sources(project, field.gazetteer.boundaries, results)
    shown = Shown(project, sources, field.gazetteer.boundaries("sido"))
    with TemporaryDirectory(prefix="scmap-") as scratch:
        folder = Path(scratch)
        file = folder / "심의.gpkg"
        write_project(with_round(project, found), file)
        dossier = dossier_seconds(file, folder / "out", rounds)
        pages = named(shown, layouts()[0], municipalities(count))
        told: list[float] = []
        begun = time.perf_counter()
        write_pages(pages, layouts()[0], folder / "a.pdf", dpi=150, progress=told.append)
        atlas = time.perf_counter() - begun
        stopped = cancelled_after(pages, folder / "b.pdf")
        left = (folder / "b.pdf").exists()
        goals = [
            at_most("s for the dossier in four formats", DOSSIER_S, min(dossier)),
            at_most(f"s for an atlas of {count} pages", ATLAS_S * count / 250, atlas),
            at_most("s until a cancelled atlas has stopped", STOP_S, stopped),
            at_most("MB at most", MOST_MB, most_megabytes()),
            at_most("halves of a cancelled file left behind", 0.0, float(left)),
            at_least("times that progress was told", 10.0, float(len(set(told)))),
        ]
        figures: list[dict[str, object]] = [
            {"dossier_s": [round(one, 2) for one in dossier], "atlas_s": round(atlas, 2)},
        ]
        if not asked.short:
            compared, goal = beside_qgis(shown, folder, rounds)
            figures.append(compared)
            goals += goal
        short = named(shown, layouts()[0], municipalities(2))
        write_sheets(short, layouts()[0], folder / "c.pdf")
        controls = [Control("an atlas of two pages", pages_in(folder / "c.pdf") != count)]
        return tell(figures, controls, goals, as_json=asked.json)


def beside_qgis(shown: Shown, folder: Path, rounds: int) -> tuple[dict[str, object], list[Goal]]:
    """Print the 시·도 by both; without QGIS there is no goal."""
    pages = named(shown, layouts()[0], provinces())
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        write_sheets(pages, layouts()[0], folder / "ours.pdf")
        seconds.append(time.perf_counter() - begun)
    investments = shown.project.investments
    assert investments is not None  # noqa: S101  the sample has some
    bounds = reference.gazetteer().boundaries
    layers = (investments, bounds("municipality"), bounds("sido"))
    theirs, count = qgis_seconds(folder, layers, rounds)
    figures: dict[str, object] = {
        "pages": len(pages),
        "ours_s": round(min(seconds), 2),
        "qgis_s": round(theirs, 2),
        "qgis_pages": count,
    }
    if not count:
        return figures, []
    return figures, [at_least("times as fast as QGIS", TIMES, theirs / min(seconds))]
