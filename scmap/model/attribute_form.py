"""What is asked of a feature in its form: one for each kind, with domains and what is required."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scmap.model import facility, investment
from scmap.model.codebook import CodeBook, title_of
from scmap.model.layer import FieldType, Layer
from scmap.model.typed_cell import CellType

Entry: TypeAlias = Literal[
    "line", "text", "choice", "fields", "ministry", "municipality", "year", "money", "number", "day"
]

CENTRES = frozenset({"OPC", "CCC", "PLT"})  # operated by somebody: opened on a day
STAFFED = frozenset({"OPC", "CCC"})  # where people watch screens, and the police may sit with them
DISTRICTS = frozenset({"TBD", "NPC", "PIL", "UCD"})  # ground on which things are tried
QUALITIES = ("A", "A′", "B", "C")
OPENNESS = ("폐쇄", "부분", "개방")
DISCLOSURE = ("공개", "부분공개", "비공개")
POLICE = ("상주", "비상주")
PHASES = ("계획", "구축", "운영", "관리")
STATUSES = ("정상", "지연", "위험", "종료")
MONEY = ("national", "local", "public", "private_cash", "private_kind")  # what a total is made of

# What a column of a facility layer may hold; a mapping where a code is kept.
FACILITY_DOMAINS: Mapping[str, tuple[str, ...]] = {
    "device": ("CCTV", "ANPR", "VDS"),
    "networked": ("연결", "미연결"),
    "class": ("간선", "지선"),
    "hazard": ("침수", "산사태", "악취"),
    "level": ("유치원", "초등학교", "중학교", "고등학교"),
    facility.NATURE: (facility.FICTIONAL,),
}


@dataclass(frozen=True, slots=True)
class FormField:
    """One question.

    Attributes
    ----------
    name : str
        Column.
    entry : str
        How it is answered.
    section : str
        Words of the heading under which it stands: ``forms.section.<section>``.
    required : bool
        Whether it must be known.
    choices : tuple of (str, str)
        What is kept, and its words.
    """

    name: str
    entry: Entry = "line"
    section: str = "what"
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()


def form_of(layer: Layer, kind: str, codebook: CodeBook) -> tuple[FormField, ...]:
    """Give the questions about a feature of a layer, in order.

    Parameters
    ----------
    kind : str
        Code of an investment's kind; "" for others.
    """
    if layer.kind == "investment":
        return tuple(_investment(kind, codebook))
    if layer.kind == facility.KIND:
        return tuple(_facility(layer, codebook))
    return tuple(_plain(layer))


def form_name(layer: Layer, kind: str) -> str:
    """Name the form: "centre", "district", "investment", "facility", "boundary" or "other"."""
    if layer.kind == "investment":
        return "centre" if kind in CENTRES else "district" if kind in DISTRICTS else "investment"
    return layer.kind if layer.kind in (facility.KIND, "boundary") else "other"


def cell_type(layer: Layer, name: str, codebook: CodeBook) -> CellType:
    """Give what a column of a layer takes when it is typed or pasted into."""
    known = {one.name: one for one in form_of(layer, "", codebook)}
    found = known.get(name)
    fields = (*layer.fields, *investment.FIELDS)
    type_: FieldType = next((one.type for one in fields if one.name == name), "text")
    if found is None:
        return CellType(type_)
    domain = {title: value for value, title in found.choices if found.entry != "ministry"}
    domain |= {value: value for value in domain.values()}
    return CellType(
        type_,
        domain,
        many=found.entry == "fields",
        year=found.entry == "year",
        amount=found.entry == "money",
    )


def _investment(kind: str, book: CodeBook) -> Iterator[FormField]:
    yield FormField("name", required=True)
    yield FormField("kind", "choice", required=True, choices=_titled(book.kinds))
    yield FormField("fields", "fields", required=True, choices=_titled(book.fields))
    programmes = tuple((code, title_of(one)) for code, one in book.programmes.items())
    yield FormField("programme", "choice", choices=programmes)
    yield FormField("year_from", "year", "who", required=True)
    yield FormField("year_to", "year", "who")
    yield FormField("ministry", "ministry", "who", required=True)
    yield FormField("agency", section="who")
    yield FormField("municipality", "municipality", "who", required=True)
    yield FormField("selected_on", "day", "when")
    if kind in CENTRES or not kind:
        yield FormField("opened_on", "day", "when")
    if kind in STAFFED or not kind:
        yield FormField("police", "choice", "when", choices=_same(POLICE))
    yield FormField("phase", "choice", "when", choices=_same(PHASES))
    yield FormField("status", "choice", "when", choices=_same(STATUSES))
    for part in ("total", *MONEY):
        yield FormField(f"{part}_mkrw", "money", "money")
    bases = tuple((one.title, title_of(one)) for one in book.money_bases.values())
    yield FormField("money_basis", "choice", "money", choices=bases)
    if kind in CENTRES | DISTRICTS or not kind:
        yield FormField("openness", "choice", "platform", choices=_same(OPENNESS))
        yield FormField("standards", section="platform")
        yield FormField("data_items", section="platform")
    yield FormField("quality", "choice", "place", choices=_same(QUALITIES))
    yield FormField("extent_reason", section="place")
    yield FormField("disclosure", "choice", "source", choices=_same(DISCLOSURE))
    yield FormField("source", section="source", required=True)
    yield FormField("note", "text", "source")


def _facility(layer: Layer, book: CodeBook) -> Iterator[FormField]:
    known = [one.name for one in facility.FIELDS.get(facility.role_of(layer), ())]
    for name in dict.fromkeys((*known, *layer.columns)):
        if name == "pole":
            continue  # the uid of another feature says nothing to a reader
        if name == "purpose":
            yield FormField(name, "fields", choices=_titled(book.fields))
        elif name in FACILITY_DOMAINS:
            yield FormField(name, "choice", choices=_same(FACILITY_DOMAINS[name]))
        else:
            yield _by_type(layer, name)


def _plain(layer: Layer) -> Iterator[FormField]:
    for name in layer.columns:
        yield _by_type(layer, name)


def _by_type(layer: Layer, name: str) -> FormField:
    types = {one.name: one.type for one in layer.fields}
    entries: Mapping[str, Entry] = {"number": "number", "date": "day"}
    entry: Entry = "text" if name == "note" else entries.get(types.get(name, "text"), "line")
    required = layer.kind == "boundary" and name in ("code", "name")
    return FormField(name, entry, required=required)


def _titled(terms: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((code, title_of(term)) for code, term in terms.items())  # type: ignore[arg-type]


def _same(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value) for value in values)


def split_sum(values: Mapping[str, float]) -> tuple[float, bool]:
    """Add up the parts of a total that are known; also tell whether all are.

    Parameters
    ----------
    values : mapping
        백만원 by the names in `MONEY`; NaN is unknown.
    """
    known = [one for name in MONEY if (one := values.get(name, float("nan"))) == one]
    return float(sum(known)), len(known) == len(MONEY)


def sum_differs(total: float, together: float, *, complete: bool) -> bool:
    """Tell whether parts do not make up a total: with one unknown only too large a sum is wrong."""
    if total != total:  # noqa: PLR0124  NaN is unknown
        return False
    if complete:
        return abs(together - total) > investment.SHORT
    return together > total + investment.SHORT
