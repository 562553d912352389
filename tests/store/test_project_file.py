import hashlib
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.errors import CancelledError, InputError, LockedError
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer, Where
from scmap.model.project import Project, new_uid
from scmap.model.symbology import Category, Label, Symbol, Symbology
from scmap.store import migrations, project_file, qml, style_table
from scmap.store.geopackage import write_layers, writing
from scmap.store.project_file import read_project, write_project
from scmap.store.qgis_expression import Columns
from scmap.words import set_language, tr
from tests.store import layers as sample

NOW = datetime(2026, 1, 2, tzinfo=UTC)

colours = st.from_regex(r"#[0-9A-Fa-f]{6}", fullmatch=True)
sizes = st.floats(0, 100)
symbols = st.builds(
    Symbol,
    fill=st.none() | colours,
    fill_opacity=st.floats(0, 1),
    hatch_colour=st.none() | colours,
    stroke=st.none() | colours,
    stroke_mm=sizes,
    size_mm=sizes,
)
symbologies = st.builds(
    Symbology,
    default=symbols,
    field=sample.texts,
    categories=st.lists(st.builds(Category, sample.texts, sample.texts, symbols), max_size=3).map(
        tuple
    ),
    label=st.none() | st.builds(Label, sample.texts, sizes, colours, sizes),
)
entries = st.builds(
    MapLayer,
    uid=st.builds(new_uid),
    title=sample.texts,
    layer=st.sampled_from(("base:municipality", "result:overlap", "somewhere")),
    group=sample.texts,
    where=st.none() | st.builds(Where, sample.texts, st.frozensets(sample.texts, max_size=3)),
    shape=st.sampled_from(("footprint", "point")),
    symbology=symbologies,
    visible=st.booleans(),
    opacity=st.floats(0, 1),
)
projects = st.builds(
    Project,
    uid=st.builds(new_uid),
    title=sample.texts,
    municipality=sample.texts,
    layers=st.lists(sample.layers() | sample.layers(spatial=False), max_size=3).map(tuple),
    map=st.lists(entries, max_size=3).map(tuple),
)


def same(left: Project, right: Project) -> bool:
    def facts(layer: Layer) -> tuple[object, ...]:
        return (layer.uid, layer.name, layer.title, layer.kind, layer.source, layer.security)

    return (
        (left.uid, left.title, left.crs, left.municipality, left.map)
        == (right.uid, right.title, right.crs, right.municipality, right.map)
        and list(map(facts, left.layers)) == list(map(facts, right.layers))
        and all(map(sample.same_rows, left.layers, right.layers))
    )


def styled(*layers: Layer) -> Project:
    """A project whose map colours the first layer by its column `kind`."""
    look = Symbology(
        field="kind",
        categories=(Category("가", "<가> & '나'", Symbol(fill="#FF0000", hatch="diagonal")),),
    )
    entry = MapLayer(uid="m1", title="종류", layer=layers[0].uid, symbology=look, opacity=0.5)
    return Project(uid="p1", title="화성시", layers=layers, map=(entry,))


@settings(max_examples=60, deadline=None)
@given(project=projects)
def test_a_project_opens_as_it_was_saved(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("project") / "프로젝트.gpkg"
    write_project(project, path)
    opened = read_project(path)
    assert same(opened.project, project)
    assert (opened.read_only, opened.issues) == (False, ())


def test_opening_changes_no_byte_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0))), path)
    before = state(tmp_path)
    read_project(path)
    assert state(tmp_path) == before


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    project = styled(sample.boxes((0, 0), (5, 5), kind=["가", "나"]))
    for name in ("a.gpkg", "b.gpkg"):
        write_project(project, tmp_path / name, now=NOW)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_gdal_lists_the_layers_and_the_tables_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0), kind=["가"])), path)
    listed = dict(pyogrio.list_layers(path))
    assert listed["zones"] == "Polygon"
    assert {"scmap_meta", "scmap_layer", "scmap_field", "scmap_map_layer"} <= set(listed)
    meta = pyogrio.read_dataframe(path, layer="scmap_meta").set_index("key")["value"]
    assert (meta["schema"], meta["title"]) == (str(migrations.SCHEMA), "화성시")


def test_qgis_gets_a_categorised_style(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0), kind=["가"])), path)
    with closing(sqlite3.connect(path)) as connection:
        table, default, text = connection.execute(
            "SELECT f_table_name, useAsDefault, styleQML FROM layer_styles"
        ).fetchone()
    assert (table, default) == ("zones", 1)
    renderer = ET.fromstring(text.partition("\n")[2]).find("renderer-v2")  # noqa: S314  our own text
    assert renderer is not None
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "kind")
    categories = [(c.get("value"), c.get("label")) for c in renderer.iter("category")]
    assert categories == [("가", "<가> & '나'"), ("", tr("map.other"))]
    colours = [prop.get("v") for prop in renderer.iter("prop") if prop.get("k") == "color"]
    assert colours[0] == "255,0,0,255"


