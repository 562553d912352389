"""The legend of the years' chart names every hue, however narrow it is."""

from scmap.gui.room import lined, shared


def test_names_that_fit_stay_whole_and_the_widest_give_way_first() -> None:
    assert shared([100, 50, 30], 200) == [100, 50, 30]
    assert shared([100, 50, 30], 120) == [45, 45, 30]
    assert shared([100, 90], 20) == [10, 10]
    assert shared([10, 10], -5) == [0, 0]
    assert shared([], 100) == []


def test_parts_go_on_to_a_further_line_where_one_has_no_room() -> None:
    assert lined([50, 40, 30], 100) == [[0, 1], [2]]
    assert lined([150, 40], 100) == [[0], [1]]
    assert lined([], 100) == []
