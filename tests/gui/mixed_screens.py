"""Opens the window on one of two screens of unlike scale and carries it to the other and back.

Run as a program, for a process has its screens from its start: it prints what it saw as JSON.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

SCALES = {"one": 1.0, "two": 1.5}
WIDTH, HEIGHT = 1920, 1080  # device pixels of each
WAIT_S, SETTLING_MS = 60.0, 1_500


def platform(folder: Path) -> dict[str, str]:
    """Give the environment of a process that has these screens, side by side."""
    screens = [
        {"name": name, "x": WIDTH * place, "y": 0, "width": WIDTH, "height": HEIGHT}
        | {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1.0}
        for place, name in enumerate(SCALES)
    ]
    file = folder / "screens.json"
    file.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    factors = ";".join(f"{name}={scale}" for name, scale in SCALES.items())
    return {
        "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
        "QT_SCREEN_SCALE_FACTORS": factors,
        "SCMAP_PROFILE_DIR": str(folder),
    }


def main() -> None:
    from scmap.gui.dialogs.settings import SettingsDialog
    from scmap.gui.main_window import MainWindow
    from scmap.gui.start import application
    from scmap.session.session import Session
    from scmap.store.project_file import read_project
    from tests.event_loop import rest

    application()
    window = MainWindow()
    window.resize(1200, 640)
    window.show()

    def look_on(left: int) -> dict[str, Any]:
        """Carry the window there, wait for its map, and tell how finely it is painted."""
        window.move(left, 40)
        canvas = window.canvas
        end = time.monotonic() + WAIT_S
        rest(SETTLING_MS)
        while not (window.is_painted and canvas.is_exact) and time.monotonic() < end:
            rest(50)
        frame = canvas.frame
        assert frame is not None
        window.actions_["file.settings"].trigger()
        (dialog,) = window.findChildren(SettingsDialog)
        told = {
            "screen": window.screen().name(),
            "ratio": canvas.devicePixelRatioF(),
            "map_dpi": frame.settings.dpi,
            "map_scale": canvas.scale,
            "dialog": [dialog.screen().name(), dialog.devicePixelRatioF()],
            "inside": dialog.screen().availableGeometry().contains(dialog.frameGeometry()),
        }
        dialog.close()
        dialog.deleteLater()
        return told

    window.bridge.take(Session(read_project(Path(sys.argv[1])).project))
    print(json.dumps([look_on(left) for left in (40, WIDTH + 40, 40)]), flush=True)
    window.bridge.take(None)
    window.close()
    os._exit(0)


if __name__ == "__main__":
    main()
