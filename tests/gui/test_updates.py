"""The dialog of updates: what a file changes is seen first, then installed, then taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from scmap import paths
from scmap.gui.dialogs.updates import UpdatesDialog
from scmap.gui.start import application
from scmap.reference import updates
from scmap.reference.update_package import read_key, trusted
from scmap.store.sharing.keys import fingerprint_of, member_of
from tests.reference.packages import KINDS, PUBLISHER, longer_life, packed, put


@pytest.fixture
def dialog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UpdatesDialog]:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path / "profile"))
    application()
    shown = UpdatesDialog(None)
    shown.show()
    yield shown
    shown.close()


def settle(qtbot: Any, dialog: UpdatesDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.jobs.running)


def told(dialog: UpdatesDialog) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def test_a_file_shows_what_it_changes_is_installed_and_taken_back(
    dialog: UpdatesDialog, qtbot: Any, tmp_path: Path
) -> None:
    put(tmp_path / "갱신", KINDS, longer_life)
    assert not dialog.installs.isEnabled()
    assert not dialog.undoes.isEnabled()
    dialog.look_at(packed(tmp_path / "갱신"))
    settle(qtbot, dialog)
    assert dialog.changes.rows == (
        ("투자 유형 (kinds.csv)", "0", "1", "0", "CCTV 통합관제센터 (CCC)"),
    )
    assert PUBLISHER in told(dialog)
    assert updates.installed() == ()  # only looked at
    dialog.installs.click()
    settle(qtbot, dialog)
    assert [row[0] for row in dialog.known.rows] == ["2027-01-01", paths.EDITION]
    assert "다시 시작하면" in told(dialog)
    dialog.undoes.click()
    assert [row[0] for row in dialog.known.rows] == [paths.EDITION]
    assert "설치했습니다" not in told(dialog)
    assert updates.installed() == ()


def test_a_stranger_is_trusted_once_the_fingerprint_was_compared(
    dialog: UpdatesDialog, qtbot: Any, tmp_path: Path
) -> None:
    put(tmp_path / "갱신", KINDS, longer_life)
    package = packed(tmp_path / "갱신", is_trusted=False)
    dialog.look_at(package)
    settle(qtbot, dialog)
    assert "지문" in told(dialog)
    assert not dialog.installs.isEnabled()
    key = tmp_path / "public.key.json"
    _name, public = read_key(key)
    dialog.trust(key, lambda _name, _fingerprint: False)
    assert trusted() == {}
    dialog.trust(key, lambda _name, one: one == fingerprint_of(member_of(public)))
    assert list(trusted()) == [PUBLISHER]
    assert "신뢰 목록에 없습니다" not in told(dialog)
    dialog.look_at(package)
    settle(qtbot, dialog)
    assert dialog.installs.isEnabled()
