"""Listed pairs with all that was measured and judged of them, to hand out as a file or a record."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from scmap.analysis.ground import Ground
from scmap.analysis.pair_layers import pair_layer, sides
from scmap.analysis.shortfall import shortfall_words
from scmap.analysis.verdict import half_up
from scmap.model.layer import Column, Layer, Objects, objects
from scmap.model.overlap import RELATIONS, OverlapRun, Rows, Values
from scmap.model.pairs import PairList
from scmap.model.ruleset import GRADE_KEYS, GRADES
from scmap.model.verdict import Candidates
from scmap.progress import Progress, silent
from scmap.words import tr_in

LANGUAGE = "ko"  # of records and files that leave the program, whatever the window speaks

# Measures of a verdict by the sign that they have in every formula and record: DOMAIN §5.2.
SCORES = ("D", "L")
TERMS = ("s", "F", "C", "B", "T", "P", "Cx", "Kx", "I")


def listed_layer(
    pairs: PairList,
    rows: Rows,
    ground: Ground | None = None,
    *,
    explained: bool = False,
    progress: Progress = silent,
) -> Layer:
    """Draw up listed pairs as a layer with one column for each measure and judgement.

    Terms are rounded to three decimals and scores to one, half up, as a committee reads them. An
    exception has its reason in `exception` and no grade.

    Parameters
    ----------
    pairs : PairList
        The list.
    rows : (k,) intp
        Rows of the list, in the order wanted.
    ground : Ground or None
        Cuts the shared ground of each pair; without it the layer has no geometry.
    explained : bool
        Whether it is also said, in `shortfall`, what keeps each pair from the next better grade.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    left, right = pairs.left[rows], pairs.right[rows]
    empty = np.full(len(rows), None, dtype=object)
    return pair_layer(
        "pairs",
        pairs.layer,
        pairs.uids(rows),
        empty if ground is None else ground.cut(left, right, progress=progress),
        {
            **sides(pairs.layer, left, right),
            **_judged(pairs, rows),
            **(_explained(pairs, rows) if explained else {}),
            **_measured(pairs, rows),
        },
    )


def measured_layer(
    run: OverlapRun, ground: Ground | None = None, *, progress: Progress = silent
) -> Layer:
    """Draw up the pairs of a run, of which nothing is judged, as a layer to be handed out.

    Without `ground` the layer has no geometry.
    """
    table = run.table
    empty = np.full(len(table), None, dtype=object)
    return pair_layer(
        "pairs",
        run.layer,
        table.uids(),
        empty if ground is None else ground.cut(table.left, table.right, progress=progress),
        {
            "left": run.layer.uids[table.left],
            "right": run.layer.uids[table.right],
            "area": table.area,
            "coefficient": table.coefficient,
            "jaccard": table.jaccard,
            "years": table.years,
            "relation": table.relation,
            "sliver": table.sliver.astype(float),
        },
    )


