"""The single statements of a report: its heading block, summary figures, conditions and remarks."""

import math
from collections.abc import Iterable
from datetime import date

import numpy as np
import shapely

from scmap import __version__
from scmap.analysis.register import lineages
from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts
from scmap.model.layer import Layer
from scmap.model.overlap import OverlapRun
from scmap.model.project import Project
from scmap.model.security import OPEN, security_of
from scmap.reference.places import said_in
from scmap.report.korean import LANGUAGE, word
from scmap.report.parts import Column, Fact, Imprint, Row, Table
from scmap.report.scope import Scope

_DISCLOSED = {"공개": "공개", "비공개": "비공개"}  # by grade; anything between is 부분공개

PLANES = {
    "EPSG:5179": "GRS80 / UTM-K (EPSG:5179)",
    "EPSG:5185": "GRS80 / 서부원점 TM (EPSG:5185)",
    "EPSG:5186": "GRS80 / 중부원점 TM (EPSG:5186)",
    "EPSG:5187": "GRS80 / 동부원점 TM (EPSG:5187)",
    "EPSG:5188": "GRS80 / 동해(울릉) TM (EPSG:5188)",
}


def disclosure(layers: tuple[Layer, ...], imprint: Imprint) -> str:
    """Give 공개구분: what the officer decided, or what the strictest grade proposes, as such."""
    proposed = _DISCLOSED.get(security_of(layers), "부분공개")
    told = imprint.disclosure or word("disclosure.proposed", disclosure=proposed)
    return " · ".join(filter(None, (told, imprint.profile, imprint.left)))


def heading_facts(
    project: Project, scope: Scope, layers: tuple[Layer, ...], made_on: date, imprint: Imprint
) -> tuple[Fact, ...]:
    """Give the block under the title: 작성일, 기준일, 좌표계, 출처, 보안등급, 작성기관."""
    grade = security_of(layers)
    facts = [
        Fact(word("fact.made_on"), amounts.day(made_on, LANGUAGE)),
        Fact(word("fact.project"), project.title),
        Fact(word("fact.base_date"), base_dates(layers)),
        Fact(word("fact.crs"), PLANES.get(scope.run.layer.crs, scope.run.layer.crs)),
        Fact(word("fact.source"), _listed(source_line(layer) for layer in layers)),
        Fact(
            word("fact.security"),
            grade if grade == OPEN else word("fact.security_restricted", grade=grade),
        ),
    ]
    if imprint.profile:
        facts.append(Fact(word("fact.profile"), imprint.profile))
    if imprint.left:
        facts.append(Fact(word("fact.left"), imprint.left))
    if imprint.organisation:
        facts.insert(1, Fact(word("fact.organisation"), imprint.organisation))
    return tuple(facts)


def place_title(scope: Scope) -> str:
    """Name the area: "경기도 화성시", or the whole country."""
    return scope.municipality.title if scope.municipality else word("country")


def base_dates(layers: Iterable[Layer]) -> str:
    """Say for which day layers hold: "투자사업 2026. 11. 1. / 시·도, 시·군·구 2026. 7. 20."."""
    titles: dict[str, list[str]] = {}
    for layer in (said_in(one, LANGUAGE) for one in layers):
        if layer.source.base_date:
            day = amounts.dated(layer.source.base_date, LANGUAGE)
            titles.setdefault(day, []).append(layer.title)
    return _listed(f"{', '.join(named)} {day}" for day, named in titles.items())


def source_line(layer: Layer) -> str:
    """Name the publisher, the data set and its date; "" when the source is unknown.

    A publisher alone would not say what of it: then the layer is named.
    """
    layer = said_in(layer, LANGUAGE)
    source = layer.source
    dataset = source.dataset or (layer.title if source.organisation else "")
    told = [source.organisation, dataset, source.base_date]
    return amounts.dated(", ".join(part for part in told if part), LANGUAGE)


def figures(scope: Scope, codebook: CodeBook) -> tuple[Fact, ...]:
    """Give the summary figures, each with what it leaves out."""
    layer = scope.investments
    owners = lineages(layer, codebook)
    unknown = sum(not owner for owner in owners)
    paired = {uid for pair in scope.overlaps.uids for uid in str(pair).split("|")}
    slivers = int((scope.classes == "sliver").sum())
    return (
        Fact(
            word("figure.investments"),
            word("items", n=amounts.count(len(layer))),
            word("figure.with_footprint", n=int((~shapely.is_missing(layer.geometry)).sum())),
        ),
        _money_figure("total", layer),
        _money_figure("national", layer),
        Fact(
            word("figure.lineages"),
            word("lines", n=len(frozenset().union(*owners))),
            word("figure.ministry_unknown", n=unknown) if unknown else "",
        ),
        Fact(
            word("figure.pairs", relation=word(f"relation.{scope.run.rule.relation}")),
            word("pairs", n=amounts.count(len(scope.pairs))),
            word("figure.slivers", n=slivers) if slivers else word("figure.paired", n=len(paired)),
        ),
        Fact(
            word("figure.ground"),
            word("km2", area=amounts.square_km(scope.union_m2, LANGUAGE)),
            _share_of_area(scope),
        ),
    )


