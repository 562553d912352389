"""The agenda beside a form: what comes next is read in a narrow window, too."""

from typing import Any

from scmap.gui.panels.agenda_list import BETWEEN, AgendaList, Row


def test_what_comes_next_goes_below_the_kind_where_both_have_no_room(qtbot: Any) -> None:
    view = AgendaList()
    qtbot.addWidget(view)
    view.put([Row("a", "안건", f"For information{BETWEEN}Next: Expert opinion", 1)], "a")
    view.resize(400, 200)
    view.show()
    roomy = view.visualItemRect(view.item(0)).height()
    view.resize(150, 200)
    line = view.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: view.visualItemRect(view.item(0)).height() == roomy + line)
