"""Settings, log, safe mode and the report of a fault, as the planner meets them."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QWidget,
)

from scmap import behind, paths, settings
from scmap.cli.main import run
from scmap.gui import preferences, theme
from scmap.gui.dialogs.licences import LicencesDialog
from scmap.gui.dialogs.log import LogDialog
from scmap.gui.dialogs.settings import SettingsDialog
from scmap.gui.fault_report import fault_text, write_fault
from scmap.gui.main_window import MainWindow
from scmap.gui.messages import show_bug
from scmap.gui.start import application, tell_profile
from scmap.gui.tour import Tour
from scmap.settings import Settings
from scmap.words import set_language, tr

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    return tmp_path / "data"


def visible(dialog: QWidget) -> set[str]:
    return {one.text() for one in dialog.findChildren(QLabel) if one.isVisible()}


def press(dialog: QWidget, name: str) -> None:
    next(one for one in dialog.findChildren(QAbstractButton) if one.text() == name).click()


def test_a_setting_is_found_by_its_initials_and_by_what_may_be_chosen(qtbot: Any) -> None:
    application()
    dialog = SettingsDialog(Settings(), None)
    qtbot.addWidget(dialog)
    dialog.show()
    line = dialog.findChildren(QLineEdit)[0]
    line.setText("ㅎㅁ")  # 화면
    assert tr("settings.colour_scheme") in visible(dialog)
    assert tr("settings.author") not in visible(dialog)
    line.setText("English")
    assert tr("settings.language") in visible(dialog)
    line.setText("없는말")
    assert tr("program.settings.nothing") in visible(dialog)


def test_defaults_come_back_at_one_press(qtbot: Any) -> None:
    application()
    dialog = SettingsDialog(Settings({"language": "en", "author": "김하늘"}), None)
    qtbot.addWidget(dialog)
    assert dialog.values["author"] == "김하늘"
    press(dialog, tr("program.settings.reset"))
    assert dict(dialog.values) == {name: Settings().text(name) for name in dialog.values}


def test_what_is_chosen_holds_at_once_and_at_the_next_start(
    window: MainWindow, qtbot: Any, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.program.ask_settings()
    (dialog,) = window.findChildren(SettingsDialog)
    boxes = {box.accessibleName(): box for box in dialog.findChildren(QComboBox)}
    for name, value in {"language": "en", "colour_scheme": "dark"}.items():
        box = boxes[tr(f"settings.{name}")]
        box.setCurrentIndex(box.findData(value))
    try:
        press(dialog, tr("program.settings.apply"))
        assert window.actions_["file.settings"].text() == "Settings…"
        assert theme.is_dark()
        dark = window.actions_["view.dark"]
        qtbot.waitUntil(dark.isChecked)
        dark.trigger()  # the first time it is used: it was not what chose the scheme
        assert not theme.is_dark()
        dark.trigger()
        behind.wait(10)
        kept = json.loads((profile / "settings.json").read_text(encoding="utf-8"))
        assert (kept["language"], kept["colour_scheme"]) == ("en", "dark")
        assert_command_button_is_whole(window)
    finally:
        window.program.speak("ko")
        theme.choose("system")
    assert_command_button_is_whole(window)
    assert_tour_goes_through_the_steps(window)
    assert_told_when_not_kept(window, qtbot, profile, monkeypatch)


def assert_command_button_is_whole(window: MainWindow) -> None:
    """The words of another language are longer or shorter."""
    QCoreApplication.processEvents()
    button = window.menuBar().cornerWidget()
    assert button.width() >= button.sizeHint().width()
    assert button.geometry().right() <= window.menuBar().width()


def assert_tour_goes_through_the_steps(window: MainWindow) -> None:
    window.actions_["help.tour"].trigger()
    (tour,) = window.findChildren(Tour)
    years = window.years.box
    assert years.isVisible()
    at = QRect(years.mapTo(window.ground, QPoint()), years.size())
    assert not tour.geometry().intersects(at), "the card hides the years"
    seen = [(tour.step, window.steps.current)]
    for _ in range(3):
        press(tour, tr("tour.next"))
        seen.append((tour.step, window.steps.current))
    assert seen == [(step, step) for step in ("data", "overlap", "link", "review")]
    assert window.ground.rect().contains(tour.geometry())
    press(tour, tr("tour.next"))
    press(tour, tr("tour.done"))
    assert not tour.isVisible()
    assert_tour_goes_with_the_project(window)


def assert_tour_goes_with_the_project(window: MainWindow) -> None:
    """It lies over what planners fill in, and speaks of the sample."""
    window.actions_["help.tour"].trigger()
    (tour,) = (one for one in window.findChildren(Tour) if one.isVisible())
    window.bridge.take(window.bridge.session)  # as if another one was opened
    assert not tour.isVisible()
    window.actions_["step.overlap"].trigger()


def assert_told_when_not_kept(
    window: MainWindow, qtbot: Any, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(behind, "put", full)
    window.program.take({"language": "ko", "colour_scheme": "system", "coordinate_form": "plane"})
    assert window.whereabouts.form == "plane"
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    (told,) = window.messages.messages
    assert told.text == tr("program.settings.not_kept", file=profile / "settings.json")


def test_the_log_shows_its_end_and_what_went_wrong(qtbot: Any, tmp_path: Path) -> None:
    application()
    lines = [f"2026-11-28 14:00:{n % 60:02d},000 INFO scmap line {n}" for n in range(6000)]
    lines[-3:-1] = [
        "2026-11-28 14:09:00,000 WARNING scmap columns not kept",
        '  File "start.py", line 3, in begin',
    ]
    (tmp_path / "scmap.log").write_text("\n".join(lines), encoding="utf-8")
    dialog = LogDialog(tmp_path, None)
    assert "line 5999" in dialog.shown
    assert "line 5\n" not in dialog.shown
    press(dialog, tr("program.log.faults"))
    assert dialog.shown.splitlines() == lines[-3:-1], "with the places, which are asked for first"
    dialog.deleteLater()
    qtbot.wait(1)


def fault(value: str = "화성시 12,345백만원") -> ValueError:
    try:
        int(value)
    except ValueError as error:
        return error
    raise AssertionError


def test_every_part_is_named_with_the_text_of_its_licence(qtbot: Any) -> None:
    dialog = LicencesDialog(None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "LGPL" in dialog.shown  # of all together
    names = dialog.findChild(QListWidget)
    assert names is not None
    told = {}
    for row in range(1, names.count()):
        names.setCurrentRow(row)
        told[names.item(row).text().split()[0]] = dialog.shown
    for part, words in (
        ("psycopg", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("psycopg-binary", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("shapely", "Version 2.1, February 1999"),
        ("numpy", "GNU GENERAL PUBLIC LICENSE"),
        ("PySide6_Essentials", "NOTICE"),
    ):
        assert words in told[part]
    assert "pytest" not in told  # it is no part of the program


def test_the_report_of_a_fault_says_where_and_on_what_but_no_data() -> None:
    text = fault_text(fault(), NOW)
    assert "builtins.ValueError" in text
    assert "in fault" in text
    assert "화성시" not in text
    assert str(Path.home()) not in text


def test_no_line_of_the_log_brings_a_home_folder_into_the_report(profile: Path) -> None:
    assert profile.parent in paths.log_dir().parents
    noted = f'2026-11-28 14:09:00,000 ERROR scmap KeyError\n  File "{Path.home()}/scmap/a.py"\n'
    (paths.log_dir() / "scmap.log").write_text(noted, encoding="utf-8")
    text = fault_text(fault(), NOW)
    assert '  File "~/scmap/a.py"' in text
    assert str(Path.home()) not in text


def test_reports_of_faults_are_files_and_the_oldest_go(profile: Path) -> None:
    files = [write_fault(fault(), NOW.replace(minute=minute)) for minute in range(22)]
    folder = paths.log_dir() / "faults"
    assert sorted(folder.iterdir()) == files[2:]
    assert profile.parent in folder.parents


def test_the_dialog_of_a_fault_offers_what_may_be_handed_on(qtbot: Any, profile: Path) -> None:
    application()
    parent = QWidget()
    qtbot.addWidget(parent)
    show_bug(parent, fault())
    (box,) = parent.findChildren(QMessageBox)
    assert box.informativeText() == tr("window.bug.kept")
    assert "ValueError" in box.detailedText()
    assert box.defaultButton().text() == tr("dialogs.close"), "Enter opens no other program"
    press(box, tr("window.message.copy"))
    assert box.isVisible(), "one may want the file, too"
    show_bug(parent, fault())
    assert parent.findChildren(QMessageBox) == [box], "what fails again and again covers nothing"
    assert "ValueError" in QCoreApplication.instance().clipboard().text()  # type: ignore[union-attr]
    reports = sorted((paths.log_dir() / "faults").iterdir())
    assert len(reports) == 2
    assert str(reports[0]) in box.text()  # which file to hand on, as the manual says
    assert profile.parent in paths.log_dir().parents


def test_reset_puts_settings_away_and_leaves_work_alone(profile: Path) -> None:
    settings.save(Settings({"author": "김하늘"}), settings.settings_file())
    behind.wait(10)
    (profile / "bookmarks.json").write_text("{}", encoding="utf-8")
    (kept,) = settings.reset()
    assert kept.name == "settings.json.bak"
    assert settings.load(settings.settings_file()).text("author") == ""
    assert (profile / "bookmarks.json").exists()


def test_a_window_says_that_its_settings_could_not_be_read(
    bare_window: MainWindow, profile: Path
) -> None:
    """Nobody knew why the language and the colours were others than yesterday."""
    file = profile / "settings.json"
    profile.mkdir(exist_ok=True)
    for content, told in (("{}", 0), ('{"language": "en", "auth', 1), ("[" * 99_999, 1)):
        file.write_text(content, encoding="utf-8")
        bare_window.messages.clear()
        tell_profile(bare_window)
        assert len(bare_window.messages.messages) == told
    assert str(file) in bare_window.messages.messages[0].text


def test_settings_that_cannot_be_written_hold_while_the_program_runs_and_it_is_said_once(
    bare_window: MainWindow, profile: Path
) -> None:
    """Colours held, but the choice of a menu was forgotten at once, and nobody was told."""
    file = profile / "settings.json"
    file.mkdir(parents=True)
    bare_window.messages.clear()
    tell_profile(bare_window)
    for value in ("off", "on", "off"):
        preferences.keep("snapping", value)
        behind.wait(10)
        QCoreApplication.processEvents()
    assert settings.load(file).text("snapping") == "off"
    (told,) = bare_window.messages.messages
    assert told.text == tr("program.settings.not_kept", file=file)
    assert list(profile.glob(f"{behind.DRAFT}*")) == [], "no draft of it is left"
    file.rmdir()
    preferences.keep("snap_pixels", "20")
    behind.wait(10)
    assert json.loads(file.read_text(encoding="utf-8")) == {"snapping": "off", "snap_pixels": "20"}


def test_safe_mode_has_a_profile_of_its_own(profile: Path) -> None:
    settings.save(Settings({"author": "김하늘"}), settings.settings_file())
    paths.begin_safely()
    assert paths.is_safe()
    assert settings.load(settings.settings_file()).text("author") == ""
    assert profile in paths.data_dir().parents


def test_safe_mode_speaks_as_the_settings_say_and_knows_nothing_else_of_them(
    profile: Path,
) -> None:
    """The window spoke English, and its settings said that it spoke Korean."""
    settings.save(Settings({"author": "김하늘", "language": "en"}), settings.settings_file())
    set_language("en")
    opened: list[Settings] = []

    def opener(*_: object) -> int:
        opened.append(settings.load(settings.settings_file()))
        return 0

    try:
        assert run(["open", "--safe-mode"], opener) == 0
    finally:
        set_language("ko")
    assert profile in paths.data_dir().parents
    assert opened[0].text("language") == "en"
    assert opened[0].text("author") == ""


def test_a_portable_program_keeps_its_profile_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(paths.PROFILE_VARIABLE)
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path / "_internal"), raising=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / "scmap.exe"))
    assert not paths.is_portable()
    (tmp_path / paths.PORTABLE).mkdir()
    assert paths.is_portable()
    assert paths.data_dir() == tmp_path / paths.PORTABLE / "data"
    assert paths.profile_dir() == tmp_path / paths.PORTABLE


ASKS_FOR_A_FILE = """
from PySide6.QtWidgets import QFileDialog
from scmap.gui.start import application, tell_profile
app = application()
dialog = QFileDialog()
dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
dialog.show()
dialog.close()
del dialog
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is the system that remembers")
def test_folders_that_the_file_dialog_remembers_stay_in_a_portable_profile(tmp_path: Path) -> None:
    home, own = tmp_path / "home", tmp_path / paths.PORTABLE
    home.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    env |= {"HOME": str(home), paths.PROFILE_VARIABLE: str(own), "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", ASKS_FOR_A_FILE], check=True, cwd=ROOT, env=env)
    assert not list(home.rglob("QtProject*"))
    assert list(own.rglob("QtProject.conf"))
