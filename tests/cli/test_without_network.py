"""On a machine without any network the work is done, and nothing so much as asks for an address."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
CITY = ("--municipality", "화성시")
# What each line makes is there afterwards. The built program does more of it: installer/bare.py.
WORK = (
    (("overlap", "{sample}", "--grades", "--out", "{out}/pairs.gpkg"), "pairs.gpkg"),
    (("link", "{sample}", *CITY, "--json"), ""),
    (("export", "{sample}", "--layer", "investment", "--out", "{out}/rows.shp"), "rows.shp"),
    (("report", "{sample}", *CITY, "--format", "html,hwpx", "--out", "{out}/r"), "r"),
)
CODE = """
import json, socket, sys

def refused(*arguments, **_named):
    raise SystemExit(f"asked for {arguments}")

def connect(own, address, kept=socket.socket.connect):
    far = own.family in (socket.AF_INET, socket.AF_INET6)
    return refused(address) if far else kept(own, address)

socket.getaddrinfo = socket.gethostbyname = refused
socket.socket.connect = connect
if sys.argv[1] == "control":
    socket.create_connection(("localhost", 80))
from scmap.app import run
for line in json.loads(sys.argv[1]):
    assert run(line) == 0, line
"""


def alone(asked: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a namespace that has no network, where this system lets us make one."""
    unshare = ["unshare", "-rn"]
    try:
        may = subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        may = False
    return subprocess.run(
        [*(unshare if may else []), sys.executable, "-c", CODE, asked],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_that_is_handed_over_is_made_without_a_network(tmp_path: Path) -> None:
    sample = Path(shutil.copy(SAMPLE, tmp_path))
    lines = [[word.format(sample=sample, out=tmp_path) for word in line] for line, _made in WORK]
    done = alone(json.dumps(lines))
    assert done.returncode == 0, done.stderr
    assert all((tmp_path / made).exists() for _line, made in WORK)
    assert {one.suffix for one in (tmp_path / "r").iterdir()} == {".html", ".hwpx"}


def test_whoever_asks_for_an_address_is_seen() -> None:
    done = alone("control")
    assert done.returncode != 0
    assert "asked for" in done.stderr
