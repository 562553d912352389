"""Where a file comes from: what it says itself, what its name tells, and what the planner knows."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from scmap import clock
from scmap.formats.incoming.known import KnownSource
from scmap.formats.incoming.recognise import Recognised
from scmap.model.layer import Source
from scmap.model.project import Project

KNOWN_BETTER = ("organisation", "dataset", "base_date", "licence", "retrieved", "note")
GRADES = ("공개", "공개제한", "비공개", "미분류")  # 공간정보 보안등급
_DATED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-2]\d|3[01]))?)?(?!\d)"
)
_DIGITS = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?")
_PARTED = re.compile(r"((?:19|20)\d\d)\s*[-./년]\s*(\d{1,2})(?:\s*[-./월]\s*(\d{1,2}))?\s*[.월일]?")


def source_of(
    file: Path,
    sha256: str,
    found: Recognised,
    known: KnownSource | None,
    said: Mapping[str, str],
) -> Source:
    """Draw up the source of a layer.

    Parameters
    ----------
    file, sha256 : Path, str
        The file that was read.
    found : Recognised
        What it holds.
    known : KnownSource or None
        The series that it belongs to by its name.
    said : Mapping of str to str
        What the planner knows better, by field.
    """
    table = found.table
    source = Source(
        organisation=known.organisation if known else "",
        dataset=known.dataset if known else "",
        base_date=_base_date(file, found),
        file=file.name,
        sha256=sha256,
        crs=table.crs,
        encoding=table.encoding,
        crs_from=table.crs_from if table.crs else "",
        encoding_from=table.encoding_from,
    )
    return obtained(source, said)


def obtained(source: Source, said: Mapping[str, str]) -> Source:
    """Give the source of a file that comes in today, with what the planner knows better."""
    today = clock.today().isoformat()
    return with_said(replace(source, retrieved=source.retrieved or today), said)


def with_said(source: Source, said: Mapping[str, str]) -> Source:
    """Give a source with what the planner knows better."""
    return replace(source, **{name: said[name] for name in KNOWN_BETTER if name in said})


def with_source(project: Project, uid: str, said: Mapping[str, str], security: str) -> Project:
    """Give a project in which source and grade of a layer are what the planner knows better."""
    layer = project.layer(uid)
    if layer is None:
        return project
    source = with_said(layer.source, said)
    if (source, security) == (layer.source, layer.security):
        return project
    return project.with_layer(layer.replace(source=source, security=security))


def _base_date(file: Path, found: Recognised) -> str:
    """Give the day that most records name as theirs, or that the name of the file holds."""
    for title, meaning in found.meanings.items():
        column = found.table.columns.get(title)
        if meaning == "base_date" and column is not None and len(column):
            days = Counter(_day(value) for value in column if _is_said(value))
            if days:
                return days.most_common(1)[0][0]
    dated = _DATED.search(file.stem)
    return "-".join(filter(None, dated.groups())) if dated else ""


def _day(value: object) -> str:
    """Write a day as it is written elsewhere: 20240630 and 2024.6.30. are 2024-06-30."""
    text = f"{value:.15g}" if isinstance(value, float) else str(value).strip()
    parts = _DIGITS.fullmatch(text) or _PARTED.fullmatch(text)
    if parts is None:
        return text
    return "-".join(part.zfill(2) for part in parts.groups() if part)


def _is_said(value: object) -> bool:
    if isinstance(value, np.datetime64):
        return not np.isnat(value)
    return value is not None and value == value  # noqa: PLR0124  NaN is unknown
