"""From a project file to reports in a folder, as the command line asks for them."""

from datetime import date
from pathlib import Path

import pytest

from scmap.errors import InputError
from scmap.report.write import write_report
from scmap.store.project_file import write_project
from tests.report import sample

TODAY = date(2026, 11, 22)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "시험.gpkg"
    write_project(sample.project(), path)
    return path


def test_each_format_is_written_and_the_project_is_left_as_it_was(file: Path) -> None:
    before = file.read_bytes()
    written = write_report(
        file, file.parent / "새 폴더", place=None, formats=("pdf", "html"), today=TODAY
    )
    assert [path.suffix for path in written] == [".pdf", ".html"]
    assert written[0].read_bytes().startswith(b"%PDF")
    assert "2026. 11. 22." in written[1].read_text(encoding="utf-8")
    assert file.read_bytes() == before


def test_the_page_names_the_project_file_with_its_hash_but_not_its_path(file: Path) -> None:
    (page,) = write_report(file, file.parent, place=None, formats=("html",), today=TODAY)
    text = page.read_text(encoding="utf-8")
    assert "시험.gpkg" in text
    assert str(file.parent) not in text


def test_a_folder_that_cannot_be_made_is_named(file: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_report(file, file / "안", place=None, formats=("html",), today=TODAY)
    assert caught.value.code == "folder_not_made"
