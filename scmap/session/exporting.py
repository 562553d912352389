"""Handing a layer out: its grade is respected, and a file is whole or not there."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from scmap.errors import InputError, RefusedError
from scmap.formats.outgoing import SUFFIXES, Written, write_files
from scmap.model.layer import CLOSED, Layer
from scmap.model.project import Project
from scmap.progress import Progress, silent
from scmap.store.replacing import replacing


def export_layer(
    layer: Layer,
    out: Path,
    *,
    crs: str = "",
    encoding: str = "",
    progress: Progress = silent,
) -> Written:
    """Write a layer where it is wanted; what is there is replaced when all is written.

    Parameters
    ----------
    layer : Layer
    out : Path
        Its ending decides the form.
    crs, encoding : str
        As `write_files` takes them.
    progress : Progress

    Raises
    ------
    RefusedError
        export_closed: a layer of the grade 비공개 does not leave the project.
    InputError
        export_form_unknown; those of `write_files` and `replacing`.
    """
    if layer.security == CLOSED:
        raise RefusedError("export_closed", layer=layer.title)
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("export_form_unknown", file=out.name, forms=", ".join(SUFFIXES))
    if not out.parent.is_dir():
        raise InputError("folder_missing", file=out.name, folder=str(out.parent))
    progress(0.1)
    with TemporaryDirectory(prefix="scmap-") as folder:
        written = write_files(layer, Path(folder), out.stem, suffix, crs=crs, encoding=encoding)
        progress(0.7)
        files = [_placed(file, out.parent) for file in written.files]
    progress(1.0)
    return Written(tuple(files), written.names, written.issues)


def _placed(file: Path, folder: Path) -> Path:
    target = folder / file.name
    with replacing(target) as draft:
        shutil.copyfile(file, draft)
    return target


def layer_called(project: Project, name: str) -> Layer:
    """Give the one layer that a name or title means.

    Raises
    ------
    InputError
        export_layer_unknown, with the names of all.
    """
    found: Sequence[Layer] = [one for one in project.layers if name in (one.name, one.title)]
    if len(found) != 1:
        names = ", ".join(one.name for one in project.layers)
        raise InputError("export_layer_unknown", layer=name, layers=names)
    return found[0]
