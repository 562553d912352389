#!/usr/bin/env python3
"""Set up, start and check scmap on a machine that has Python and nothing else.

Whoever starts this may have nothing installed yet, so it uses the standard library alone and keeps
its own Korean words (USAGE below says what it does). It parses under Python 3.8, so that an old
Python can still say which one is needed.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import hashlib
import importlib.util
import io
import itertools
import json
import os
import platform
import re
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Callable, Iterator, Mapping, NamedTuple, Sequence  # noqa: UP035  Python 3.8 parses this

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "scmap-installed.json"
SAMPLE = ROOT / "sample_layers" / "scmap-sample.gpkg"
OUT = ROOT / "scmap-out"
MANUAL = ROOT / "docs" / "manual"
KERNEL = ("kernel.h", "kernel.c", "kernel_pairs.c")  # scmap/analysis/kernel.py has the same names
BRUSH = ("brush.c", "strew.c", "trace.c")  # scmap/cartography/brush.py has the same name

SUPPORTED = ((3, 13), (3, 12), (3, 11))
SMALLEST = (1366, 768)  # screen of a laptop, on which a window of 1280x720 has its frame
WORKERS = 2  # processes of pytest, each with a display of its own
ON_LINUX = sys.platform.startswith("linux")
ON_WINDOWS = os.name == "nt"
WINDOWS = "x86_64-windows-gnu"  # as the C compiler calls it
WIDE = "x86_64_v3"  # processors of a PC with wide instructions, of 2013 or later


class Need(NamedTuple):
    """A Debian package, and what shows that it is there, whatever its name in newer releases."""

    package: str
    library: str = ""
    program: str = ""
    module: str = ""
    file: str = ""  # below the root of the file system


RUNNING = (
    Need("libgl1", "libGL.so.1"),
    Need("libegl1", "libEGL.so.1"),
    Need("libglib2.0-0", "libglib-2.0.so.0"),
    Need("libdbus-1-3", "libdbus-1.so.3"),
    Need("libfontconfig1", "libfontconfig.so.1"),
    Need("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    Need("libxcb-cursor0", "libxcb-cursor.so.0"),
    Need("libxcb-icccm4", "libxcb-icccm.so.4"),
    Need("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    Need("libxcb-shape0", "libxcb-shape.so.0"),
    Need("libgssapi-krb5-2", "libgssapi_krb5.so.2"),
)
TESTING = (
    Need("xvfb", program="Xvfb"),
    Need("chromium", program="chromium"),
    Need("poppler-utils", program="pdftotext"),
    Need("postgresql-postgis", file="usr/share/postgresql/*/extension/postgis.control"),
    Need("dbus-daemon", program="dbus-run-session"),
    Need("gnome-keyring", program="gnome-keyring-daemon"),
)
# Debian keeps this part of Python in a package of its own.
ENSUREPIP = Need(f"python3.{sys.version_info[1]}-venv", module="ensurepip")
PACKING = (
    Need("debootstrap", program="debootstrap"),
    Need("strace", program="strace"),
    Need("binutils", program="strip"),
    # a desktop, keys and a screen reader's ears for the window of what was built
    Need("openbox", program="openbox"),
    Need("xdotool", program="xdotool"),
    Need("x11-xserver-utils", program="xmodmap"),
    Need("at-spi2-core", file="usr/libexec/at-spi2-registryd"),
)
LOOKING = (
    Need("xdotool", program="xdotool"),
    Need("imagemagick", program="import"),
)


class StopError(Exception):
    """Set-up cannot go on; the message says in Korean what the reader does now."""


# ---------------------------------------------------------------------------------- commands


def main(arguments: Sequence[str]) -> int:
    """Do one command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without Korean letters
    commands = {
        "run": run,
        "test": test,
        "look": look,
        "manual": manual,
        "screens": screens,
        "release": release,
        "lock": lock,
        "notice": notice,
    }
    if not arguments or arguments[0] not in commands:
        print(USAGE)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        python = supported_python()
        if python != [sys.executable]:
            return call([*python, str(ROOT / "dev.py"), *arguments])
        return commands[arguments[0]](list(arguments[1:]))
    except StopError as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


