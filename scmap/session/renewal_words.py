"""What a renewal changed, in words: alike at a prompt and in the window."""

import json

from scmap.words import catalogue, language, tr


def column_words(name: str) -> str:
    """Name a column that a renewal speaks of; one that is not ours by the name in its file."""
    known = catalogue(language())
    return known.get(f"columns.{name}", known.get(f"renewal.column.{name}", name))


def value_words(value: object) -> str:
    """Write a value of a renewal's record: unknown, an area (m²), a text or a number."""
    if value is None:
        return tr("renewal.unknown")
    if isinstance(value, dict):
        return tr("renewal.area", area=f"{value['area_m2']:,.0f}")
    return value if isinstance(value, str) else json.dumps(value)
