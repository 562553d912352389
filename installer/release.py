"""Builds the program of this system as one folder, measures it, and proves that it works.

    python3 dev.py release [--out FOLDER] [--bare]

Everywhere: the folder, its self-test, the portable archive; on Windows the set-up, too. On Linux
the set-up's script is compiled with stand-ins, and the libraries of the Windows program are built.
``--bare`` (Linux, as root, with debootstrap) tries the folder in a Debian that has no Python: the
self-test, a picture of the window, and a journey without a network under strace, which counts every
socket of the internet that was opened. All that was seen is in ``release.json``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "installer")]

import dev  # noqa: E402  the path above leads to it
import icon  # noqa: E402
from scmap import __version__  # noqa: E402

MOST_MB, MOST_PACKED_MB = 450.0, 170.0
SUITE = "bookworm"
HOME = "/opt/scmap"  # in the bare system
TRACED = "trace=socket,connect,sendto"
# A year's work without the window: what each line makes, the next one reads.
JOURNEY = (
    ("inspect", "{sample}"),
    ("form", "--out", "form.xlsx"),
    ("new", "--municipality", "화성시", "--out", "new.gpkg"),
    ("export", "{sample}", "--layer", "investment", "--out", "rows.shp", "--encoding", "cp949"),
    ("overlap", "{sample}", "--grades", "--out", "pairs.gpkg"),
    ("link", "{sample}", "--municipality", "화성시", "--json"),
    ("report", "{sample}", "--municipality", "화성시", "--format", "pdf,html,hwpx,xlsx", "--out", "out"),
    ("map", "{sample}", "--municipality", "화성시", "--paper", "a3", "--out", "map.pdf"),
    ("open", "{sample}", "--screenshot", "window.png"),
)  # fmt: skip

Figures = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Build, measure, prove; give 0 if everything that was tried holds."""
    parser = argparse.ArgumentParser(prog="dev.py release")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--built", action="store_true", help="take the folder that is there")
    asked = parser.parse_args(arguments)
    out = asked.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    folder = out / "scmap" if asked.built else build(out)
    figures: Figures = {"version": __version__, "system": sys.platform}
    figures["installed_mb"] = megabytes(folder)
    figures["selftest"] = selftest([str(program(folder))], dict(os.environ))
    figures["archive_mb"] = megabytes(archive(folder, out))
    figures["setup"] = setup(folder, out)
    if dev.ON_LINUX:
        figures["windows_libraries"] = windows_libraries(out)
    if asked.bare:
        figures["bare"] = bare(folder, out)
    failed = [name for name, holds in held(figures).items() if not holds]
    figures["failed"] = failed
    (out / "release.json").write_text(
        json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return int(bool(failed))


def held(figures: Figures) -> dict[str, bool]:
    """Tell of each promise whether it holds."""
    kernel = [one["evidence"] for one in figures["selftest"]["checks"] if one["name"] == "kernel"]
    promises = {
        "selftest": figures["selftest"]["passed"],
        "kernel is built": bool(kernel) and kernel[0].startswith("kernel"),
        "installed size": figures["installed_mb"] <= MOST_MB,
        "archive size": figures["archive_mb"] <= MOST_PACKED_MB,
    }
    if "bare" in figures:
        seen = figures["bare"]
        promises |= {
            "bare selftest": seen["selftest"]["passed"],
            "bare journey": not any(seen["journey"].values()),
            "no internet": not seen["internet"],
            "strace sees the internet": seen["control"] > 0,
        }
    return promises


def build(out: Path) -> Path:
    """Build the folder; the symbols of Python's library, which only a debugger reads, are left out."""
    work = ["--distpath", str(out), "--workpath", str(out / "build")]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *work]
    subprocess.run([*command, str(ROOT / "scmap.spec")], check=True, cwd=ROOT)
    folder = out / "scmap"
    strip = shutil.which("strip")
    for library in folder.rglob("libpython3*.so*"):
        if strip and not library.is_symlink():
            subprocess.run([strip, "--strip-unneeded", str(library)], check=True)
    return folder


def program(folder: Path) -> Path:
    """Give the program that speaks on the console."""
    return folder / ("scmap-cli.exe" if dev.ON_WINDOWS else "scmap")


def selftest(command: Sequence[str], environment: Mapping[str, str]) -> Any:
    """Have a built program test itself, with a profile of its own, and give what it saw."""
    with tempfile.TemporaryDirectory() as profile:
        own = {**environment, "SCMAP_PROFILE_DIR": profile}
        told = subprocess.run(
            [*command, "--selftest", "--json"], env=own, capture_output=True, check=False
        )
    try:
        return json.loads(told.stdout)
    except ValueError:
        return {"passed": False, "checks": [], "said": told.stderr.decode(errors="replace")}


def archive(folder: Path, out: Path) -> Path:
    """Pack the folder: unpacked anywhere, it runs."""
    name = out / f"scmap-{__version__}-portable"
    form = "zip" if dev.ON_WINDOWS else "xztar"
    return Path(shutil.make_archive(str(name), form, folder.parent, folder.name))


