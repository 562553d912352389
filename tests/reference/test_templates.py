"""The catalogue of linked services: complete, consistent, and each judgement marked as one."""

import pytest

from scmap.analysis.linkage import PAIR_VERBS, PLACE_VERBS
from scmap.model.codebook import CodeBook
from scmap.model.facility import FIELDS
from scmap.model.linkage import Precondition, Template, TemplateTable
from scmap.reference import codebook
from scmap.reference.templates import templates
from scmap.words import LANGUAGES, catalogue

ALL = tuple(f"T{number}" for number in range(1, 14)) + tuple(f"X{number}" for number in range(1, 9))
TABLE: TemplateTable = templates()
PRECONDITIONS = [
    (template.id, place, ask)
    for template in TABLE.templates.values()
    for place, ask in enumerate(template.preconditions)
]


def test_the_catalogue_holds_every_template_of_the_field_in_order() -> None:
    assert tuple(TABLE.templates) == ALL
    assert TABLE.version
    assert TABLE.effective
    assert TABLE.source


@pytest.mark.parametrize("id_", ALL)
def test_a_template_says_who_gives_what_to_whom_and_by_which_law(id_: str) -> None:
    template: Template = TABLE.templates[id_]
    assert template.items
    assert template.preconditions
    assert template.direction in ("forward", "both")
    assert all(law.ko.startswith("「") for law in template.legal)
    texts = (template.title, template.source, template.target, template.benefit)
    for text in (*texts, *template.items, *template.legal, *template.agreements):
        assert text.ko
        assert text.en


@pytest.mark.parametrize(("template", "place", "ask"), PRECONDITIONS)
def test_a_precondition_names_only_what_there_is(
    template: str, place: int, ask: Precondition
) -> None:
    assert ask.verb in PLACE_VERBS.keys() | PAIR_VERBS.keys(), (template, place)
    assert set(ask.of) <= TABLE.selections.keys()
    assert {*ask.distances, ask.least} <= TABLE.parameters.keys()
    assert bool(ask.of) == (ask.verb in PLACE_VERBS)
    for language in LANGUAGES:
        assert f"linkage.{ask.words}.title" in catalogue(language)


def test_selections_speak_of_columns_that_the_layers_have() -> None:
    for selection in TABLE.selections.values():
        assert selection.layer in TABLE.layers
        asked = {one.field for one in (*selection.where, *selection.unless)}
        if selection.layer in FIELDS:
            assert asked <= {field.name for field in FIELDS[selection.layer]}, selection.id


def test_roles_speak_of_kinds_and_fields_of_the_vocabulary() -> None:
    book: CodeBook = codebook()
    for template in TABLE.templates.values():
        for role in (template.giver, template.taker):
            assert role.kinds <= book.kinds.keys(), template.id
            assert role.fields <= book.fields.keys(), template.id


def test_only_the_camera_radius_is_reported_and_the_rest_is_judgement() -> None:
    assert TABLE.value("camera_radius") == 50
    assert [one.id for one in TABLE.parameters.values() if one.basis != "judgement"] == [
        "camera_radius"
    ]
    for parameter in TABLE.parameters.values():
        assert parameter.source, parameter.id
        assert parameter.unit in ("m", "km", "share", "count")


def test_alternatives_stand_side_by_side() -> None:
    """Their state is judged together, group by group."""
    for template in TABLE.templates.values():
        named = [ask.either for ask in template.preconditions if ask.either]
        groups = [one for place, one in enumerate(named) if place == 0 or named[place - 1] != one]
        assert len(groups) == len(set(groups)), template.id


def test_a_service_that_holds_everywhere_has_no_spatial_share() -> None:
    """T9 is nationwide and T13 is local: that a centre is there says nothing about the ground."""
    for id_ in ("T9", "T13"):
        assert not any(ask.spatial for ask in TABLE.templates[id_].preconditions)


def test_a_pair_fits_either_way_round_or_not_at_all() -> None:
    video = TABLE.templates["T1"]
    centre, platform = video.ways("CCC", frozenset({"CRM"})), video.ways("PLT", frozenset({"DIS"}))
    assert video.turned(centre, platform) is False
    assert video.turned(platform, centre) is True
    assert video.turned(platform, platform) is None
