"""Records as JSON or XML, as 공공데이터포털 gives them: a table without shapes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree as ET

from scmap.errors import InputError, RefusedError
from scmap.formats.sheet_reader import Cell

Record: TypeAlias = Mapping[str, object]

ENDINGS = (".json", ".xml")
MOST_BYTES = 300_000_000  # it is read as one tree
DEEPEST = 8  # levels below which no list of records is looked for
_DECLARED = "<!entity"


def read_records(path: Path) -> list[list[Cell]] | None:
    """Give the longest list of records of a file as rows, their titles first; None where none is.

    Raises
    ------
    InputError
        table_too_large.
    RefusedError
        xml_entities.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError("table_too_large", file=path.name)
    found = _of_xml(path) if path.suffix.lower() == ".xml" else _of_json(path)
    if not found:
        return None
    flat = [dict(_cells(one)) for one in found]
    titles = list(dict.fromkeys(title for one in flat for title in one))
    if len(titles) < 2:
        return None
    return [[*titles], *([one.get(title) for title in titles] for one in flat)]


def _of_json(path: Path) -> Sequence[Record]:
    try:
        return _longest(json.loads(path.read_bytes()))
    except (ValueError, RecursionError):
        return ()


def _longest(value: object, depth: int = 0) -> Sequence[Record]:
    """Find the longest list of objects in a tree."""
    if depth > DEEPEST:
        return ()
    inner: list[object] = []
    if isinstance(value, list):
        if value and all(isinstance(one, dict) for one in value):
            return value
        inner = value
    elif isinstance(value, dict):
        inner = list(value.values())
    return max((_longest(one, depth + 1) for one in inner), key=len, default=())


def _of_xml(path: Path) -> Sequence[Record]:
    raw = path.read_bytes()
    if any(_DECLARED.encode(code) in raw.lower() for code in ("ascii", "utf-16-le", "utf-16-be")):
        raise RefusedError("xml_entities", file=path.name)
    try:
        root = ET.fromstring(raw)  # noqa: S314  it declares no entity
    except (ET.ParseError, ValueError, LookupError):
        return ()
    groups = [_group(one) for one in root.iter()]
    return max(groups, key=len, default=())


def _group(parent: ET.Element) -> list[Record]:
    """Give the children of an element as records, where they are alike and hold values."""
    if len({child.tag for child in parent}) != 1:
        return []
    return [{_local(one.tag): one.text for one in child} for child in parent if len(child)]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _cells(record: Record, above: str = "") -> Iterator[tuple[str, Cell]]:
    """Give the values of a record by title; those of an object in it by both titles."""
    for name, value in record.items():
        title = f"{above}{name}"
        if isinstance(value, dict):
            yield from _cells(value, f"{title}.")
        else:
            yield title, _cell(value)


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return float(value)
    return None if value is None else json.dumps(value, ensure_ascii=False)
