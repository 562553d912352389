"""The map sheets of a project file, and of an open project, ready to be written."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from scmap.cartography.application import ensure_application
from scmap.cartography.settings import layer_sources
from scmap.cartography.sheet import Sheet
from scmap.model.extent import Extent
from scmap.model.gazetteer import Gazetteer
from scmap.model.layout import Layout
from scmap.model.release import Issued, Terms
from scmap.progress import Progress, part, silent
from scmap.report.map_atlas import MANY, write_pages
from scmap.report.map_files import Named, write_sheets
from scmap.report.map_handing import INTERNAL, let_out
from scmap.report.map_pages import Atlas, atlas_pages, place_page
from scmap.report.map_paper import DPI
from scmap.report.map_sheets import Page, Shown, map_sheet
from scmap.report.picture import whole_ground
from scmap.session.displaying import show_in
from scmap.session.findings import Lookups, find
from scmap.session.releasing import as_issued
from scmap.store.project_file import read_project


def write_map_sheets(  # noqa: PLR0913  all that is asked for, named one by one
    file: Path,
    out: Path,
    layout: Layout,
    *,
    place: str | None = None,
    atlas: Atlas | None = None,
    dpi: float = DPI,
    crs: str = "",
    terms: Terms = INTERNAL,
    progress: Progress = silent,
) -> Issued:
    """Write the map of a project file on paper; needs no display.

    Parameters
    ----------
    file : Path
        The project.
    out : Path
        PDF, PNG or JPEG by its ending, see `write_sheets`.
    layout : Layout
        Paper, texts and scale.
    place : str or None
        Code of a municipality; None for the project's own, or all investments.
    atlas : str or None
        One page for each of what; None for one page.
    dpi : float
        Pixels an inch of a picture.
    crs : str
        In which the map is shown; "" for how the project shows it.
    terms : Terms
        For whom it is, who hands it out, and what for.

    Raises
    ------
    RefusedError
        What `cleared_map` refuses.
    InputError, LockedError
        What reading the project, `atlas_pages` or `write_sheets` raises.
    """
    ensure_application()
    project = read_project(file).project
    project = show_in(project, crs) if crs else project
    field = Lookups.of(project)
    found = find(project, field, progress=part(progress, 0.0, 0.3))
    results = {"overlap": found.drawn, "graded": found.graded}
    sources = layer_sources(project, field.gazetteer.boundaries, results)
    country = field.gazetteer.boundaries("sido")
    shown, clearance = let_out(Shown(project, sources, country), terms)
    code = place or project.municipality
    pages = pages_of(shown, field.gazetteer, layout, atlas, code=code)
    # The start of other processes is worth it for many pages alone.
    write = write_pages if len(pages) >= MANY else write_sheets
    files = write(
        named(shown, layout, pages), layout, out, dpi=dpi, progress=part(progress, 0.3, 1.0)
    )
    return as_issued(files, terms, clearance)


def pages_of(
    shown: Shown,
    gazetteer: Gazetteer,
    layout: Layout,
    atlas: Atlas | None,
    *,
    code: str = "",
    extent: Extent | None = None,
) -> tuple[Page, ...]:
    """Give the pages of an atlas, or the one page of a municipality or an extent."""
    title = layout.title or shown.project.title
    if atlas is not None:
        return atlas_pages(atlas, shown, gazetteer, title, code)
    if extent is None and code:
        return (place_page(gazetteer, code),)
    return (Page(extent or whole_ground(shown.project)),)


def named(shown: Shown, layout: Layout, pages: Iterable[Page]) -> list[Named]:
    """Give each page with what composes its sheet when its turn comes."""

    def maker(page: Page) -> Callable[[], Sheet]:
        return partial(map_sheet, shown, layout, page)

    return [(page.name, maker(page)) for page in pages]
