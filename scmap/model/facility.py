"""What stands in the field: the layers that linked services are checked against.

A facility layer is named by its role. What a column means is fixed here, so that a template can ask
for "방범 cameras" whatever file they came from. Unknown cells stay unknown: they are never counted
as "no".
"""

from collections.abc import Mapping
from types import MappingProxyType

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
