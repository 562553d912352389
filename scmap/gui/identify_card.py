"""What is at a place of the map: investments by ministry line, then pairs, then all else."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from scmap.gui.canvas.picking import Hit, name_of
from scmap.gui.models.card import Card, Fact, Section, Target
from scmap.gui.models.investment_card import investment_target
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.survey_card import line_title
from scmap.gui.sources import PAIRS
from scmap.model.codebook import CodeBook
from scmap.model.gazetteer import Place
from scmap.model.investment import TABLE
from scmap.model.layer import Layer
from scmap.words import tr

MOST = 30  # features that are listed under one heading


def identify_card(
    hits: Sequence[Hit],
    sources: Callable[[str], Layer | None],
    codebook: CodeBook,
    place: Place | None,
    forms: Mapping[str, str],
    may_edit: Callable[[str], bool] = lambda _layer: False,
) -> Card:
    """List what was hit.

    Parameters
    ----------
    hits : sequence of Hit
        The most likely meant first.
    sources : callable
        Gives the layer of a name.
    codebook : CodeBook
        Tells the line of a ministry.
    place : Place or None
        Municipality there.
    forms : mapping
        The place in each form of coordinates, by its name.
    may_edit : callable
        Tells whether the attributes of a layer are edited by hand.
    """
    lines: dict[str, list[Target]] = defaultdict(list)
    others: dict[str, list[Target]] = defaultdict(list)
    for hit in hits:
        layer = sources(hit.layer)
        if layer is None or hit.uid not in layer.rows:
            continue
        if layer.name == TABLE:
            target = replace(
                investment_target(layer, hit.uid, codebook), edited=may_edit(hit.layer)
            )
            for line in _lines(layer, hit.uid, codebook):
                lines[line].append(target)
        else:
            title = tr("tools.identify.pairs") if hit.layer in PAIRS else shown_title(layer.title)
            others[title].append(
                Target(name_of(hit, layer), title, hit.layer, hit.uid, may_edit(hit.layer))
            )
    ordered = [line for line in (*codebook.lineages, "") if line in lines]
    sections = [_section(line_title(line, codebook), lines[line]) for line in ordered]
    sections += [_section(title, targets) for title, targets in others.items()]
    return Card(
        kind=tr("tools.identify.kind"),
        title=place.unit.title if place is not None else tr("tools.identify.nowhere"),
        lead=tr("tools.identify.count", count=f"{len(hits):,}") if hits else "",
        sections=(*sections, *([] if hits else [_nothing()]), _where(forms)),
    )


def _lines(layer: Layer, uid: str, codebook: CodeBook) -> list[str]:
    """Give the lines of an investment's ministries; "" where they are not known."""
    row = layer.rows[uid]
    year = float(layer.number("year_from")[row])
    return sorted(codebook.lineages_of(layer.text("ministry")[row], year)) or [""]


def _section(title: str, targets: Sequence[Target]) -> Section:
    rest = len(targets) - MOST
    return Section(
        title,
        tr("survey.line", line=title, count=len(targets)),
        targets=tuple(targets[:MOST]),
        notes=(tr("tools.identify.more", count=f"{rest:,}"),) if rest > 0 else (),
    )


def _nothing() -> Section:
    return Section("nothing", notes=(tr("tools.identify.nothing"),))


def _where(forms: Mapping[str, str]) -> Section:
    facts = tuple(Fact(tr(f"coordinates.{name}"), text) for name, text in forms.items())
    return Section("where", tr("coordinates.title"), facts=facts)
