"""① 분류: how many investments of each line, kind and year there are in each field of service.

Every view counts every investment once: joint ones stand under their lines together, one of several
fields under its main field, and what nobody sorted is counted as 미분류 even where there is none.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from scmap.analysis.register import lineages
from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts
from scmap.model.layer import Layer
from scmap.report.korean import LANGUAGE, word
from scmap.report.parts import Cell, Row
from scmap.report.wording import lineage_title
from scmap.words import tr_in

UNSORTED = ""


def classification_rows(layer: Layer, codebook: CodeBook) -> tuple[tuple[str, ...], list[Row]]:
    """Give the titles of the fields, 미분류 last, and the rows: all, lines, kinds, years.

    Parameters
    ----------
    layer : Layer
        The investments.
    codebook : CodeBook
        Fields, kinds and lines in their order.
    """
    fields = [_main(cell, codebook.fields) for cell in layer.text("fields")]
    used = [code for code in codebook.fields if code in set(fields)]
    codes = (*used, UNSORTED)
    unsorted = tr_in(LANGUAGE, "boards.unsorted")
    titles = (*(codebook.fields[code].title for code in used), unsorted)

    def row(view: str, title: str, rows: list[int], *, total: bool = False) -> Row:
        counted = Counter(fields[one] for one in rows)
        cells: list[Cell] = [view, title, *(float(counted[code]) for code in codes)]
        return Row((*cells, float(len(rows))), total=total)

    rows = [row(word("total"), "", list(range(len(layer))), total=True)]
    for view, sorted_ in (
        ("lineage", _by_lineage(layer, codebook)),
        ("kind", _by_kind(layer, codebook)),
        ("year", _by_year(layer)),
    ):
        name = tr_in(LANGUAGE, f"boards.view.{view}")
        rows += [row(name, title, members) for title, members in sorted_]
    return titles, rows


def _main(cell: str | None, known: object) -> str:
    """Give the main field of a cell; one that the book lacks is not sorted."""
    first = next(iter(parts(cell)), UNSORTED)
    return first if first in known else UNSORTED  # type: ignore[operator]  # a mapping


def _grouped(
    keys: list[str], order: list[str], title: Callable[[str], str]
) -> Iterator[tuple[str, list[int]]]:
    """Give the rows of each key, and of what nobody sorted even where there is none."""
    for key in (*order, UNSORTED):
        yield title(key), [place for place, one in enumerate(keys) if one == key]


def _by_lineage(layer: Layer, codebook: CodeBook) -> Iterator[tuple[str, list[int]]]:
    owners = lineages(layer, codebook)
    keys = [";".join(sorted(owner)) for owner in owners]
    order = sorted({key for key in keys if key}, key=lambda key: (key.count(";"), key))
    return _grouped(
        keys, order, lambda key: lineage_title(codebook, frozenset(filter(None, key.split(";"))))
    )


def _by_kind(layer: Layer, codebook: CodeBook) -> Iterator[tuple[str, list[int]]]:
    known = codebook.kinds
    keys = [str(cell) if cell in known else UNSORTED for cell in layer.text("kind")]
    order = [code for code in known if code in set(keys)]
    unsorted = tr_in(LANGUAGE, "boards.unsorted")
    return _grouped(keys, order, lambda key: known[key].title if key else unsorted)


def _by_year(layer: Layer) -> Iterator[tuple[str, list[int]]]:
    years = layer.number("year_from")
    keys = [UNSORTED if np.isnan(year) else f"{year:.0f}" for year in years]
    order = sorted({key for key in keys if key})
    unknown = amounts.unknown(LANGUAGE)
    return _grouped(keys, order, lambda key: key or unknown)
