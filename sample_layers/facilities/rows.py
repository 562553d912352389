"""Rows of facility layers, and the label that none of them is without."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from sample_layers.facilities.city import City
from scmap.model.facility import FICTIONAL, FIELDS, KIND, NATURE
from scmap.model.layer import PLANE, Layer, Source, objects

LABEL = f"({FICTIONAL})"

# What the layer is called, and what one of its features is called.
TITLES = {
    "road": ("도로", "도로"),
    "basin": ("배수구역", "배수구역"),
    "hazard_zone": ("위험구역", "위험구역"),
    "customer_area": ("민간보안 고객구역", "고객구역"),
    "market": ("전통시장", "시장"),
    "police_jurisdiction": ("경찰 관할", "경찰 관할"),
    "fire_jurisdiction": ("소방 관할", "소방 관할"),
    "safe_route": ("귀가 경로", "귀가 경로"),
    "fire_station": ("소방서", "소방서"),
    "school": ("학교", "학교"),
    "sewer": ("하수·펌프시설", "하수시설"),
    "water_gauge": ("수위계", "수위계"),
    "fire_sensor": ("화재센서", "화재센서"),
    "pole": ("폴", "폴"),
    "signal": ("신호기", "신호기"),
    "air_sensor": ("대기 측정기", "대기 측정기"),
    "camera": ("CCTV 카메라", "카메라"),
}

SOURCE = Source(
    organisation="scmap 예제 생성",
    dataset="시설물 (가상 예시)",
    base_date="2026-11-22",
    licence="자유 이용",
    note="가상 예시: 프로그램이 만든 자료이며 실제 시설물의 위치가 아님. 연계 조건 산정의 예시용.",
)

_NAMESPACE = uuid.UUID("2f6f3b0e-6f0a-5a0b-8f57-6a2d6b1c9a77")


@dataclass(frozen=True, slots=True)
class Row:
    """A facility: its place and what is special about it; name and label are added to all alike."""

    uid: str
    geometry: BaseGeometry
    code: str
    name: str
    values: dict[str, str] = field(default_factory=dict)


def rows(
    city: City,
    role: str,
    geometries: Iterable[BaseGeometry],
    values: Sequence[dict[str, str]] | dict[str, str],
) -> list[Row]:
    """Draw up the facilities of a role in a city; `values` one for each, or one for all."""
    plan = city.plan
    return [
        Row(
            uid=uid(role, plan.code, number),
            geometry=geometry,
            code=plan.code,
            name=f"가상 {plan.name} {TITLES[role][1]} {number + 1}",
            values=values if isinstance(values, dict) else values[number],
        )
        for number, geometry in enumerate(geometries)
    ]


def uid(role: str, code: str, number: int) -> str:
    """Give a facility the same identity each time it is made."""
    return str(uuid.uuid5(_NAMESPACE, f"{role}/{code}/{number}"))


def layer(role: str, found: Sequence[Row]) -> Layer:
    """Give the layer of a role; every row, the title and the source say 가상 예시."""
    columns = {one.name: objects(_cell(row, one.name) for row in found) for one in FIELDS[role]}
    return Layer(
        uid=str(uuid.uuid5(_NAMESPACE, role)),
        name=role,
        title=f"{TITLES[role][0]} {LABEL}",
        kind=KIND,
        crs=PLANE,
        uids=objects(row.uid for row in found),
        geometry=objects(row.geometry for row in found),
        columns=columns,
        source=SOURCE,
        security="공개",
    )


def _cell(row: Row, column: str) -> str | None:
    common = {"name": row.name, "municipality_code": row.code, NATURE: FICTIONAL}
    return (common | row.values).get(column)
