"""Handing out: what a profile lets out of a project, and the register of what was (반출대장).

The tool advises, the officer decides: what a profile refuses can be handed out with a written
reason, which is entered in the register. Withheld columns are stripped whatever the reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scmap.analysis.generalising import counted_by_area, counted_on_grid
from scmap.errors import RefusedError
from scmap.formats.digest import sha256
from scmap.model import investment
from scmap.model.address import COUNTRY
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import CLOSED, Layer
from scmap.model.project import Project, new_uid
from scmap.model.records import KIND as RECORDS
from scmap.model.release import PROFILE_WORDS, Profile, Release, Terms, Withholding
from scmap.model.security import OPEN, security_of
from scmap.session.entries import registered


@dataclass(frozen=True, slots=True, eq=False)
class Cleared:
    """A project as it may be handed out.

    Attributes
    ----------
    project : Project
        Without what stays.
    grade : str
        The strictest grade of the layers that are handed out.
    altered : tuple of str
        Layers that were left out or generalised, and columns that were stripped ("layer.column").
    overridden : tuple of str
        Layers that the profile refuses, handed out for the officer's reason.
    """

    project: Project
    grade: str
    altered: tuple[str, ...]
    overridden: tuple[str, ...]


def cleared(
    project: Project, terms: Terms, withholding: Withholding, gazetteer: Gazetteer
) -> Cleared:
    """Give the project as the terms let it out.

    Raises
    ------
    RefusedError
        ``release_refused`` with the layers that the profile does not let out, when they are not to
        be generalised or left out and no reason is written; ``release_handling`` when a layer
        cannot be handled as asked.
    """
    layers = []
    altered, refused = [], []
    for layer in project.layers:
        bare = stripped(layer, withholding)
        altered += [f"{layer.title}.{name}" for name in layer.columns.keys() - bare.columns.keys()]
        if is_allowed(layer, terms.profile, withholding):
            layers.append(bare)
            continue
        if terms.reason.strip():
            refused.append(layer.title)
            layers.append(bare)
            continue
        if terms.handling == "refuse" or layer.name == investment.TABLE:
            refused.append(layer.title)
            continue
        altered.append(layer.title)
        if terms.handling != "omit":
            layers.append(_generalised(bare, terms, withholding, gazetteer))
    if refused and not terms.reason.strip():
        profile = PROFILE_WORDS[terms.profile]
        raise RefusedError("release_refused", profile=profile, layers=", ".join(refused))
    kept = {layer.uid for layer in layers}
    gone = {layer.uid for layer in project.layers} - kept
    let = replace(project, layers=tuple(layers)).with_map(
        entry for entry in project.map if entry.layer not in gone
    )
    grade = security_of(one for one in layers if one.kind != RECORDS)
    return Cleared(let, grade, tuple(sorted(altered)), tuple(refused))


def is_allowed(layer: Layer, profile: Profile, withholding: Withholding) -> bool:
    """Tell whether a profile lets a layer out as it is; 미분류 counts as 공개제한."""
    if layer.kind == RECORDS or profile == "internal":
        return True
    if profile == "committee":
        return layer.security != CLOSED
    return layer.security == OPEN and not withholding.hides((layer.name, layer.title))


def stripped(layer: Layer, withholding: Withholding) -> Layer:
    """Give a layer without its withheld columns; the same object where it has none."""
    if layer.kind == RECORDS:
        return layer
    kept = {name: column for name, column in layer.columns.items() if not withholding.strips(name)}
    return layer if len(kept) == len(layer.columns) else layer.replace(columns=kept)


def _generalised(
    layer: Layer, terms: Terms, withholding: Withholding, gazetteer: Gazetteer
) -> Layer:
    """Give counts in place of a layer's points; blind spots and areas have no such form.

    Raises
    ------
    RefusedError
        ``release_handling``.
    """
    pointed = {getattr(one, "geom_type", "Point") for one in layer.geometry} <= {"Point"}
    if not pointed or withholding.hides((layer.name, layer.title)):
        raise RefusedError("release_handling", layer=layer.title)
    if terms.handling == "grid":
        return counted_on_grid(layer)
    return counted_by_area(layer, gazetteer.boundaries(COUNTRY))


def releases(
    files: Sequence[Path], terms: Terms, clearance: Cleared, now: datetime
) -> tuple[Release, ...]:
    """Draw up the entries of the 반출대장 for files that were handed out."""
    return tuple(
        Release(
            uid=new_uid(),
            at=now.astimezone().isoformat(timespec="seconds"),
            by=terms.by.strip(),
            purpose=terms.purpose.strip(),
            what=file.name,
            sha256=sha256(file),
            profile=PROFILE_WORDS[terms.profile],
            grade=clearance.grade,
            altered="; ".join(clearance.altered),
            overridden="; ".join(clearance.overridden),
            reason=terms.reason.strip() if clearance.overridden else "",
        )
        for file in files
    )


def log_releases(project: Project, entries: Iterable[Release]) -> Project:
    """Enter what was handed out in the project's 반출대장."""
    for entry in entries:
        project = registered(project, entry)
    return project