USAGE = """사용법:
  python3 dev.py run               표본 사업으로 창을 엽니다. 화면이 없으면 결과를 파일로 만듭니다.
  python3 dev.py run 명령 …         scmap 명령을 실행합니다. 예: python3 dev.py run overlap --help
  python3 dev.py test              전체 검사를 합니다.
  python3 dev.py test 시험파일 …    고른 시험만 합니다.
  python3 dev.py look              화면을 살펴보는 도구까지 갖춥니다.
  python3 dev.py manual            설명서의 그림을 프로그램을 움직여 다시 찍습니다.
  python3 dev.py screens [폴더] [--lang ko,en] [--scheme light,dark] [--scale 1,1.5,2]
                                   모든 화면의 그림을 찍고, 잘린 글자를 찾습니다.
  python3 dev.py release [--bare]  설치 폴더와 설치 파일을 만들고 점검합니다.
  python3 dev.py lock [--upgrade]  requirements.lock을 다시 만듭니다.
  python3 dev.py notice            설치된 꾸러미에서 NOTICE를 다시 씁니다."""


def run(arguments: list[str]) -> int:
    """Start scmap; without a display and without arguments, do its main job into files."""
    prepare("run", RUNNING)
    if arguments or has_display():
        return call([str(venv_python()), "-m", "scmap", *arguments])
    return main_job_into_files()


def test(arguments: list[str]) -> int:
    """Run every step of the gate, or only the tests that `arguments` choose."""
    prepare("test", RUNNING + TESTING)
    with virtual_displays(WORKERS) as displays:
        environment = {**os.environ, **displays, "LC_ALL": "C.UTF-8"}
        # Where Python keeps nothing of what it compiles, each program started by a test does so.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if arguments:
            return call([str(venv_python()), "-m", "pytest", *arguments], environment)
        return gate(environment)


def look(_arguments: list[str]) -> int:
    """Provide what the tests need, and the tools with which a person looks at windows."""
    prepare("test", RUNNING + TESTING + LOOKING)
    print("갖추었습니다: " + ", ".join(need.package for need in LOOKING))
    return 0


def manual(_arguments: list[str]) -> int:
    """Make the manual's pictures anew: tests that drive the window keep them on their way."""
    prepare("test", RUNNING + TESTING)
    shown, files = pictures_of_manual()
    # What `editing_steps.py` does in a process of its own is started by `test_editing.py`.
    started = [
        str(one.with_name(f"test_{one.stem.removesuffix('_steps')}.py"))
        if one.stem.endswith("_steps")
        else str(one)
        for one in files
    ]
    with tempfile.TemporaryDirectory() as folder, virtual_displays(1) as displays:
        environment = {**os.environ, **displays, "LC_ALL": "C.UTF-8", "SCMAP_PICTURES": folder}
        environment["LOGNAME"] = "담당자"  # who hands out, in the pictures of dialogs
        code = call([str(venv_python()), "-m", "pytest", "-q", *started], environment, ROOT)
        missing = [name for name in shown if not (Path(folder) / name).exists()]
        for name in shown:
            if name not in missing:
                shutil.copy(Path(folder) / name, MANUAL / "images" / name)
    for name in missing:
        print(f"그림이 없습니다: {name}", file=sys.stderr)
    return code or int(bool(missing))


def pictures_of_manual() -> tuple[list[str], list[Path]]:
    """Name the pictures that the manual shows, and the tests that keep pictures."""
    pages = "".join(page.read_text(encoding="utf-8") for page in sorted(MANUAL.glob("*.md")))
    shown = sorted(set(re.findall(r"\]\(images/([^)]+)\)", pages)))
    rooms = [ROOT / "tests" / room for room in ("journeys", "gui")]
    tests = [one for room in rooms for one in room.glob("*.py") if one.name != "hand.py"]
    keeps = [one for one in sorted(tests) if " keep_picture(" in one.read_text(encoding="utf-8")]
    return shown, keeps


