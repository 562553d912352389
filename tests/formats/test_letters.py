"""Encodings are judged from bytes: Korean is found, and nothing else is turned into Hangul."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.formats.letters import decoded, judge

hangul = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2)
KOREAN = ["화성시 동탄 통합운영센터", "역삼동", "방범용 CCTV", "부산광역시 해운대구 우동"]


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_korean_text_is_recognised_without_a_label(encoding: str) -> None:
    found = judge(text.encode(encoding) for text in KOREAN)
    assert found.encoding.lower() == encoding
    assert found.by == "bytes"


def test_a_label_that_the_bytes_contradict_is_not_believed() -> None:
    found = judge([text.encode("cp949") for text in KOREAN], [("cpg", "UTF-8")])
    assert (found.encoding, found.contradicted) == ("cp949", "UTF-8")


@pytest.mark.parametrize(
    ("texts", "encoding"),
    [(["Ñandú", "Café", "São Paulo", "Zürich"], "latin-1"), (["Ångström", "Malmö"], "cp1252")],
)
def test_western_text_does_not_become_hangul(texts: list[str], encoding: str) -> None:
    assert judge(text.encode(encoding) for text in texts).encoding == "ISO-8859-1"


def test_chinese_text_does_not_become_hangul() -> None:
    texts = ["臺北市中正區", "國立臺灣大學", "高雄市政府交通局", "新竹科學園區"]
    assert judge(text.encode("big5") for text in texts).encoding == "big5"


def test_euc_kr_in_a_label_means_cp949() -> None:
    assert judge([b"abc"], [("cst", "EUC-KR")]).encoding == "cp949"


def test_a_letter_cut_off_at_the_end_is_no_damage() -> None:
    whole = "사고유형구분".encode("cp949")
    assert decoded(whole[:-1], "cp949") == ("사고유형구", False)


def test_a_text_in_another_encoding_is_read_in_it_and_told() -> None:
    assert decoded("화성시".encode(), "cp949") == ("화성시", True)


@given(st.lists(hangul, min_size=1))
def test_utf8_is_always_utf8(texts: list[str]) -> None:
    assert judge(text.encode() for text in texts).encoding == "UTF-8"


@given(hangul)
def test_what_is_written_is_read(text: str) -> None:
    assert decoded(text.encode("cp949"), "cp949") == (text, False)
