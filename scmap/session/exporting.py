"""Handing a layer out to other programs, on the terms that its grade allows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from scmap.errors import InputError
from scmap.formats.investment_words import as_sheet, in_words, with_placemark_names
from scmap.formats.outgoing import SHEETS, SUFFIXES, write_files
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.model.release import Issued, Terms
from scmap.progress import Progress, silent
from scmap.reference import codebook
from scmap.reference.places import gazetteer_of
from scmap.reference.withholding import withholding
from scmap.session.releasing import cleared_layer, grade_lines, releases


@dataclass(frozen=True, slots=True)
class Exported(Issued):
    """What was written of a layer.

    Attributes
    ----------
    names : dict of str to str
        Name in the file by name in the layer, where they differ.
    issues : tuple of Issue
        What was shortened, replaced or left out.
    """

    names: dict[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def export_layer(
    project: Project,
    layer: Layer,
    out: Path,
    terms: Terms,
    *,
    crs: str = "",
    encoding: str = "",
    progress: Progress = silent,
) -> Exported:
    """Write a layer of a project, or rows of it, as far as the terms let it out.

    Parameters
    ----------
    project : Project
    layer : Layer
        What is wanted of it.
    out : Path
        Its ending decides the form; in a folder that `handing.hand_out` gave.
    terms : Terms
        For whom it is, who hands it out, and what for.
    crs, encoding : str
        As `write_files` takes them.

    Raises
    ------
    RefusedError
        What `cleared_layer` refuses.
    InputError
        export_form_unknown; those of `write_files`.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("export_form_unknown", file=out.name, forms=", ".join(SUFFIXES))
    let, clearance = cleared_layer(project, layer, terms, withholding(), gazetteer_of(project))
    progress(0.2)
    marks = grade_lines(clearance.grade, terms.profile, clearance.left)
    titled = as_sheet(let, codebook(), crs) if suffix in SHEETS else in_words(let, codebook())
    if suffix == ".kml":
        titled = with_placemark_names(titled)
    written = write_files(
        titled, out.parent, out.stem, suffix, crs=crs, encoding=encoding, marks=marks
    )
    progress(0.8)
    entries = releases(written.files, terms, clearance, datetime.now(UTC))
    return Exported(written.files, entries, clearance.left, dict(written.names), written.issues)