def screens(arguments: list[str]) -> int:
    """Take a picture of every screen, in each language, colour scheme and scale asked for.

    Each combination has a process and a display of its own: the smallest one that the program is
    meant for. tests/screens says what is taken, and what counts as a fault.
    """
    parser = argparse.ArgumentParser(prog="dev.py screens")
    parser.add_argument("out", nargs="?", type=Path, default=OUT / "screens")
    for name, usual in (("lang", "ko,en"), ("scheme", "light,dark"), ("scale", "1,1.5,2")):
        parser.add_argument(f"--{name}", default=usual, type=lambda text: text.split(","))
    parser.add_argument("--only", default="")
    asked = parser.parse_args(arguments)
    prepare("test", RUNNING + TESTING)
    code = 0
    for scale in asked.scale:
        width, height = (round(pixels * float(scale)) for pixels in SMALLEST)
        with virtual_display(f"{width}x{height}x24") as display:
            environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
            for language, scheme in itertools.product(asked.lang, asked.scheme):
                way = ["--lang", language, "--scheme", scheme, "--scale", scale]
                walk = [str(venv_python()), "-m", "tests.screens", str(asked.out.resolve())]
                code |= call([*walk, *way, "--only", asked.only], environment, ROOT)
    return code


def release(arguments: list[str]) -> int:
    """Build the program as one folder and prove it; see installer/release.py."""
    prepare("test", RUNNING + TESTING + PACKING)
    return call([str(venv_python()), str(ROOT / "installer" / "release.py"), *arguments])


def lock(arguments: list[str]) -> int:
    """Resolve pyproject.toml for every supported Python and system into one lock with hashes."""
    uv = shutil.which("uv") or venv_program("uv")
    if not Path(uv).exists():
        prepare("test", ())
    lowest = ".".join(map(str, SUPPORTED[-1]))
    scope = ["--universal", "--all-extras", "--python-version", lowest]
    header = ["--custom-compile-command", "python3 dev.py lock"]
    files = ["pyproject.toml", "-o", LOCK.name]
    command = [uv, "pip", "compile", "--quiet", "--generate-hashes", *scope, *header]
    return call([*command, *arguments, *files], folder=ROOT)


def notice(_arguments: list[str]) -> int:
    """Write NOTICE anew from the installed packages; see installer/notice.py."""
    prepare("test", ())
    return call([str(venv_python()), str(ROOT / "installer" / "notice.py")])


# ------------------------------------------------------------------------------------ Python


def supported_python() -> list[str]:
    """Give the command of a Python that scmap supports, the running one if it is."""
    if sys.version_info[:2] in SUPPORTED:
        return [sys.executable]
    for major, minor in SUPPORTED:
        found = shutil.which(f"python{major}.{minor}")
        command = ["py", f"-{major}.{minor}"] if ON_WINDOWS else [found or ""]
        if version_of(command) == (major, minor):
            return command
    running = ".".join(map(str, sys.version_info[:3]))
    raise StopError(
        f"Python 3.11, 3.12, 3.13 가운데 하나가 필요합니다. 지금 실행한 것은 {running}입니다.\n"
        "Debian이나 Ubuntu에서는 apt-get install python3, Windows에서는 python.org의 설치 파일로 "
        "Python 3.12를 설치한 뒤 같은 명령을 다시 실행해 주십시오."
    )


