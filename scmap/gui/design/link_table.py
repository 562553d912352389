"""The links of a plan as a table: one row a link."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from scmap.analysis.link_checks import Flaw
from scmap.gui.keys import Named
from scmap.gui.models.catalogue_words import link_items, link_title
from scmap.gui.models.column import Column
from scmap.gui.models.offers import name_of
from scmap.gui.models.table import Table, plain
from scmap.model import amounts
from scmap.model.layer import Layer, objects
from scmap.model.link import STATES, Link
from scmap.words import tr


def link_table(
    links: Sequence[Link], layer: Layer | None, flaws: Sequence[Flaw], name: str = Link.TABLE
) -> Table:
    """Lay out links for reading, with the number of things that each still lacks.

    `name` is the layer of which the rows are features, as the selection names it.
    """
    counts = Counter(flaw.link for flaw in flaws)
    texts: Mapping[str, tuple[list[str], int]] = {
        "service": ([f"{one.template} {link_title(one)}" for one in links], 20),
        "giver": ([name_of(layer, one.left) for one in links], 20),
        "taker": ([name_of(layer, one.right) for one in links], 20),
        "items": ([link_items(one) for one in links], 18),
        "owner": ([one.owner for one in links], 10),
        "agreement": ([one.agreement for one in links], 12),
    }
    columns = [
        Column(key, objects(value or None for value in values), plain, width, title=_title(key))
        for key, (values, width) in texts.items()
    ]
    ends = np.array([one.expires_on for one in links], dtype="datetime64[D]")
    return Table(
        name,
        Named(objects(one.uid for one in links)),
        (
            *columns[:3],
            _state(links),
            Column(
                "flaws",
                np.array([counts[one.uid] for one in links], dtype=float),
                lambda value: f"{value:.0f}",
                6,
                title=_title("flaws"),
            ),
            *columns[3:],
            Column("expires_on", ends, _day, 10, title=_title("expires_on")),
            Column(
                "phase",
                objects(tr(f"board.phase.{one.phase}") if one.phase else None for one in links),
                plain,
                6,
                title=_title("phase"),
            ),
            Column(
                "cost",
                np.array([one.cost_mkrw for one in links], dtype=float),
                amounts.money,
                10,
                decimals=1,
                adds_up=True,
                title=_title("cost"),
            ),
        ),
    )


def say_flaw(flaw: Flaw) -> str:
    """Say one thing that a link lacks."""
    return tr(f"linkplan.flaw.{flaw.code}", name=flaw.name)


def _state(links: Sequence[Link]) -> Column:
    places = {state: float(place) for place, state in enumerate(STATES)}
    return Column(
        "state",
        objects(tr(f"linkplan.state.{one.state}") for one in links),
        plain,
        7,
        order=np.array([places.get(one.state, np.nan) for one in links], dtype=float),
        title=_title("state"),
    )


def _title(key: str) -> str:
    return tr(f"linkplan.column.{key}")


def _day(value: np.datetime64) -> str:
    return amounts.day(None if np.isnat(value) else value)
