"""NOTICE says what the installed wheels are, and which libraries they bring along inside."""

from importlib import metadata

import pytest

from installer import notice


def test_notice_is_what_the_installed_wheels_say() -> None:
    """`python3 dev.py notice` writes it; packages and their libraries come from the wheels."""
    assert notice.NOTICE.read_text(encoding="utf-8") == notice.written()


def test_the_libraries_inside_the_wheels_are_found_and_named() -> None:
    assert "geos" in notice.libraries("shapely")
    assert any(name.startswith("Qt6") for name in notice.libraries("pyside6-essentials"))
    told = dict(line.split(": ", maxsplit=1) for line in notice.lines())
    assert "GEOS (LGPL-2.1)" in told["shapely"]
    assert "Qt 6 (LGPL-3.0)" in told["pyside6-essentials"]
    assert "GDAL (MIT)" in told["pyogrio"]
    assert told["psycopg-binary"].startswith("LGPL-3.0")


def test_a_library_or_a_licence_that_nobody_knows_is_no_notice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(LookupError, match="shapely brings newthing"):
        notice.known("shapely", "newthing-1.2")
    monkeypatch.setattr(metadata, "metadata", lambda _: {"License-Expression": None, "License": ""})
    with pytest.raises(LookupError, match="attrs"):
        notice.licence("attrs")


def test_the_texts_of_the_lgpl_and_of_the_gpl_are_where_notice_says() -> None:
    for package, head, version in (
        ("psycopg", "GNU LESSER GENERAL PUBLIC LICENSE", "Version 3"),
        ("shapely", "GNU LESSER GENERAL PUBLIC LICENSE", "Version 2.1"),
        ("numpy", "GNU GENERAL PUBLIC LICENSE", "Version 3"),
    ):
        files = [one for one in metadata.files(package) or [] if "LICENSE" in one.name]
        text = "\n".join(one.read_text(encoding="utf-8") for one in files)
        assert head in text
        assert version in text
