"""A small made-up project for the tests of reports; every text in it can be replaced."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import shapely

from scmap.cartography.presets import default_map
from scmap.model import investment
from scmap.model.codebook import CodeBook, Kind, ServiceField
from scmap.model.gazetteer import Gazetteer, Municipality
from scmap.model.layer import DTYPES, PLANE, Column, FieldType, Layer, Source, objects
from scmap.model.ministry import Lineage, MinistryName
from scmap.model.overlap import OverlapRule
from scmap.model.project import Project
from scmap.reference.rules import ruleset
from scmap.reference.templates import templates
from scmap.report.document import Document, Imprint, compose
from scmap.session.findings import Lookups, overlaps_of

TODAY = date(2026, 11, 22)
X, Y = 950_000.0, 1_940_000.0  # south-west corner of the made-up country
KM = 1_000.0

# The footprint is given in kilometres from the corner.
ROWS = """
name,kind,ministry,municipality_code,year_from,year_to,total_mkrw,national_mkrw,local_mkrw,at,quality
가온 통합운영센터,OPC,국토해양부,11110,2008,,,,,0 0 20 20,B
가온 CCTV 통합관제센터,CCC,행정안전부,11110,2011,2012,1703,578,1125,0 0 20 20,B
중앙 실증단지,TBD,미래창조과학부,11110,2015,2017,17000,9600,2600,4 4 12 12,A
나래 시범도시,PIL,국토교통부,22220,2013,2013,900,450,450,20 0 40 20,B
강변 연계사업,USV,국토교통부;미래창조과학부,11110;22220,2014,2016,1300,800,600,15 2 25 9,A
소관을 모르는 사업,USV,,11110,2016,2016,500,,,2 2 6 6,C
전국 연구개발,USV,국토교통부,,2013,2018,23800,19000,,,
"""


@dataclass(frozen=True)
class Texts:
    """Texts that data bring along, with room for hostile ones."""

    project: str = "시험 프로젝트"
    layer: str = "투자사업"
    investment: str = ""  # put before each name
    municipality: str = "가온시"
    ministry: str = "행정안전부"
    source: str = "시험 자료"


PLAIN = Texts()


def codebook(texts: Texts = PLAIN) -> CodeBook:
    lines = {
        "MOLIT": Lineage("MOLIT", "국토교통부 계열", "#0072B2"),
        "MOIS": Lineage("MOIS", f"{texts.ministry} 계열", "#D55E00"),
        "MSIT": Lineage("MSIT", "과학기술정보통신부 계열", "#009E73"),
    }
    names = (
        MinistryName("국토해양부", "MOLIT", date(2008, 2, 29), date(2013, 3, 22)),
        MinistryName("국토교통부", "MOLIT", date(2013, 3, 23), None),
        MinistryName(texts.ministry, "MOIS", date(2008, 2, 29), None),
        MinistryName("미래창조과학부", "MSIT", date(2013, 3, 23), date(2017, 7, 25)),
        MinistryName("과학기술정보통신부", "MSIT", date(2017, 7, 26), None),
    )
    markers = {
        "OPC": "hexagon",
        "CCC": "square",
        "TBD": "diamond",
        "PIL": "circle",
        "USV": "circle",
    }
    titles = ("통합운영센터", "CCTV 통합관제센터", "실증단지", "U-시범도시", "U-서비스")
    kinds = {
        code: Kind(code, title, title, 5, (), (), marker)
        for (code, marker), title in zip(markers.items(), titles, strict=True)
    }
    fields = {"CRM": ServiceField("CRM", "방범", "Crime", 5, "방범")}
    return CodeBook(lineages=lines, names=names, kinds=kinds, fields=fields)


def gazetteer(texts: Texts = PLAIN) -> Gazetteer:
    units = {
        "11": Municipality("11", "한빛도", "한빛도"),
        "11110": Municipality("11110", texts.municipality, "한빛도"),
        "22220": Municipality("22220", "나래시", "한빛도"),
    }
    cities = (("11110", _box(0, 0, 20, 20)), ("22220", _box(20, 0, 40, 20)))
    levels = {
        "sido": (("11", _box(0, 0, 40, 20)),),
        "municipality": cities,
        "gu": (),
        "emd": (),
    }

    def boundaries(level: str) -> Layer:
        codes = [code for code, _ in levels[level]]
        return Layer(
            uid=f"base:{level}",
            name=level,
            title="행정경계",
            kind="boundary",
            crs=PLANE,
            uids=objects(f"{level}:{code}" for code in codes),
            geometry=objects(ground for _, ground in levels[level]),
            columns={
                "code": objects(codes),
                "name": objects(units[code].name for code in codes),
                "parent": objects(None for _ in codes),
            },
            source=Source("국토지리정보원", "시험 경계", "2026-07-20"),
            security="공개",
        )

    return Gazetteer(units, (), boundaries)


def project(texts: Texts = PLAIN) -> Project:
    layer = investments(texts)
    return Project(
        uid="p", title=texts.project, layers=(layer,), map=default_map((layer,), codebook(texts))
    )


def investments(texts: Texts) -> Layer:
    rows = [_told(row, texts) for row in csv.DictReader(ROWS.strip().splitlines())]
    return Layer(
        uid="investments",
        name=investment.TABLE,
        title=texts.layer,
        kind="investment",
        crs=PLANE,
        uids=objects(f"i{number}" for number in range(len(rows))),
        geometry=objects(row["footprint"] for row in rows),
        columns={
            field.name: _column([row.get(field.name) for row in rows], field.type)
            for field in investment.FIELDS
        },
        source=Source(texts.source, "시험 목록", "2026-11-01", file="list.csv", sha256="ab" * 32),
    )


def _told(row: dict[str, str], texts: Texts) -> dict[str, Any]:
    """Complete a row of the table."""
    known: dict[str, Any] = {name: cell or None for name, cell in row.items()}
    footprint = _box(*map(float, row["at"].split())) if row["at"] else None
    first = row["municipality_code"][:5]
    return known | {
        "name": texts.investment + row["name"],
        "ministry": texts.ministry if row["ministry"] == "행정안전부" else known["ministry"],
        "municipality": {"11110": texts.municipality, "22220": "나래시"}.get(first),
        "fields": "CRM",
        "source": texts.source,
        "confidence": "fact=H;loc=M",
        "footprint": footprint,
        "x": footprint and footprint.centroid.x,
        "y": footprint and footprint.centroid.y,
    }


@cache
def document(
    texts: Texts = PLAIN, municipality: str | None = None, rule: OverlapRule | None = None
) -> Document:
    opened, book = project(texts), codebook(texts)
    run = overlaps_of(opened, book, rule or OverlapRule())
    imprint = Imprint("한빛도 스마트도시과", {"sample.gpkg": "cd" * 32})
    return compose(
        opened,
        run,
        Lookups(book, gazetteer(texts), ruleset(), templates()),
        municipality,
        TODAY,
        imprint=imprint,
    )


def _column(values: list[Any], kind: FieldType) -> Column:
    if kind == "text":
        return objects(values)
    return np.array([np.nan if v is None else v for v in values], dtype=float).astype(DTYPES[kind])


def _box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    return shapely.box(X + x0 * KM, Y + y0 * KM, X + x1 * KM, Y + y1 * KM)
