"""A layer is found by its name, its title, or as what it is."""

from pathlib import Path

import pytest

import scmap
from scmap.errors import InputError
from scmap.session.layer_names import layer_called


def test_the_investments_are_found_whatever_file_they_came_from() -> None:
    project = scmap.open_project(scmap.sample())
    layer = project.investments
    assert layer is not None
    came = project.with_layer(layer.replace(title="현황"))
    assert {layer_called(came, name).uid for name in ("투자사업", "현황", "investment")} == {
        layer.uid
    }
    with pytest.raises(InputError, match="layer_not_one") as raised:
        layer_called(came, "없음")
    assert "현황 (investment)" in str(raised.value.values["layers"])


def test_the_command_of_the_manual_begins_a_cooperative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from scmap.cli.main import scmap as verbs

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))
    titles, row = "사업명,유형,시·군·구,주분야,시작연도", "가,통합플랫폼,화성시,방범,2024"
    Path("현황.csv").write_text(f"{titles}\n{row}\n", encoding="utf-8")
    Path("폴더").mkdir()
    for line in (
        "new --municipality 화성시 --out 사업.gpkg",
        "import 현황.csv --into 사업.gpkg",
        "share begin 사업.gpkg --with 폴더 --name 화성시 --layers 투자사업",
    ):
        done = CliRunner().invoke(verbs, line.split(), catch_exceptions=False)
        assert done.exit_code == 0, done.output
