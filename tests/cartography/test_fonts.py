"""The typeface that comes with the program."""

from pathlib import Path

import pylopdf_fonts_ko
import pytest

from scmap.cartography import fonts
from scmap.errors import InputError
from scmap.words import explain


def test_a_typeface_that_is_missing_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pylopdf_fonts_ko, "sans_path", lambda: tmp_path / "NotoSansKR.otf")
    with pytest.raises(InputError) as caught:
        fonts.load_fonts.__wrapped__()
    assert caught.value.code == "font_missing"
    told = str(explain(caught.value))
    assert "NotoSansKR.otf" in told
    assert "다시 설치" in told
