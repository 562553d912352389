"""Pictures read from bytes: the forms that are known, and in threads beside a busy window."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageWriter

from scmap.cartography.pictures import picture_of
from tests.cartography.maps import png

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60  # of a machine with much else to do: six seconds are usual

# Listeners that go are what the window's thread lets go of as long as it runs: dialogs, jobs.
BESIDE = """
import os, sys, threading, time
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from scmap.cartography.pictures import picture_of
sys.setswitchinterval(5e-5)  # as while a job runs
application = QGuiApplication([])

class Sender(QObject):
    told = Signal()

class Listener:
    def hear(self): pass

content = bytes.fromhex(sys.argv[1])
read = [0, 0, 0, 0]

def work(number):
    while True:
        assert picture_of(content, 64) is not None
        read[number] += 1

for number in range(4):
    threading.Thread(target=work, args=(number,), daemon=True).start()
end = time.monotonic() + 5
while time.monotonic() < end:
    for _ in range(300):
        sender, listener = Sender(), Listener()
        sender.told.connect(listener.hear)
        del listener
    application.processEvents()
print(min(read), flush=True)
os._exit(0)
"""


def written(form: bytes) -> bytes:
    """Give a small picture as a file of this form."""
    image = QImage(32, 20, QImage.Format.Format_RGB32)
    image.fill(0x3366CC)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(form)).write(image)
    return bytes(content.data())


@pytest.mark.parametrize("form", [b"png", b"jpeg", b"webp"])
def test_what_services_give_is_read(form: bytes) -> None:
    image = picture_of(written(form), 64)
    assert image is not None
    assert (image.width(), image.height()) == (32, 20)
    assert abs(image.pixelColor(16, 10).blue() - 0xCC) < 6
    assert picture_of(written(form), 31) is None


@pytest.mark.parametrize("form", [b"bmp", b"ppm", b"xpm"])
def test_no_other_form_is_read(form: bytes) -> None:
    assert picture_of(written(form), 64) is None


def test_threads_read_beside_a_window_that_lets_listeners_go() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BESIDE, png(32, 32).hex()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert int(ended.stdout) > 10


def test_pictures_are_read_from_bytes_in_one_place() -> None:
    """Anywhere else a thread could stand still, see `scmap.cartography.pictures`."""
    asking = ("QImageReader(", "QTextDocument(", "QTextStream(", "fromData(")
    found = {
        path.name
        for path in (ROOT / "scmap").rglob("*.py")
        if any(one in path.read_text(encoding="utf-8") for one in asking)
    }
    assert found == {"pictures.py"}
