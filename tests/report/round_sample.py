"""The made-up project with a round of the committee: two pairs' items, one link, one report."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import shapely

from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import with_record
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.reference.templates import templates
from scmap.report.dossier import Dossier, compose_dossier
from scmap.report.parts import Imprint
from scmap.session.findings import Lookups, find
from scmap.session.judging import rules_of
from scmap.session.reviewing import (
    decide,
    items_of,
    open_round,
    put_on_agenda,
    register_opinion,
    set_phase,
)
from tests.report import sample

HELD = date(2026, 12, 10)
GIVEN = date(2026, 11, 20)


@dataclass(frozen=True)
class RoundTexts:
    """Texts that the committee brings along, with room for hostile ones."""

    committee: str = "가온시 스마트도시위원회"
    item: str = "가온시 통합관제 기능조정"
    reason: str = "관제 기능이 겹치므로 기능을 나누고 연계함"
    opinion: str = "기능을 나누면 찬성함"
    speaker: str = "홍길동"
    officer: str = "스마트도시과장"
    link: str = "교통·방범 카메라 공동 활용"


PLAIN = RoundTexts()
IMPRINT = Imprint("가온시 스마트도시과", {"sample.gpkg": "cd" * 32})

TAGS = {
    "OPC": ("영상관제;상황전파;교통정보", "경찰;지자체;시민"),
    "CCC": ("영상관제;상황전파", "경찰;지자체;시민"),
    "TBD": ("데이터허브;개방API;센서망", "시민;기업"),
    "USV": ("위치추적;앱", "노인"),
}


def project(texts: sample.Texts = sample.PLAIN, told: RoundTexts = PLAIN) -> Project:
    """Give the project with everything that a dossier is made of."""
    bare = sample.project(texts)
    opened = bare.with_layer(_described(bare.layers[0]))
    opened = open_round(opened, Round("r", 2026, 1, told.committee, HELD))
    officer = f"{told.officer};{told.speaker}"
    first = AgendaItem(
        "a", "r", "심의", told.item, "pair", "i0|i1", officer, "가온시", "국토교통부;행정안전부"
    )
    second = AgendaItem(
        "b", "r", "심의", told.link, "link", "l", told.officer, "가온시", "가온경찰서"
    )
    third = AgendaItem("c", "r", "보고", "소관 미상 사업 정비 계획")
    for item in (first, second, third):
        opened = put_on_agenda(opened, item)
    opened = with_record(opened, _link(opened, told))
    heard = (("a", "학", "조건"), ("a", "실무", "찬"), ("b", "산", "반"))
    for number, (subject, role, stance) in enumerate(heard):
        opinion = Opinion(
            f"o{number}", subject, role, told.speaker, "나루대학교", stance, told.opinion, GIVEN
        )
        opened = register_opinion(opened, opinion)
    opened = decide(
        opened, Decision("d", "a", "기능조정", told.reason, "위원회", HELD, "Ⅱ", 76.25, 84.4)
    )
    return set_phase(opened, replace(first, cost_mkrw=350.0), "단기", 2027, 2028)


@cache
def dossier(
    texts: sample.Texts = sample.PLAIN,
    told: RoundTexts = PLAIN,
    municipality: str | None = "11110",
) -> Dossier:
    """Compose its dossier, once for all tests: it is never changed, and nor are its pictures."""
    return composed(project(texts, told), texts, municipality=municipality)


def composed(
    opened: Project,
    texts: sample.Texts = sample.PLAIN,
    *,
    round_: str = "2026-1",
    municipality: str | None = "11110",
    imprint: Imprint = IMPRINT,
) -> Dossier:
    """Compose the dossier of a project."""
    book, places = sample.codebook(texts), sample.gazetteer(texts)
    return compose_dossier(
        opened,
        round_,
        find(opened, Lookups(book, places, rules_of(opened), templates())).candidates,
        book,
        places,
        municipality,
        sample.TODAY,
        imprint=imprint,
    )


def agenda(opened: Project) -> tuple[AgendaItem, ...]:
    """Give the items of the round."""
    return items_of(opened, "r")


def _described(layer: Layer) -> Layer:
    """Give the investments with functions and beneficiaries, some of them defaults."""
    kinds = layer.text("kind")
    told = [TAGS.get(str(kind), (None, None)) for kind in kinds]
    basis = objects("kind" if kind == "CCC" else "source" for kind in kinds)
    extents = ("nation" if area is None else "municipality:11110" for area in layer.geometry)
    return layer.replace(
        columns={
            **layer.columns,
            "tags": objects(tags for tags, _ in told),
            "tags_basis": basis,
            "beneficiaries": objects(served for _, served in told),
            "beneficiaries_basis": basis,
            "extent": objects(extents),
        }
    )


def _link(opened: Project, told: RoundTexts) -> Link:
    layer = opened.layers[0]
    ends = [(layer.number("x")[row], layer.number("y")[row]) for row in (1, 2)]
    return Link(
        "l",
        "X1",
        "i1",
        "i2",
        title=told.link,
        items="교통 카메라 영상;차량번호",
        owner="가온시",
        legal_ground="「개인정보 보호법」",
        phase="short",
        cost_mkrw=float(np.float64(120)),
        conditions="[충족] 방범 카메라에서 50 m 넘게 떨어진 교통 전용 카메라: 12대(기준 1대 이상)",
        state="agreed",
        accepted_on=GIVEN,
        line=shapely.LineString(ends),
    )
