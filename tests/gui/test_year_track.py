"""The track of years: hand and keys choose, the ends never pass each other."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut

from scmap.gui.canvas.year_box import YearBox
from scmap.gui.canvas.year_track import RIM, Span, YearTrack
from scmap.gui.models.in_view import Tally

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def track(qtbot: Any) -> YearTrack:
    made = YearTrack()
    qtbot.addWidget(made)
    made.resize(round(20 * 20 + 2 * RIM), 44)  # twenty years of twenty pixels
    made.put(Span.whole(2001, 2020), [1] * 20)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture
def heard(track: YearTrack) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    track.moved.connect(lambda span: told.append((span.first, span.last)))
    return told


def edge(year: int) -> QPoint:
    """Where a year begins, on the axis."""
    return QPoint(round(RIM) + 20 * (year - 2001), 21)


def drag(qtbot: Any, track: YearTrack, start: QPoint, stop: QPoint) -> None:
    qtbot.mousePress(track, LEFT, pos=start)
    qtbot.mouseMove(track, stop)
    qtbot.mouseRelease(track, LEFT, pos=stop)


def test_the_keys_move_one_end_and_tab_goes_to_the_other(
    track: YearTrack, heard: list[tuple[int, int]], qtbot: Any
) -> None:
    qtbot.keyClick(track, Key.Key_Left)
    qtbot.keyClick(track, Key.Key_PageDown)
    assert heard == [(2001, 2019), (2001, 2014)]
    qtbot.keyClick(track, Key.Key_Backtab, SHIFT)
    qtbot.keyClick(track, Key.Key_Right)
    assert heard[-1] == (2002, 2014)
    assert "첫해" in track.accessibleName()
    assert "2002" in track.accessibleName()


def test_shift_moves_both_as_far_as_it_goes_and_delete_shows_all(
    track: YearTrack, heard: list[tuple[int, int]], qtbot: Any
) -> None:
    track.put(Span(2001, 2020, 2009, 2016), [1] * 20)
    qtbot.keyClick(track, Key.Key_Right, SHIFT)
    assert heard == [(2010, 2017)]
    qtbot.keyClick(track, Key.Key_PageUp, SHIFT)
    assert heard[-1] == (2013, 2020)
    qtbot.keyClick(track, Key.Key_PageUp, SHIFT)
    assert len(heard) == 2  # nowhere to go
    # The window's own Delete takes features away.
    deleting = QShortcut(Key.Key_Delete, track.window(), context=Qt.ShortcutContext.WindowShortcut)
    with qtbot.assertNotEmitted(deleting.activated):
        qtbot.keyClick(track, Key.Key_Delete)
    assert heard[-1] == (2001, 2020)


def test_the_ends_do_not_pass_each_other() -> None:
    span = Span(2001, 2020, 2009, 2010)
    assert span.with_end(0, 2015) == Span(2001, 2020, 2010, 2010)
    assert span.with_end(1, 1990) == Span(2001, 2020, 2009, 2009)


def test_the_hand_drags_an_end_and_then_the_span_between(
    track: YearTrack, heard: list[tuple[int, int]], qtbot: Any
) -> None:
    drag(qtbot, track, edge(2021), edge(2011))  # the last year's end
    assert heard[-1] == (2001, 2010)
    drag(qtbot, track, edge(2001), edge(2006))
    assert heard[-1] == (2006, 2010)
    drag(qtbot, track, edge(2008), edge(2012))
    assert heard[-1] == (2010, 2014)


def test_the_box_says_how_much_is_in_view_and_what_is_left_out(qtbot: Any) -> None:
    from PySide6.QtWidgets import QToolButton, QWidget

    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(900, 400)
    canvas.show()
    box = YearBox(canvas)
    box.put(Span(2001, 2020, 2009, 2016), [1] * 20, Tally(98, 151, 20, 74, 3))
    assert box.isVisible()
    words = " ".join(one.text() for one in box.findChildren(type(box._count)))
    assert "2009 – 2016년" in words
    assert "98/151" in words
    assert "미상 3" in words
    told: list[Span] = []
    box.moved.connect(told.append)
    every = next(one for one in box.findChildren(QToolButton) if one.text())
    qtbot.mouseClick(every, LEFT)
    assert told == [Span.whole(2001, 2020)]
    canvas.resize(400, 400)
    box.fit()
    assert not box.isVisible()  # the map is seen instead
    canvas.resize(900, 400)
    box.put(None, (), Tally())
    assert not box.isVisible()  # nothing has years
