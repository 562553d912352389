"""Projects opened lately: where they lie and how they looked, in the user's own folder.

What is kept is written behind the window (`scmap.behind`).

Nothing here touches a project's file: it may lie on a share that is not connected, and asking
whether it is there would keep the window waiting. That one is missing is known from the last time
somebody tried to open it. A project with a 비공개 layer is remembered by name, without a picture.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter

from scmap import behind, paths
from scmap.model.layer import CLOSED
from scmap.model.project import Project

FILE = "recent.json"
MOST = 20  # that are not pinned
PICTURE = QSize(224, 140)
_FOLDER = "thumbnails"


@dataclass(frozen=True, slots=True)
class Recent:
    """One of them.

    Attributes
    ----------
    path : Path
        Its file.
    title : str
        Of the project, as it was.
    pinned : bool
        Whether it stays in the list.
    missing : bool
        Whether it was not there when it was opened last.
    """

    path: Path
    title: str
    pinned: bool = False
    missing: bool = False

    @property
    def picture(self) -> Path:
        """Where its picture lies, if there is one."""
        key = hashlib.sha256(str(self.path).encode("utf-8", "surrogatepass")).hexdigest()
        return paths.cache_dir() / _FOLDER / f"{key[:32]}.png"


def recent() -> tuple[Recent, ...]:
    """Give the projects, the pinned ones first, then the latest first."""
    found = _read()
    return (*(one for one in found if one.pinned), *(one for one in found if not one.pinned))


def remember(path: Path, project: Project) -> None:
    """Put a project that was opened or saved on top of the list."""
    path = path.absolute()
    known = {one.path: one for one in _read()}
    former = known.pop(path, Recent(path, project.title))
    _write((replace(former, title=project.title, missing=False), *known.values()))
    if any(layer.security == CLOSED for layer in project.layers):
        behind.write(former.picture, None)


def keep_picture(path: Path, project: Project, map_: QImage) -> None:
    """Keep how the map of a project looks; not when something in it is 비공개."""
    one = Recent(path.absolute(), project.title)
    if map_.isNull() or any(layer.security == CLOSED for layer in project.layers):
        return

    def draw(draft: Path) -> None:
        draft.parent.mkdir(exist_ok=True, mode=0o700)
        _middle(map_).save(str(draft))

    behind.write(one.picture, draw)


def _middle(map_: QImage) -> QImage:
    """Give the middle of a map in the size of a picture, from top to bottom."""
    small = map_.scaledToHeight(PICTURE.height(), Qt.TransformationMode.SmoothTransformation)
    small.setDevicePixelRatio(1.0)  # the map may come from a screen of another scale
    picture = QImage(PICTURE, QImage.Format.Format_RGB32)
    picture.fill(map_.pixelColor(0, 0))
    painter = QPainter(picture)
    painter.drawImage((PICTURE.width() - small.width()) // 2, 0, small)
    painter.end()
    return picture


def mark_missing(path: Path) -> None:
    """Remember that a project was not where it is said to be."""
    path = path.absolute()
    _write(replace(one, missing=one.missing or one.path == path) for one in _read())


def pin(path: Path, *, pinned: bool) -> None:
    """Let a project stay in the list, or not."""
    _write(replace(one, pinned=pinned) if one.path == path else one for one in _read())


def drop(path: Path) -> None:
    """Forget a project; its file stays."""
    for one in _read():
        if one.path == path:
            behind.write(one.picture, None)
    _write(one for one in _read() if one.path != path)


def forget() -> None:
    """Wipe the list and all pictures."""
    for one in _read():
        behind.write(one.picture, None)  # one that waits to be written, too
    behind.write(paths.data_dir() / FILE, None)
    for file in (paths.cache_dir() / _FOLDER).glob("*.png"):
        behind.write(file, None)


def _write(all_: Iterable[Recent]) -> None:
    kept = list(all_)
    pinned = [one for one in kept if one.pinned]
    rest = [one for one in kept if not one.pinned]
    for gone in rest[MOST:]:
        behind.write(gone.picture, None)
    told = [
        {"path": str(one.path), "title": one.title, "pinned": one.pinned, "missing": one.missing}
        for one in (*pinned, *rest[:MOST])
    ]
    behind.write(paths.data_dir() / FILE, json.dumps(told, indent=1) + "\n")


def _read() -> list[Recent]:
    """Read the list; a file that is damaged or from elsewhere gives nothing."""
    try:
        found = behind.held(paths.data_dir() / FILE)
    except (OSError, ValueError):
        return []
    rows = found if isinstance(found, list) else []
    return [
        Recent(
            Path(row["path"]), row["title"], row.get("pinned") is True, row.get("missing") is True
        )
        for row in rows
        if isinstance(row, dict)
        and isinstance(row.get("path"), str)
        and isinstance(row.get("title"), str)
    ]
