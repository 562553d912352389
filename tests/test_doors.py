"""One door: whatever writes a file, a picture or paper goes through it, or is named here with why.

A module that begins to write is found by what it calls; a verb by its options.
"""

import re
from functools import cache
from pathlib import Path

import click
import pytest

from scmap.cli.main import scmap
from tests.verbs import verbs_of

ROOT = Path(__file__).resolve().parents[1] / "scmap"
ROOMS = ("gui", "cli", "session", "report")
# What writes a file, asks where one goes, or puts something where other programs take it.
EXITS = {
    "replacing", "write_bytes", "write_text", "write_sheet", "write_layer", "write_files",
    "write_picture", "write_project", "copy_project", "QPdfWriter", "QPrinter", "QImageWriter",
    "getSaveFileName", "getExistingDirectory", "ask_place",
}  # fmt: skip
ON_CLIPBOARD = {"setImage", "setPixmap", "setMimeData"}  # where a module speaks of the clipboard
DOOR = {"hand_out", "hand_out_file", "hand_out_found", "Door"}

# They write what the door gives them a place for.
BEHIND = {
    "cli/overlap_files.py", "session/exporting.py", "session/handing.py", "gui/reporting.py",
    *(f"report/{name}.py" for name in (
        "booklet_html", "booklet_pdf", "html", "hwpx", "map_atlas", "map_files", "map_print",
        "paper", "pdf", "picture", "scribe", "write", "xlsx",
    )),
}  # fmt: skip
# They write nothing of a project's data, or the project itself, with its grades and its register.
KEPT = {
    "cli/compare.py": "표 3 of the product's own programme facts; no project",
    "cli/projects.py": "an empty form, and a new project",
    "cli/recipes.py": "the commands of a recipe; no data",
    "cli/rules.py": "tables of judgement; no data",
    "cli/selftest.py": "files of the sample in a folder that is deleted",
    "gui/design/catalogue.py": "linked services; no data",
    "gui/dialogs/joining.py": "asks where an exchange folder is",
    "gui/fault_report.py": "a report of a bug; it holds no data",
    "gui/files.py": "the project itself, saved",
    "gui/intake.py": "an empty form, and rows given back to who sent them",
    "gui/judging.py": "tables of judgement; no data",
    "gui/keeping.py": "the project itself, copied; closed layers are named",
    "gui/messages.py": "what the program said, and a picture on the screen",
    "gui/one_instance.py": "the planner's own profile",
    "gui/panels/feature_table.py": "rows for the clipboard of the one who edits them",
    "gui/profile_table.py": "the planner's own profile",
    "gui/recent.py": "the planner's own profile; no closed layer is pictured",
    "gui/save_place.py": "asks where a file is to lie, for whoever writes it",
    "gui/start.py": "a picture of the window for the manual and the self-test",
    "gui/styling.py": "a look; no data",
    "report/dossier_proofs.py": "a scratch copy for the process that paints pages in sight",
    "session/mapping_memory.py": "what was answered while reading files; no rows",
    "session/session.py": "the project itself, saved",
    "session/snapshots.py": "the project itself, frozen",
    "cli/files.py": "the project itself, copied",
    "cli/sharing.py": "the project itself, shared by the office's own folder or server",
}
VERBS_KEPT = {
    "compare": "표 3 of the product's own programme facts; no project",
    "copy": "the project itself",
    "form": "an empty form",
    "new": "a new project",
    "rules": "tables of judgement; no data",
    "share": "the project itself",
    "snapshot": "the project itself",
    "update": "code tables and boundaries that the product ships; no data",
}


def called(text: str, names: set[str]) -> set[str]:
    """Which of these a module calls; that it defines one is no call."""
    return set(re.findall(rf"(?<!def )\b({'|'.join(sorted(names))})\(", text))


@cache
def writers() -> dict[str, set[str]]:
    """What each module calls that writes, and by which door."""
    found = {}
    for file in (file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))):
        text = file.read_text()
        exits = EXITS | ON_CLIPBOARD if "clipboard()" in text else EXITS
        if called(text, exits):
            found[file.relative_to(ROOT).as_posix()] = called(text, exits | DOOR)
    return found


def beside() -> list[str]:
    """Modules that write beside the door and are not excused: `test_house` wants none."""
    return [
        name
        for name, names in writers().items()
        if not names & DOOR and name not in BEHIND and name not in KEPT
    ]


def test_nobody_is_excused_who_goes_through_the_door() -> None:
    found = writers()
    assert [name for name in KEPT if found.get(name, set()) & DOOR] == []


@pytest.mark.parametrize("name", verbs_of(scmap))
def test_every_verb_that_writes_asks_on_which_terms(name: str) -> None:
    verb = verbs_of(scmap)[name]
    subs = verbs_of(verb).values() if isinstance(verb, click.Group) else (verb,)
    for sub in subs:
        options = {option for one in sub.params for option in one.opts}
        if "--out" in options and name not in VERBS_KEPT:
            assert {"--profile", "--restricted", "--by", "--purpose", "--override"} <= options
