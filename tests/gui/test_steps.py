"""③ stands beside the map, ④ in its place, and a pair leads to both."""

from pytestqt.qtbot import QtBot

from scmap.gui.card_view import TargetButton
from scmap.gui.dialogs.report import ReportDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.panels.steps import StepButton
from scmap.gui.sources import OVERLAP
from scmap.model.records import records
from scmap.model.review import AgendaItem
from tests.gui.board import buttons, press

PATIENCE_MS = 20_000


def badge(window: MainWindow, step: str) -> str:
    button = next(b for b in window.steps.findChildren(StepButton) if b.text() == step)
    return button.accessibleName().removeprefix(step).strip()


def pairs(window: MainWindow) -> list[TargetButton]:
    return [one for one in window.linkage.findChildren(TargetButton) if one.isVisible()]


def test_step_three_stands_beside_the_map_as_wide_as_the_inspector_was(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = window.inspector.width()
    window.steps.link()
    qtbot.waitUntil(window.linkage.isVisible)
    assert window.canvas.isVisible()
    assert abs(window.linkage.width() - before) <= 8
    qtbot.waitUntil(lambda: bool(pairs(window)))
    pairs(window)[0].click()
    assert window.selection.selected.layer == OVERLAP
    press(window.linkage, "연계 채택")
    assert badge(window, "연계 설계") == "1"
    window.steps.overlap()
    qtbot.waitUntil(lambda: not window.linkage.isVisible())
    qtbot.waitUntil(lambda: abs(window.inspector.width() - before) <= 8)


def test_from_the_inspector_a_pair_goes_to_the_agenda(window: MainWindow, qtbot: QtBot) -> None:
    window.steps.review()
    assert not window.canvas.isVisible()
    press(window.review, "새 회의")
    press(window.review, "회의 등록")
    window.steps.overlap()
    window.tables.next_overlap()
    qtbot.waitUntil(lambda: bool(buttons(window.inspector, "안건 상정")))
    press(window.inspector, "안건 상정")
    assert window.review.isVisible()
    press(window.review, "상정")
    assert len(records(window.bridge.project, AgendaItem)) == 1  # type: ignore[arg-type]
    assert badge(window, "위원회 심의") == "1"
    press(window.inspector, "연계 설계")
    qtbot.waitUntil(window.linkage.isVisible)


def test_a_report_that_was_not_written_is_asked_for_again(window: MainWindow, qtbot: QtBot) -> None:
    """It had been refused, or put off: the step was the current one, and did nothing any more."""

    def dialogs() -> list[ReportDialog]:
        return [one for one in window.findChildren(ReportDialog) if one.isVisible()]

    step = next(b for b in window.steps.findChildren(StepButton) if b.text() == "보고서 작성")
    for _ in range(2):
        step.click()
        (asks,) = dialogs()
        asks.reject()
        qtbot.waitUntil(lambda: not dialogs())


def test_only_pairs_and_links_lead_on(window: MainWindow, qtbot: QtBot) -> None:
    layer = window.bridge.project.investments  # type: ignore[union-attr]
    assert layer is not None
    window.selection.select(layer.uid, (layer.uids[0],))
    qtbot.waitUntil(lambda: window.inspector.card is not None)
    assert not buttons(window.inspector, "안건 상정")
