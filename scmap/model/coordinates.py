"""Coordinates as people write them, and what a typed one means.

Degrees are told from metres by their size, latitude from longitude too, and the plane by its
northing: in the south those of EPSG:5179 lie above 1,200,000 m, those of the belts (EPSG:5185 to
5188) below 720,000 m. A belt other than the middle one, 5186, is to be named: "EPSG:5187 210000
560000".
"""

import math
import re
from dataclasses import dataclass

from scmap.model.layer import PLANE
from scmap.model.point_number import read_point_number

DEGREES = "EPSG:4326"
BELT = "EPSG:5186"  # 중부원점, meant where no belt is named
BELTS = ("EPSG:5185", BELT, "EPSG:5187", "EPSG:5188")

_LATITUDES, _LONGITUDES = (30.0, 45.0), (120.0, 135.0)  # about Korea: they do not meet
_BELT_NORTHINGS, _PLANE_NORTHINGS = (30_000.0, 720_000.0), (1_200_000.0, 2_400_000.0)
_BELT_EASTINGS, _PLANE_EASTINGS = (-150_000.0, 650_000.0), (500_000.0, 1_600_000.0)

_CODE = re.compile(
    r"^\s*(?:epsg\s*[:：]?\s*)?(\d{4})\s*[:：)\]]\s+|^\s*epsg\s*[:：]?\s*(\d{4})\s+", re.IGNORECASE
)
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?")
_SIGNS = re.compile(
    r"[NSEW°º˚'′’‘\"″”“;/|()\[\]~·]|도|분|초|북위|동경|위도|경도|lat\w*|lon\w*|[xy]\s*[=:]|m\b|,|:|=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A place that somebody typed.

    Attributes
    ----------
    crs : str
        ``EPSG:n`` in which `x` and `y` are.
    x, y : float
        Longitude and latitude, or east and north in metres.
    """

    crs: str
    x: float
    y: float


def read_coordinate(text: str) -> Typed | None:
    """Read a coordinate in any of its forms; None for what is none about Korea.

    Degrees ("37.2005, 127.0735", either first), 도분초 (37°12′1.8″N 127°4′24.6″E, or with the words
    도, 분, 초), metres of EPSG:5179 or of a belt, or a 국가지점번호 ("다사 5389 5203").
    """
    square = read_point_number(text)
    if square is not None:
        return Typed(PLANE, *square)
    code, rest = _named_plane(text)
    numbers = [float(one.replace(",", "")) for one in _NUMBER.findall(rest)]
    if _SIGNS.sub(" ", _NUMBER.sub(" ", rest)).strip():
        return None  # some other word: a name that holds figures
    if len(numbers) in (4, 6):
        half = len(numbers) // 2
        numbers = [_degrees(numbers[:half]), _degrees(numbers[half:])]
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)):
        return None
    return _placed(numbers[0], numbers[1], code)


def degrees_text(lon: float, lat: float) -> str:
    """Write a place in degrees, latitude first, to the decimetre: ``37.200500, 127.073500``."""
    return f"{lat:.6f}, {lon:.6f}"


def sexagesimal_text(lon: float, lat: float) -> str:
    """Write a place in degrees, minutes and seconds: ``37°12′01.80″N 127°04′24.60″E``."""
    return f"{_parts(lat)}{'N' if lat >= 0 else 'S'} {_parts(lon)}{'E' if lon >= 0 else 'W'}"


def metres_text(x: float, y: float) -> str:
    """Write a place of a plane, east first, to the decimetre: ``953,898.0, 1,952,034.0``."""
    return f"{x:,.1f}, {y:,.1f}"


def _parts(value: float) -> str:
    hundredths = round(abs(value) * 360_000)
    minutes, seconds = divmod(hundredths, 6_000)
    degrees, minutes = divmod(minutes, 60)
    return f"{degrees}°{minutes:02d}′{seconds / 100:05.2f}″"


def _named_plane(text: str) -> tuple[str, str]:
    """Give the CRS that is named at the beginning, "" for none, and what follows it."""
    found = _CODE.match(text)
    if found is None:
        return "", text
    return f"EPSG:{found[1] or found[2]}", text[found.end() :]


def _degrees(parts: list[float]) -> float:
    """Give degrees, minutes and seconds as degrees; NaN where a part is none."""
    if any(not 0 <= part < 60 for part in parts[1:]):
        return math.nan
    return math.fsum(part / 60.0**place for place, part in enumerate(parts))


def _placed(one: float, other: float, code: str) -> Typed | None:
    """Tell which of two numbers is east and which north, and on what."""
    if code in ("", DEGREES):
        for x, y in ((one, other), (other, one)):
            if _within(x, _LONGITUDES) and _within(y, _LATITUDES):
                return Typed(DEGREES, x, y)
    planes = (
        (PLANE, _PLANE_EASTINGS, _PLANE_NORTHINGS),
        *((belt, _BELT_EASTINGS, _BELT_NORTHINGS) for belt in ((code,) if code in BELTS else ())),
        *(((BELT, _BELT_EASTINGS, _BELT_NORTHINGS),) if not code else ()),
    )
    for crs, east, north in planes:
        # The belts' eastings and northings look alike: there, east is what stands first.
        orders = ((one, other), (other, one)) if crs == PLANE else ((one, other),)
        for x, y in orders:
            if code in ("", crs) and _within(x, east) and _within(y, north):
                return Typed(crs, x, y)
    return None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
