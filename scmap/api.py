"""scmap for Python: open a project, find what overlaps, hand layers out. Nothing here loads Qt.

>>> import scmap
>>> project = scmap.open_project(scmap.sample())
>>> project.investments.text("name")[:1].tolist()
['동탄 U-City 정보센터']

A layer is columns of numpy arrays; unknown is NaN in numbers and None in texts.

>>> years = project.investments.number("year_from")
>>> int(years[years == years].min()) > 1990
True

The examples below are about this project, too.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scmap import paths
from scmap.analysis.pair_export import listed_layer
from scmap.errors import InputError, LockedError, RefusedError
from scmap.formats import frames
from scmap.formats.outgoing import SUFFIXES, write_files
from scmap.model.layer import CLOSED, Layer
from scmap.model.project import Project
from scmap.model.release import Issued
from scmap.reference.withholding import withholding
from scmap.session.findings import Lookups, find
from scmap.session.handing import hand_out
from scmap.session.releasing import stripped
from scmap.session.services import belonging
from scmap.store.project_file import check_may_become, file_state, read_project, write_project

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

PROJECT = ".gpkg"
_known: dict[Path, object] = {}  # how the files that were opened or saved here looked last


def sample() -> Path:
    """Give the path of the sample project.

    >>> sample().name
    'scmap-sample.gpkg'
    """
    return paths.sample(paths.SAMPLE_PROJECT)


def open_project(path: Path | str) -> Project:
    """Read a project; the file is not changed, not by a byte.

    Raises
    ------
    InputError
        What is wrong with the file; `scmap.words.explain` says it in words.

    >>> open_project(sample()).title
    '예시: 전국 스마트도시 투자사업'
    """
    file = Path(path).resolve()
    state = file_state(file)
    project = read_project(file).project
    _known[file] = state
    return project


def save_project(project: Project, path: Path | str) -> None:
    """Save a project where nothing stands yet, or over an earlier state of the same project.

    The file that is replaced stays as ``<name>.bak``. Nothing else is ever written over: no other
    project, no file of another kind, and no state that somebody else saved since it was opened.

    Parameters
    ----------
    project : Project
    path : Path or str
        Its name ends in .gpkg.

    Raises
    ------
    InputError
        ``export_form_unknown`` for another ending; why the place cannot be written to.
    RefusedError
        ``other_file_there``, where the file holds anything but this project; ``read_only``, where
        a newer scmap saved it.
    LockedError
        ``file_changed`` since `open_project` or `save_project` last saw it here; ``file_locked``.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_project(project, f"{folder}/copy.gpkg")
    ...     len(open_project(f"{folder}/copy.gpkg").investments)
    177
    """
    file = Path(path).resolve()
    if file.suffix.lower() != PROJECT:
        raise InputError("export_form_unknown", file=file.name, forms=PROJECT)
    check_may_become(file, project.uid)
    if file in _known and file.exists() and file_state(file) != _known[file]:
        raise LockedError("file_changed", file=file.name)
    write_project(project, file)
    _known[file] = file_state(file)


def find_pairs(project: Project, *, municipality: str | None = None, drawn: bool = False) -> Layer:
    """Find the pairs of investments of different ministries, graded, most serious first.

    Parameters
    ----------
    project : Project
    municipality : str or None
        Name or code: only pairs of which both sides belong there.
    drawn : bool
        Whether the ground that a pair shares is cut as its geometry, on the project's plane.

    Returns
    -------
    Layer
        One row a pair: names, areas (m²), terms (0 to 1), scores D and L, grade and opinion. A
        grade is a suspicion for a committee, no verdict.

    Raises
    ------
    InputError
        The name of a municipality that nobody knows, or that several have.

    >>> pairs = find_pairs(project, municipality="화성시")
    >>> sorted(set(pairs.text("grade")) - {None})
    ['Ⅱ', 'Ⅲ', 'Ⅳ']
    """
    field = Lookups.of(project)
    found = find(project, field)
    rows = np.arange(len(found.pairs))
    if municipality is not None and project.investments is not None:
        unit = field.gazetteer.one(municipality)
        inside = belonging(project.investments, field.gazetteer, unit.parent or unit.code)
        rows = np.flatnonzero(inside[found.pairs.left] & inside[found.pairs.right])
    return listed_layer(found.pairs, rows, found.ground if drawn else None)


def to_frame(layer: Layer) -> "GeoDataFrame":
    """Give a layer as a GeoDataFrame indexed by uid.

    >>> to_frame(project.investments).crs.to_epsg()
    5179
    """
    return frames.to_frame(layer)


def from_frame(frame: "GeoDataFrame", *, name: str, title: str = "") -> Layer:
    """Give a GeoDataFrame as a layer.

    >>> frame = to_frame(project.investments)
    >>> len(from_frame(frame, name="rows"))
    177
    """
    return frames.from_frame(frame, name=name, title=title)


def export(layer: Layer, path: Path | str, *, crs: str = "", encoding: str = "") -> list[Path]:
    """Write a layer as a file that other programs read, and give the files.

    Columns that leave no project (addresses, lines, accounts) are left out. No register knows of
    it: `scmap export` writes from a project file and enters what it hands out.

    Parameters
    ----------
    layer : Layer
    path : Path or str
        Its ending says the form: .shp, .gpkg, .geojson, .kml, .csv or .xlsx.
    crs : str
        ``EPSG:n`` of the coordinates written; "" for the layer's own.
    encoding : str
        ``cp949`` or ``utf-8``, for shapefiles and CSV.

    Raises
    ------
    RefusedError
        ``export_closed`` for a layer of the grade 비공개, ``project_in_the_way`` where a project
        stands.
    InputError
        ``export_form_unknown`` for another ending, ``export_without_places`` for a table without
        shapes.

    >>> import tempfile
    >>> layer = project.investments
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(file.suffix for file in export(layer, f"{folder}/rows.csv"))
    ['.csv']
    """
    out = Path(path)
    if out.suffix.lower() not in SUFFIXES:
        raise InputError("export_form_unknown", file=out.name, forms=", ".join(SUFFIXES))
    if layer.security == CLOSED:
        raise RefusedError("export_closed", layer=layer.title)
    bare = stripped(layer, withholding())
    name, form = out.stem, out.suffix.lower()

    def write(folder: Path) -> Issued:
        return Issued(write_files(bare, folder, name, form, crs=crs, encoding=encoding).files, ())

    return list(hand_out(out.parent, write, lambda _none: None).files)
