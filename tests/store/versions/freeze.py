"""Freeze a project of the present version: python -m tests.store.versions.freeze.

A frozen project is written once and never again, so that every later version proves that it still
opens it.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import shapely

from scmap.model.layer import PLANE, Layer, Source, objects
from scmap.model.maplayer import MapLayer, Where
from scmap.model.project import Project
from scmap.model.symbology import Category, Label, Symbol, Symbology
from scmap.store.migrations import SCHEMA
from scmap.store.project_file import write_project


def frozen_project() -> Project:
    """A small project with something of everything."""
    zones = Layer(
        uid="11111111-1111-4111-8111-111111111111",
        name="investment",
        title="투자사업",
        kind="investment",
        crs=PLANE,
        uids=objects(f"aaaaaaaa-0000-4000-8000-00000000000{row}" for row in range(3)),
        geometry=objects([shapely.box(0, 0, 1000, 1000), None, shapely.MultiPolygon()]),
        columns={
            "name": objects(["스마트시티 통합플랫폼", None, "실증단지"]),
            "total_mkrw": np.array([1200.5, np.nan, 0.0]),
            "selected_on": np.array([date(2018, 7, 1), None, None], dtype="datetime64[D]"),
        },
        source=Source(organisation="국토교통부", base_date="2025-12-31", crs="EPSG:5186"),
        security="공개",
    )
    table = Layer(
        uid="22222222-2222-4222-8222-222222222222",
        name="기관",
        title="기관 목록",
        kind="other",
        crs="",
        uids=objects(["b0", "b1"]),
        geometry=objects([None, None]),
        columns={"FID": objects(["한글", ""])},
    )
    colours = (Category("실증단지", "실증단지", Symbol(fill="#3366CC", hatch="dots")),)
    look = Symbology(field="name", categories=colours, label=Label("name"))
    entries = (
        MapLayer("m0", "시군구", "base:municipality"),
        MapLayer(
            "m1",
            "투자사업",
            zones.uid,
            "투자",
            Where("name", frozenset({"실증단지"})),
            "point",
            look,
        ),
    )
    return Project(
        uid="33333333-3333-4333-8333-333333333333",
        title="판 고정 프로젝트",
        municipality="41590",
        layers=(zones, table),
        map=entries,
    )


if __name__ == "__main__":
    target = Path(__file__).parent / f"{SCHEMA}.gpkg"
    if target.exists():
        raise SystemExit(f"{target.name} is frozen")
    write_project(frozen_project(), target, now=datetime(2026, 1, 1, tzinfo=UTC))