def version_of(command: Sequence[str]) -> tuple[int, int] | None:
    """Ask a Python for its version; None if it does not start."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        told = subprocess.run(
            [*command, "-IS", "-c", code], capture_output=True, text=True, check=True
        )
        major, minor = told.stdout.split()
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None  # a link to a Python that is gone, or a shim without a Python behind it
    return int(major), int(minor)


# --------------------------------------------------------------------------- system packages


def provide_system(needs: Sequence[Need]) -> None:
    """Install the missing system packages where that is allowed, else stop and say how."""
    lacking = missing(needs)
    if not lacking:
        return
    if not shutil.which("apt-get"):
        raise StopError(without_apt(lacking))
    packages = " ".join(need.package for need in lacking)
    line = f"apt-get -qq update && apt-get -qq install -y --no-install-recommends {packages}"
    if os.geteuid() == 0:
        print(f"시스템 꾸러미를 설치합니다.\n    {line}", flush=True)
        call(["sh", "-c", line], {**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if missing(needs):
        as_root = "sudo sh -c" if shutil.which("sudo") else "su -c"
        raise StopError(
            "scmap에 필요한 시스템 꾸러미가 없습니다. 아래 한 줄을 관리자 권한으로 실행한 뒤 "
            f"같은 명령을 다시 실행해 주십시오.\n\n    {as_root} {shlex.quote(line)}\n"
        )


def missing(needs: Sequence[Need]) -> list[Need]:
    """Find the needs that this machine does not fulfil; Windows brings all that is needed."""
    return [need for need in needs if ON_LINUX and not is_there(need)]


def is_there(need: Need) -> bool:
    """Tell whether the program is on the path, the module is found, or the library loads."""
    if need.program:
        return shutil.which(need.program) is not None
    if need.file:
        return any(Path("/").glob(need.file))
    if need.module:
        importlib.invalidate_caches()
        return importlib.util.find_spec(need.module) is not None
    try:
        ctypes.CDLL(need.library)
    except OSError:
        return False
    return True


def without_apt(needs: Sequence[Need]) -> str:
    """Name what is missing where no apt could bring it."""
    names = "\n".join(
        f"    {shows}  (Debian 꾸러미 {need.package})"
        for need in needs
        for shows in [need.library or need.program or need.module or need.file]
    )
    return (
        f"scmap에 필요한 다음 라이브러리나 프로그램이 없습니다.\n\n{names}\n\n"
        "이 시스템의 꾸러미 관리자로 설치한 뒤 같은 명령을 다시 실행해 주십시오."
    )


# ------------------------------------------------------------------------ virtual environment


def prepare(part: str, needs: Sequence[Need]) -> None:
    """Have everything for `part` ("run" or "test"); do nothing when it is there already.

    System packages come first, so that a machine where they cannot be had downloads nothing.
    """
    works = environment_works()
    provide_system([*needs, *([] if works or outer_pip_works() else [ENSUREPIP])])
    if not works:
        make_environment()
    wanted = fingerprint(part)
    if installed().get(part) != wanted:
        install(part)  # "test" installs what "run" needs, too
        stamp = {**installed(), "home": str(VENV), "run": fingerprint("run"), part: wanted}
        STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    build_kernel()


def environment_works() -> bool:
    """Tell whether .venv holds a supported Python that starts and was made at this place."""
    version = version_of([str(venv_python())])
    places = (str(VENV), str(VENV.resolve()))  # it may be a link to that of another working copy
    if version not in SUPPORTED or installed().get("home", places[0]) not in places:
        return False
    # After a system upgrade the link may lead to a newer Python than the packages belong to.
    return ON_WINDOWS or (VENV / "lib" / f"python3.{version[1]}").exists()


def make_environment() -> None:
    """Make .venv anew, with pip of its own where this Python can give it one."""
    check_own()
    print("가상 환경을 만듭니다: .venv", flush=True)
    pip = [] if is_there(ENSUREPIP) else ["--without-pip"]
    if call([sys.executable, "-m", "venv", "--clear", *pip, str(VENV)]) != 0:
        raise StopError("가상 환경 .venv를 만들지 못했습니다. 폴더에 쓸 수 있는지 확인해 주십시오.")


def check_own() -> None:
    """Stop where .venv is a link: what lies behind it belongs to others, who may be using it."""
    if VENV.is_symlink():
        raise StopError(
            f".venv는 다른 폴더({VENV.resolve()})를 가리키는 링크여서 바꾸지 않습니다. "
            "그곳에서 같은 명령을 실행하거나, 링크를 지운 뒤 다시 실행해 주십시오."
        )


def outer_pip_works() -> bool:
    """Tell whether this Python has a pip that can install into another environment."""
    if importlib.util.find_spec("pip") is None:
        return False
    return succeeds([sys.executable, "-m", "pip", "--python", sys.executable, "--version"])


def install(part: str) -> None:
    """Install the locked packages of `part`, each checked by its hash, and scmap itself."""
    check_own()
    print("잠근 목록의 Python 꾸러미를 설치합니다. 처음에는 몇 분 걸립니다.", flush=True)
    chosen = VENV / f"scmap-{part}.txt"
    chosen.write_text(requirements(part), encoding="utf-8")
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    pip = [*pip_command(), "install", *quiet]
    locked = ["--require-hashes", "--only-binary", ":all:", "-r"]
    # setuptools is among the locked packages, so the last step downloads nothing.
    itself = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"}
    steps = [[*pip, *locked, str(chosen)], [*pip, *itself]]
    if part == "test" and installed_by_uv([*pip, *locked], [*quiet, *locked], chosen, environment):
        del steps[0]
    if any(call(step, environment) for step in steps):
        raise StopError(
            "Python 꾸러미를 설치하지 못했습니다. 네트워크(프록시, PIP_INDEX_URL)를 확인한 뒤 같은 "
            "명령을 다시 실행해 주십시오. 이미 받은 꾸러미는 다시 받지 않습니다."
        )


def installed_by_uv(
    pip: Sequence[str], asked: Sequence[str], chosen: Path, environment: Mapping[str, str]
) -> bool:
    """Have `pip` install uv, and uv what is chosen; tell whether it could.

    It takes ten seconds where pip takes more than a minute. A file of settings for pip it does not
    read, so pip does all where uv finds no registry.
    """
    own = VENV / "scmap-uv.txt"
    blocks = lock_blocks(chosen.read_text(encoding="utf-8"))
    own.write_text("".join(block for name, block, _ in blocks if name == "uv"), encoding="utf-8")
    index = environment.get("PIP_INDEX_URL", "")
    heard = {**environment, **({"UV_DEFAULT_INDEX": index} if index else {})}
    uv = [venv_program("uv"), "pip", "install", "--python", str(venv_python())]
    has_uv = call([*pip, str(own)], environment) == 0
    return has_uv and call([*uv, *asked, str(chosen)], heard) == 0


def pip_command() -> list[str]:
    """Give the pip of .venv, or the one of this Python made to work there."""
    own = [str(venv_python()), "-m", "pip"]
    if succeeds([*own, "--version"]):
        return own
    return [sys.executable, "-m", "pip", "--python", str(venv_python())]


def venv_python() -> Path:
    """Path of the Python of .venv."""
    return VENV / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")


def venv_program(name: str) -> str:
    """Path of a program that a package put into .venv."""
    return str(venv_python().with_name(name + (".exe" if ON_WINDOWS else "")))


def installed() -> dict[str, str]:
    """Read what was installed into .venv, and where .venv lay then."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def fingerprint(part: str) -> str:
    """Hash all that decides what `part` installs."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return hashlib.sha256((requirements(part) + project).encode()).hexdigest()


def build_kernel() -> None:
    """Compile what is written in C if its source is new and "test" brought the compiler."""
    build_library("analysis", "kernel", KERNEL, compile_kernel)
    build_library("cartography", "brush", BRUSH, compile_brush)


def build_library(
    room: str, name: str, names: Sequence[str], compiled: Callable[[Path, Path, str], bool]
) -> None:
    """Compile one library beside its source, keyed by the source's hash."""
    home = ROOT / "scmap" / room
    library = home / f"_{name}.{'dll' if ON_WINDOWS else 'so'}"
    sources = [home / one for one in names]
    key = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    is_new = not library.exists() or key.encode() not in library.read_bytes()
    if not is_new or not succeeds([str(venv_python()), "-m", "ziglang", "version"]):
        return
    print(f"C 코드를 빌드합니다: {name}", flush=True)
    with tempfile.TemporaryDirectory(dir=VENV) as folder:
        built = Path(folder) / library.name
        if compiled(home, built, key):
            built.replace(library)
        else:
            print(f"{name}: 빌드하지 못했습니다. 느리지만 없이도 실행됩니다.", file=sys.stderr)


