"""What stands in the field: the layers that linked services are checked against.

A facility layer is named by its role. What a column means is fixed here, so that a template can ask
for "방범 cameras" whatever file they came from. Unknown cells stay unknown: they are never counted
as "no".
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from scmap.model.distinct import distinct
from scmap.model.layer import Field, Layer

KIND = "facility"
NATURE = "nature"
FICTIONAL = "가상 예시"  # the value of `nature` in rows that no source stands behind

_COMMON = (
    Field("name"),
    Field("municipality_code"),  # code in force today
    Field(NATURE),  # FICTIONAL, or None for what a source tells
)

FIELDS: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        "camera": (
            *_COMMON,
            Field("purpose"),  # service-field codes separated by ";": CRM, TRN or both
            Field("device"),  # CCTV, ANPR (차량번호인식) or VDS (차량검지)
            Field("pole"),  # uid of the pole on which it hangs
        ),
        "pole": (*_COMMON, Field("use")),  # CCTV, 신호등 or 가로등
        "signal": (*_COMMON, Field("networked")),  # 연결 or 미연결 to the traffic centre
        "air_sensor": (*_COMMON, Field("items")),  # what it measures, separated by ";"
        "road": (*_COMMON, Field("class")),  # 간선 or 지선
        "sewer": (*_COMMON, Field("use")),  # 펌프장, 중계펌프, 하수처리시설
        "hazard_zone": (*_COMMON, Field("hazard")),  # 침수, 산사태, 악취
        "police_jurisdiction": _COMMON,
        "fire_jurisdiction": _COMMON,
        "fire_station": _COMMON,
        "school": (*_COMMON, Field("level")),  # 유치원, 초등학교, 중학교, 고등학교
        "customer_area": _COMMON,  # what a private security firm guards
        "market": _COMMON,
        "fire_sensor": _COMMON,
        "safe_route": _COMMON,
        "basin": _COMMON,
        "water_gauge": _COMMON,
    }
)


# What a planner can say that the rows of a file are: its layer, and what is so of each of them.
ROLES: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "crime_camera": ("camera", {"purpose": "CRM", "device": "CCTV"}),
        "traffic_camera": ("camera", {"purpose": "TRN", "device": "CCTV"}),
        "street_light": ("pole", {"use": "가로등"}),
        **{name: (name, {}) for name in FIELDS if name not in ("camera", "pole")},
    }
)
# Words in the name of a file by which its rows are known, the surest first.
_TOLD_BY = (
    (re.compile(r"(교통|ITS|무인|단속).*(CCTV|카메라)", re.IGNORECASE), "traffic_camera"),
    (re.compile(r"(방범|범죄).*(CCTV|카메라)", re.IGNORECASE), "crime_camera"),
    (re.compile(r"보안등|가로등"), "street_light"),
    (re.compile(r"119안전센터|소방서"), "fire_station"),
    (re.compile(r"(초등|중|고등|초·중·고|초중고)학교"), "school"),
    (re.compile(r"전통시장"), "market"),
)
_NUMBERED = re.compile(r" \d+$")


def told_by(name: str) -> str:
    """Give the role that the name of a file tells; "" where it tells none."""
    return next((role for word, role in _TOLD_BY if word.search(name)), "")


def taken_as(layer: Layer, role: str) -> Layer:
    """Give a layer from elsewhere as facilities of a role; what nobody told stays unknown.

    Parameters
    ----------
    role : str
        One of `ROLES`.
    """
    name, same = ROLES[role]
    unknown = np.full(len(layer), None, dtype=object)
    columns = dict(layer.columns)
    for one in FIELDS[name]:
        columns.setdefault(one.name, unknown)
    for column, value in same.items():
        columns[column] = np.full(len(layer), value, dtype=object)
    return layer.replace(name=name, kind=KIND, columns=columns)


def role_of(layer: Layer) -> str:
    """Give the role of a facility layer: a second file of cameras is named "camera 2"."""
    bare = _NUMBERED.sub("", layer.name)
    return bare if bare in FIELDS else layer.name


def told_role(layer: Layer) -> str:
    """Give as which of `ROLES` all rows of a layer are taken; "" for none, or for several."""
    if layer.kind != KIND:
        return ""
    here = ((role, same) for role, (name, same) in ROLES.items() if name == role_of(layer))
    return next((role for role, same in here if _all_are(layer, same)), "")


def _all_are(layer: Layer, same: Mapping[str, str]) -> bool:
    return all(distinct(layer.columns[name])[0] == [value] for name, value in same.items())


def recognised(layer: Layer) -> Layer:
    """Give a layer as a facility layer when it is named by a role and has all that role's columns.

    A file that somebody laid out so is meant so; any other layer stays what it is.
    """
    fields = FIELDS.get(layer.name, ())
    meant = bool(fields) and all(field.name in layer.columns for field in fields)
    return layer.replace(kind=KIND) if meant else layer


def is_fictional(layer: Layer) -> bool:
    """Tell whether any row of a layer is made up, so that what rests on it can say so."""
    column = layer.columns.get(NATURE)
    return column is not None and FICTIONAL in distinct(column)[0]
