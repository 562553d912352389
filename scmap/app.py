"""Puts the program together: log, settings, language; hands the command line its window opener."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from scmap import paths, settings, words
from scmap.errors import places_of

LOG_BYTES, LOG_FILES = 1_000_000, 5
STANDARD_ERROR = 2  # the last of the numbers that standard streams have


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code."""
    _have_streams()
    _speak_utf8()
    arguments = paths.take_profile(arguments)
    paths.rescue_profile()
    paths.hold_updates()
    words.set_language(settings.load(settings.settings_file()).text("language"))
    if not arguments:  # how it is started most: the words of the command line are not needed
        return open_window(None, None, None)
    _start_log()
    from scmap.cli.stopping import Stopping  # noqa: PLC0415

    with Stopping():
        # The words of the command line are Korean or English by the settings just read.
        from scmap.cli.main import run as run_command  # noqa: PLC0415

    return run_command(arguments, open_window)


def open_window(
    path: Path | None,
    screenshot: Path | None,
    size: tuple[int, int] | None,
    *,
    alone: bool = False,
) -> int:
    """Open the window on a project and stay until it is closed; see `scmap.gui.start`.

    Parameters
    ----------
    path, screenshot, size : optional
        As of `scmap.gui.start.start`.
    alone : bool
        Open another window, whatever is open on this profile already.
    """
    # Nothing that the window asks of numpy is shared among threads of OpenBLAS; they would take the
    # other core from the painting process while both load.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.disable()  # modules and windows are no garbage; the window collects again once it is shown
    # Headless verbs never load Qt's widgets; the window loads no more before it is seen.
    from scmap.gui import first_look, one_instance  # noqa: PLC0415

    look = None
    if screenshot is None and size is None:
        if not alone and one_instance.hand_over(path):
            return 0
        look = first_look.shown(path or paths.sample(paths.SAMPLE_PROJECT))
    _start_log()
    from scmap.cartography import launch  # noqa: PLC0415

    launch.begin()  # it loads while the window does
    if look is not None:
        look.answer_while(Thread(target=_load, name="loading"))
    from scmap.gui.start import start  # noqa: PLC0415

    return start(path, screenshot=screenshot, size=size, look=look)


def _load() -> None:
    """Load what the window needs, for whoever asks for it next."""
    with suppress(Exception):  # it is raised there
        import_module("scmap.gui.start")


def _have_streams() -> None:
    """Have something behind the three standard streams, even where whoever starts us closed them.

    A file that is opened in their stead would take their number, and with it what is said.
    """
    handle = os.open(os.devnull, os.O_RDWR)
    while handle <= STANDARD_ERROR:
        handle = os.open(os.devnull, os.O_RDWR)
    os.close(handle)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


def _speak_utf8() -> None:
    """Speak UTF-8 on the console and in pipes, whatever the code page of the machine."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _start_log() -> None:
    """Log to a rotating file of the profile, once; the file holds no data values."""
    import logging.handlers  # noqa: PLC0415  not before a first look

    class Form(logging.Formatter):
        """Leaves out the messages of errors, which may quote data."""

        def formatException(self, ei: Any) -> str:  # noqa: N802  logging calls it so
            return places_of(ei[1])

    root = logging.getLogger("scmap")
    if root.handlers:
        return
    handler = logging.handlers.RotatingFileHandler(
        paths.log_dir() / "scmap.log",
        maxBytes=LOG_BYTES,
        backupCount=LOG_FILES,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(Form("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.setLevel(logging.INFO)
    root.addHandler(handler)
