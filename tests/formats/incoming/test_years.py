"""Years and periods as offices write them; what may be a month or a length of time is no year."""

import pytest

from scmap.formats.incoming.years import years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2015.3 ~ 2017.12", [2015, 2017]),
        ("'13~'14", [2013, 2014]),
        ("’98", [1998]),
        ("2020년", [2020]),
        ("20190301", [2019]),
        ("2015~17", [2015, 2017]),
        ("2015-17년", [2015, 2017]),
        ("2009~12", [2009, 2012]),
        ("2009-12", [2009]),  # December, perhaps
        ("2015.3~12", [2015]),
        ("2009.3~12.10", [2009]),
        ("2013.01.~15.12.", [2013, 2015]),
        ("13~15년", [2013, 2015]),
        ("15.3~17.12", [2015, 2017]),
        ("13년 9월 ~ 15년 3월", [2013, 2015]),
        ("3년", []),
        ("10년", []),
        ("Sep-13", []),
        ("9월 13일", []),
        ("미정", []),
    ],
)
def test_years_are_read_out_of_what_people_write(text: str, years: list[int]) -> None:
    assert years_in(text) == years
