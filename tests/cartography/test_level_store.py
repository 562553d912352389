"""Levels of detail on disk: made once for a content, never shown for another, gone when damaged."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from scmap.cartography import level_store, outlines
from scmap.cartography.easel import level_of
from scmap.cartography.outlines import level, prepare
from scmap.cartography.painter import render
from scmap.cartography.settings import MapSettings
from scmap.cartography.wire import Receiver, Sender
from scmap.model.extent import Extent
from scmap.model.layer import CLOSED, Layer
from tests.cartography.maps import drawn, layer, pixels

COAST = 30_000  # vertices


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep levels in a folder of the test's own."""
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path))
    yield tmp_path / "cache" / "levels"
    level_store.forget()


def coast(grown: float = 0.0) -> Layer:
    """Give a jagged coast with an island of a metre."""
    turn = np.linspace(0, 2 * np.pi, COAST, endpoint=False)
    far = 40_000 + grown + 900 * np.sin(700 * turn) + 300 * np.sin(4100 * turn)
    ring = np.column_stack((np.cos(turn), np.sin(turn))) * far[:, None] + 50_000
    island = shapely.box(96_000, 3_000, 96_001, 3_001)
    return layer([shapely.MultiPolygon([shapely.Polygon(ring), island]), shapely.box(0, 0, 9, 9)])


def received(shown: Layer) -> MapSettings:
    """Give a map as a painting process that has just started has it."""
    settings = MapSettings(Extent(0, 0, 100_000, 100_000), 300, 300, 96.0, (drawn(shown),))
    *pieces, order = Sender().order(settings, "").messages()
    receiver = Receiver()
    for piece in pieces:
        receiver.take(piece)  # type: ignore[arg-type]
    return receiver.settings(order)  # type: ignore[arg-type]


def prepared(settings: MapSettings) -> None:
    for one in settings.layers:
        assert prepare(one.layer.geometry, level_of(settings), lambda: False)


def painted(settings: MapSettings) -> NDArray[np.uint8]:
    return pixels(render(settings))


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npz"))


def test_the_next_start_simplifies_nothing_and_paints_the_same(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = received(coast())
    picture = painted(first)
    prepared(first)
    assert len(files(own_folder)) == 1
    monkeypatch.setattr(outlines, "sheaf", lambda *_: pytest.fail("it was made before"))
    again = received(coast())
    assert again.layers[0].layer.geometry is not first.layers[0].layer.geometry
    assert (painted(again) == picture).all()


def test_another_content_is_another_level(own_folder: Path) -> None:
    prepared(received(coast()))
    other = received(coast(grown=4_000.0))
    fresh = painted(MapSettings(other.extent, 300, 300, 96.0, (drawn(coast(grown=4_000.0)),)))
    assert (painted(other) == fresh).all()
    prepared(other)
    assert len(files(own_folder)) == 2


@pytest.mark.parametrize("harm", [b"", b"PK\x03\x04 no picture", None])
def test_a_damaged_level_is_made_again(own_folder: Path, harm: bytes | None) -> None:
    first = received(coast())
    picture = painted(first)
    prepared(first)
    (file,) = files(own_folder)
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 0xFF  # one bit of a coordinate
    file.write_bytes(bytes(whole) if harm is None else harm)
    assert (painted(received(coast())) == picture).all()


def test_nothing_is_kept_of_what_is_closed_of_results_or_of_small_layers(own_folder: Path) -> None:
    prepared(received(coast().replace(security=CLOSED)))
    prepared(received(coast().replace(uid="result:overlap")))
    prepared(received(layer([shapely.Point(0, 0).buffer(9_000)])))
    assert not files(own_folder)


def test_what_was_not_asked_for_longest_goes(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = received(coast())
    monkeypatch.setattr(level_store, "MOST_BYTES", 1)
    prepared(settings)
    assert not files(own_folder)
    monkeypatch.setattr(level_store, "MOST_BYTES", 1 << 30)
    geometry = settings.layers[0].layer.geometry
    for step in range(20):
        level(geometry, (step, step))
    assert len(outlines._LEVELS.of(geometry).made) <= 8


def test_preparing_stops_when_something_is_asked() -> None:
    many = layer([shapely.Point(0, n * 100).buffer(9_000, quad_segs=64) for n in range(600)])
    geometry = received(many).layers[0].layer.geometry
    left = iter([False, True])
    assert not prepare(geometry, (3, 3), lambda: next(left))
    assert 0 < len(level(geometry, (3, 3)).missing) < len(geometry)
    assert prepare(geometry, (3, 3), lambda: False)
    assert level(geometry, (3, 3)).whole
