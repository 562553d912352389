from scmap.model.condition import Condition, Filter
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.symbology import Symbol, Symbology
from scmap.session import layer_tree


def tree() -> Project:
    """Give, from the bottom: 경계 a; 센터 b, c; 사업 d."""
    groups = {"a": "경계", "b": "센터", "c": "센터", "d": "사업"}
    entries = tuple(MapLayer(uid, uid.upper(), "layer", group) for uid, group in groups.items())
    return Project("p", "P", map=entries)


def order(project: Project) -> str:
    return " ".join(f"{entry.uid}:{entry.group}" for entry in project.map)


def test_an_entry_is_dropped_just_above_another_and_joins_its_heading() -> None:
    moved = layer_tree.place(tree(), {"d"}, "센터", over="b")
    assert order(moved) == "a:경계 b:센터 d:센터 c:센터"


def test_without_a_place_it_comes_to_the_bottom_of_the_heading() -> None:
    assert order(layer_tree.place(tree(), {"d"}, "센터")) == "a:경계 d:센터 b:센터 c:센터"
    assert order(layer_tree.place(tree(), {"b"}, "새 묶음")).endswith("d:사업 b:새 묶음")


def test_several_keep_their_order_and_a_drop_in_place_is_no_step() -> None:
    moved = layer_tree.place(tree(), {"c", "b"}, "사업", over="d")
    assert order(moved) == "a:경계 d:사업 b:사업 c:사업"
    project = tree()
    assert layer_tree.place(project, {"c"}, "센터", over="b") is project


def test_a_heading_moves_with_all_below_it() -> None:
    assert order(layer_tree.place_group(tree(), "경계", over="센터")) == (
        "b:센터 c:센터 a:경계 d:사업"
    )
    assert order(layer_tree.place_group(tree(), "사업")).startswith("d:사업")
    project = tree()
    assert layer_tree.place_group(project, "경계") is project


def test_names_are_the_trees_own() -> None:
    renamed = layer_tree.rename_group(layer_tree.rename(tree(), "b", "관제"), "센터", "통합센터")
    assert [(entry.title, entry.group) for entry in renamed.map][1:3] == [
        ("관제", "통합센터"),
        ("C", "통합센터"),
    ]


def test_a_copy_stands_above_with_an_identity_of_its_own() -> None:
    copied = layer_tree.duplicate(tree(), "b", "B 사본")
    assert [entry.title for entry in copied.map] == ["A", "B", "B 사본", "C", "D"]
    assert len({entry.uid for entry in copied.map}) == 5


def test_look_and_filter_change_one_entry_and_nothing_when_they_are_the_same() -> None:
    project = tree()
    look = Symbology(Symbol(fill="#0072B2"))
    styled = layer_tree.set_look(project, "b", look, 0.5)
    assert (styled.map[1].symbology, styled.map[1].opacity) == (look, 0.5)
    assert layer_tree.set_look(styled, "b", look, 0.5) is styled
    narrowed = Filter((Condition("kind", "known"),))
    filtered = layer_tree.set_filter(styled, "c", narrowed)
    assert [entry.filter for entry in filtered.map] == [None, None, narrowed, None]
    assert layer_tree.set_filter(filtered, "c", Filter()).map[2].filter is None
