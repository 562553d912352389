"""Builds the program of this system as one folder, measures it, and proves that it works.

    python3 dev.py release [--out FOLDER] [--bare] [--start]

Everywhere: the folder, its self-test, the portable archive; on Windows the set-up, too. On Linux
the set-up's script is compiled with stand-ins, and the libraries of the Windows program are built.
``--bare`` (Linux, as root, with debootstrap) tries the folder in a Debian that has no Python: the
self-test, a picture of the window, and a journey without a network under strace, which counts every
address of the internet that is asked for; the window itself is walked by real keys, too, from files
to the dossier, and each step leaves a picture in ``walk``. ``--start`` (Linux, on a machine that
rests) measures the seconds from the start to the window and to the map. All that was seen is in
``release.json``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import dev  # noqa: E402  the path above leads to it
from installer import bare, icon, starting  # noqa: E402
from installer.trial import Figures, selftest  # noqa: E402
from scmap import __version__, paths  # noqa: E402

MOST_MB, MOST_PACKED_MB = 450.0, 170.0
DRAWING = ROOT / "resources" / "scmap.svg"
USUAL, WIDE = "x86-unicode", "amd64-unicode"  # as makensis calls its kinds of code
STRIPPED = ("libpython3*.so*", "*.cpython-*.so", "*.abi3.so")


def main(arguments: Sequence[str]) -> int:
    """Build, measure, prove; give 0 if everything that was tried holds."""
    parser = argparse.ArgumentParser(prog="dev.py release")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--start", action="store_true")
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
        figures["bare"] = bare.tried_in(folder, out)
    if asked.start:
        figures["start"] = starting.measured(program(folder))
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
            "bare window": seen["window"]["whole"],
            "no internet": not seen["internet"],
            "strace sees the internet": seen["control"] > 0,
        }
    if "start" in figures:
        promises["start to the map"] = figures["start"]["map_s"] <= starting.MOST_S
    return promises


def build(out: Path) -> Path:
    """Build the folder, without the symbols that only a debugger reads.

    Libraries that their wheels rewrote (in ``*.libs``) are left as they are: strip breaks them.
    """
    work = ["--distpath", str(out), "--workpath", str(out / "build")]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *work]
    subprocess.run([*command, str(ROOT / "scmap.spec")], check=True, cwd=ROOT)
    folder = out / "scmap"
    strip = shutil.which("strip")
    for pattern in STRIPPED if strip else ():
        for library in folder.rglob(pattern):
            if strip and not library.is_symlink():
                subprocess.run([strip, "--strip-unneeded", str(library)], check=True)
    return folder


def program(folder: Path) -> Path:
    """Give the program that speaks on the console."""
    return folder / ("scmap-cli.exe" if dev.ON_WINDOWS else "scmap")


def archive(folder: Path, out: Path) -> Path:
    """Pack the folder: unpacked anywhere, it runs."""
    profile = folder / paths.PORTABLE  # makes the unpacked program keep all beside itself
    profile.mkdir(exist_ok=True)
    name = out / f"scmap-{__version__}-portable"
    try:
        if dev.ON_WINDOWS:
            return Path(shutil.make_archive(str(name), "zip", folder.parent, folder.name))
        packed = name.with_name(f"{name.name}.tar.xz")
        tar = ["tar", "-I", "xz -2 -T0", "-cf", str(packed), "-C", str(folder.parent), folder.name]
        subprocess.run(tar, check=True)
        return packed
    finally:
        profile.rmdir()


def setup(folder: Path, out: Path, kind: str = USUAL) -> str:
    """Compile the set-up; where there is no Windows program, with stand-ins for it.

    `kind` is that of the set-up's own code: the usual one runs on every Windows, `WIDE` also where
    there is nothing for programs of 32 bits.
    """
    if not shutil.which("makensis"):
        return "makensis is missing"
    with tempfile.TemporaryDirectory() as made:
        source = folder if dev.ON_WINDOWS else stand_ins(Path(made) / "scmap")
        name = f"scmap-{__version__}-{'setup' if dev.ON_WINDOWS else 'stand-in'}-win64.exe"
        given = {
            "VERSION": __version__,
            "SOURCE": source.as_posix(),
            "LICENCE": (ROOT / "LICENSE").as_posix(),
            "ICON": icon.write_icon(DRAWING, Path(made) / "scmap.ico").as_posix(),
            "OUT": (out / name).as_posix(),
        }
        defined = [f"-D{key}={value}" for key, value in given.items()]
        script = str(ROOT / "installer" / "scmap.nsi")
        subprocess.run(
            ["makensis", "-V2", "-WX", "-NOCD", f"-XTarget {kind}", *defined, script], check=True
        )
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
