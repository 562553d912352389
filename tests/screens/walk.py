"""One walk through all screens, and what of the program it did not see."""

import importlib
import pkgutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from PySide6.QtWidgets import QWidget

import scmap.gui
from scmap.gui import preferences
from scmap.gui.dialog import Dialog
from scmap.gui.panels.panel import Panel
from scmap.gui.start import application
from tests.journeys.hand import draw_lots_alike
from tests.screens import dialog_scenes, sharing_scenes, state_scenes, window_scenes
from tests.screens.stage import Camera, Stage, say, stage
from tests.screens.typist import Typist, sign_entries

Scene: TypeAlias = Callable[[Stage], None]
SCENES: tuple[Scene, ...] = (
    *window_scenes.SCENES, *dialog_scenes.SCENES, *state_scenes.SCENES, *sharing_scenes.SCENES,
)  # fmt: skip


class Way(NamedTuple):
    """Which walk is taken.

    Attributes
    ----------
    language, scheme, scale : str
        As the command line has them.
    only : str
        What the names of the scenes contain that are played; "" for all.
    quick : bool
        Whether no pictures are kept.
    composes : bool
        Whether a word is composed in all that takes words.
    """

    language: str
    scheme: str
    scale: str
    only: str = ""
    quick: bool = False
    composes: bool = False


def walk(out: Path, way: Way) -> int:
    """Walk through the scenes, and give the exit code."""
    application()
    draw_lots_alike()
    name = f"{way.language}-{way.scheme}-{way.scale}"
    camera = Camera(None if way.quick else out, f"-{name}")
    preferences.choose_language(way.language)
    if way.composes:
        sign_entries()
    with tempfile.TemporaryDirectory() as folder, stage(camera, Path(folder), way.scheme) as made:
        typist = Typist(made.window.bridge, made.settle)
        if way.composes:
            camera.then = typist.look
        made.open_sample()
        for scene in SCENES:
            if way.only in scene.__name__:
                perform(scene, made)
    missed = [] if way.only else unseen(camera)
    faults = [*camera.faults, *typist.faults, *(f"{one} was not seen" for one in missed)]
    if way.composes:
        say(f"composed in {typist.entries} entries and {typist.cells} cells")
        faults += [f"nothing was composed in what {one} makes" for one in typist.missed()]
    told = "".join(f"{one}\n" for one in faults)
    (out / f"audit-{name}.txt").write_text(told, encoding="utf-8")
    say(f"{told}{name}: {camera.taken} screens, {len(faults)} faults")
    return int(bool(faults))


def perform(scene: Scene, made: Stage) -> None:
    """Play one scene; what goes wrong is a fault, and the next one is played."""
    try:
        made.put_back()
        scene(made)
    except Exception as error:  # noqa: BLE001  one scene, of many
        traceback.print_exc()
        made.camera.faults.append(f"{scene.__name__}: {type(error).__name__} {error}")
        made.close_dialogs()


def unseen(camera: Camera) -> list[str]:
    """Name the dialogs and panels of the program that were on no picture."""
    return sorted(one.__qualname__ for one in screens() - camera.seen)


def screens() -> set[type]:
    """Give the classes of all dialogs and panels that the program has."""
    for module in pkgutil.walk_packages(scmap.gui.__path__, "scmap.gui."):
        importlib.import_module(module.name)
    return {*_kinds(Dialog), *_kinds(Panel)} - {Dialog, Panel}


def _kinds(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    if kind.__module__.startswith("scmap."):
        yield kind
    below: list[type[QWidget]] = kind.__subclasses__()
    for one in below:
        yield from _kinds(one)
