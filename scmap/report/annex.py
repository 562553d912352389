"""An atlas as the annex of a paper: handed out with it, on the same terms."""

from dataclasses import dataclass, replace
from pathlib import Path

from scmap.model.release import Issued, Terms
from scmap.progress import Progress, silent
from scmap.reference.layouts import layouts
from scmap.report.map_handing import INTERNAL
from scmap.report.map_pages import Atlas
from scmap.report.map_write import write_map_sheets


@dataclass(frozen=True, slots=True)
class Annex:
    """Which atlas goes with a paper.

    Attributes
    ----------
    atlas : str
        What each of its pages is about.
    place : str or None
        Code of a municipality; None for the project's own, or all of them.
    author : str
        작성기관 on each page.
    """

    atlas: Atlas
    place: str | None = None
    author: str = ""


def with_atlas(
    issued: Issued,
    annex: Annex,
    file: Path,
    terms: Terms = INTERNAL,
    progress: Progress = silent,
) -> Issued:
    """Write the atlas as a PDF beside the files of a paper, named after the first of them.

    Parameters
    ----------
    issued : Issued
        The paper's files, and their entries in the 반출대장.
    annex : Annex
        Which atlas.
    file : Path
        The project.
    terms : Terms
        Those of the paper.

    Raises
    ------
    RefusedError, InputError, LockedError
        What `write_map_sheets` raises.
    """
    first = issued.files[0]
    out = first.with_name(f"{first.stem}-atlas-{annex.atlas}.pdf")
    layout = replace(layouts()[0], author=annex.author)
    made = write_map_sheets(
        file, out, layout, place=annex.place, atlas=annex.atlas, terms=terms, progress=progress
    )
    left = issued.left or made.left
    return Issued((*issued.files, *made.files), (*issued.releases, *made.releases), left)
