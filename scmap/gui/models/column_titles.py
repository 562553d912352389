"""Columns of layers in words: those that we know by name, all others as their file calls them."""

from scmap.words import catalogue, language


def column_title(name: str) -> str:
    """Give what a planner reads for a column; the name itself for one that is not ours."""
    return catalogue(language()).get(f"columns.{name}", name)
