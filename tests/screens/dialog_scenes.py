"""Every dialog that one opens from the window, as it is on the sample."""

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QTableView, QWidget

from scmap.errors import InputError
from scmap.gui.dialogs.colour_button import ColourButton, ColourPopup
from scmap.gui.dialogs.new_project import NewProjectDialog
from scmap.gui.dialogs.snapshots import SnapshotsDialog
from scmap.gui.dialogs.style import StyleDialog
from scmap.gui.dialogs.updates import UpdatesDialog
from scmap.gui.messages import show_bug
from scmap.gui.panels.column_header import ColumnHeader
from scmap.gui.segments import Segments
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.review import Round
from scmap.reference import gazetteer
from scmap.session.session import Session
from tests.event_loop import rest
from tests.journeys.hand import Hand
from tests.reference.packages import KINDS as TABLE
from tests.reference.packages import longer_life, packed, put
from tests.report import round_sample
from tests.screens.stage import Stage, wait

PLAIN = (
    "file.recent", "file.print", "file.settings", "edit.attribute", "edit.location",
    "view.go_to", "layer.base_map", "analysis.rules", "report.save", "share.codes", "help.manual",
    "help.commands", "help.keys", "help.log", "help.licences", "help.about",
)  # fmt: skip
LAYER = ("layer.properties", "layer.filter", "layer.export")
CELLS = ("edit.form", "edit.replace", "edit.calculate")
CCTV = (
    ("설치장소", "위도", "경도", "관리자 전화"),
    ("동탄역", "37.2", "127.1", "010-1234-5678"),
    ("병점역", "37.2", "127.03", "010-1234-5679"),
    ("잘못", "999", "999", ""),
)
INVESTMENTS = (
    ("사업명", "부처", "시군구", "총사업비(억원)", "시작", "종료"),
    ("가 사업", "국토교통부", "화성시", "12", "2015", "2017"),
    ("나 사업", "행정안전부", "화성시", "", "2016", "2018"),
    ("합계", "", "", "12", "", ""),
)


def trigger(stage: Stage, action: str) -> Callable[[], object]:
    """Give the deed of an action that can be done now."""
    return partial(stage.act, action)


def plain(stage: Stage) -> None:
    """Open what needs nothing but the sample."""
    for action in PLAIN:
        stage.shown(f"dialog-{action}", trigger(stage, action))


def beginnings(stage: Stage) -> None:
    """Ask for a new project, and about changes that would be lost."""
    window = stage.window
    stage.shown("dialog-file.new", NewProjectDialog(gazetteer(), window).open)
    window.bridge.do("이름", lambda project: project.with_map(project.map[:-1]))
    stage.asked("dialog-unsaved", window.files.new)
    window.files.unfinished = lambda: 3
    stage.asked("dialog-unfinished", window.files.new)
    window.files.unfinished = lambda: 0
    stage.shown("dialog-edit.history", trigger(stage, "edit.history"))
    stage.asked("dialog-view.bookmark", trigger(stage, "view.bookmark"))
    window.bridge.undo()


def updates(stage: Stage) -> None:
    """Look at a file of newer tables, and at the key of a stranger."""
    put(stage.folder / "갱신", TABLE, longer_life)
    dialog = stage.show("dialog-help.updates", trigger(stage, "help.updates"))
    if not isinstance(dialog, UpdatesDialog):
        raise TypeError(dialog)
    dialog.look_at(packed(stage.folder / "갱신"))
    wait(dialog.installs.isEnabled, "the file is not proven")
    rest()
    stage.camera.take("dialog-help.updates-file", dialog)
    stage.close_dialogs()


def layers(stage: Stage) -> None:
    """Open what is asked about a layer."""
    stage.select_layer()
    for action in LAYER:
        stage.shown(f"dialog-{action}", trigger(stage, action))
    dialog = stage.opened(trigger(stage, "layer.properties"))
    stage.shown("dialog-source", lambda: stage.press("source.edit", dialog))


def styles(stage: Stage) -> None:
    """Open the style of a layer, in each of its kinds."""
    stage.select_layer()
    dialog = stage.show("dialog-layer.style", trigger(stage, "layer.style"))
    if not isinstance(dialog, StyleDialog):
        raise TypeError(dialog)
    kinds = next(one for one in dialog.findChildren(Segments) if one.isVisible())
    for number, button in enumerate(kinds.findChildren(QAbstractButton)):
        button.click()
        rest()
        stage.camera.take(f"dialog-layer.style-kind{number}", dialog)
    next(one for one in dialog.findChildren(ColourButton) if one.isVisible()).click()
    rest()
    (colours,) = dialog.findChildren(ColourPopup)
    stage.camera.take("dialog-layer.style-colours", colours)
    colours.close()