def compile_kernel(home: Path, built: Path, key: str, system: str = "") -> bool:
    """Compile what measures for all processors and for those with wide instructions, and link.

    `system` names another one than this (`WINDOWS`).
    """
    parts = {"narrow": built.with_name("narrow.o")}
    if is_pc(system):
        parts["wide"] = built.with_name("wide.o")
    for name, part in parts.items():
        chip = [f"-mcpu={WIDE}", "-DWIDE"] if name == "wide" else [usual_chip(system)]
        asked = [*chip, "-c", "-o", str(part), str(home / "kernel_pairs.c")]
        if not zig([*asked, *movable(system)], system):
            return False
    asked = ["-shared", usual_chip(system), f'-DSOURCE="{key}"', "-o", str(built)]
    return zig([*asked, str(home / "kernel.c"), *map(str, parts.values())], system)


def compile_brush(home: Path, built: Path, key: str, system: str = "") -> bool:
    """Compile what paints very many shapes; `system` as that of `compile_kernel`."""
    asked = ["-shared", *movable(system), usual_chip(system), f'-DSOURCE="{key}"']
    return zig([*asked, "-o", str(built), *(str(home / one) for one in BRUSH)], system)


def zig(asked: Sequence[str], system: str) -> bool:
    """Run the compiler, for this system or for another one."""
    cache = {name: str(VENV / "zig") for name in ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR")}
    target = ["-target", system] if system else []
    compiler = [str(venv_python()), "-m", "ziglang", "cc", *target]
    return call([*compiler, "-O3", "-ffp-contract=off", *asked], {**os.environ, **cache}) == 0


def movable(system: str) -> list[str]:
    """Give what makes code that lies anywhere; on Windows all does."""
    return [] if ON_WINDOWS or system == WINDOWS else ["-fPIC"]


def usual_chip(system: str) -> str:
    """Name the processors that a library is made for, so that it runs on any of them."""
    return f"-mcpu={'x86_64_v2' if is_pc(system) else 'baseline'}"


def is_pc(system: str) -> bool:
    """Tell whether the processor is one of a PC."""
    return system == WINDOWS or platform.machine().lower() in ("x86_64", "amd64")


# --------------------------------------------------------------------------------- the lock


def requirements(part: str) -> str:
    """Give the locked requirements of `part`: all for "test", only what scmap imports for "run"."""
    text = LOCK.read_text(encoding="utf-8")
    if part == "test":
        return text
    blocks, needed, known = lock_blocks(text), direct_requirements(), frozenset[str]()
    while needed != known:  # follow "wanted by" until nothing new is wanted
        known, needed = needed, needed | {name for name, _, via in blocks if via & needed}
    return "".join(block for name, block, _ in blocks if name in needed)


def lock_blocks(text: str) -> list[tuple[str, str, frozenset[str]]]:
    """Split a lock into (name, lines, names of the packages that want it)."""
    blocks = []
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]:
        via = re.findall(r"^ +# +(?:via +)?([A-Za-z0-9._-]+)", block, flags=re.MULTILINE)
        name = re.split(r"[=\[ ]", block, maxsplit=1)[0]
        blocks.append((plain(name), block, frozenset(map(plain, via))))
    return blocks


