"""The map sheets of a dossier: what is there, what is graded, what is linked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from scmap.analysis.ground import Ground
from scmap.analysis.pair_layers import graded_layer
from scmap.cartography import styles
from scmap.cartography.presets import base_entries, default_map, graded_entry
from scmap.cartography.settings import Drawn, MapSettings
from scmap.cartography.sheet import Sheet
from scmap.model import amounts
from scmap.model.extent import Extent
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from scmap.model.maplayer import BASE, MapLayer
from scmap.model.review import PHASES
from scmap.model.security import security_of
from scmap.model.symbology import Label, Symbology
from scmap.report.depth_part import DepthPart
from scmap.report.document import LEAST_M, MARGIN
from scmap.report.facts import base_dates, disclosure, source_line
from scmap.report.korean import LANGUAGE, phrase
from scmap.report.parts import Imprint
from scmap.report.phase_parts import phased
from scmap.report.phase_parts import subjects as phase_subjects
from scmap.report.round_scope import RoundScope

_FRAME = 1600, 1000, 150.0  # a frame to compose in, device pixels and their density
_NUMBER = Label("label", size_pt=8.5, colour="#111827")
_NAMED = 4  # pairs of one piece of ground that its label names
_AROUND_LINK = 0.25  # ground about a link, a side, as a share of its size


@dataclass(frozen=True, eq=False)
class DossierMaps:
    """The sheets, and all of their layers for the web page's one map.

    Attributes
    ----------
    status, deep, graded : Sheet
        Investments by ministry line, ministries on the same ground, and graded pairs.
    linked : Sheet or None
        Linked services; None where there is none.
    phases : tuple of Sheet
        What is carried out in each phase that holds a measure on the map.
    web : MapSettings
        Everything at once.
    layers : tuple of Layer
        Data that the sheets draw on, the investments first.
    """

    status: Sheet
    deep: Sheet
    graded: Sheet
    linked: Sheet | None
    phases: tuple[Sheet, ...]
    web: MapSettings
    layers: tuple[Layer, ...]


def dossier_maps(
    scope: RoundScope, deep: DepthPart, gazetteer: Gazetteer, imprint: Imprint
) -> DossierMaps:
    """Compose the map sheets of a round."""
    atlas = _Atlas(scope, gazetteer, imprint)
    base, investments = atlas.base(), atlas.investments(scope.investments)
    graded, links = (atlas.graded(scope),), (_links(scope),)
    extent = atlas.extent()
    web = _settings(extent, (*base, *investments, *graded, *links))
    sheets = [
        atlas.sheet("status", _settings(extent, (*base, *investments))),
        atlas.sheet(
            "deep", _settings(extent, (*base, deep.drawn, *filter(_is_point, investments)))
        ),
        atlas.sheet("graded", _settings(extent, (*base, *map(_outlined, investments), *graded))),
    ]
    ends = _ends(scope)
    if scope.links:
        about = _about(scope, ends) or extent
        sheets.append(
            atlas.sheet("linked", _settings(about, (*base, *atlas.investments(ends), *links)))
        )
    phases = tuple(atlas.phases(extent))
    return DossierMaps(
        status=sheets[0],
        deep=sheets[1],
        graded=sheets[2],
        linked=sheets[3] if scope.links else None,
        phases=phases,
        web=web,
        layers=atlas.data,
    )


class _Atlas:
    """What all sheets of a dossier have in common."""

    def __init__(self, scope: RoundScope, gazetteer: Gazetteer, imprint: Imprint) -> None:
        self._scope, self._gazetteer, self._imprint = scope, gazetteer, imprint
        self._ground = Ground(scope.pairs.layer)
        self._sheets = 0

    @property
    def data(self) -> tuple[Layer, ...]:
        """Layers that stand behind the sheets, the investments first."""
        return (self._scope.pairs.layer, *(drawn.layer for drawn in self.base()))

    def base(self) -> tuple[Drawn, ...]:
        """Give the boundaries that the project shows."""
        shown = [one for one in self._scope.project.map if one.layer.startswith(BASE)]
        entries = [one for one in shown or base_entries() if one.visible]
        return tuple(
            Drawn(self._gazetteer.boundaries(one.layer.removeprefix(BASE)), one) for one in entries
        )

    def investments(self, layer: Layer) -> tuple[Drawn, ...]:
        """Give the project's views of investments, their points numbered as the table numbers."""
        numbers = {uid: str(n) for n, uid in enumerate(self._scope.investments.uids, start=1)}
        label = objects(numbers.get(uid) for uid in layer.uids)
        numbered = layer.replace(columns={**layer.columns, "label": label})
        return tuple(Drawn(numbered, _numbered(one)) for one in self._views())

    def extent(self) -> Extent:
        """Ground of the area with a margin."""
        scope = self._scope
        if scope.ground is not None:
            extent = Extent(*scope.ground.bounds)
        else:
            whole = self._gazetteer.boundaries("sido").extent
            extent = whole or scope.investments.extent or Extent(0, 0, 1, 1)
        return extent.grown(MARGIN, least=LEAST_M)

    def phases(self, extent: Extent) -> Iterator[Sheet]:
        """Give a sheet for each phase: the pairs and links that are dealt with in it."""
        scope, base = self._scope, self.base()
        for phase in PHASES:
            items = phased(scope, phase)
            subjects = {one.subject for one in items}
            uids = frozenset().union(*(phase_subjects(scope, one) for one in items))
            layer = scope.pairs.layer
            rows = [layer.rows[uid] for uid in sorted(uids) if uid in layer.rows]
            if not rows:
                continue
            shown = self.investments(layer.take(np.array(rows, dtype=np.intp)))
            pairs = scope.pairs.rows(sorted(subjects))
            own = replace(
                scope,
                pairs=scope.pairs.take(np.sort(pairs[pairs >= 0])),
                links=tuple(link for link in scope.links if link.uid in subjects),
            )
            drawn = (*base, *map(_outlined, shown), self.graded(own), _links(own))
            yield self.sheet("phase", _settings(extent, drawn), phase=phase)

    def sheet(self, name: str, settings: MapSettings, **said: str) -> Sheet:
        """Give a sheet with all that a reviewer looks for on its face."""
        self._sheets += 1
        return Sheet(
            settings=settings,
            title=phrase(f"sheet.{name}", place=self._scope.place, **said),
            number=str(self._sheets),
            base_date=base_dates(self.data),
            sources=tuple(dict.fromkeys(filter(None, map(source_line, self.data)))),
            author=self._imprint.organisation,
            security=security_of(self.data),
            disclosure=disclosure(self.data, self._imprint),
            country=self._gazetteer.boundaries("sido"),
            crs=self._scope.pairs.layer.crs,
            language=LANGUAGE,
        )

    def graded(self, scope: RoundScope) -> Drawn:
        """Give graded pairs, each piece of ground labelled once with its pairs, ㎢ and %."""
        layer = graded_layer(scope.pairs, self._ground)
        wkb = shapely.to_wkb(layer.geometry)
        rows: dict[bytes, list[int]] = {}
        for row in np.flatnonzero(~shapely.is_empty(layer.geometry)).tolist():
            rows.setdefault(wkb[row], []).append(row)
        labels: Mapping[int, str] = {same[0]: _label(layer, same) for same in rows.values()}
        label = objects(labels.get(row) for row in range(len(layer)))
        labelled = layer.replace(columns={**layer.columns, "label": label})
        return Drawn(labelled, graded_entry(LANGUAGE))

    def _views(self) -> list[MapLayer]:
        scope = self._scope
        layer = scope.pairs.layer
        own = [one for one in scope.project.map if one.layer == layer.uid]
        standard = (one for one in default_map((layer,), scope.codebook) if one.layer == layer.uid)
        return [one for one in own or standard if one.visible]


