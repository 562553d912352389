"""The house stands as it was designed: its rooms, its doors, its sizes, its words to outsiders."""

import ast
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.needs import missing
from tests.test_doors import beside

ROOT = Path(__file__).resolve().parents[1]
SCMAP = ROOT / "scmap"
ROOMS = {
    "analysis", "cartography", "cli", "formats", "gui",
    "model", "reference", "report", "session", "store",
}  # fmt: skip
MODULES = (
    "__main__",
    "api",
    "app",
    "behind",
    "clock",
    "errors",
    "paths",
    "progress",
    "settings",
    "words",
)
LONGEST_FUNCTION, LONGEST_MODULE = 60, 500
HEAVY = ("PySide6", "geopandas", "pyogrio", "fiona", "folium", "pyproj", "pandas")
BANNED = ("utils", "helpers", "manager", "common")


class Module(NamedTuple):
    """What the house asks of a module."""

    file: Path
    documented: bool
    lines: int
    functions: tuple[tuple[str, int], ...]  # name and number of lines of each


@cache
def modules() -> tuple[Module, ...]:
    return tuple(map(module, sorted(SCMAP.rglob("*.py"))))


def module(file: Path) -> Module:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = tuple(
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    )
    return Module(file, bool(ast.get_docstring(tree)), len(text.splitlines()), functions)


def test_the_house_has_its_rooms_and_each_says_what_it_is_for() -> None:
    folders = {one.name for one in SCMAP.iterdir() if one.is_dir() and one.name != "__pycache__"}
    assert folders == ROOMS
    assert {one.stem for one in SCMAP.glob("*.py")} == {*MODULES, "__init__"}
    for file, documented, _lines, _functions in modules():
        assert documented, f"{file.relative_to(ROOT)} does not say what it is for"
        assert file.stem not in BANNED, f"{file.name} says nothing about what is in it"


def loaded(code: str, names: tuple[str, ...]) -> str:
    """Run a program of its own, and tell which of some modules it has loaded at its end."""
    told = f"{code}\nimport sys; print([name for name in {names!r} if name in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return found.stdout.strip()


def test_the_core_loads_neither_qt_nor_what_takes_half_a_second_to_import() -> None:
    """The window is painted before they are loaded, and headless verbs never need Qt's widgets."""
    code = (
        "import pkgutil, scmap.analysis, scmap.session, scmap.model\n"
        "for room in (scmap.analysis, scmap.session, scmap.model):\n"
        "    for one in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "        if not one.name.endswith('._kernel'):  # a library for ctypes, not for Python\n"
        "            __import__(one.name)\n"
    )
    assert loaded(code, HEAVY) == "[]"


def test_a_command_line_waits_for_no_verb_but_its_own() -> None:
    assert loaded("import scmap.cli.main", (*HEAVY, "scmap.session", "scmap.reference")) == "[]"


def test_no_verb_loads_before_it_works_what_takes_long_to_import() -> None:
    code = (
        "import pkgutil, scmap.cli\n"
        "for one in pkgutil.walk_packages(scmap.cli.__path__, 'scmap.cli.'):\n"
        "    __import__(one.name)\n"
    )
    assert loaded(code, (*HEAVY, "hwpx")) == "[]"


def test_functions_and_modules_are_short_enough_to_be_read() -> None:
    for file, _documented, lines, functions in modules():
        name = file.relative_to(ROOT)
        assert lines <= LONGEST_MODULE, f"{name} has {lines} lines"
        assert [one for one in functions if one[1] > LONGEST_FUNCTION] == [], name


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_every_writer_goes_through_the_door_or_is_named_with_its_reason() -> None:
    assert beside() == []


def test_no_file_names_a_folder_of_one_machine_or_an_address_of_a_registry() -> None:
    private = re.compile(
        r"/(?:work|farm|root|home)/\w|[.]pyenv|pypi[.]org|pythonhosted|registry[.]npmjs"
    )
    for file in tracked():
        if file.suffix in (".gpkg", ".png") or file == Path(__file__) or not file.is_file():
            continue
        found = private.search(file.read_text(encoding="utf-8", errors="ignore"))
        assert found is None, f"{file.relative_to(ROOT)} names such a place"


def test_every_locked_package_has_its_hash() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) > 40
    for block in blocks:
        assert "==" in block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_lock_gives_wheels_for_windows(version: str, tmp_path: Path) -> None:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        missing("uv is not installed beside this Python")
    where = ["--python-platform", "windows", "--python-version", version]
    strict = ["--only-binary", ":all:", "--require-hashes", "--target", str(tmp_path)]
    files = ["-r", str(ROOT / "requirements.lock")]
    done = subprocess.run(
        [uv, "pip", "install", "--dry-run", *where, *strict, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and re.search("fetch|connect|dns|request", done.stderr, re.IGNORECASE):
        pytest.skip(f"the package registry cannot be reached: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    assert "pyside6-essentials" in done.stderr
