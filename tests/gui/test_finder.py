"""Finding features by name, part of a name or initials, among several layers."""

import time
from dataclasses import replace

import pytest

from scmap.errors import CancelledError
from scmap.gui.models.finder import MOST, Finder
from scmap.gui.models.text_index import TextIndex
from scmap.model.layer import Layer, Objects, objects
from tests.cartography.maps import layer


def named(uid: str, *names: str | None, **columns: Objects) -> Layer:
    return replace(layer([None] * len(names), name=objects(names), **columns), uid=uid, title=uid)


PROJECTS = named(
    "사업",
    "화성시 CCTV 통합관제센터",
    "동탄 U-City 정보센터",
    None,
    municipality=objects(["화성시", "화성시", "수원시"]),
)
SCHOOLS = named("학교", "동탄초등학교", "반송초등학교")
FINDER = Finder.of((one.uid, one) for one in (PROJECTS, SCHOOLS))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("동탄", ["동탄초등학교", "동탄 U-City 정보센터"]),
        ("u-city", ["동탄 U-City 정보센터"]),
        ("화성 정보", ["동탄 U-City 정보센터"]),  # by name and by municipality
        ("ㄷㅌ", ["동탄초등학교", "동탄 U-City 정보센터"]),
        ("ㅌㅎㄱㅈ", ["화성시 CCTV 통합관제센터"]),
        ("ㅊㄷ 반송", ["반송초등학교"]),
        ("수원", ["사업"]),  # without a name, it is called as its layer
        ("없는 곳", []),
        ("  ", []),
    ],
)
def test_every_word_must_occur_as_it_is_or_by_its_initials(query: str, names: list[str]) -> None:
    assert [one.name for one in FINDER.find(query)] == names


def test_what_is_found_says_where_it_is() -> None:
    found = FINDER.find("통합관제")[0]
    assert (found.layer, found.uid, found.beside) == ("사업", "f0", "사업 · 화성시")


def test_very_many_names_are_searched_quickly_and_can_be_stopped() -> None:
    many = named("카메라", *(f"카메라 {number}" for number in range(200_000)))
    finder = Finder.of([("카메라", many)])
    begun = time.process_time()
    assert len(finder.find("199")) == MOST
    assert time.process_time() - begun < 2.0

    def stop(_share: float, /) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        finder.find("199", progress=stop)


def test_only_layers_that_are_others_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = named("학교", "동탄고등학교")
    now = Finder.of([(one.uid, one) for one in (PROJECTS, changed)], FINDER)
    assert [one.name for one in now.find("동탄")] == ["동탄고등학교", "동탄 U-City 정보센터"]

    def read(*_: object, **__: object) -> TextIndex:
        raise AssertionError("a layer that is known was read again")

    monkeypatch.setattr(TextIndex, "of", read)
    again = Finder.of([(one.uid, one) for one in (PROJECTS, changed)], now)
    assert len(again.find("동탄")) == 2