def test_a_look_is_written_anew_where_it_or_the_language_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    write = qml.entry_qml

    def noted(entry: MapLayer, geometry: str, columns: Columns) -> str:
        said.append(entry.title)
        return write(entry, geometry, columns)

    def others() -> list[str]:
        path = tmp_path / "p.gpkg"
        write_project(project, path)
        with closing(sqlite3.connect(path)) as connection:
            texts = [text for (text,) in connection.execute("SELECT styleQML FROM layer_styles")]
        return [text for text in texts if f'label="{tr("map.other")}"' in text]

    monkeypatch.setattr(style_table, "entry_qml", noted)
    project = styled(sample.boxes((0, 0), kind=["다"]))
    (entry,) = project.map
    project = project.with_map([replace(entry, title="처음 보이는 것")])
    assert len(others()) == len(others()) == 1
    assert said == ["처음 보이는 것"]
    (entry,) = project.map
    project = project.with_map([replace(entry, opacity=0.25)])
    assert len(others()) == 1
    assert len(said) == 2
    set_language("en")
    try:
        assert len(others()) == 1
    finally:
        set_language("ko")
    assert len(said) == 3


def test_a_feature_that_gdal_adds_gets_an_identity_and_is_there(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0), kind=["가"])), path)
    frame = pyogrio.read_dataframe(path, layer="zones")
    frame["uid"] = None
    pyogrio.write_dataframe(frame, path, layer="zones", append=True)
    layer = read_project(path).project.layers[0]
    assert len(layer) == 2
    assert layer.uids[0] == "zones-0"
    assert len(layer.uids[1]) == 36


def test_a_table_that_another_program_adds_becomes_a_layer(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0), kind=["가"])), path)
    frame = pyogrio.read_dataframe(path, layer="zones")
    pyogrio.write_dataframe(frame, path, layer="추가", append=True)
    opened = read_project(path)
    assert [layer.name for layer in opened.project.layers] == ["zones", "추가"]
    assert [issue.code for issue in opened.issues] == ["layer_adopted"]
    write_project(opened.project, path)
    assert read_project(path).issues == ()


@pytest.mark.damages
def test_what_cannot_be_taken_in_keeps_the_file_read_only(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0), kind=["가"])), path)
    frame = pyogrio.read_dataframe(path, layer="zones").to_crs(4326)
    pyogrio.write_dataframe(frame, path, layer="wgs84", append=True)
    opened = read_project(path)
    assert opened.read_only
    assert [(issue.code, issue.layer) for issue in opened.issues] == [("table_left", "wgs84")]


@pytest.mark.damages
def test_a_planted_trigger_makes_the_project_read_only_and_does_not_run(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0), kind=["가"])), path)
    with writing(path) as connection:
        connection.execute(
            "CREATE TRIGGER evil AFTER INSERT ON zones BEGIN DELETE FROM scmap_layer; END"
        )
    opened = read_project(path)
    assert opened.read_only
    assert [issue.values["trigger"] for issue in opened.issues] == ["evil"]
    assert len(opened.project.layers) == 1


def test_a_newer_project_opens_read_only(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0))), path)
    with writing(path) as connection:
        connection.execute("UPDATE scmap_meta SET value = '99' WHERE key = 'schema'")
        connection.execute("ALTER TABLE scmap_layer ADD COLUMN later TEXT")
    opened = read_project(path)
    assert opened.read_only
    assert [issue.code for issue in opened.issues] == ["newer_version"]


def test_an_older_project_is_brought_up_to_date_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0))), path)
    before = state(tmp_path)

    def rename(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE scmap_meta SET value = '새 이름' WHERE key = 'title'")

    newer = str(migrations.SCHEMA + 1)
    monkeypatch.setattr(migrations, "SCHEMA", migrations.SCHEMA + 1)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, rename))
    opened = read_project(path)
    assert (opened.project.title, opened.read_only) == ("새 이름", False)
    assert state(tmp_path) == before
    write_project(opened.project, path)
    with closing(sqlite3.connect(path)) as connection:
        schema = connection.execute("SELECT value FROM scmap_meta WHERE key='schema'").fetchone()
    assert schema == (newer,)


@pytest.mark.parametrize("fixture", sorted((Path(__file__).parent / "versions").glob("*.gpkg")))
def test_projects_of_every_version_open(fixture: Path) -> None:
    opened = read_project(fixture)
    assert (opened.read_only, opened.issues) == (False, ())
    assert opened.project.title == "판 고정 프로젝트"
    assert [len(layer) for layer in opened.project.layers] == [3, 2]
    assert len(opened.project.map) == 2


def test_a_hostile_style_falls_back_to_the_default(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0))), path)
    with writing(path) as connection:
        connection.execute(
            """UPDATE scmap_map_layer SET symbology = '{"default":{"fill":"url(evil)"}}'"""
        )
    opened = read_project(path)
    assert opened.project.map[0].symbology == Symbology()
    assert [issue.code for issue in opened.issues] == ["style_unreadable"]


