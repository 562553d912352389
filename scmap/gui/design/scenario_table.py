"""Scenarios, and how two of them differ, as tables."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from scmap.analysis.scenario_difference import Form, Measure, Side, changed_links
from scmap.gui.keys import Named
from scmap.gui.models.catalogue_words import link_title
from scmap.gui.models.column import Column
from scmap.gui.models.offers import name_of
from scmap.gui.models.table import Table, plain
from scmap.model import amounts
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.scenario import Scenario, Site
from scmap.session.scenarios import links_of
from scmap.words import tr

MOST_LINES, MOST_NAMES = 8, 12  # that are named below the comparison

_WRITTEN: dict[Form, Callable[[float], str]] = {
    "count": amounts.count,
    "money": amounts.money,
    "percent": lambda value: f"{amounts.percent(value)}%",
    "km": lambda value: f"{value:,.1f}",
    "area": amounts.square_km,
}


def scenario_table(project: Project) -> Table:
    """Lay out the scenarios, each with what it holds and how good it is."""
    rows = records(project, Scenario)
    sites = [one for one in records(project, Site) if one.role != "existing"]
    columns = (
        _texts("title", [one.title for one in rows], 24),
        _texts("model", [_model(one) for one in rows], 12),
        _texts("region", [_region(one) for one in rows], 10),
        _numbers("links", [_links(project, one) for one in rows], amounts.count),
        _numbers(
            "centres",
            [_or_nothing(sum(site.scenario == one.uid for site in sites), one) for one in rows],
            amounts.count,
        ),
        _numbers("served", [one.served for one in rows], _WRITTEN["percent"]),
        _numbers("mean_km", [one.mean_km for one in rows], _WRITTEN["km"]),
        _numbers("gap", [one.gap for one in rows], _WRITTEN["percent"]),
        _numbers("cost", [one.cost_mkrw for one in rows], amounts.money),
        _days("made_on", [one.made_on for one in rows]),
        _days("adopted_on", [one.adopted_on for one in rows]),
        _texts("parameters", [one.parameters.replace(";", ", ") or None for one in rows], 30),
    )
    return Table(Scenario.TABLE, Named(objects(one.uid for one in rows)), columns)


def difference_table(measures: Sequence[Measure], names: tuple[str, str]) -> Table:
    """Lay out the lines of a comparison; what means nothing on a side stays empty."""
    columns = (
        _texts("measure", [tr(f"scenario.measure.{one.key}") for one in measures], 12),
        _plain("left", [_side(one, 0) for one in measures], names[0]),
        _plain("right", [_side(one, 1) for one in measures], names[1]),
        _plain("difference", [_difference(one) for one in measures], _title("difference")),
    )
    return Table("differences", Named(objects(one.key for one in measures)), columns)


def said_links(left: Side, right: Side, layer: Layer | None) -> list[str]:
    """Say which links only one side has, and which differ, each with its ends."""
    found = [
        tr(
            f"scenario.link.{where}",
            service=f"{link.template} {link_title(link)}",
            giver=name_of(layer, link.left),
            taker=name_of(layer, link.right),
        )
        for where, link in changed_links(left, right)
    ]
    more = len(found) - MOST_LINES
    return [*found[:MOST_LINES], *([tr("scenario.more", count=more)] if more > 0 else ())]


def said_places(left: Side, right: Side, known: Gazetteer) -> list[str]:
    """Name the municipalities that only one side covers."""
    found = []
    for where, codes in (
        ("left", left.places - right.places),
        ("right", right.places - left.places),
    ):
        names = sorted(known.units[code].title for code in codes if code in known.units)
        more = len(names) - MOST_NAMES
        if names:
            told = ", ".join(names[:MOST_NAMES])
            told = tr("scenario.and_more", names=told, count=more) if more > 0 else told
            found.append(tr(f"scenario.place.{where}", names=told))
    return found


def _model(one: Scenario) -> str:
    return tr("scenario.plan") if one.model == "plan" else tr(f"siteplan.model.{one.model}")


def _region(one: Scenario) -> str:
    if one.model == "plan":
        return "–"
    return one.region or tr("cli.link.country")


def _links(project: Project, one: Scenario) -> float:
    return float(len(links_of(project, one.uid))) if one.model == "plan" else math.nan


def _or_nothing(count: int, one: Scenario) -> float:
    return math.nan if one.model == "plan" else float(count)


def _side(one: Measure, place: int) -> str:
    """Write a value, with the rows that its sum leaves out."""
    value, lacking = (one.left, one.right)[place], one.unknown[place]
    if math.isnan(value):
        return tr("scenario.unknown", count=lacking) if lacking else "–"
    told = _WRITTEN[one.form](value)
    return tr("scenario.left_out", told=told, count=lacking) if lacking else told


def _difference(one: Measure) -> str:
    if math.isnan(one.difference):
        return "–"
    sign = "+" if one.difference > 0 else "−" if one.difference < 0 else ""
    return f"{sign}{_WRITTEN[one.form](abs(one.difference))}"


def _title(key: str) -> str:
    return tr(f"scenario.column.{key}")


def _texts(key: str, values: Sequence[str | None], width: int) -> Column:
    return Column(key, objects(values), plain, width, title=_title(key))


def _plain(key: str, values: Sequence[str], title: str) -> Column:
    return Column(key, objects(values), plain, 8, title=title, figures=True)


def _numbers(key: str, values: Sequence[float], write: Callable[[float], str]) -> Column:
    def told(value: float) -> str:
        return "–" if math.isnan(value) else write(value)

    return Column(key, np.array(values, dtype=float), told, 8, title=_title(key))


def _days(key: str, values: Sequence[object]) -> Column:
    def told(value: np.datetime64) -> str:
        return "–" if np.isnat(value) else amounts.day(value)

    return Column(key, np.array(values, dtype="datetime64[D]"), told, 10, title=_title(key))