def records(layer: Layer) -> list[dict[str, object]]:
    """Give the rows of a layer as plain values; what is unknown is None."""
    columns = [[_plain(cell) for cell in column.tolist()] for column in layer.columns.values()]
    return [dict(zip(layer.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(cell: object) -> object:
    return None if isinstance(cell, float) and math.isnan(cell) else cell


def _judged(pairs: PairList, rows: Rows) -> dict[str, Column]:
    found = pairs.candidates
    graded = rows < pairs.graded
    texts: dict[str, Iterable[object]] = {
        "relation": [_word("tables.relation", name) for name in _relations(pairs, rows)],
        "exception": [_exception(pairs, row) for row in rows.tolist()],
        "grade": _of(rows, graded, _grades(found.verdict.grade)),
        "possible": _of(rows, graded, _grades(found.verdict.possible)),
        "opinion": _of(rows, graded, _words("verdict.opinion", found.verdict.opinion)),
        "consultation": _of(rows, graded, _consultations(found.verdict.grade)),
        "reliability": _of(rows, graded, _words("verdict.reliability", found.reliability)),
        "missing": _of(rows, graded, _terms(found.missing)),
        "defaulted": _of(rows, graded, _terms(found.defaulted)),
    }
    scores = {name: pairs.judged(half_up(values, 1))[rows] for name, values in _scores(found)}
    terms = {name: pairs.judged(half_up(values, 3))[rows] for name, values in _term_values(found)}
    return {**{name: objects(cells) for name, cells in texts.items()}, **scores, **terms}


def _explained(pairs: PairList, rows: Rows) -> dict[str, Column]:
    found = pairs.candidates
    said = (
        shortfall_words(found, row, LANGUAGE) if row < pairs.graded else "" for row in rows.tolist()
    )
    return {"shortfall": objects(one or None for one in said)}


def _measured(pairs: PairList, rows: Rows) -> dict[str, Column]:
    table = pairs.table
    money = half_up(pairs.judged(pairs.candidates.money)[rows], 1)
    caveat = tr_in(LANGUAGE, "dossier.money_no_saving")  # goes wherever the figure goes
    return {
        "area_m2": pairs.measured(table.area)[rows],
        "coefficient": half_up(pairs.measured(table.coefficient)[rows], 6),
        "jaccard": half_up(pairs.measured(table.jaccard)[rows], 6),
        "width_m": half_up(pairs.measured(table.width)[rows], 3),
        "years": pairs.years[rows],
        "money_mkrw": money,
        "money_note": objects(None if np.isnan(one) else caveat for one in money),
    }


def _scores(found: Candidates) -> Sequence[tuple[str, Values]]:
    return tuple(zip(SCORES, (found.verdict.duplication, found.verdict.linkage), strict=True))


def _term_values(found: Candidates) -> Sequence[tuple[str, Values]]:
    terms = found.verdict.terms
    likeness = (terms.ground, terms.fields, terms.content, terms.beneficiaries, terms.time)
    aptness = (found.preconditions, terms.field_complement, terms.kind_complement)
    return tuple(zip(TERMS, (*likeness, *aptness, found.interoperability), strict=True))


def _relations(pairs: PairList, rows: Rows) -> Objects:
    """Name of each pair's relation; None for exceptions, of which none is asked."""
    codes = np.append(pairs.candidates.relation_code, -1)[np.minimum(rows, pairs.graded)]
    return np.asarray(objects((*RELATIONS, None))[codes], dtype=object)


def _exception(pairs: PairList, row: int) -> str | None:
    why = pairs.why(row)
    return _word("dossier.exception", why) if why else None


def _of(rows: Rows, graded: np.ndarray[tuple[int], np.dtype[np.bool_]], cells: Objects) -> Objects:
    """Give what was said of each graded pair, None for exceptions."""
    told = np.full(len(rows), None, dtype=object)
    told[graded] = cells[rows[graded]]
    return told


def _grades(codes: np.ndarray[tuple[int], np.dtype[np.int8]]) -> Objects:
    return np.asarray(objects(GRADES)[codes], dtype=object)


def _consultations(codes: np.ndarray[tuple[int], np.dtype[np.int8]]) -> Objects:
    """Say what each grade comes to in the words of 전자정부법 제67조 사전협의."""
    return _words("verdict.consultation", objects(GRADE_KEYS)[codes])


def _terms(names: Objects) -> Objects:
    """Write the names of terms in one cell; None where there is none."""
    return objects(
        ", ".join(tr_in(LANGUAGE, f"verdict.term.{name}") for name in some) or None
        for some in names
    )


def _words(context: str, keys: Objects) -> Objects:
    words = {key: tr_in(LANGUAGE, f"{context}.{key}") for key in set(keys.tolist())}
    return objects(words[key] for key in keys)


def _word(context: str, key: str | None) -> str | None:
    return None if key is None else tr_in(LANGUAGE, f"{context}.{key}")
