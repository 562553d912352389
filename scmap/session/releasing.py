"""Handing out: what a profile lets out of a project, and the register of what was (반출대장).

The tool advises, the officer decides: what a profile refuses can be handed out with a written
reason, which is entered in the register. Withheld columns are stripped whatever the reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from scmap.analysis.generalising import counted_by_area, counted_on_grid
from scmap.errors import RefusedError
from scmap.formats.digest import sha256
from scmap.model import investment
from scmap.model.address import COUNTRY
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import CLOSED, Layer
from scmap.model.maplayer import RESULT, MapLayer
from scmap.model.project import Project, new_uid
from scmap.model.records import KIND as RECORDS
from scmap.model.release import (
    GENERALISED,
    PROFILE_WORDS,
    Issued,
    Profile,
    Release,
    Terms,
    Withholding,
)
from scmap.model.security import OPEN, security_of
from scmap.model.symbology import Label, Symbol, Symbology
from scmap.session.entries import registered
from scmap.words import tr_in

_WRITTEN = "ko"  # language of what is handed out
_MOST_NAMED = 4  # layers that were left out

_COUNTS = Symbology(
    Symbol(fill="#0072B2", fill_opacity=0.25, stroke="#0072B2", stroke_mm=0.2), label=Label("count")
)


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
    left : str
        What is not in it, or stands there as counts, for whoever reads it; "" for nothing.
    """

    project: Project
    grade: str
    altered: tuple[str, ...]
    overridden: tuple[str, ...]
    left: str = ""


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
    layers, left = [], list[Layer]()
    altered, refused = [], []
    titles = _titles(project.map)
    withheld: dict[str, frozenset[str]] = {}
    for layer in project.layers:
        bare = stripped(layer, withholding)
        withheld[layer.uid] = frozenset(layer.columns.keys() - bare.columns.keys())
        altered += [f"{layer.title}.{name}" for name in withheld[layer.uid]]
        if is_allowed(layer, terms.profile, withholding, titles[layer.uid]):
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
        left.append(layer)
        if terms.handling != "omit":
            _check_counted(bare, withholding, titles[layer.uid])
            layers.append(_generalised(bare, terms, gazetteer))
    if refused and not terms.reason.strip():
        profile = PROFILE_WORDS[terms.profile]
        raise RefusedError("release_refused", profile=profile, layers=", ".join(refused))
    gone = {layer.uid for layer in project.layers} - {layer.uid for layer in layers}
    let = replace(project, layers=tuple(layers))
    let = let.with_map(_entries(let, project.map, gone, withheld))
    told = _left_words(left, terms)
    return Cleared(let, grade_of(let), tuple(sorted(altered)), tuple(refused), told)


def _left_words(left: Sequence[Layer], terms: Terms) -> str:
    """Say to the reader what was left out or counted; what is 비공개 is not named."""
    named = [layer.title for layer in left if layer.security != CLOSED]
    closed, more = len(left) - len(named), len(named) - _MOST_NAMED
    if more > 0:  # it stands on the head of a map, too; the register names all
        named[_MOST_NAMED:] = [tr_in(_WRITTEN, "release.left.more", count=more)]
    if closed:
        named.append(tr_in(_WRITTEN, "release.left.closed", count=closed))
    layers = ", ".join(named)
    return tr_in(_WRITTEN, f"release.left.{terms.handling}", layers=layers) if left else ""


def cleared_map(
    project: Project,
    results: Mapping[str, Layer],
    terms: Terms,
    withholding: Withholding,
    gazetteer: Gazetteer,
) -> Cleared:
    """Give the project as its map may be handed out: only what is in sight counts.

    Parameters
    ----------
    project : Project
        Layers that no entry in sight shows stay behind, the investments apart: the pairs on the
        map are theirs.
    results : mapping
        What the analysis found, by the name under which entries show it ("result:overlap").

    Raises
    ------
    RefusedError
        As `cleared`; a result has no generalised form.
    """
    seen = {entry.layer for entry in project.map if entry.visible}
    named = {entry.layer: entry.title for entry in project.map}
    drawn = tuple(
        layer.replace(uid=name, title=named[name])
        for name, layer in results.items()
        if name in seen and name.startswith(RESULT)
    )
    kept = tuple(
        layer
        for layer in project.layers
        if layer.kind == RECORDS or layer.uid in seen or layer.name == investment.TABLE
    )
    found = cleared(replace(project, layers=(*kept, *drawn)), terms, withholding, gazetteer)
    own = {layer.uid for layer in kept}
    left = tuple(layer for layer in found.project.layers if layer.uid in own)
    return replace(found, project=replace(found.project, layers=left))


def cleared_layer(
    project: Project, layer: Layer, terms: Terms, withholding: Withholding, gazetteer: Gazetteer
) -> tuple[Layer, Cleared]:
    """Give one layer as its rows may be handed out to other programs.

    A layer of the grade 비공개 needs a written reason in every profile: its rows, unlike a map,
    are the data itself.

    Raises
    ------
    RefusedError
        ``export_closed``, or as `cleared`.
    """
    if layer.security == CLOSED and not terms.reason.strip():
        raise RefusedError("export_closed", layer=layer.title)
    alone = replace(project, layers=(layer,))
    found = cleared(alone, terms, withholding, gazetteer)
    if not found.project.layers:
        profile = PROFILE_WORDS[terms.profile]
        raise RefusedError("release_refused", profile=profile, layers=layer.title)
    if layer.security == CLOSED and not found.overridden:
        found = replace(found, overridden=(layer.title,))
    return found.project.layers[0], found


def grade_of(project: Project) -> str:
    """Give the strictest grade of a project's data: that of whatever may draw on all of it."""
    return security_of(one for one in project.layers if one.kind != RECORDS)


