"""Build the sample project: ``python sample_layers/build_sample.py [--out FILE]``.

records.csv (151 records with a place), nonspatial.csv and footprints.csv are the tables it is built
from; the facilities of two cities are made up (build_facilities.py) and say so in every row.
docs/sample.md says what all hold. The same tables give the same bytes each time.
"""

import argparse
import csv
import math
import sys
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import shapely

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # run by path, the script finds its own package too

from sample_layers.build_facilities import facility_entries, facility_layers  # noqa: E402
from scmap.cartography.presets import default_map  # noqa: E402
from scmap.formats.projection import from_degrees  # noqa: E402
from scmap.model import investment  # noqa: E402
from scmap.model.codebook import CodeBook, parts  # noqa: E402
from scmap.model.gazetteer import Gazetteer  # noqa: E402
from scmap.model.layer import DTYPES, PLANE, Column, Field, Layer, Source, objects  # noqa: E402
from scmap.model.maplayer import BASE, MapLayer  # noqa: E402
from scmap.model.project import Project  # noqa: E402
from scmap.reference import codebook, gazetteer  # noqa: E402
from scmap.store.project_file import write_project  # noqa: E402

Record: TypeAlias = Mapping[str, str]
Row: TypeAlias = dict[str, Any]

NAMESPACE = uuid.UUID("5b1c4f5e-7d0a-5a39-9a5c-0d6a4c8f2e61")  # of the sample's identities
BUILT = datetime(2026, 11, 22, tzinfo=UTC)  # written into the file, so that two builds are equal
UNSTATED = "-"  # in tags and beneficiaries: the source's content is unknown, so no default either
DEFAULTED = ("tags", "beneficiaries")

SOURCE = Source(
    organisation="scmap",
    dataset="스마트도시 투자사업 예시 (공개 보도와 보도자료의 사실)",
    base_date="2007–2025년, 행정구역 2026-07-20",
    licence="사실 정보, 기록마다 출처",
    file="records.csv",
    note=(
        "보도에서 확인되지 않은 금액은 미상으로 두었습니다. 사업구역은 대부분 행정구역으로 대신한 "
        "것이며, 기록마다 근거와 품질(A, A′, B, C)이 있습니다."
    ),
)


def main() -> None:
    """Build the project, and print what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "scmap-sample.gpkg")
    out: Path = parser.parse_args().out
    layer = investment_layer(read_records(), codebook(), gazetteer())
    out.unlink(missing_ok=True)  # no .bak of the former build
    write_project(sample_project(layer), out, now=BUILT)
    print(f"{out.name}: {len(layer)} records, {out.stat().st_size / 1e6:.2f} MB")
    print("kinds     ", told(layer.text("kind")))
    print("footprints", told(layer.text("quality"), none="none"))


def told(values: Iterable[str | None], none: str = "?") -> str:
    """Count values for the print-out, the most frequent first."""
    counts = Counter(value or none for value in values).most_common()
    return ", ".join(f"{value} {count}" for value, count in counts)


def sample_project(layer: Layer) -> Project:
    """Give the project that the first start opens."""
    return Project(
        uid=uid_of("project"),
        title="예시: 전국 스마트도시 투자사업",
        layers=(layer, *facility_layers()),
        map=sample_map(layer),
    )


def sample_map(layer: Layer) -> tuple[MapLayer, ...]:
    """Give the standard tree, with the hidden facilities between boundaries and investments."""
    tree = default_map((layer,), codebook())
    base = [entry for entry in tree if entry.layer.startswith(BASE)]
    return (*base, *facility_entries(), *(entry for entry in tree if entry not in base))


def uid_of(key: str) -> str:
    """Give the identity of a record, the same in each build."""
    return str(uuid.uuid5(NAMESPACE, key))


def read_records() -> list[Record]:
    """Read the records, each with its footprint's composition."""
    extents = {row["key"]: row for row in _table("footprints.csv")}
    placed = [{**extents[row["key"]], **row} for row in _table("records.csv")]
    nowhere = {"extent": "nation", "quality": "", "radius_m": "", "reason": "위치가 없는 유형"}
    return [*placed, *({**nowhere, **row} for row in _table("nonspatial.csv"))]


