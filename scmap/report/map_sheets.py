"""The map of a project as a sheet: on its paper, at its scale, with all that stands on its face."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from scmap.cartography.display import Display
from scmap.cartography.settings import Drawn, LayerSource, MapSettings, Masks, map_settings
from scmap.cartography.sheet import Sheet, sheet_settings
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.layout import Layout
from scmap.model.maplayer import RESULT
from scmap.model.project import Project
from scmap.model.security import security_of
from scmap.report.facts import base_dates, disclosure, source_line
from scmap.report.korean import LANGUAGE
from scmap.report.map_paper import DPI, place_on
from scmap.report.parts import Imprint


def _as_it_is(settings: MapSettings) -> MapSettings:
    return settings


@dataclass(frozen=True, eq=False)
class Shown:
    """What a map sheet is made from.

    Attributes
    ----------
    project : Project
        Its layer tree is the map.
    sources : callable
        Gives the layers that the tree names.
    country : Layer
        The 시·도, for the 위치도.
    kept : mapping
        Rows in view, see `map_settings`.
    under : callable
        Lays a base map below a map; it may wait for its tiles.
    profile : str
        For whom it is handed out (대외공개용), "" while it is not.
    left : str
        What is not on it, or stands there as counts; "" for nothing.
    """

    project: Project
    sources: LayerSource
    country: Layer
    kept: Masks = field(default_factory=dict)
    under: Callable[[MapSettings], MapSettings] = _as_it_is
    profile: str = ""
    left: str = ""


@dataclass(frozen=True, eq=False)
class Page:
    """One page: which ground, under which title, and what differs from the map.

    Attributes
    ----------
    extent : Extent
        Ground that must be seen.
    title, number : str
        In place of the layout's; "" for these.
    subtitle : str
        Before the layout's.
    name : str
        What tells its file from those of the other pages.
    kept : mapping
        Rows that are shown of some layers, in place of those in view.
    outline : Drawn or None
        What is drawn above all areas.
    """

    extent: Extent
    title: str = ""
    subtitle: str = ""
    number: str = ""
    name: str = ""
    kept: Masks = field(default_factory=dict)
    outline: Drawn | None = None


def map_sheet(shown: Shown, layout: Layout, page: Page) -> Sheet:
    """Compose a sheet; layers are chosen for the scale at which it is printed."""
    project, display = shown.project, Display.of(shown.project)
    bare = Sheet(
        MapSettings(display.shown(page.extent), 1600, 1000, DPI, display=display),
        title=page.title or layout.title or project.title,
        subtitle=" · ".join(filter(None, (page.subtitle, layout.subtitle))),
        number=page.number or layout.number,
        author=layout.author,
        country=display.moved(shown.country),
        crs=display.crs,
        language=LANGUAGE,
        shown=layout.shown,
        scale=layout.scale if layout.scale > 0 else None,
    )
    frame = sheet_settings(bare, place_on(layout), DPI)
    settings = map_settings(
        project,
        shown.sources,
        extent=frame.extent,
        width=frame.width,
        height=frame.height,
        dpi=DPI,
        kept={**shown.kept, **page.kept},
        display=display,
    )
    if page.outline is not None:
        outline = replace(page.outline, layer=display.moved(page.outline.layer))
        settings = replace(settings, layers=(*settings.layers, outline))
    data = _data(project, settings.layers)
    imprint = Imprint(disclosure=layout.disclosure, profile=shown.profile, left=shown.left)
    settings = shown.under(settings)
    credit = settings.backdrop.credit if settings.backdrop is not None else ""
    return replace(
        bare,
        settings=settings,
        scale=frame.scale,  # fixed: at another resolution the frame is a fraction of a pixel larger
        base_date=base_dates(data),
        sources=tuple(dict.fromkeys(filter(None, (*map(source_line, data), credit)))),
        security=security_of(data),
        disclosure=disclosure(data, imprint),
    )


def _data(project: Project, drawn: Iterable[Drawn]) -> tuple[Layer, ...]:
    """Give the layers that stand behind a map, the project's first; results are derived."""
    found: dict[str, Layer] = {}
    for one in drawn:
        layer: Layer | None = one.layer
        if one.entry.layer.startswith(RESULT):
            layer = project.investments
        if layer is not None:
            found[layer.uid] = layer
    own = {layer.uid for layer in project.layers}
    ranked: Mapping[bool, list[Layer]] = {True: [], False: []}
    for uid, layer in found.items():
        ranked[uid in own].append(layer)
    return (*ranked[True], *ranked[False])