def direct_requirements() -> frozenset[str]:
    """Name what scmap itself needs to be installed and to run, without its extras."""
    import tomllib  # noqa: PLC0415  only here: Python 3.8 has none

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["build-system"]["requires"]
    return frozenset(plain(re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0]) for one in wanted)


def plain(name: str) -> str:
    """Normalise a package name as the package index does."""
    return re.sub(r"[-_.]+", "-", name).lower()


# ------------------------------------------------------------------------------ run and test


def has_display() -> bool:
    """Tell whether a window can be opened here."""
    return not ON_LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main_job_into_files() -> int:
    """Overlay the sample, draw its map and write its report, without any window."""
    OUT.mkdir(exist_ok=True)
    own = str(shutil.copy(SAMPLE, OUT))  # what is handed out is entered in the project's register
    verbs = {
        "중첩 분석": ["overlap", own, "--json", "--out", str(OUT / "overlap.json")],
        "지도 그림": ["render", own, "--size", "1920x1080", "--out", str(OUT / "map.png")],
        "보고서": ["report", own, "--format", "pdf,html", "--out", str(OUT)],
    }
    print("화면이 없어 창 대신 표본 사업의 결과를 파일로 만듭니다.", flush=True)
    for title, verb in verbs.items():
        print(f"· {title}", flush=True)
        code = call([str(venv_python()), "-m", "scmap", *verb])
        if code != 0:
            return code
    print(f"\n결과 폴더: {OUT}")
    for file in sorted(OUT.iterdir()):
        print(f"    {file.name}  {file.stat().st_size / 1000:,.0f} kB")
    print("창을 보려면 화면이 있는 컴퓨터나 원격 데스크톱에서 같은 명령을 다시 실행해 주십시오.")
    return 0


