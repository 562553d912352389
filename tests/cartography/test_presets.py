import numpy as np

from scmap import paths
from scmap.cartography.legend import compact, legend
from scmap.cartography.presets import default_map, graded_entry, overlap_entry
from scmap.cartography.settings import Drawn
from scmap.model.layer import Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.review import Round
from scmap.reference import base_layer, codebook
from scmap.session.reviewing import open_round
from scmap.store.project_file import read_project
from tests.cartography.maps import column, points

# Kind and ministry at the time of a few investments; the last but one nobody knows.
ROWS = (
    ("OPC", "국토해양부"),
    ("OPC", "국토교통부"),
    ("OPC", None),
    ("CCC", "안전행정부"),
    ("TBD", "국토교통부;과학기술정보통신부"),
    ("PIL", "건설교통부"),
    ("LAW", "행정안전부"),
)


def investments() -> Layer:
    kinds, ministries = zip(*ROWS, strict=True)
    plain = points(
        [(0.0, float(i)) for i in range(len(ROWS))],
        kind=column(*kinds),
        ministry=column(*ministries),
    )
    return plain.replace(uid="i", name="investment")


def entries() -> dict[str, MapLayer]:
    return {entry.title: entry for entry in default_map([investments()], codebook())}


def told(title: str) -> list[tuple[str, int | None]]:
    return [(e.title, e.count) for e in legend(Drawn(investments(), entries()[title]))]


def test_the_tree_stands_as_the_planner_reads_it() -> None:
    groups = [entry.group for entry in default_map([investments()], codebook())]
    assert list(dict.fromkeys(reversed(groups))) == ["분석 결과", "투자사업", "센터", "행정경계"]


def test_kinds_are_told_by_shape_and_lineages_by_hue() -> None:
    markers = {
        title: entry.symbology.default.marker
        for title, entry in entries().items()
        if entry.shape == "point"
    }
    assert markers["통합운영센터"] == "hexagon"
    assert markers["CCTV 통합관제센터"] == "square"
    assert markers["통합플랫폼"] == "ring"
    looks = entries()["통합운영센터"].symbology.symbols()
    assert looks["국토해양부"] == looks["국토교통부"]
    assert looks["국토교통부"].fill == "#0072B2"
    assert looks["안전행정부"].fill == "#D55E00"


def test_names_of_the_time_count_under_their_lineage_and_unknown_stays_unknown() -> None:
    assert told("통합운영센터") == [("국토교통부 계열", 2), ("소관 미상", 1)]
    assert told("CCTV 통합관제센터") == [("행정안전부 계열", 1)]


def test_a_record_of_two_ministries_names_both() -> None:
    assert told("실증단지·시범도시 위치") == [("국토교통부 계열 + 과학기술정보통신부 계열", 1)]


def test_what_has_no_place_is_on_no_map() -> None:
    shown = {
        row
        for entry in entries().values()
        if entry.shape == "point"
        for row in entry.rows(investments()).tolist()
    }
    assert shown == {0, 1, 2, 3, 4, 5}


def test_the_classes_of_shared_ground_differ_in_black_and_white() -> None:
    for entry in (overlap_entry(), graded_entry()):
        looks = [category.symbol for category in entry.symbology.categories]
        assert len({(look.hatch, look.line) for look in looks}) == len(looks) == 4
        weights = [look.stroke_mm for look in looks]
        assert weights == sorted(weights, reverse=True)


def test_the_same_layer_gives_the_same_tree() -> None:
    one, two = (default_map([investments()], codebook()) for _ in range(2))
    assert one == two
    assert len({entry.uid for entry in one}) == len(one)


def test_a_layer_of_another_kind_is_one_plain_entry() -> None:
    other = Layer("o", "cctv", "CCTV", "other", "EPSG:5179", objects(["a"]), objects([None]))
    assert [entry.title for entry in default_map([other], codebook())][-1] == "CCTV"


def test_records_of_the_review_are_nothing_to_draw() -> None:
    project = open_round(Project("p", "p"), Round("r", 2026, 1))
    assert default_map(project.layers, codebook()) == default_map((), codebook())


def test_boundaries_have_the_names_that_their_labels_ask_for() -> None:
    for entry in default_map([], codebook()):
        base = base_layer(entry.layer.removeprefix("base:"))
        assert entry.symbology.label is not None
        names = base.text(entry.symbology.label.field)
        assert np.array([name is not None for name in names]).all()


def test_the_sample_shows_twenty_operation_centres() -> None:
    """Acceptance 1 of the field: 통합운영센터 20 (국토교통부 계열 15, 소관 미상 5)."""
    project = read_project(paths.sample("scmap-sample.gpkg")).project
    (entry,) = (entry for entry in project.map if entry.title == "통합운영센터")
    layer = project.investments
    assert layer is not None
    lines = legend(Drawn(layer, entry))
    assert [(e.title, e.count) for e in lines] == [("국토교통부 계열", 15), ("소관 미상", 5)]
    whole = compact(legend(Drawn(layer, e) for e in project.map if e.layer == layer.uid))
    (line,) = (e for e in whole if e.title == "통합운영센터")
    assert (line.count, line.detail) == (20, "국토교통부 계열 15 · 소관 미상 5")
    assert line.symbol.marker == "hexagon"
