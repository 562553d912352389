"""A pair is taken out of the judgement and let in again by mouse or keys; wrong values are seen."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from scmap.gui.dialogs.exemption import ExemptionDialog, WithdrawalDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.panels.checks_badge import ChecksBadge
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.sources import OVERLAP
from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import records
from scmap.session.excepting import drafted, entry_on, exemptions, register
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project
from tests.gui.board import buttons, city
from tests.journeys.hand import Hand, field, said

PATIENCE_MS = 30_000
DAY = date(2026, 11, 28)
CENTRE, CCTV = "화성시 도시안전센터", "화성시 CCTV 통합관제센터"

Open = Callable[[Project], Hand]


@pytest.fixture
def window(bare_window: MainWindow) -> MainWindow:
    bare_window.resize(1280, 720)
    return bare_window


@pytest.fixture
def open_(window: MainWindow, qtbot: Any) -> Open:
    def take(project: Project) -> Hand:
        window.bridge.take(Session(project))
        settle(window, qtbot)
        return Hand(qtbot, window)

    return take


def settle(window: MainWindow, qtbot: Any) -> None:
    """Wait until what is known of the project is known, and the panels show it."""
    busy = lambda: window.findings.settled and not window.jobs.running  # noqa: E731
    qtbot.waitUntil(busy, timeout=PATIENCE_MS)
    for panel in (window.tables, window.inspector):
        panel.catch_up()


def uid(project: Project, name: str) -> str:
    layer = project.investments
    assert layer is not None
    return str(layer.uids[list(layer.text("name")).index(name)])


def pair(project: Project, left: str = CENTRE, right: str = CCTV) -> str:
    return "|".join(sorted((uid(project, left), uid(project, right))))


def cells(window: MainWindow, name: str, row_uid: str) -> dict[str, str]:
    """What a table shows of one row, by column."""
    view = next(one for one in window.findChildren(FeatureTable) if one.name == name)
    model, row = view.rows, view.rows.row(row_uid)
    assert row >= 0
    keys = [column.key for column in model.table.columns]
    return {key: str(model.index(row, place).data()) for place, key in enumerate(keys)}


def shown_uids(window: MainWindow, name: str) -> list[str]:
    view = next(one for one in window.findChildren(FeatureTable) if one.name == name)
    return [view.rows.uid(row) for row in range(view.rows.rowCount())]


def changed(project: Project, who: str, **values: object) -> Project:
    """The project with other values in the row of that name."""
    layer = project.investments
    assert layer is not None
    row = list(layer.text("name")).index(who)
    columns = dict(layer.columns)
    for column, value in values.items():
        cell = columns[column].copy()
        cell[row] = value
        columns[column] = cell
    return project.with_layer(layer.replace(columns=columns))


def test_a_pair_is_excepted_withdrawn_and_the_history_stays(
    window: MainWindow, open_: Open, qtbot: Any, tmp_path: Path
) -> None:
    hand = open_(city())
    uids = pair(city())
    window.selection.select(OVERLAP, (uids,))
    settle(window, qtbot)
    graded = cells(window, "overlaps", uids)
    assert graded["grade"] == "Ⅱ"
    hand.press("예외 등록", window.inspector)
    asked = hand.dialog(ExemptionDialog)
    assert not buttons(asked, "예외 등록")[0].isEnabled()
    assert "사유와 작성자" in said(asked)
    hand.write(field(asked, "사유"), "시설을 새로 지어 나눔")
    hand.write(field(asked, "작성자"), "김주무")
    hand.press("예외 등록", asked)
    hand.closed(asked)
    settle(window, qtbot)
    excepted = cells(window, "overlaps", uids)
    assert (excepted["grade"], excepted["opinion"]) == ("예외", "중복 아님")
    assert excepted["duplication"] == "미상"
    told = said(window.inspector)
    assert "예외: 중복 아님" in told
    assert "시설을 새로 지어 나눔" in told
    assert "김주무" in told
    assert window.bridge.session is not None
    assert window.bridge.session.undo_label == "예외 등록: 중복 아님"
    write_project(window.bridge.session.project, tmp_path / "a.gpkg")
    assert len(exemptions(read_project(tmp_path / "a.gpkg").project)) == 1
    hand.press("예외 철회", window.inspector)
    why = hand.dialog(WithdrawalDialog)
    assert field(why, "작성자").text() == "김주무"  # who did the last one
    hand.write(field(why, "사유"), "위원회가 다시 보기로 함")
    hand.press("예외 철회", why)
    hand.closed(why)
    settle(window, qtbot)
    assert cells(window, "overlaps", uids) == graded
    asked_before = (ExemptionDialog, WithdrawalDialog)
    assert not any(window.findChildren(kind) for kind in asked_before)  # they are gone for good
    assert "예외 기록 2건" in "".join(
        one.text() for one in window.inspector.findChildren(QToolButton)
    )


def test_undo_lets_the_pair_be_judged_again(window: MainWindow, open_: Open, qtbot: Any) -> None:
    project, uids = city(), pair(city())
    open_(project)
    entry = entry_on("same", "한 사업임", "김주무", DAY)
    made = drafted(project, (uids.split("|")[0], uids.split("|")[1]), entry)
    window.bridge.do("예외", lambda now: register(now, made))
    settle(window, qtbot)
    assert cells(window, "overlaps", uids)["opinion"] == "동일사업"
    window.bridge.undo()
    settle(window, qtbot)
    assert cells(window, "overlaps", uids)["grade"] == "Ⅱ"


def test_keys_alone_register_an_exception(window: MainWindow, open_: Open, qtbot: Any) -> None:
    hand = open_(city())
    window.selection.select(OVERLAP, (pair(city()),))
    settle(window, qtbot)
    hand.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    asked = hand.dialog(ExemptionDialog)
    QTest.keyClick(asked, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(asked.focusWidget(), "reason")
    QTest.keyClick(asked.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(asked.focusWidget(), "author")
    QTest.keyClick(asked.focusWidget(), Qt.Key.Key_Return)
    hand.closed(asked)
    settle(window, qtbot)
    assert window.bridge.project is not None
    assert [one.author for one in exemptions(window.bridge.project)] == ["author"]


def test_two_investments_selected_together_are_a_pair(window: MainWindow, open_: Open) -> None:
    hand = open_(city())
    layer = city().investments
    assert layer is not None
    window.selection.select(layer.uid, (uid(city(), CENTRE), uid(city(), CCTV)))
    window.actions_["review.except"].trigger()
    asked = hand.dialog(ExemptionDialog)
    assert CENTRE in said(asked)
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    hand.closed(asked)
    window.selection.select(layer.uid, (uid(city(), CENTRE),))
    action = window.actions_["review.except"]
    assert not action.isEnabled()
    assert "두 사업을 함께" in action.toolTip()


def test_the_likeliest_kind_is_offered(window: MainWindow, open_: Open, qtbot: Any) -> None:
    """동일사업 for a suspected double entry (E1), 선후행 with the earlier side first for E3."""
    twice = changed(city(), CENTRE, name=f"{CCTV}(신축)", year_from=2011.0, total_mkrw=1300.0)
    twice = changed(twice, CCTV, total_mkrw=1300.0)
    hand = open_(twice)
    uids = pair(twice, f"{CCTV}(신축)")
    window.selection.select(OVERLAP, (uids,))
    settle(window, qtbot)
    assert cells(window, "overlaps", uids)["opinion"] == "이중등록 의심"
    assert "동일사업으로 확인하거나 중복 아님으로" in said(window.inspector)
    hand.press("예외 등록", window.inspector)
    asked = hand.dialog(ExemptionDialog)
    assert asked.kind == "same"
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    hand.closed(asked)
    platform = "화성시 통합플랫폼 기반구축"
    window.selection.select(OVERLAP, (pair(twice, CCTV, platform),))
    settle(window, qtbot)
    hand.press("예외 등록", window.inspector)
    asked = hand.dialog(ExemptionDialog)
    assert (asked.kind, asked.turned) == ("sequence", False)
    assert field(asked, "앞선 사업").currentText() == CCTV
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    hand.closed(asked)


def test_a_confirmed_sequence_is_linked_from_the_earlier_to_the_later(
    window: MainWindow, open_: Open, qtbot: Any
) -> None:
    """E3: confirming makes a chain, and its link is a roll-out (확산)."""
    project, platform = city(), "화성시 통합플랫폼 기반구축"
    hand = open_(project)
    window.selection.select(OVERLAP, (pair(project, CCTV, platform),))
    settle(window, qtbot)
    assert not buttons(window.inspector, "확산 연계")
    hand.press("예외 등록", window.inspector)
    asked = hand.dialog(ExemptionDialog)
    hand.write(field(asked, "사유"), "관제센터를 바탕으로 통합플랫폼을 구축함")
    hand.write(field(asked, "작성자"), "김주무")
    hand.press("예외 등록", asked)
    hand.closed(asked)
    settle(window, qtbot)
    assert "예외: 선후행" in said(window.inspector)
    hand.press("확산 연계", window.inspector)
    settle(window, qtbot)
    assert window.bridge.project is not None
    (link,) = records(window.bridge.project, Link)
    assert (link.template, link.left, link.right) == (
        "X8",
        uid(project, CCTV),
        uid(project, platform),
    )
    assert link.line is not None
    assert not buttons(window.inspector, "확산 연계")
    assert not window.actions_["link.spread"].isEnabled()


def test_what_is_to_be_checked_is_counted_shown_with_its_row_and_explained(
    window: MainWindow, open_: Open, qtbot: Any
) -> None:
    wrong = changed(city(), CENTRE, year_to=2010.0, total_mkrw=-900.0, ministry="우주개발부")
    hand = open_(wrong)
    badge = next(iter(window.findChildren(ChecksBadge)))
    assert badge.isVisible()
    count = len({one.feature for one in window.findings.issues})
    assert (badge.text(), badge.accessibleName()) == (f"{count}", f"점검 {count}")
    told = " ".join(badge.toolTip().split())  # its lines are broken
    assert "음수 금액 1" in told
    assert "기간 역전 1" in told
    hand.click(badge)
    assert window.tables.tab == "investments"
    assert len(shown_uids(window, "investments")) == count
    row = cells(window, "investments", uid(wrong, CENTRE))
    assert "금액이 음수입니다" in row["checks"]
    assert "종료연도(2010)가 시작연도(2017)보다" in row["checks"]
    assert "우주개발부" in row["checks"]
    layer = wrong.investments
    assert layer is not None
    window.selection.select(layer.uid, (uid(wrong, CENTRE),))
    settle(window, qtbot)
    told = "\n".join(one.text() for one in window.inspector.findChildren(QLabel))
    assert "점검할 값" in told
    assert "미상으로 보아 점수에서 제외합니다" in told
    hand.click(badge)
    assert len(shown_uids(window, "investments")) == len(layer)


def test_without_anything_to_check_there_is_no_badge(window: MainWindow, open_: Open) -> None:
    layer = city().investments
    assert layer is not None
    known = np.array([bool(cell) for cell in layer.text("ministry")])
    open_(city().with_layer(layer.take(known)))
    assert not next(iter(window.findChildren(ChecksBadge))).isVisible()


def test_names_alike_are_told_beside_the_pair(window: MainWindow, open_: Open, qtbot: Any) -> None:
    open_(city())
    uids = pair(city())
    window.selection.select(OVERLAP, (uids,))
    settle(window, qtbot)
    assert cells(window, "overlaps", uids)["name_similarity"] == "0.65"
    assert "사업명 유사도" in said(window.inspector)


def test_a_renewed_register_keeps_its_exceptions_and_says_how(
    window: MainWindow, open_: Open, qtbot: Any
) -> None:
    project, uids = city(), pair(city()).split("|")
    entry = entry_on("distinct", "다름", "김주무", DAY)
    excepted = register(project, drafted(project, (uids[0], uids[1]), entry))
    layer = excepted.investments
    assert layer is not None
    renewed: Layer = layer.replace(uids=objects(f"new-{row}" for row in range(len(layer))))
    open_(excepted.with_layer(renewed))
    again = pair(excepted.with_layer(renewed))
    assert cells(window, "overlaps", again)["opinion"] == "중복 아님"
    window.selection.select(OVERLAP, (again,))
    settle(window, qtbot)
    assert "식별자가 바뀌었으나" in said(window.inspector)
