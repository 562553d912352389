"""Passwords lie in a real keyring of the system, and nowhere else."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.needs import program

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "postgresql://kim@nas.example/coop"
SECRET = "열려라-참깨-7"  # noqa: S105  of a keyring that lives as long as the test
SCRIPT = """
    printf unlock | gnome-keyring-daemon --unlock --components=secrets >/dev/null &&
    exec "$@"
"""


def test_a_real_secret_service_keeps_a_password_and_no_file_has_it(tmp_path: Path) -> None:
    bus = program("dbus-run-session", "dbus-daemon")
    program("gnome-keyring-daemon", "gnome-keyring")
    asked = [sys.executable, "-m", "tests.session.keyring_parts", ADDRESS, SECRET]
    done = subprocess.run(
        [bus, "--", "sh", "-c", SCRIPT, "sh", *asked],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        timeout=60,
        env={
            **{name: value for name, value in os.environ.items() if name != "DISPLAY"},
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "SCMAP_PROFILE_DIR": str(tmp_path / "profile"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        },
    )
    assert done.returncode == 0, done.stderr
    before, kept, again, backend = ast.literal_eval(done.stdout)
    assert (before, kept, again, backend) == (None, True, SECRET, "keyring.backends.SecretService")
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert written, "the keyring's own file"
    assert not [file for file in written if SECRET.encode() in file.read_bytes()]