def grade_lines(grade: str, profile: Profile, left: str = "") -> tuple[str, ...]:
    """Give what stands on each sheet that is handed out: its grade, for whom, and the notice.

    Parameters
    ----------
    left : str
        As of `Cleared`.
    """
    told = tr_in(_WRITTEN, "release.grade", grade=grade, profile=PROFILE_WORDS[profile])
    told = f"{told} · {left}" if left else told
    return (told,) if grade == OPEN else (told, tr_in(_WRITTEN, "report.restricted"))


def of_table(project: Project, bare: Iterable[str]) -> Cleared:
    """Give the clearance of a table that stays in the office, without its withheld columns.

    Parameters
    ----------
    project : Project
        What the table is drawn from; from which of its layers is not known.
    bare : iterable of str
        Headings of the columns that it was stripped of.
    """
    return Cleared(project, grade_of(project), tuple(bare), ())


def is_allowed(
    layer: Layer, profile: Profile, withholding: Withholding, titles: Iterable[str] = ()
) -> bool:
    """Tell whether a profile lets a layer out as it is; 미분류 counts as 공개제한.

    Parameters
    ----------
    titles : iterable of str
        What its entries in the layer tree are called.
    """
    if layer.kind == RECORDS or profile == "internal":
        return True
    if profile == "committee":
        return layer.security != CLOSED
    return layer.security == OPEN and not withholding.hides((layer.name, layer.title, *titles))


def _titles(entries: Iterable[MapLayer]) -> Mapping[str, list[str]]:
    """Give the titles under which the layer tree shows each layer."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        found[entry.layer].append(entry.title)
    return found


def _entries(
    let: Project,
    entries: Iterable[MapLayer],
    gone: set[str],
    withheld: Mapping[str, frozenset[str]],
) -> Iterator[MapLayer]:
    """Give the entries of what is handed out.

    Counts in place of a layer have a look of theirs. A look that tells withheld columns apart, or
    writes them beside features, would tell in the legend what the layer does not: it goes.
    """
    counted = {layer.uid: layer.title for layer in let.layers if layer.kind == GENERALISED}
    for entry in entries:
        if entry.layer in gone:
            continue
        if entry.layer in counted:
            plain = replace(entry, where=None, filter=None, shape="footprint", symbology=_COUNTS)
            yield replace(plain, title=counted[entry.layer])
        else:
            yield _bare(entry, withheld.get(entry.layer, frozenset()))


def _bare(entry: MapLayer, withheld: frozenset[str]) -> MapLayer:
    """Give an entry that neither shows nor asks for withheld columns."""
    if not entry.fields & withheld:
        return entry
    look, where, filter_ = entry.symbology, entry.where, entry.filter
    return replace(
        entry,
        symbology=Symbology(look.default) if look.fields & withheld else look,
        where=None if where is not None and where.field in withheld else where,
        filter=None if filter_ is not None and filter_.fields & withheld else filter_,
    )


def stripped(layer: Layer, withholding: Withholding) -> Layer:
    """Give a layer without its withheld columns; the same object where it has none."""
    if layer.kind == RECORDS:
        return layer
    kept = {name: column for name, column in layer.columns.items() if not withholding.strips(name)}
    return layer if len(kept) == len(layer.columns) else layer.replace(columns=kept)


def _check_counted(layer: Layer, withholding: Withholding, titles: Iterable[str]) -> None:
    """Refuse counts in place of what has no such form: blind spots and areas.

    Raises
    ------
    RefusedError
        ``release_handling``.
    """
    pointed = {getattr(one, "geom_type", "Point") for one in layer.geometry} <= {"Point"}
    if not pointed or withholding.hides((layer.name, layer.title, *titles)):
        raise RefusedError("release_handling", layer=layer.title)


def _generalised(layer: Layer, terms: Terms, gazetteer: Gazetteer) -> Layer:
    """Give counts in place of a layer's points, and say so in its title."""
    if terms.handling == "grid":
        counted = counted_on_grid(layer)
    else:
        counted = counted_by_area(layer, gazetteer.boundaries(COUNTRY))
    told = tr_in(_WRITTEN, f"release.counted.{terms.handling}", layer=layer.title)
    return counted.replace(title=told)


def as_issued(files: Sequence[Path], terms: Terms, clearance: Cleared) -> Issued:
    """Tell what was handed out just now, with the entries of the 반출대장."""
    entries = releases(files, terms, clearance, datetime.now(UTC))
    return Issued(tuple(files), entries, clearance.left)


def releases(
    files: Sequence[Path], terms: Terms, clearance: Cleared, now: datetime
) -> tuple[Release, ...]:
    """Draw up the entries of the 반출대장 for files that were handed out."""
    return tuple(release(file.name, sha256(file), terms, clearance, now) for file in files)


def release(what: str, digest: str, terms: Terms, clearance: Cleared, now: datetime) -> Release:
    """Draw up the entry of the 반출대장 for what is handed out as a file, a picture or on paper.

    Parameters
    ----------
    what, digest : str
        What it is, and the SHA-256 of its bytes; "" for paper, which has none.
    """
    return Release(
        uid=new_uid(),
        at=now.astimezone().isoformat(timespec="seconds"),
        by=terms.by.strip(),
        purpose=terms.purpose.strip(),
        what=what,
        sha256=digest,
        profile=PROFILE_WORDS[terms.profile],
        grade=clearance.grade,
        altered="; ".join(clearance.altered),
        overridden="; ".join(clearance.overridden),
        reason=terms.reason.strip() if clearance.overridden else "",
    )


def log_releases(project: Project, entries: Iterable[Release]) -> Project:
    """Enter what was handed out in the project's 반출대장."""
    for entry in entries:
        project = registered(project, entry)
    return project
