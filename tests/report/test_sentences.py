"""What people wrote in place of a generated sentence stays, and says when its numbers changed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scmap.cli.main import run
from scmap.errors import InputError
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.sentence import Sentence
from scmap.report.blocks import Line
from scmap.report.dossier import Dossier
from scmap.report.sentences import edit, edited, edits_of, printed
from scmap.report.write import DOSSIER_WRITERS
from scmap.store.project_file import read_project, write_project
from tests.report import readers, round_sample

OWN = "가온시의 사업은 아래와 같음"


def lines(made: Dossier) -> list[str]:
    return [block.text for block in made.blocks if isinstance(block, Line)]


def words_only(made: Dossier) -> Dossier:
    """Leave out what takes long to write and holds no sentence."""
    bare = (
        replace(one, blocks=tuple(block for block in one.blocks if isinstance(block, Line)))
        for one in made.sections
    )
    return replace(made, sections=tuple(bare))


@pytest.fixture(scope="module")
def plain() -> Dossier:
    """The dossier as the program words it."""
    return round_sample.dossier()


@pytest.fixture(scope="module")
def key(plain: Dossier) -> str:
    """Of the first sentence of 현황."""
    return next(one.key for one in printed(plain.generated, {}) if one.section == "현황")


@pytest.fixture(scope="module")
def project(plain: Dossier, key: str) -> Project:
    return edit(round_sample.project(), "r", plain.generated, key, OWN)


@pytest.fixture(scope="module")
def made(project: Project) -> Dossier:
    return round_sample.composed(project)


def test_an_edit_is_printed_in_every_format_and_survives_regeneration(
    made: Dossier, tmp_path: Path
) -> None:
    assert OWN in lines(made)
    assert not any("수치 확인 필요" in line for line in lines(made))
    file = tmp_path / "심의자료.hwpx"
    DOSSIER_WRITERS["hwpx"](words_only(made), file)
    assert OWN in readers.hwpx_text(file)


def test_it_is_flagged_when_the_numbers_beneath_it_change(project: Project) -> None:
    layer = project.layers[0]
    total = np.where(np.isnan(layer.number("total_mkrw")), np.nan, 9_999.0)
    changed = project.with_layer(layer.replace(columns={**layer.columns, "total_mkrw": total}))
    made = round_sample.composed(changed)
    told = lines(made)
    place = told.index(OWN)
    assert "수치 확인 필요" in told[place + 1]
    assert [one.text for one in printed(made.generated, edits_of(changed, "r")) if one.stale] == [
        OWN
    ]


def test_sentences_alike_but_for_their_numbers_are_told_apart(made: Dossier) -> None:
    keys = [one.key for one in printed(made.generated, {})]
    assert len(keys) == len(set(keys))


def test_empty_words_give_the_generated_sentence_back(
    project: Project, plain: Dossier, made: Dossier, key: str
) -> None:
    back = edit(project, "r", made.generated, key, " ")
    assert records(back, Sentence) == ()
    again = replace(made, sections=edited(made.generated, edits_of(back, "r")))
    assert lines(again) == lines(plain)
    assert OWN not in lines(plain)
    with pytest.raises(InputError, match="sentence_unknown"):
        edit(project, "r", made.generated, "zzz", OWN)


def test_the_command_line_lists_sentences_and_takes_other_words(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "회의.gpkg"
    write_project(project, file)
    asked = ["sentences", str(file), "--round", "2026-1"]
    assert run(asked, lambda *_: 0) == 0
    key = next(
        line.split()[0] for line in capsys.readouterr().out.splitlines() if "추진배경" in line
    )
    assert run([*asked, "--edit", key, "다른 문장"], lambda *_: 0) == 0
    assert f"* {key}" in capsys.readouterr().out
    assert {one.text for one in records(read_project(file).project, Sentence)} == {
        OWN,
        "다른 문장",
    }
