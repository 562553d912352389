"""Tries a built program in a Debian that has no Python: with a display, without a network.

Its verbs do a year's work, and its window is walked by keys from files to the dossier.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import dev
from installer.trial import Figures, selftest

SUITE = "bookworm"
HOME, DESK = "/opt/scmap", "/srv/desk"  # of the program and of whoever uses it there
SCREENS = "tmp/.X11-unix"  # where a display is reached without a network
STRACE = ("strace", "-f", "-qq", "-e", "trace=socket,connect", "-o")
FORMATS = "pdf,html,hwpx,xlsx"
PAIR = ("화성시 도시안전센터", "화성시 CCTV 통합관제센터")
OPINION = {"name": "홍길동", "organisation": "나루대학교", "stance": "찬", "text": "함께 씀"}
ROUND = {
    "year": 2026,
    "number": 1,
    "committee": "화성시 스마트도시위원회",
    "held_on": "2026-12-10",
    "items": [
        {
            "pair": PAIR,
            "lead": "화성시",
            "opinions": [{**OPINION, "role": "학"}, {**OPINION, "role": "실무"}],
            "decision": {"verdict": "기능조정", "reason": "관제가 겹침", "author": "위원회"},
        }
    ],
}
# A year's work without the window: what each line makes, the next one reads.
JOURNEY = (
    ("inspect", "{sample}"),
    ("copy", "{sample}", "--out", "own.gpkg"),
    ("form", "--out", "form.xlsx"),
    ("new", "--municipality", "화성시", "--out", "new.gpkg"),
    ("export", "own.gpkg", "--layer", "investment", "--out", "rows.shp", "--encoding", "cp949"),
    ("export", "own.gpkg", "--layer", "camera", "--out", "camera.gpkg"),
    ("import", "rows.shp", "--into", "new.gpkg"),
    ("overlap", "own.gpkg", "--grades", "--out", "pairs.gpkg"),
    ("link", "{sample}", "--municipality", "화성시", "--json"),
    ("accept", "own.gpkg", "--template", "X1", "--pair", *PAIR),
    ("define", "own.gpkg", "--out", "definition.hwpx"),
    ("review", "own.gpkg", "round.json"),
    ("report", "own.gpkg", "--municipality", "화성시", "--format", FORMATS, "--out", "out"),
    ("report", "own.gpkg", "--round", "2026-1", "--format", FORMATS, "--out", "dossier"),
    ("map", "own.gpkg", "--municipality", "화성시", "--paper", "a3", "--out", "map.pdf"),
    ("open", "{sample}", "--screenshot", "window.png"),
)  # fmt: skip


def tried_in(folder: Path, out: Path) -> Figures:
    """Try the folder in a Debian without Python, with a display but without a network."""
    root = out / "bare"
    if not (root / "usr").exists():
        subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(root)], check=True)
    place = root / HOME.strip("/")
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, place, symlinks=True)
    (root / SCREENS).mkdir(mode=0o1777, parents=True, exist_ok=True)
    mounts = [("proc", "proc", "proc"), ("tmpfs", "tmpfs", "dev/shm")]
    with dev.virtual_display() as display:
        try:
            for kind, source, where in mounts:
                (root / where).mkdir(parents=True, exist_ok=True)
                subprocess.run(["mount", "-t", kind, source, str(root / where)], check=True)
            bind = ["mount", "--bind", f"/{SCREENS}", str(root / SCREENS)]
            subprocess.run(bind, check=True)
            return tried(root, out, display)
        finally:
            for where in (SCREENS, "dev/shm", "proc"):
                subprocess.run(["umount", str(root / where)], check=False)


def tried(root: Path, out: Path, display: str) -> Figures:
    """Do the self-test and the journey there, and count the sockets of the internet."""
    home = root / DESK[1:]
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    words = {
        "HOME": DESK,
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "DISPLAY": display,
    }
    alone = ["unshare", "-n", "chroot", str(root), "/usr/bin/env", "-C", DESK, "-i"]
    command = [*alone, *(f"{key}={value}" for key, value in words.items())]
    inside = [*command, f"{HOME}/scmap"]
    figures: Figures = {
        "has_python": dev.succeeds([*command, "sh", "-c", "command -v python3"]),
        "selftest": selftest(inside, dict(os.environ)),
        "control": control(out / "control.trace"),
        "journey": {},
        "window": {},
        "seconds": {},
        "internet": 0,
    }
    sample = f"{HOME}/_internal/sample_layers/scmap-sample.gpkg"
    (home / "round.json").write_text(json.dumps(ROUND, ensure_ascii=False), encoding="utf-8")
    for number, verb in enumerate(JOURNEY):
        name = f"{number:02}-{verb[0]}"
        trace = out / f"{name}.trace"
        start = time.monotonic()
        line = [*inside, *(word.format(sample=sample) for word in verb)]
        figures["journey"][name] = traced(line, trace)
        figures["seconds"][name] = round(time.monotonic() - start, 1)
        figures["internet"] += internet(trace)
    figures["window"] = walked(root, home, alone, words, out)
    figures["internet"] += internet(out / "walk.trace")
    if (home / "window.png").exists():
        shutil.copy(home / "window.png", out / "bare-window.png")
    return figures


def walked(
    root: Path, home: Path, alone: Sequence[str], words: Mapping[str, str], out: Path
) -> Figures:
    """Walk the program's window there, from files that the journey left to a dossier."""
    from installer import walk  # noqa: PLC0415  it speaks to the desktop of Linux

    (home / walk.DOSSIER).mkdir()
    profile = {**words, "SCMAP_PROFILE_DIR": f"{DESK}/window-profile"}

    def started(more: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        told = (f"{key}={value}" for key, value in {**profile, **more}.items())
        command = [*alone, *told, f"{HOME}/scmap"]
        line = [*STRACE, str(out / "walk.trace"), *command]
        return subprocess.Popen(line, start_new_session=True)

    figures = walk.walked(started, root / walk.BUS.strip("/"), out / "walk")
    if not figures["failed"]:
        figures["kept"] = walk.kept(home)
    return {**figures, "whole": walk.is_whole(figures)}


def control(trace: Path) -> int:
    """Count what strace sees of a program that does ask for an address of the internet."""
    code = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    traced([sys.executable, "-c", code], trace)
    return internet(trace)


def traced(command: Sequence[str], trace: Path) -> int:
    """Run a command under strace and give its exit code."""
    asked = [*STRACE, str(trace), *command]
    return subprocess.run(asked, check=False, stdout=subprocess.DEVNULL).returncode


def internet(trace: Path) -> int:
    """Count the calls of a trace that name an address of the internet."""
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    return sum("AF_INET" in line and "connect(" in line for line in lines)
