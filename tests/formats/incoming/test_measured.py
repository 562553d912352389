"""What is promised of the real Korean files, measured against readers that are told the answer."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely

from scmap.formats.incoming.landing import landed
from scmap.formats.incoming.recognise import FileFound, Recognised, recognise
from scmap.model.layer import PLANE, Source, objects
from scmap.reference.incoming import knowledge

TEXTS = (".csv", ".tsv", ".txt")
RIGHT = 0.999
SEOUL = "kr_shp/kostat2013_seoul_{}/seoul_municipalities.shp"


def korean(rows: Iterable[Iterable[object]]) -> Counter[str]:
    cells = (cell for row in rows for cell in row if isinstance(cell, str))
    return Counter(" ".join(cell.split()) for cell in cells if not cell.isascii())


def told(path: Path, encoding: str) -> Counter[str]:
    """Give the cells beyond ASCII of a file, by a reader that is told the encoding."""
    if path.suffix in TEXTS:
        text = path.read_bytes().decode(encoding)
        separator = "," if path.suffix == ".csv" else "\t"
        return korean(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    source = f"/vsizip/{path}" if path.suffix == ".zip" else str(path)
    said = encoding if path.suffix in (".shp", ".zip") else None
    frame = pyogrio.read_dataframe(source, encoding=said, read_geometry=False)
    return korean([list(frame.columns), *frame.to_numpy().tolist()])


def ours(layers: Iterable[Recognised]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in layers:
        columns = [column.tolist() for column in one.table.columns.values() if column.dtype == "O"]
        kept = [row.cells for row in one.table.kept_out]
        found += korean([list(one.table.columns), *columns, *kept])
    return found


def test_nearly_every_text_cell_of_the_korean_files_is_read_right(
    shared: Path, seen: Callable[[Path], FileFound]
) -> None:
    data, every, right = shared / "data", 0, 0
    with (data / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["file"].startswith("kr_")]
    for row in rows:
        path = data / row["file"]
        if path.suffix in (".md", ".xlsx"):
            continue
        cells = told(path, row["encoding"].split(" ")[0])
        found = ours(seen(path).layers)
        every += sum(cells.values())
        right += sum(min(count, found[cell]) for cell, count in cells.items())
    assert every > 400_000
    assert right >= RIGHT * every


@pytest.mark.parametrize(("file", "metres"), [("bessel", 30.0), ("wgs84_shifted", 5.0)])
def test_municipalities_of_an_old_datum_come_to_their_place(
    shared: Path, file: str, metres: float
) -> None:
    """30 m is the residual of the source itself; 5 m is left of an offset of 370 m."""
    one = recognise(shared / "data" / SEOUL.format(file), knowledge()).layers[0]
    layer, _table = landed(one.table, PLANE, Source(), shift=one.shift)
    known = geopandas.read_file(shared / "data/derived/sgg_20260720_approx_t30.gpkg")
    known = known[known["code"].str.startswith("11")]
    middles = dict(zip(known["name"], shapely.centroid(known.geometry.to_numpy()), strict=True))
    names = next(column for column in layer.columns.values() if "종로구" in column.tolist())
    truth = shapely.get_coordinates([middles[name] for name in names])
    offset = np.median(shapely.get_coordinates(shapely.centroid(layer.geometry)) - truth, axis=0)
    assert len(truth) == 25
    assert np.hypot(*offset) <= metres


def test_a_corner_that_is_no_number_hides_no_other_shape() -> None:
    """GEOS gives up on such a shape, whose bounds are numbers all the same."""
    corners = [(956_000, 1_953_000), (956_900, 1_953_000), (np.nan, np.nan), (956_000, 1_953_900)]
    with np.errstate(invalid="ignore"):
        odd = shapely.Polygon(corners)
    geometry = objects([odd, shapely.box(957_000, 1_953_000, 958_000, 1_954_000)])
    (best, *_others) = knowledge().evidence.candidates(geometry, {}, {})
    assert best.on_land == 1.0
    assert knowledge().evidence.offset(geometry, {}, {}, "EPSG:5179") is None
