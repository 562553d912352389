"""The base map in the window: no call while it is off, one host while it is on, told when wrong."""

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QPushButton

from scmap import settings
from scmap.formats.tiles import GRIDS
from scmap.gui.base_map import BaseMap, choice_of
from scmap.gui.dialogs.base_map import BaseMapDialog, Choice
from scmap.gui.main_window import MainWindow
from scmap.gui.proofs import Proof
from scmap.model.extent import Extent
from scmap.words import tr
from tests.cartography.maps import png

BLUE = "#3366cc"


@pytest.fixture
def window(city_window: MainWindow) -> MainWindow:
    return city_window


class Service(ThreadingHTTPServer):
    """A service of blue tiles on the loopback that counts what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []
        self.content = png(256, 256, BLUE)

    @property
    def template(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{{z}}/{{x}}/{{y}}.png"


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200 if self.server.content else 404)
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def is_blue(window: MainWindow) -> bool:
    picture = window.canvas.picture()
    middle = picture.pixelColor(picture.width() // 3, picture.height() // 2).name()
    return window.canvas.is_exact and middle == BLUE


def test_while_it_is_off_no_connection_is_made(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    connect = socket.socket.connect

    def watched(own: socket.socket, address: Any) -> None:
        made.append(address)
        connect(own, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    window.canvas.zoom_in()
    qtbot.wait(500)
    window.canvas.zoom_out()
    qtbot.waitUntil(lambda: window.canvas.is_exact, timeout=10_000)
    assert [one for one in made if isinstance(one, tuple)] == []
    assert not [t for t in threading.enumerate() if t.name.startswith(("tiles", "base-map"))]
    assert window.base_map.backdrop is None


def test_tiles_of_a_service_lie_below_the_map_until_it_is_switched_off(
    window: MainWindow, qtbot: Any, service: Service
) -> None:
    window.base_map.choose(Choice("web", service.template, "national", credit="시험 기관"))
    qtbot.waitUntil(lambda: is_blue(window), timeout=15_000)
    asked = len(service.asked)
    assert 0 < asked <= 200
    backdrop = window.base_map.backdrop
    assert backdrop is not None
    assert backdrop.credit == "시험 기관"
    window.base_map.choose(Choice("off"))
    qtbot.waitUntil(lambda: window.canvas.is_exact and not is_blue(window), timeout=15_000)
    window.canvas.zoom_in()
    qtbot.wait(600)
    assert len(service.asked) == asked


def test_a_sheet_has_the_base_map_of_the_screen_and_names_its_source(
    window: MainWindow, qtbot: Any, service: Service
) -> None:
    window.base_map.choose(Choice("web", service.template, "national", credit="시험 기관"))
    qtbot.waitUntil(lambda: is_blue(window), timeout=15_000)
    dialog = window.layouts.ask()
    assert dialog is not None
    proofs: list[Proof] = []
    dialog._proofs.made.connect(proofs.append)
    qtbot.waitUntil(lambda: bool(proofs) and dialog.is_settled, timeout=30_000)
    image, sheet = proofs[-1].image, proofs[-1].sheet
    blue = [
        image.pixelColor(x, image.height() // 2).name() == BLUE
        for x in range(image.width() // 6, image.width() // 2, 7)
    ]
    assert sum(blue) > len(blue) / 2
    assert "시험 기관" in sheet.sources
    dialog.close()
    window.base_map.choose(Choice("off"))


def test_a_choice_is_kept_for_the_next_start(window: MainWindow, service: Service) -> None:
    window.base_map.choose(Choice("web", service.template, "web", credit="가"))
    kept = choice_of(settings.load(settings.settings_file()))
    assert (kept.kind, kept.address, kept.grid) == ("web", service.template, "web")
    window.base_map.choose(Choice("off"))


def test_a_file_of_tiles_lies_below_the_map(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "바탕.mbtiles"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute(
            "CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)"
        )
        blue = png(256, 256, BLUE)
        web = GRIDS["web"]
        country = Extent(13_600_000, 4_000_000, 14_800_000, 4_800_000)
        for level in range(5, 10):
            rows = [
                (level, column, 2**level - 1 - row, blue)
                for _, column, row in web.within(country, level)
            ]
            connection.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    window.base_map.choose(Choice("file", file=str(path)))
    qtbot.waitUntil(lambda: is_blue(window), timeout=15_000)
    window.base_map.choose(Choice("off"))


def test_a_wrong_choice_is_told_and_changes_nothing(window: MainWindow) -> None:
    window.base_map.choose(Choice("off"))
    window.base_map.choose(Choice("web", "file:///etc/passwd/{z}{x}{y}"))
    assert window.messages.isVisible()
    assert choice_of(settings.load(settings.settings_file())).kind == "off"


def test_a_service_without_tiles_is_told_once(
    window: MainWindow, qtbot: Any, service: Service
) -> None:
    service.content = b""
    window.base_map.choose(Choice("web", service.template, "national"))
    qtbot.waitUntil(window.messages.isVisible, timeout=15_000)
    assert window.base_map.backdrop is None
    window.base_map.choose(Choice("off"))


def test_a_damaged_setting_is_no_base_map(window: MainWindow) -> None:
    kept = settings.load(settings.settings_file()).having("base_map", "file")
    settings.save(kept.having("base_map_file", "/no/such.mbtiles"), settings.settings_file())
    made = BaseMap(window, window.messages)
    assert made.backdrop is None
    settings.save(kept.having("base_map", "off"), settings.settings_file())


def test_the_dialog_lets_nothing_be_left_out(qtbot: Any) -> None:
    dialog = BaseMapDialog(Choice(), None)
    qtbot.addWidget(dialog)
    yes = next(b for b in dialog.findChildren(QPushButton) if b.text() == tr("basemap.apply"))
    assert yes.isEnabled()
    dialog._kinds.button(1).setChecked(True)
    assert not yes.isEnabled()
    dialog._address.setText("http://tiles.example.go.kr/{z}/{x}/{y}.png")
    assert yes.isEnabled()
    yes.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.choice.kind == "web"