def cells(stage: Stage) -> None:
    """Open what is asked about the rows of an attribute table."""
    stage.select_layer()
    stage.act("layer.table")
    view = next(one for one in stage.window.tables.findChildren(QTableView) if one.isVisible())
    stage.select_row(0)
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 1))
    for action in CELLS:
        stage.shown(f"dialog-{action}", trigger(stage, action))
    header = next(one for one in stage.window.findChildren(ColumnHeader) if one.isVisible())
    stage.shown("dialog-columns", header.choose_columns)


def exemptions(stage: Stage) -> None:
    """Register an exception, and ask to withdraw it."""
    stage.select_row(1)
    dialog = stage.show("dialog-review.except", trigger(stage, "review.except"))
    stage.close_dialogs()
    dialog = stage.opened(trigger(stage, "review.except"))
    for line in dialog.findChildren(QLineEdit):
        line.setText("담당자")
    for text in dialog.findChildren(QPlainTextEdit):
        text.setPlainText("앞선 사업을 이어받은 사업입니다.")
    stage.camera.take("dialog-review.except-filled", dialog)
    stage.accept(dialog)
    stage.shown("dialog-review.unexcept", trigger(stage, "review.unexcept"))
    stage.window.bridge.undo()


def surveying(stage: Stage) -> None:
    """Register a plan of the survey as an investment."""
    stage.act("analysis.survey")
    stage.window.survey.place.setText("부천시")
    stage.window.survey.place.returnPressed.emit()
    wait(lambda: stage.window.survey.found is not None, "the survey does not answer")
    stage.settle()
    stage.shown("dialog-record", lambda: stage.press("survey.register", stage.window.survey))


def designing(stage: Stage) -> None:
    """Open the forms of the third step: link, service, platform, scenario."""
    stage.select_row(1)
    stage.act("step.link")
    stage.press("linkpanel.accept", stage.window.linkage)
    stage.settle()
    stage.act("link.links")
    stage.take("design-links-one")
    stage.shown("dialog-link", lambda: stage.press("linkplan.do.edit"))
    stage.act("link.scenarios")
    stage.asked("dialog-scenario", lambda: stage.press("scenario.do.branch"))
    stage.act("link.catalogue")
    stage.choose_row()
    stage.shown("dialog-service", lambda: stage.press("catalogue.do.edit"))
    stage.act("link.platforms")
    stage.choose_row()
    stage.shown("dialog-platform", lambda: stage.press("platform.do.left"))
    stage.window.bridge.undo()


def snapshots(stage: Stage) -> None:
    """Freeze a state, and compare it with now."""
    dialog = stage.show("dialog-file.snapshots", trigger(stage, "file.snapshots"))
    if not isinstance(dialog, SnapshotsDialog):
        raise TypeError(dialog)
    dialog.name.setText("제1차 상정본")
    dialog.author.setText("담당자")
    dialog.takes.click()
    stage.settle()
    stage.camera.take("dialog-file.snapshots-one", dialog)
    stage.window.bridge.do("이름", renamed)
    states = stage.opened(dialog.compares.click)
    stage.camera.take("dialog-states", states)
    stage.close_dialogs()


def renamed(project: Project) -> Project:
    """Give the project with another name of its first investment."""
    layer = project.investments
    if layer is None:
        raise ValueError(project.title)
    names = layer.text("name").copy()
    names[0] = f"{names[0]} 2단계"
    return project.with_layer(layer.replace(columns={**layer.columns, "name": names}))


def sentences(stage: Stage) -> None:
    """Put the sentences of a dossier in other words."""
    window = stage.window
    project = round_sample.project()
    window.bridge.take(Session(project))
    stage.settle()
    (round_, *_) = records(project, Round)
    dialog = stage.opened(lambda: window.report.reword(round_.uid))
    stage.camera.take("dialog-sentences", dialog)
    stage.close_dialogs()
    stage.open_sample()


def intake(stage: Stage) -> None:
    """Take in two tables of another office."""
    files = []
    for name, rows, encoding in (
        ("방범 CCTV 현황.csv", CCTV, "cp949"),
        ("사업 목록.csv", INVESTMENTS, "utf-8"),
    ):
        files.append(stage.folder / name)
        with files[-1].open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
    stage.shown("dialog-intake", lambda: drop(stage.window, *files))


def drop(window: QWidget, *files: Path) -> None:
    """Drop files on the window."""
    Hand(None, window).drop(*files)


def faults(stage: Stage) -> None:
    """Show what is said of a bug, of a broken file and of a full disk."""
    window = stage.window
    stage.shown("dialog-bug", lambda: show_bug(window, ValueError("value")))
    broken = stage.folder / "깨진 사업.gpkg"
    broken.write_bytes(b"SQLite format 3\0" + bytes(200))
    window.files.load(broken)
    stage.settle()
    stage.take("fault-broken-file")
    window.messages.clear()
    window.messages.tell_error(InputError("disk_full", file="화성시 사업.gpkg"))
    stage.take("fault-disk-full")
    window.messages.clear()


SCENES = (
    plain, beginnings, updates, layers, styles, cells, exemptions, surveying, designing, snapshots,
    sentences, intake, faults,
)  # fmt: skip
