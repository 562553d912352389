"""A dossier after a template of one's own: its order, its sections, and what always stays."""

import json
from pathlib import Path

import pytest

from scmap import paths
from scmap.errors import InputError
from scmap.report.blocks import Line
from scmap.report.dossier import Dossier
from scmap.report.korean import phrase
from scmap.report.template import FOLDER, FORMAT, known_templates, laid_out, read_template
from scmap.words import explain
from tests.report import round_sample


def template(path: Path, sections: list[object], **more: object) -> Path:
    told = {"format": FORMAT, "name": "우리 시", "sections": sections, **more}
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return round_sample.dossier()


def titles(booklet: Dossier) -> list[str]:
    return [one.title for one in booklet.sections]


def test_the_sections_stand_as_the_file_says_and_what_must_stay_stays(
    dossier: Dossier, tmp_path: Path
) -> None:
    first, second = [one.title for one in dossier.sections if one.place == "body"][:2]
    own = {
        "title": "기관장 의견",
        "lines": ["□ 두 센터를 함께 운영함", "- 2027년부터", "예산 협의"],
    }
    asked = read_template(
        template(tmp_path / "a.json", [second, own, first], title="우리 시 심의서")
    )
    made = laid_out(dossier, asked)
    assert made.title == "우리 시 심의서"
    assert titles(made)[:3] == [second, "기관장 의견", first]
    assert made.sections[1].blocks == (
        Line("두 센터를 함께 운영함", 0),
        Line("2027년부터", 2),
        Line("예산 협의", 1),
    )
    assert titles(made)[3:] == [phrase("attached.conditions"), phrase("attached.sources")]


def test_the_rest_is_all_that_is_named_nowhere_else(dossier: Dossier, tmp_path: Path) -> None:
    last = [one.title for one in dossier.sections if one.place == "body"][-1]
    made = laid_out(dossier, read_template(template(tmp_path / "a.json", [last, "*"])))
    assert sorted(titles(made)) == sorted(titles(dossier))
    assert next(one.title for one in made.sections if one.place == "body") == last


def test_a_section_that_no_paper_has_is_named(dossier: Dossier, tmp_path: Path) -> None:
    asked = read_template(template(tmp_path / "a.json", ["없는 절"]))
    with pytest.raises(InputError, match="report_template_section") as stopped:
        laid_out(dossier, asked)
    told = str(explain(stopped.value))
    assert "없는 절" in told
    assert titles(dossier)[0] in told


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"format": "else", "name": "a", "sections": ["*"]}',
        f'{{"format": "{FORMAT}", "name": "a", "sections": []}}',
        f'{{"format": "{FORMAT}", "name": "a", "sections": [{{"title": "a", "lines": "b"}}]}}',
        f'{{"format": "{FORMAT}", "name": 3, "sections": ["*"]}}',
    ],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "서식.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="report_template_wrong") as stopped:
        read_template(path)
    assert "서식.json" in str(explain(stopped.value))


def test_files_in_the_planners_folder_are_offered_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    folder = paths.data_dir() / FOLDER
    folder.mkdir()
    good = template(folder / "우리.json", ["*"])
    (folder / "broken.json").write_text("{", encoding="utf-8")
    assert known_templates() == {"우리 시": good}
