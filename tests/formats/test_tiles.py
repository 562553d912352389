"""Tiles: their addresses, a service on this computer, a file, and all that is refused."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scmap.errors import InputError
from scmap.formats import tiles
from scmap.formats.tiles import GRIDS, MOST_TILES, MbTiles, WebTiles, addresses
from scmap.model.extent import Extent

WEB, NATIONAL = GRIDS["web"], GRIDS["national"]
PNG = b"\x89PNG not really"


class Service(ThreadingHTTPServer):
    """A service of tiles on the loopback that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if "elsewhere" in self.path:
            self.send_response(302)
            self.send_header("Location", f"{self.server.address}/1/1/1.png")
            self.end_headers()
            return
        missing = "missing" in self.path
        self.send_response(404 if missing else 200)
        self.end_headers()
        self.wfile.write(b"x" * (tiles.MOST_BYTES + 10) if "huge" in self.path else PNG)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def test_a_service_is_asked_for_a_tile_by_its_address(service: Service) -> None:
    source = WebTiles(service.address + "/{z}/{x}/{y}.png", WEB)
    assert source.tile((7, 109, 50)) == PNG
    assert WebTiles(service.address + "/{z}/{x}/{-y}.png", WEB).tile((7, 109, 50)) == PNG
    wmts = service.address + "/wmts?TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}"
    assert WebTiles(wmts, NATIONAL).tile((7, 3, 2)) == PNG
    assert service.asked == [
        "/7/109/50.png",
        "/7/109/77.png",
        "/wmts?TILEMATRIX=L07&TILEROW=2&TILECOL=3",
    ]


def test_what_a_service_does_not_have_is_no_tile(service: Service) -> None:
    for path in ("missing", "huge", "elsewhere"):
        assert WebTiles(f"{service.address}/{path}/{{z}}/{{x}}/{{y}}", WEB).tile((1, 0, 0)) is None
    assert len(service.asked) == 3  # a redirect is not followed
    service.shutdown()
    service.server_close()
    assert WebTiles(service.address + "/{z}/{x}/{y}", WEB).tile((1, 0, 0)) is None


@pytest.mark.parametrize(
    "template",
    [
        "",
        "file:///etc/passwd/{z}/{x}/{y}",
        "ftp://a/{z}/{x}/{y}",
        "http://a/{z}/{x}.png",
        "http://{z}.a/{x}/{y}",
        "http:///{z}/{x}/{y}",
        "http://a/{z}/{x}/{y}\r\nHost: b",
        "javascript:alert(1)//{z}{x}{y}",
    ],
)
def test_what_is_no_address_of_tiles_is_refused(template: str) -> None:
    with pytest.raises(InputError) as caught:
        WebTiles(template, WEB)
    assert caught.value.code == "tiles_address"


def mbtiles(path: Path, kind: str = "png") -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute("INSERT INTO metadata VALUES ('format', ?)", (kind,))
        connection.execute(
            "CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)"
        )
        connection.execute("INSERT INTO tiles VALUES (7, 109, 77, ?)", (PNG,))
        connection.execute("INSERT INTO tiles VALUES (7, 110, 77, 'text')")
    return path


def test_a_file_counts_rows_from_the_south_and_is_not_changed(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "바탕 #1.mbtiles")
    before = path.read_bytes()
    source = MbTiles(path)
    assert source.tile((7, 109, 50)) == PNG
    assert source.tile((7, 110, 50)) is None
    assert source.tile((3, 0, 0)) is None
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_without_pictures_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.mbtiles"
    text.write_text("no database")
    vectors = mbtiles(tmp_path / "b.mbtiles", kind="pbf")
    for path, code in (
        (text, "tiles_file"),
        (vectors, "tiles_file"),
        (tmp_path / "c", "file_missing"),
    ):
        with pytest.raises(InputError) as caught:
            MbTiles(path)
        assert caught.value.code == code


def test_a_level_is_about_as_fine_as_the_map_and_never_too_many_tiles() -> None:
    town = Extent(950_000, 1_940_000, 960_000, 1_950_000)
    level = NATIONAL.level(8.0, town)
    assert NATIONAL.pixels[level - NATIONAL.first] == 8.16
    country = Extent(700_000, 1_400_000, 1_400_000, 2_100_000)
    found = list(addresses(NATIONAL, country, 0.3))
    assert 0 < len(found) <= MOST_TILES
    assert len({one[0] for one in found}) == 1


def test_the_middle_comes_first() -> None:
    found = list(addresses(WEB, Extent(-1e6, -1e6, 1e6, 1e6), 2e6 / 1200))
    level = found[0][0]
    middle = 2 ** (level - 1)
    assert all(abs(part - middle) <= 1 for part in found[0][1:])
