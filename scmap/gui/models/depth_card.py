"""What the inspector says about ground on which several investments stand."""

import math

import numpy as np
import shapely

from scmap.analysis.depth_count import rows_on
from scmap.analysis.depth_faces import runs
from scmap.analysis.depth_tables import measure
from scmap.gui.models import wording
from scmap.gui.models.card import Card, Fact, Grid, Section
from scmap.gui.models.depth_table import depth_title, place_title
from scmap.gui.models.investment_card import investment_target
from scmap.model import amounts
from scmap.model.codebook import CodeBook, title_of
from scmap.model.depth import Depth, Ground, Rows
from scmap.model.layer import Layer
from scmap.words import tr

MOST_LISTED = 12  # investments with a button of their own


def depth_card(depth: Depth, faces: Rows, investments: Layer, codebook: CodeBook) -> Card:
    """Explain some faces together.

    Parameters
    ----------
    depth : Depth
        What was counted.
    faces : (k,) intp
        Numbers of the faces, at least one.
    investments : Layer
        Of the project; rows as in the partition.
    codebook : CodeBook
        Names of the ministry lines.
    """
    one, rows = measure(depth, faces), rows_on(depth, faces)
    places = np.unique(depth.partition.ground[faces])
    title = place_title(depth, int(places[0]))
    if len(places) > 1:
        title = tr("depth.card.places", place=title, count=len(places) - 1)
    deep = sorted({int(k) for k in depth.ministries[faces]})
    kind = " · ".join(dict.fromkeys(depth_title(k) for k in deep if k))
    lead = tr("depth.card.lead", money=amounts.money_in_prose(round(one.bound)))
    return Card(
        kind=tr("depth.card.kind", depth=kind),
        title=title,
        lead=lead,
        sections=(
            _investments(investments, rows, codebook),
            _figures(depth, faces, one, codebook),
            _money(one),
            _formula(depth, faces, rows, investments),
        ),
    )


def _investments(layer: Layer, rows: Rows, codebook: CodeBook) -> Section:
    uids = layer.uids[rows[:MOST_LISTED]]
    left = len(rows) - len(uids)
    return Section(
        "sides",
        tr("depth.card.investments", count=f"{len(rows):,}"),
        targets=tuple(investment_target(layer, str(uid), codebook) for uid in uids),
        notes=(tr("depth.card.more", count=f"{left:,}"),) if left else (),
    )


def _figures(depth: Depth, faces: Rows, one: Ground, codebook: CodeBook) -> Section:
    lines = [line for line, own in zip(depth.lines, depth.has[faces].T, strict=True) if own.any()]
    names = ", ".join(title_of(codebook.lineages[line]) for line in lines)
    facts = [
        Fact(tr("depth.column.area"), _square_km(one.area), number=True),
        Fact(tr("depth.card.lines"), names),
    ]
    if len(faces) > 1:
        facts.insert(
            1, Fact(tr("depth.column.overlapped"), _square_km(one.overlapped), number=True)
        )
    if depth.sliver[faces].all():
        width = amounts.plain(depth.sliver_width)
        facts.append(Fact(tr("depth.class.mismatch"), "", tr("depth.card.mismatch", width=width)))
    return Section("measures", tr("inspector.measures"), facts=tuple(facts))


def _money(one: Ground) -> Section:
    facts = tuple(
        Fact(tr(f"depth.column.{name}"), _mkrw(value), number=True)
        for name, value in (
            ("bound", one.bound),
            ("between", one.between),
            ("national", one.national),
            ("invested", one.invested),
        )
    )
    notes = [tr("depth.stand_in", share=amounts.percent(one.stand_in)), tr("depth.caveat")]
    if one.unknown:
        notes.insert(1, tr("depth.card.unknown", count=f"{one.unknown:,}"))
    return Section("money", tr("depth.card.money"), facts=facts, notes=tuple(notes))


def _formula(depth: Depth, faces: Rows, rows: Rows, layer: Layer) -> Section:
    """Open up the money: what each investment spends a square kilometre, and spends here."""
    partition, total = depth.partition, depth.stakes.total
    start, stop = partition.start[faces], partition.start[faces + 1]
    area = np.repeat(partition.area[faces], stop - start)
    member = partition.member[runs(start, stop)]
    lines = []
    for row in rows[:MOST_LISTED].tolist():
        number = partition.shape[row]
        size = float(shapely.area(partition.shapes[number]))
        here = float(area[member == number].sum())
        density = total[row] / size * 1e6
        lines.append(
            (
                wording.known(layer.text("name")[row]),
                amounts.money(total[row]),
                amounts.square_km(size),
                amounts.unknown() if math.isnan(density) else amounts.rounded(density, 2),
                amounts.money(round(total[row] / size * here, 1)),
            )
        )
    header = tuple(
        tr(f"depth.grid.{word}") for word in ("name", "total", "size", "density", "here")
    )
    return Section(
        "depth_formula",
        tr("inspector.formula"),
        text=(tr("depth.formula"), tr("depth.formula.between"), tr("depth.formula.national")),
        grid=Grid(header, tuple(lines)),
        notes=(tr("inspector.formula.plane", crs=layer.crs),),
        folds=True,
    )


def _square_km(area: float) -> str:
    return tr("inspector.square_km", area=amounts.square_km(area))


def _mkrw(value: float) -> str:
    return f"{amounts.money(round(value))} {tr('inspector.unit.money')}"