def investment_layer(records: Sequence[Record], book: CodeBook, places: Gazetteer) -> Layer:
    """Give the investment layer of the sample on the plane of analysis."""
    points = from_degrees(np.array([[number(r["lon"]), number(r["lat"])] for r in records]))
    rows = [
        row_of(record, point, book, places)
        for record, point in zip(records, np.round(points, 2), strict=True)
    ]
    return Layer(
        uid=uid_of("layer"),
        name=investment.TABLE,
        title="투자사업",
        kind="investment",
        crs=PLANE,
        uids=objects(uid_of(record["key"]) for record in records),
        geometry=objects(footprint(row, places) for row in rows),
        columns={field.name: column(field, rows) for field in investment.FIELDS},
        source=SOURCE,
        security="공개",
    )


def row_of(record: Record, point: Sequence[float], book: CodeBook, places: Gazetteer) -> Row:
    """Give the values of one record by column."""
    row: Row = {field.name: value(record.get(field.name, ""), field) for field in investment.FIELDS}
    row["x"], row["y"] = (float(c) if math.isfinite(c) else math.nan for c in point)
    row["municipality_code"] = codes_in_force(record["extent"], point, places)
    row["extent_reason"] = record["reason"]
    row["predecessor"] = uid_of(record["predecessor"]) if record["predecessor"] else None
    kind = book.kinds[record["kind"]]
    defaults = {"tags": kind.tags, "beneficiaries": kind.beneficiaries}
    for name in DEFAULTED:
        row[name], row[f"{name}_basis"] = with_basis(record[name], defaults[name])
    return row


def with_basis(stated: str, default: Sequence[str]) -> tuple[str | None, str | None]:
    """Give tags or beneficiaries and whether the source or the kind (유형 기본값) says so."""
    if stated == UNSTATED:
        return None, None
    return (stated, "source") if stated else (";".join(default), "kind")


def codes_in_force(extent: str, point: Sequence[float], places: Gazetteer) -> str | None:
    """Give today's codes of the municipalities, or of the 시·도, that an extent lies in.

    The extent says what a record covers; the recorded code may be that of a city hall.
    """
    if extent == "nation":
        return None
    if extent == "circle":
        here = places.at(float(point[0]), float(point[1]))
        return here.municipality.code if here else None
    level, codes = "", []
    for part in parts(extent):
        before, colon, after = part.partition(":")
        level, unit = (before, after.partition(":")[0]) if colon else (level, part)
        codes.append(
            places.sido(unit)[0].municipality.code
            if level == "sido"
            else places.municipality(unit)[0].municipality.code
        )
    return ";".join(codes)


def footprint(row: Row, places: Gazetteer) -> shapely.Geometry | None:
    """Give the ground of a row as a MultiPolygon; None where it has none."""
    if row["extent"] == "nation":
        return None
    if row["extent"] == "circle":
        centre = shapely.Point(row["x"], row["y"])
        return shapely.multipolygons([shapely.buffer(centre, row["radius_m"], quad_segs=16)])
    return shapely.multipolygons(shapely.get_parts(places.footprint(row["extent"])))


def column(field: Field, rows: Sequence[Row]) -> Column:
    """Give one column of all rows."""
    values = [row[field.name] for row in rows]
    return objects(values) if field.type == "text" else np.array(values, dtype=DTYPES[field.type])


def value(text: str, field: Field) -> str | float | None:
    """Read a cell of a table; an empty one is unknown."""
    if field.type == "number":
        return number(text)
    return text or (None if field.type == "text" else "NaT")


def number(text: str) -> float:
    """Read a number; NaN where the cell is empty."""
    return float(text) if text else math.nan


def _table(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
