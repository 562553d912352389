from dataclasses import replace

import numpy as np
import shapely

from scmap.cartography.classes import OTHER, classify, in_view
from scmap.model.condition import Condition, Filter
from scmap.model.extent import Extent
from scmap.model.maplayer import Where
from scmap.model.symbology import Rule, Span, Symbol, Symbology
from tests.cartography.maps import by_value, column, drawn, layer, points, square


def test_a_value_chooses_its_category_and_unknown_has_one_of_its_own() -> None:
    shown = points([(0, 0)] * 4, ministry=column("A", None, "B", "C"))
    look = by_value("ministry", {"A": Symbol(), "": Symbol(), "B": Symbol()})
    assert classify(drawn(shown, symbology=look, shape="point")).codes.tolist() == [0, 1, 2, OTHER]


def test_numbers_are_named_as_people_write_them() -> None:
    shown = points([(0, 0)] * 3, year=np.array([2011.0, 2011.5, np.nan]))
    look = by_value("year", {"2011": Symbol(), "2011.5": Symbol(), "": Symbol()})
    assert classify(drawn(shown, symbology=look, shape="point")).codes.tolist() == [0, 1, 2]


def test_only_the_rows_that_pass_are_classified() -> None:
    shown = points([(0, 0)] * 3, kind=column("OPC", "CCC", None))
    passing = drawn(shown, shape="point", where=Where("kind", frozenset({"CCC", ""})))
    assert classify(passing).rows.tolist() == [1, 2]


def test_a_layer_may_hold_points_lines_and_nothing() -> None:
    shown = layer([shapely.Point(3, 4), shapely.LineString([(0, 0), (9, 9)]), None])
    classes = classify(drawn(shown))
    assert classes.shaped.tolist() == [False, True, False]
    assert classes.points[0].tolist() == [3, 4]
    assert in_view(drawn(shown), Extent(0, 0, 5, 5)).tolist() == [True, True, False]


def test_out_of_view_is_not_in_view() -> None:
    shown = layer([square(0, 0, 10), square(20, 0, 10)])
    assert in_view(drawn(shown), Extent(12, 0, 25, 5)).tolist() == [False, True]


def test_a_number_belongs_to_the_span_that_holds_its_upper_end() -> None:
    shown = points([(0, 0)] * 6, money=np.array([0.0, 10, 10.5, 20, 21, np.nan]))
    spans = tuple(Span(low, high, "", Symbol()) for low, high in ((0.0, 10.0), (10.0, 20.0)))
    look = Symbology(field="money", spans=spans)
    codes = classify(drawn(shown, symbology=look, shape="point")).codes.tolist()
    assert codes == [0, 0, 1, 1, OTHER, OTHER]


def test_the_first_rule_that_holds_chooses_the_symbol() -> None:
    shown = points([(0, 0)] * 3, kind=column("OPC", "CCC", None), money=np.array([9.0, 1, 1]))
    rules = (
        Rule(Filter((Condition("money", "above", "5"),)), "큰", Symbol()),
        Rule(Filter((Condition("kind", "known"),)), "나머지", Symbol()),
    )
    look = Symbology(rules=rules)
    codes = classify(drawn(shown, symbology=look, shape="point")).codes.tolist()
    assert codes == [0, 1, OTHER]


def test_rows_of_no_class_are_left_out_where_only_classes_are_wanted() -> None:
    shown = points([(0, 0)] * 3, kind=column("OPC", "CCC", None))
    look = replace(by_value("kind", {"CCC": Symbol()}), others=False)
    assert classify(drawn(shown, symbology=look, shape="point")).rows.tolist() == [1]


def test_a_filter_hides_rows() -> None:
    shown = points([(0, 0)] * 3, kind=column("OPC", "CCC", None))
    passing = drawn(shown, shape="point", filter=Filter((Condition("kind", "is", "CCC"),)))
    classes = classify(passing)
    assert (classes.rows.tolist(), len(classes.points)) == ([1], 1)