def _settings(extent: Extent, layers: Iterable[Drawn]) -> MapSettings:
    width, height, dpi = _FRAME
    return MapSettings(extent, width, height, dpi, tuple(layers))


def _is_point(drawn: Drawn) -> bool:
    return drawn.entry.shape == "point"


def _numbered(entry: MapLayer) -> MapLayer:
    """Give a view of points with their numbers beside them."""
    if entry.shape != "point":
        return entry
    return replace(entry, symbology=replace(entry.symbology, label=_NUMBER))


def _outlined(drawn: Drawn) -> Drawn:
    """Give a view without fills, which would darken hatches, and without numbers.

    On the sheet of pairs numbers mean pairs.
    """
    look = drawn.entry.symbology
    if drawn.entry.shape == "footprint" and not look.field:
        look = replace(look, default=replace(look.default, fill=None))
    return replace(drawn, entry=replace(drawn.entry, symbology=replace(look, label=None)))


def _label(layer: Layer, rows: Sequence[int]) -> str:
    named = "·".join(str(row + 1) for row in rows[:_NAMED])
    if len(rows) > _NAMED:
        named = phrase("sheet.and_more", named=named, n=len(rows) - _NAMED)
    shares = [float(layer.number("coefficient")[row]) for row in rows]
    low, high = (amounts.percent(share, LANGUAGE) for share in (min(shares), max(shares)))
    area = amounts.square_km(float(layer.number("area_m2")[rows[0]]), LANGUAGE)
    return phrase(
        "sheet.label", pairs=named, area=area, share=low if low == high else f"{low}~{high}"
    )


def _links(scope: RoundScope) -> Drawn:
    """Give the linked services as lines with their names, as the project shows them."""
    layer = scope.pairs.layer
    drawn = Layer(
        uid=Link.TABLE,
        name=Link.TABLE,
        title=phrase("sheet.links"),
        kind="link",
        crs=layer.crs,
        uids=objects(link.uid for link in scope.links),
        geometry=objects(link.line for link in scope.links),
        columns={
            "title": objects(link.title or link.template for link in scope.links),
            "direction": objects(link.direction for link in scope.links),
        },
        source=layer.source,
        security=layer.security,
    )
    own = (one for one in scope.project.map if one.layer == Link.TABLE and one.visible)
    return Drawn(drawn, next(own, _link_entry()))


def _link_entry() -> MapLayer:
    return MapLayer(
        Link.TABLE,
        phrase("sheet.links"),
        Link.TABLE,
        group=phrase("sheet.link_group"),
        symbology=Symbology(styles.symbol("link", "line"), label=styles.label("link", "label")),
    )


def _ends(scope: RoundScope) -> Layer:
    """Give the investments that are linked."""
    layer = scope.pairs.layer
    uids = dict.fromkeys(uid for link in scope.links for uid in (link.left, link.right))
    rows = [layer.rows[uid] for uid in uids if uid in layer.rows]
    return layer.take(np.array(rows, dtype=np.intp))


def _about(scope: RoundScope, ends: Layer) -> Extent | None:
    """Give the ground of the links: their lines and the points of both sides."""
    lines = shapely.bounds(objects(link.line for link in scope.links))
    x, y = ends.number("x"), ends.number("y")
    extent = Extent.around(np.concatenate((lines, np.column_stack((x, y, x, y)))))
    return extent and extent.grown(_AROUND_LINK, least=LEAST_M)
