"""How the window speaks of an investment: ministry, kind, place, years, fields, in words."""

from scmap.model import amounts
from scmap.model.codebook import CodeBook, Titled, parts, title_of
from scmap.model.layer import Layer
from scmap.model.ministry import days_of
from scmap.words import tr

QUALITIES = {"A": "a", "A′": "a_composed", "A'": "a_composed", "B": "b", "C": "c"}
_BASES = ("source", "kind")
CONFIDENCES = {"H": "high", "M": "medium", "L": "low"}


def known(text: str | None) -> str:
    """Give a text, or the word for what nobody knows."""
    return text or amounts.unknown()


def titles(table: dict[str, Titled], codes: str | None) -> str:
    """Give the titles of codes separated by ";"; a code that the table lacks stands for itself."""
    found = (title_of(table[code]) if code in table else code for code in parts(codes))
    return known(", ".join(found))


def kind_of(layer: Layer, row: int, codebook: CodeBook) -> str:
    """Give the title of an investment's kind."""
    return titles(dict(codebook.kinds), layer.text("kind")[row])


def ministry_then(text: str | None, year: float, codebook: CodeBook) -> str:
    """Give ministries as they were named in that year, with their names today in brackets."""
    return known(codebook.display(text or "", days_of(year, year)))


def period_of(layer: Layer, row: int) -> str:
    """Give the funded years: "’15~’17년"."""
    start, stop = layer.number("year_from")[row], layer.number("year_to")[row]
    return amounts.period(float(start), float(stop))


def place_of(layer: Layer, row: int) -> str:
    """Give the municipality as the source writes it; a national investment says so."""
    if layer.text("extent")[row] == "nation":
        return layer.text("municipality")[row] or tr("inspector.nation")
    return known(layer.text("municipality")[row])


def quality(code: str | None) -> str:
    """Say what a footprint's quality means: "B 행정구역으로 대신함"."""
    if code not in QUALITIES:
        return known(code)
    return f"{code} {tr(f'inspector.quality.{QUALITIES[code]}')}"


def confidence(text: str | None) -> str:
    """Write "fact=H;loc=M" in words: "사실 상 · 위치 중"."""
    said = []
    for part in parts(text):
        what, _, level = part.partition("=")
        if what not in {"fact", "loc"} or level not in CONFIDENCES:
            return known(text)
        grade = tr(f"inspector.confidence.{CONFIDENCES[level]}")
        said.append(tr(f"inspector.confidence.{what}", grade=grade))
    return known(" · ".join(said))


def basis(value: str | None) -> str:
    """Say whether something is as the source has it, or the default of the kind."""
    return tr(f"inspector.basis.{value}") if value in _BASES else known(value)


def with_basis(words: str, basis: str | None) -> str:
    """Say where tags come from, behind them: the source, or the default of the kind."""
    if basis not in _BASES or words == amounts.unknown():
        return ""
    return tr(f"inspector.basis.{basis}")
