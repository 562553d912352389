"""The form 「투자사업 등록 서식」: what it asks, and writing it as a spreadsheet to fill in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scmap.model.codebook import CodeBook
from scmap.model.investment import MONEY
from scmap.words import tr_in

EXAMPLE = "example"  # field of the first column: a row marked here is the example, never a record
LAST_ROW = 1000  # drop-downs reach this far
LANGUAGE = "ko"  # the form goes to other offices: always Korean, whatever the window speaks


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the form.

    Attributes
    ----------
    name : str
        Field of the investment schema that it fills, or a name of the form's own.
    required : bool
        Whether a row without it is kept out.
    numeric : bool
        Whether its cells are numbers.
    context : str
        Words in which its title stands.
    """

    name: str
    required: bool = False
    numeric: bool = False
    context: str = "form"

    @property
    def title(self) -> str:
        """Header as it stands in the form, with its unit."""
        return tr_in(LANGUAGE, f"{self.context}.{self.name}")


COLUMNS: tuple[FormColumn, ...] = (
    FormColumn(EXAMPLE),
    FormColumn("name", required=True),
    FormColumn("kind", required=True),
    FormColumn("ministry"),
    FormColumn("programme"),
    FormColumn("municipality", required=True),
    FormColumn("neighbourhoods"),
    FormColumn("lon", numeric=True),
    FormColumn("lat", numeric=True),
    FormColumn("radius_m", numeric=True),
    FormColumn("main_field", required=True),
    FormColumn("other_fields"),
    FormColumn("tags"),
    FormColumn("beneficiaries"),
    FormColumn("year_from", required=True, numeric=True),
    FormColumn("year_to", numeric=True),
    *(FormColumn(f"{part}_mkrw", numeric=True) for part in MONEY),
    FormColumn("money_basis"),
    FormColumn("source"),
    FormColumn("note"),
)


SHAPE = "shape"  # ground that was drawn, as WKT with its CRS
# What the form does not ask and an export of investments holds: where it stands, it is read.
MORE: tuple[FormColumn, ...] = tuple(
    FormColumn(name, context="columns")
    for name in (
        "agency", "selected_on", "opened_on", "phase", "status", "disclosure", "openness",
        "standards", "data_items", "extent", "quality", "extent_reason", "municipality_code",
        "recorded_code", "code_date", "tags_basis", "beneficiaries_basis", "predecessor",
        "confidence", SHAPE,
    )
)  # fmt: skip


BASES = ("tags_basis", "beneficiaries_basis")


def basis_word(basis: object) -> str:
    """Say on what tags or beneficiaries rest: the source, the kind, or nothing that was told."""
    return tr_in(LANGUAGE, f"form.basis.{basis if basis in ('source', 'kind') else 'none'}")


def write_form(path: Path, codebook: CodeBook, municipality: str = "") -> None:
    """Write the empty form with its drop-downs and one example row, marked as such.

    Parameters
    ----------
    path : Path
        The .xlsx to write.
    codebook : CodeBook
        Words offered in the drop-downs.
    municipality : str
        Name put into the example row.
    """
    import xlsxwriter  # noqa: PLC0415  used when a form is written only

    # Nothing typed into the form is ever a formula.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(tr_in(LANGUAGE, "form.sheet"))
        lists = book.add_worksheet(tr_in(LANGUAGE, "form.lists"))
        head = book.add_format(
            {"bold": True, "bg_color": "#E8EDF4", "border": 1, "text_wrap": True, "valign": "top"}
        )
        example = book.add_format({"italic": True, "font_color": "#6B7280"})
        for place, column in enumerate(COLUMNS):
            star = "*" if column.required else ""
            sheet.write_string(0, place, column.title + star, head)
            sheet.set_column(place, place, 22 if column.name in ("name", "source") else 14)
        for place, value in enumerate(example_row(municipality)):
            write = sheet.write_number if isinstance(value, float) else sheet.write_string
            write(1, place, value, example)
        _offer(sheet, lists, choices(codebook))
        sheet.freeze_panes(1, 2)


def choices(codebook: CodeBook) -> dict[str, list[str]]:
    """Give the words that the drop-downs offer, by column."""
    current = [name.name for name in codebook.names if name.end is None]
    return {
        "kind": [kind.title for kind in codebook.kinds.values()],
        "ministry": current,
        "main_field": [field.title for field in codebook.fields.values()],
        "money_basis": [term.title for term in codebook.money_bases.values()],
    }


def example_row(municipality: str = "") -> Sequence[str | float]:
    """Give the example row: text, and numbers as float."""
    place = municipality or tr_in(LANGUAGE, "form.example.municipality")
    numbers = {"year_from": 2024.0, "year_to": 2025.0, "total_mkrw": 1200.0}
    numbers |= {"national_mkrw": 600.0, "local_mkrw": 600.0}
    texts = ("example", "name", "kind", "ministry", "main_field", "other_fields", "money_basis")
    row: dict[str, str | float] = {name: tr_in(LANGUAGE, f"form.example.{name}") for name in texts}
    row |= {"municipality": place, **numbers}
    return [row.get(column.name, "") for column in COLUMNS]


def _offer(sheet: Any, lists: Any, words: dict[str, list[str]]) -> None:
    """Put drop-downs under their headers; the words stand on the second sheet, one column each."""
    names = [column.name for column in COLUMNS]
    title = tr_in(LANGUAGE, "form.lists")
    for place, (name, values) in enumerate(words.items()):
        lists.write_column(0, place, values)
        letter = chr(ord("A") + place)
        column = names.index(name)
        source = f"='{title}'!${letter}$1:${letter}${len(values)}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, column, LAST_ROW, column, rule)