def setup(folder: Path, out: Path) -> str:
    """Compile the set-up; where there is no Windows program, with stand-ins for it."""
    if not shutil.which("makensis"):
        return "makensis is missing"
    with tempfile.TemporaryDirectory() as made:
        source = folder if dev.ON_WINDOWS else stand_ins(Path(made) / "scmap")
        name = f"scmap-{__version__}-{'setup' if dev.ON_WINDOWS else 'stand-in'}-win64.exe"
        given = {
            "VERSION": __version__,
            "SOURCE": source.as_posix(),
            "LICENCE": (ROOT / "LICENSE").as_posix(),
            "ICON": icon.write_icon(ROOT / "resources" / "scmap.svg", Path(made) / "i.ico").as_posix(),
            "OUT": (out / name).as_posix(),
        }  # fmt: skip
        defined = [f"-D{key}={value}" for key, value in given.items()]
        script = str(ROOT / "installer" / "scmap.nsi")
        subprocess.run(["makensis", "-V2", "-WX", "-NOCD", *defined, script], check=True)
    return name


def stand_ins(folder: Path) -> Path:
    """Make files with the names of a built program, so that the script has something to pack."""
    (folder / "_internal").mkdir(parents=True)
    for name in ("scmap.exe", "scmap-cli.exe", "_internal/base_library.zip"):
        (folder / name).write_bytes(b"stand-in")
    return folder


def windows_libraries(out: Path) -> dict[str, int]:
    """Build the two libraries of the Windows program here, and give their sizes in bytes."""
    made = out / "windows"
    made.mkdir(exist_ok=True)
    sizes = {}
    for room, name, compiled in (
        ("analysis", "kernel", dev.compile_kernel),
        ("cartography", "brush", dev.compile_brush),
    ):
        library = made / f"_{name}.dll"
        if not compiled(ROOT / "scmap" / room, library, "cross-built", dev.WINDOWS):
            raise SystemExit(f"{library.name} could not be built")
        sizes[library.name] = library.stat().st_size
    return sizes


def megabytes(path: Path) -> float:
    """Give the size of a file, or of all files of a folder, in MB of a million bytes."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if not one.is_symlink()]
    return round(sum(one.stat().st_size for one in files if one.is_file()) / 1e6, 1)


# ------------------------------------------------------------------------- a bare Debian


def bare(folder: Path, out: Path) -> Figures:
    """Try the folder in a Debian without Python, with a display but without a network."""
    root = out / "bare"
    if not (root / "usr").exists():
        subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(root)], check=True)
    place = root / HOME.strip("/")
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, place, symlinks=True)
    (root / "tmp/.X11-unix").mkdir(mode=0o1777, parents=True, exist_ok=True)
    mounts = [("proc", "proc", "proc"), ("tmpfs", "tmpfs", "dev/shm")]
    with dev.virtual_display() as display:
        try:
            for kind, source, where in mounts:
                (root / where).mkdir(parents=True, exist_ok=True)
                subprocess.run(["mount", "-t", kind, source, str(root / where)], check=True)
            bind = ["mount", "--bind", "/tmp/.X11-unix", str(root / "tmp/.X11-unix")]  # noqa: S108
            subprocess.run(bind, check=True)
            return tried(root, out, display)
        finally:
            for where in ("tmp/.X11-unix", "dev/shm", "proc"):
                subprocess.run(["umount", str(root / where)], check=False)


def tried(root: Path, out: Path, display: str) -> Figures:
    """Do the self-test and the journey there, and count the sockets of the internet."""
    home = root / "tmp/home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    words = {"HOME": "/tmp/home", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DISPLAY": display}
    alone = ["unshare", "-n", "chroot", str(root), "/usr/bin/env", "-C", "/tmp/home", "-i"]
    command = [*alone, *(f"{key}={value}" for key, value in words.items())]
    inside = [*command, f"{HOME}/scmap"]
    figures: Figures = {
        "python": subprocess.run([*command, "sh", "-c", "command -v python3"], check=False).returncode == 0,
        "selftest": selftest(inside, dict(os.environ)),
        "control": internet(traced([sys.executable, "-c", CONTROL], out / "control.trace")),
        "journey": {},
        "seconds": {},
        "internet": 0,
    }  # fmt: skip
    sample = f"{HOME}/_internal/sample_layers/scmap-sample.gpkg"
    for number, verb in enumerate(JOURNEY):
        trace = out / f"{number}-{verb[0]}.trace"
        start = time.monotonic()
        line = [*inside, *(word.format(sample=sample) for word in verb)]
        figures["journey"][verb[0]] = traced(line, trace)
        figures["seconds"][verb[0]] = round(time.monotonic() - start, 1)
        figures["internet"] += internet(trace)
    shutil.copy(home / "window.png", out / "bare-window.png")
    return figures


CONTROL = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"


def traced(command: Sequence[str], trace: Path) -> Any:
    """Run a command under strace; give its exit code, or the trace for the control."""
    strace = ["strace", "-f", "-qq", "-e", TRACED, "-o", str(trace)]
    code = subprocess.run([*strace, *command], check=False, stdout=subprocess.DEVNULL).returncode
    return trace if CONTROL in command else code


def internet(trace: Path) -> int:
    """Count the calls of a trace that name an address of the internet."""
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    return sum("AF_INET" in line and "connect(" in line for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
