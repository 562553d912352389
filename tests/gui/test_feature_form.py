"""The form of a feature by itself: what does not add up is red, and may be kept all the same."""

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from scmap import reference
from scmap.gui import theme
from scmap.gui.panels.feature_form import FeatureForm
from scmap.model.attribute_form import MONEY
from scmap.model.layer import objects
from scmap.session.form_editing import put_form
from scmap.words import tr
from tests.gui import audit
from tests.gui.board import city


def is_red(entry: QWidget) -> bool:
    ground = entry.palette().color(theme.Role.Base)
    return ground.red() - max(ground.green(), ground.blue()) > 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_split_that_does_not_make_up_the_total_is_red_with_its_difference_and_can_be_kept(
    qtbot: QtBot, scheme: str
) -> None:
    layer = city().investments
    assert layer is not None
    uid = str(layer.uids[0])
    theme.choose(scheme)
    parent = QWidget()
    qtbot.addWidget(parent)
    form = FeatureForm(layer, uid, reference.codebook(), reference.gazetteer(), parent)
    entries = {name: form.answers[f"{name}_mkrw"] for name in ("total", "national", "local")}
    for name in MONEY:
        form.answers[f"{name}_mkrw"].put("")
    for name, text in (("total", "1,000"), ("national", "700"), ("local", "500")):
        entries[name].put(text)
    assert all(is_red(one.widget) for one in entries.values())
    assert not is_red(form.answers["public_mkrw"].widget)  # nothing is said of it
    assert "+200" in entries["local"].widget.accessibleDescription()
    (keeps,) = [one for one in form.findChildren(QPushButton) if one.text() == tr("forms.do")]
    assert keeps.isEnabled()
    kept = put_form(city(), layer.uid, uid, form.changed_values, reference.gazetteer())
    assert kept.investments is not None
    assert kept.investments.number("local_mkrw")[0] == 500.0
    entries["local"].put("300")
    assert not any(is_red(one.widget) for one in entries.values())
    assert entries["local"].widget.accessibleDescription() == ""
    theme.choose("system")


def test_every_entry_says_its_name_and_loses_no_syllable(qtbot: QtBot) -> None:
    layer = city().investments
    assert layer is not None
    parent = QWidget()
    qtbot.addWidget(parent)
    form = FeatureForm(
        layer, str(layer.uids[0]), reference.codebook(), reference.gazetteer(), parent
    )
    form.show()
    assert audit.unnamed(form) == []
    assert audit.losing(form) == []


def test_what_nobody_knew_before_is_asked_for_but_keeps_nobody_from_mending_the_rest(
    qtbot: QtBot,
) -> None:
    layer = city().investments
    assert layer is not None
    blank = layer.replace(columns={**layer.columns, "ministry": objects([None] * len(layer))})
    parent = QWidget()
    qtbot.addWidget(parent)
    form = FeatureForm(
        blank, str(layer.uids[0]), reference.codebook(), reference.gazetteer(), parent
    )
    (keeps,) = [one for one in form.findChildren(QPushButton) if one.text() == tr("forms.do")]
    assert keeps.isEnabled()
    form.answers["name"].put("")  # it was known
    assert not keeps.isEnabled()