def _money_figure(part: str, layer: Layer) -> Fact:
    known, unknown = amounts.total(layer.number(f"{part}_mkrw"))
    return Fact(
        word(f"figure.{part}"),
        amounts.money_in_prose(known, LANGUAGE),
        word("figure.unknown_left_out", n=unknown) if unknown else "",
    )


def _share_of_area(scope: Scope) -> str:
    if scope.ground is None:
        return word("figure.counted_once")
    share = scope.union_m2 / shapely.area(scope.ground)
    return word("figure.share_of_area", share=amounts.percent(min(1.0, share), LANGUAGE))


def remarks(scope: Scope, codebook: CodeBook) -> tuple[str, ...]:
    """Give the remarks that hold for the whole report; each only where it is true."""
    layer, rule = scope.investments, scope.run.rule
    owned = np.fromiter((bool(owner) for owner in lineages(layer, codebook)), bool, len(layer))
    placed = ~shapely.is_missing(layer.geometry)
    undated = owned & placed & np.isnan(layer.number("year_from"))
    stand_in = np.isin(layer.text("quality").astype(str), ("B", "C"))
    counted = {
        "ministry_unknown": int((~owned).sum()),
        "without_footprint": int((owned & ~placed).sum()),
        "without_years": int(undated.sum()) if rule.time == "meet" else 0,
        "stand_in": int((stand_in & placed).sum()),
        "repaired": sum(repair.feature in layer.rows for repair in scope.run.repaired),
    }
    told = [word(f"remark.{name}", n=n) for name, n in counted.items() if n]
    return (word("remark.suspicion"), word("remark.pairs"), *told, *rounding(layer))


def rounding(layer: Layer) -> tuple[str, ...]:
    """Say that written parts may not add up, where that is so."""
    for part in ("total", "national", "local"):
        values = layer.number(f"{part}_mkrw")
        known = values[~np.isnan(values)]
        written = math.fsum(float(amounts.money(value).replace(",", "")) for value in known)
        if len(known) and abs(written - math.fsum(known)) >= 0.05:
            return (word("remark.rounding"),)
    return ()


def conditions(
    run: OverlapRun, codebook: CodeBook, imprint: Imprint, layers: tuple[Layer, ...]
) -> Table:
    """Draw up the 분석조건: rule, parameters, what was left out, versions and input hashes."""
    rule = run.rule
    rows = {
        word("condition.relation"): word(f"condition.relation.{rule.relation}"),
        word("condition.time"): word(f"condition.time.{rule.time}"),
        word("condition.life"): life_times(run.layer, codebook),
        word("condition.floor"): word("m2", area=amounts.trimmed(rule.floor, 3)),
        word("condition.sliver"): word("metres", length=amounts.trimmed(rule.sliver_width, 3)),
        word("condition.plane"): PLANES.get(run.layer.crs, run.layer.crs),
        word("condition.coefficient"): word("condition.coefficient.formula"),
        word("condition.compared"): word("condition.compared.rows", n=run.investments),
        word("condition.left_out"): word(
            "condition.left_out.rows",
            unknown=run.excluded_unknown,
            without=run.without_footprint,
            undated=run.without_years,
        ),
        word("condition.repaired"): word("items", n=len(run.repaired)),
        word("condition.engine"): word(f"condition.engine.{run.engine}"),
        word("condition.versions"): versions(),
    }
    hashes = {layer.source.file: layer.source.sha256 for layer in layers if layer.source.sha256}
    for name, digest in sorted({**hashes, **imprint.inputs}.items()):
        rows[word("condition.input", file=name)] = f"SHA-256 {digest}"
    return Table(
        name="conditions",
        title=word("table.conditions"),
        columns=(
            Column(word("column.item"), width=45),
            Column(word("column.value"), width=130),
        ),
        rows=tuple(Row(row) for row in rows.items()),
        attached=True,
    )


def life_times(layer: Layer, codebook: CodeBook) -> str:
    """Name the life-time of each kind that occurs: it moves the end of the operating years."""
    used = {part for cell in layer.text("kind") for part in parts(cell)}
    return ", ".join(
        word("condition.life.kind", kind=kind.title, years=kind.life_years)
        for code, kind in codebook.kinds.items()
        if code in used
    ) or amounts.unknown(LANGUAGE)


def versions() -> str:
    """Name the program and what it computes with, each with its version."""
    geos = ".".join(str(number) for number in shapely.geos_version)
    return (
        f"scmap {__version__}, shapely {shapely.__version__} (GEOS {geos}), numpy {np.__version__}"
    )


def _listed(lines: Iterable[str]) -> str:
    """Join distinct lines in their order; the word for unknown when there is none."""
    return " / ".join(dict.fromkeys(line for line in lines if line)) or amounts.unknown(LANGUAGE)
