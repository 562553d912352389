"""Writes a layer as a table (CSV, XLSX) or with its geometry (GeoPackage), for other programs."""

import csv
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from scmap.formats.shape_file import write_shapes
from scmap.formats.sheet_file import PLAIN, sheet_name, width
from scmap.model.layer import Layer
from scmap.words import tr_in

SUFFIXES = (".csv", ".xlsx", ".gpkg")
LANGUAGE = "ko"  # of what leaves the program

# How a spreadsheet recognises what it would compute.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_layer(
    layer: Layer,
    path: Path,
    suffix: str,
    headings: Mapping[str, str],
    marks: Sequence[str] = (),
) -> None:
    """Write the features of a layer.

    Parameters
    ----------
    layer : Layer
        What is written; CSV and XLSX leave the geometry out. A sheet is named by its title.
    path : Path
        The file, whatever its name ends with.
    suffix : str
        One of `SUFFIXES`: the form that is written.
    headings : mapping of str to str
        What stands above a column of a sheet, by the column's name; other columns keep theirs, as
        all do in CSV and GeoPackage, where programs read them.
    marks : sequence of str
        Its security grade in words, first what a CSV holds in a column of its own; XLSX prints them
        on each page and holds them on a sheet of its own, a GeoPackage describes its layer by them.
    """
    if suffix == ".gpkg":
        write_shapes(layer, path, "GPKG", marks)
    elif suffix == ".xlsx":
        _write_sheet(layer, path, headings, marks)
    else:
        _write_text(layer, path, marks)


def plain(value: object) -> str:
    """Write a value as plain text: "" for unknown, whole numbers without a point."""
    if value is None or value != value:  # noqa: PLR0124  NaN and NaT are what differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _write_text(layer: Layer, path: Path, marks: Sequence[str]) -> None:
    title = [tr_in(LANGUAGE, "release.grade_sheet")] if marks else []
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(map(_guarded, (*layer.columns, *title)))
        for row in zip(*_cells(layer), strict=True):
            writer.writerow([*map(_guarded, row), *marks[:1]])


def _guarded(value: object) -> str:
    """Write a cell of a CSV file so that no spreadsheet takes a text for a formula."""
    text = plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


def _write_sheet(
    layer: Layer, path: Path, headings: Mapping[str, str], marks: Sequence[str]
) -> None:
    import xlsxwriter  # noqa: PLC0415  used when a sheet is written only

    with xlsxwriter.Workbook(str(path), PLAIN) as book:
        name, grades = sheet_name(layer.title), tr_in(LANGUAGE, "release.grade_sheet")
        sheet = book.add_worksheet("-" if name == grades else name)
        head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, (name, cells) in enumerate(zip(layer.columns, _cells(layer), strict=True)):
            title = headings.get(name, name)
            sheet.write_string(0, place, title, head)
            for row, value in enumerate(cells, start=1):
                _write_cell(sheet, row, place, value, day)
            sheet.set_column(place, place, width((title, *map(plain, cells[:200]))))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(layer), 1), max(len(layer.columns) - 1, 0))
        if marks:
            sheet.set_header(f"&R{marks[0]}")
            told = book.add_worksheet(grades)
            told.set_column(0, 0, max(map(width, ([mark] for mark in marks))))
            for row, mark in enumerate(marks):
                told.write_string(row, 0, mark)


def _write_cell(sheet: Any, row: int, place: int, value: object, day: Any) -> None:
    """Numbers stay numbers, texts stay texts whatever they look like, unknown stays empty."""
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, bool | int | float) and math.isfinite(value):  # no sheet holds others
        sheet.write_number(row, place, value)


def _cells(layer: Layer) -> list[list[object]]:
    """Values of each column; dates as days."""
    return [
        column.astype("datetime64[D]").tolist()
        if np.issubdtype(column.dtype, np.datetime64)
        else column.tolist()
        for column in layer.columns.values()
    ]
