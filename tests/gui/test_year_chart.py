"""The legend of the years' chart names every hue, however narrow it is."""

from scmap.gui.panels.year_chart import shared


def test_names_that_fit_stay_whole_and_the_widest_give_way_first() -> None:
    assert shared([100, 50, 30], 200) == [100, 50, 30]
    assert shared([100, 50, 30], 120) == [45, 45, 30]
    assert shared([100, 90], 20) == [10, 10]
    assert shared([10, 10], -5) == [0, 0]
    assert shared([], 100) == []
