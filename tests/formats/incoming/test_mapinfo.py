"""MapInfo tables: most do not say in which letters they are, and come in several files."""

import zipfile
from pathlib import Path

import geopandas
import pyogrio
import pytest
import shapely

from scmap.formats.incoming.reading import read_tables
from scmap.formats.incoming.table import Incoming

NAMES = ["가나다구역", "동탄 지구"]


pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture(params=[".tab", ".mif"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A table of the character set "Neutral", as offices hand it on: its bytes are CP949."""
    frame = geopandas.GeoDataFrame(
        {"구역명": NAMES, "면적": [1.5, 2.5]},
        geometry=[shapely.box(957_000 + at, 1_912_000, 958_000 + at, 1_913_000) for at in (0, 2e3)],
        crs=5179,
    )
    path = tmp_path / f"지구{request.param}"
    form = "MIF" if request.param == ".mif" else "TAB"
    pyogrio.write_dataframe(frame, path, driver="MapInfo File", ENCODING="CP949", FORMAT=form)
    path.write_bytes(path.read_bytes().replace(b"WindowsKorean", b"Neutral"))
    return path


def only(path: Path, encoding: str = "") -> Incoming:
    (found,) = read_tables(path, encoding=encoding).tables
    return found


def test_its_letters_are_judged_from_the_bytes(table: Path) -> None:
    found = only(table)
    assert list(found.columns) == ["구역명", "면적"]
    assert found.columns["구역명"].tolist() == NAMES
    assert (found.encoding, found.encoding_from) == ("cp949", "bytes")
    assert [issue.code for issue in found.issues] == ["encoding_guessed"]


def test_the_users_word_for_its_letters_is_taken(table: Path) -> None:
    found = only(table, "euc-kr")
    assert found.columns["구역명"].tolist() == NAMES
    assert (found.encoding, found.encoding_from, found.issues) == ("euc-kr", "user", ())


def test_all_its_files_come_out_of_an_archive_as_one_table(tmp_path: Path) -> None:
    packed = tmp_path / "받은 자료.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("지구.*"):
            archive.write(part, part.name)
    read = read_tables(packed)
    assert [one.columns["구역명"].tolist() for one in read.tables] == [NAMES]
    assert (read.failed, read.passed) == ((), ())


def test_a_folder_whose_name_gdal_misreads_does_not_matter(table: Path, tmp_path: Path) -> None:
    odd = tmp_path / "급함!"
    odd.mkdir()
    for part in tmp_path.glob("지구.*"):
        part.rename(odd / part.name)
    assert only(odd / table.name).columns["구역명"].tolist() == NAMES