@pytest.mark.damages
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_empty"), (b"not a database", "not_geopackage"), (None, "file_missing")],
)
def test_what_is_no_project_is_named(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "p.gpkg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_project(path)
    assert caught.value.code == code


def test_a_plain_geopackage_is_told_from_a_project(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0))])
    with pytest.raises(InputError) as caught:
        read_project(path)
    assert caught.value.code == "not_a_project"


def test_what_says_no_version_is_no_project_for_anybody(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0))), path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE scmap_meta SET value = 'x' WHERE key = 'schema'")
    assert not project_file.is_project(path)
    with pytest.raises(InputError) as caught:
        read_project(path)
    assert caught.value.code == "not_a_project"


@pytest.mark.damages
def test_a_cut_off_project_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes(*((x, 0) for x in range(500)))), path)
    content = path.read_bytes()
    for share in (0.3, 0.7, 0.99):
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(InputError) as caught:
            read_project(path)
        assert caught.value.code == "file_damaged"


def test_saving_keeps_the_former_file_as_backup(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0))), path)
    write_project(styled(sample.boxes((0, 0), (1, 1))), path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p.gpkg", "p.gpkg.bak"]
    assert len(read_project(path).project.layers[0]) == 2
    assert len(read_project(tmp_path / "p.gpkg.bak").project.layers[0]) == 1


def test_a_cancelled_or_failed_save_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.gpkg"
    project = styled(sample.boxes((0, 0)))
    write_project(project, path)
    before = state(tmp_path)

    def stop(_share: float, /) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        write_project(project, path, progress=stop)
    monkeypatch.setattr(project_file, "_sizes", lambda _project: {"zones": 7})
    with pytest.raises(InputError) as caught:
        write_project(project, path)
    assert caught.value.code == "save_failed"
    assert state(tmp_path) == before


def test_a_save_tells_how_far_it_is_within_a_layer_and_stops_there(tmp_path: Path) -> None:
    """A layer of 200,000 cameras took seconds in one step, in which nothing could be stopped."""
    project = styled(sample.boxes(*((at, at) for at in range(5_000))))
    told: list[float] = []
    write_project(project, tmp_path / "p.gpkg", progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert max(later - earlier for earlier, later in pairwise(told)) < 0.3

    def stop(share: float, /) -> None:
        if share > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError):
        write_project(project, tmp_path / "q.gpkg", progress=stop)
    assert [file.name for file in tmp_path.iterdir()] == ["p.gpkg"]


FULL_DISK = """
import resource, sys
from pathlib import Path
from scmap.errors import InputError
from scmap.store.project_file import read_project, write_project
from scmap.store.qgis_expression import Columns
path = Path(sys.argv[1])
project = read_project(path).project
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    write_project(project, path)
except InputError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(styled(sample.boxes((0, 0))), path)
    before = state(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() in ("disk_full", "file_not_writable")
    assert state(tmp_path) == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_project(styled(sample.boxes((0, 0))), tmp_path / "none" / "p.gpkg")
    assert caught.value.code == "folder_missing"


def test_a_file_that_another_program_edits_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.gpkg"
    project = styled(sample.boxes((0, 0)))
    write_project(project, path)
    monkeypatch.setattr(project_file, "SETTLE_SECONDS", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as editor:
        editor.execute("PRAGMA journal_mode = WAL")
        editor.execute("UPDATE scmap_meta SET value = '편집 중' WHERE key = 'title'")
        editor.execute("BEGIN")
        editor.execute("SELECT * FROM scmap_meta").fetchone()
        with pytest.raises(LockedError):
            write_project(project, path)
        assert read_project(path).project.title == "편집 중"
    write_project(project, path)
    assert read_project(path).project.title == project.title


def test_a_file_that_another_program_is_about_to_write_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.gpkg"
    project = styled(sample.boxes((0, 0)))
    write_project(project, path)
    monkeypatch.setattr(project_file, "SETTLE_SECONDS", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as editor:
        editor.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LockedError):
            write_project(project, path)
    write_project(project, path)


@pytest.mark.damages
def test_a_file_that_is_no_database_is_replaced_and_kept_as_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    path.write_text("장부", encoding="utf-8")
    write_project(styled(sample.boxes((0, 0))), path)
    assert (tmp_path / "p.gpkg.bak").read_text(encoding="utf-8") == "장부"


def state(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        file.name: (hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns)
        for file in folder.iterdir()
    }


def test_the_page_about_the_file_names_every_column_of_its_tables(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats" / "project-file.md").read_text("utf-8")
    write_project(styled(sample.boxes((0, 0), kind=["가"])), tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as file:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'scmap_%'"
        tables = [name for (name,) in file.execute(names)]
        assert len(tables) == 5
        for table in tables:
            assert f"| `{table}` |" in page
            for _, column, *_ in file.execute(f"PRAGMA table_info({table})"):
                assert column == "fid" or f"`{column}`" in page, f"{table}.{column}"
