"""What the tests of the mission stand on: the sample, what it finds, and a round on it."""

from datetime import date
from functools import cache
from typing import Any, TypeVar

import numpy as np
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from scmap.analysis.linkage_text import finding
from scmap.gui.models.card import Section
from scmap.gui.models.investment_card import investment_card
from scmap.model.codebook import parts
from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from scmap.model.linkage import Fit
from scmap.model.project import Project
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.model.ruleset import GRADES
from scmap.reference import codebook, gazetteer
from scmap.reference.templates import templates
from scmap.report.blocks import Line
from scmap.report.dossier import Dossier, compose_dossier
from scmap.report.parts import Table
from scmap.session import reviewing
from scmap.session.findings import Findings, Lookups
from scmap.session.place_fits import PlaceFits, fits_at
from scmap.session.registering import add_investments
from tests.gui.board import sample_project
from tests.gui.parts import find_once

BOOK = codebook()
TODAY = date(2026, 11, 29)
HWASEONG, HAEUNDAE, BUCHEON, WANJU = "41590", "26350", "41190", "52710"
CENTRE, CONTROL = "동탄 U-City 정보센터", "화성시 CCTV 통합관제센터"
PLATFORM, OPEN_PLATFORM = "수원시 통합플랫폼 기반구축", "고양시 IoT 융·복합 시범단지(2016년분)"

Shown = TypeVar("Shown", bound=QWidget)


def investments(project: Project | None = None) -> Layer:
    layer = (project or sample_project()).investments
    assert layer is not None
    return layer


def row(name: str) -> int:
    (found,) = np.flatnonzero(investments().text("name") == name)
    return int(found)


def uid(name: str) -> str:
    return str(investments().uids[row(name)])


def money(name: str) -> dict[str, str]:
    """Give the money of an investment as its card shows it, by what each amount is called."""
    grid = card(name, "money").grid
    assert grid is not None
    return {cells[0].strip(): cells[1] for cells in grid.rows}


def card(name: str, key: str) -> Section:
    shown = investment_card(investments(), uid(name), BOOK)
    return next(section for section in shown.sections if section.key == key)


@cache
def findings() -> Findings:
    return find_once(sample_project(), Lookups.of(sample_project()), relation="between")


@cache
def fits(code: str) -> PlaceFits:
    """Give every linked service as it stands in a municipality."""
    ground = gazetteer().footprint(f"municipality:{code}")
    return fits_at(sample_project(), templates(), findings().services, ground, code)


def fit(template: str, code: str = HWASEONG) -> Fit:
    return next(one for one in fits(code).fits if one.template.id == template)


def told(one: Fit) -> list[str]:
    return [finding(check, templates(), "ko") for check in one.checks]


def link_of(template: str, left: str, right: str, **known: Any) -> Link:
    return Link(f"{template}-link", template, uid(left), uid(right), **known)


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(str(cell) for cell in line.cells) for line in table.rows]


ROUND = Round("r", 2026, 1, "화성시 스마트도시위원회", date(2026, 12, 10))
PAIRS = 3  # items of the round, each with a pair of 화성시


@cache
def agenda() -> Project:
    """Give the sample with 「2026년 제1차」 and the three most serious pairs of 화성시 on it."""
    project = reviewing.open_round(sample_project(), ROUND)
    pairs, rows = findings().candidates, investments().text("municipality_code")
    own = [
        pair
        for pair in range(len(pairs))
        if HWASEONG in parts(rows[pairs.left[pair]]) and HWASEONG in parts(rows[pairs.right[pair]])
    ]
    for number, pair in enumerate(own[:PAIRS], start=1):
        item = AgendaItem(
            f"i{number}", "r", "심의", f"안건 {number}", "pair", pairs.uid(pair),
            officer=f"담당관 {number}", lead="화성시", partners="국토교통부",
        )  # fmt: skip
        project = reviewing.put_on_agenda(project, item)
    return project


def heard(project: Project, item: str) -> Project:
    """Register the opinions of two experts and of a practitioner on an item."""
    said_by = (("학", "김도시", "찬"), ("연", "이연구", "조건"), ("실무", "박담당", "찬"))
    for role, name, stance in said_by:
        opinion = Opinion(f"{item}-{role}", item, role, name, "기관", stance, f"{name}의 의견")
        project = reviewing.register_opinion(project, opinion)
    return project


@cache
def decided() -> Project:
    """Give the agenda with every item heard, matched and given a phase."""
    project = agenda()
    for item, phase in zip(reviewing.items_of(project, "r"), ("단기", "중기", "장기"), strict=True):
        pair = findings().candidates.row(item.subject)
        assert pair is not None
        verdict = findings().candidates.verdict
        decision = Decision(
            f"{item.uid}-d", item.uid, "매칭", "함께 쓰면 예산을 줄임", "간사", TODAY,
            GRADES[verdict.grade[pair]],
            float(verdict.duplication[pair]), float(verdict.linkage[pair]),
        )  # fmt: skip
        project = reviewing.decide(heard(project, item.uid), decision)
        project = reviewing.set_phase(project, item, phase, 2027, 2028)
    return project


@cache
def dossier() -> Dossier:
    return compose_dossier(
        decided(), "2026-1", findings().candidates, BOOK, gazetteer(), HWASEONG, TODAY
    )


def shown(page: Shown, qtbot: QtBot) -> Shown:
    """Lay a page out as large as a window has room for it."""
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


def lines(dossier: Dossier) -> list[str]:
    return [block.text for block in dossier.blocks if isinstance(block, Line)]


def with_more(project: Project, *added: dict[str, object], like: Layer) -> Project:
    """Give the project with copies of an investment, each with other cells."""
    for number, cells in enumerate(added):
        columns = {name: column.copy() for name, column in like.columns.items()}
        for name, value in cells.items():
            columns[name][0] = value
        fresh = like.replace(uids=objects([f"new-{number}"]), columns=columns)
        project = add_investments(project, fresh)
    return project