def gate(environment: Mapping[str, str]) -> int:
    """Run all steps, also after one has failed, and tell how each one ended.

    Types are checked beside the tests and give way to them: tests wait, for windows and for
    programs that they start, and leave the processors idle then.
    """
    python = [str(venv_python()), "-m"]
    workers = ["-n", str(WORKERS), "--dist", "worksteal", "--hypothesis-profile", "gate"]
    steps = {
        "서식 (ruff format)": [*python, "ruff", "format", "--check", "."],
        "규칙 (ruff check)": [*python, "ruff", "check", "."],
        "방의 문 (import-linter)": [venv_program("lint-imports")],
        "시험 (pytest)": [*python, "pytest", *workers, "-rs", "--durations", "10"],
    }
    polite = ["nice", "-n", "5"] if shutil.which("nice") else []
    types = [*polite, *python, "mypy"]
    endings = []
    with tempfile.TemporaryFile() as said, ThreadPoolExecutor(1) as beside:
        checked = beside.submit(timed, types, environment, said)
        for title, command in steps.items():
            print(f"\n── {title}", flush=True)
            endings.append((title, *timed(command, environment)))
        endings.append(("형 (mypy)", *checked.result()))
        said.seek(0)
        print(f"\n── 형 (mypy)\n{said.read().decode(errors='replace')}", flush=True)
    print("\n── 결과")
    for title, code, seconds in endings:
        print(f"  {'통과' if code == 0 else '실패'}  {seconds:6.1f}초  {title}")
    return int(any(code for _, code, _ in endings))


def timed(
    command: Sequence[str], environment: Mapping[str, str], said: IO[bytes] | None = None
) -> tuple[int, float]:
    """Run a command on this working copy; give its exit code, and the seconds that it took."""
    start = time.monotonic()
    code = call(command, environment, ROOT, said)
    return code, time.monotonic() - start


@contextlib.contextmanager
def virtual_displays(count: int) -> Iterator[dict[str, str]]:
    """Start `count` virtual displays and name them in environment variables; stop them after.

    Each test process gets its own: on one display, windows of two would take the focus from
    each other. tests/conftest.py gives them out.
    """
    if not ON_LINUX:
        yield {}
        return
    with contextlib.ExitStack() as stack:
        names = [stack.enter_context(virtual_display()) for _ in range(count)]
        hidden = {"WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb"}
        yield {"DISPLAY": names[0], "SCMAP_TEST_DISPLAYS": " ".join(names), **hidden}


@contextlib.contextmanager
def virtual_display(size: str = "1920x1080x24") -> Iterator[str]:
    """Start one Xvfb on a free number and give its name; stop it after."""
    reader, writer = os.pipe()
    screen = ["-screen", "0", size, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), *screen],
        pass_fds=(writer,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        ready, _, _ = select.select([reader], [], [], 30)
        number = os.read(reader, 16).decode().strip() if ready else ""
        if not number:
            raise StopError("가상 화면 Xvfb를 시작하지 못했습니다. Xvfb를 직접 실행해 보십시오.")
        yield f":{number}"
    finally:
        os.close(reader)
        server.terminate()
        server.wait()


def call(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    said: IO[bytes] | None = None,
) -> int:
    """Run a command and give its exit code; what it says is shown, or kept in the file `said`."""
    along = None if said is None else subprocess.STDOUT
    run = subprocess.run(
        command, env=environment, cwd=folder, check=False, stdout=said, stderr=along
    )
    return run.returncode


def succeeds(command: Sequence[str]) -> bool:
    """Run a command silently and tell whether it ended well."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
