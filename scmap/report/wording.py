"""How a report speaks of an investment: its kind, ministry, years and fields in words."""

from datetime import date

from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts
from scmap.model.layer import Layer
from scmap.model.ministry import days_of
from scmap.report.korean import LANGUAGE, phrase, word

_ABOUT = {"fact": "confidence.fact", "loc": "confidence.place"}
_DEGREES = {"H": "confidence.high", "M": "confidence.medium", "L": "confidence.low"}


def known(text: str | None) -> str:
    """Give a text, or the word for what nobody knows."""
    return text or amounts.unknown(LANGUAGE)


def kind_title(codebook: CodeBook, code: str | None) -> str:
    """Give the title of a kind; a code that the book lacks stands for itself."""
    kind = codebook.kinds.get(code or "")
    return kind.title if kind else known(code)


def field_titles(codebook: CodeBook, codes: str | None) -> str:
    """Give the titles of service fields ("방범, 교통"), the main one first."""
    titles = (
        codebook.fields[code].title if code in codebook.fields else code for code in parts(codes)
    )
    return known(", ".join(titles))


def ministry_then(codebook: CodeBook, layer: Layer, row: int) -> str:
    """Give the ministry as it was named in the first year, with its name today in brackets."""
    year = float(layer.number("year_from")[row])
    on = days_of(year, year)
    return known(codebook.display(layer.text("ministry")[row] or "", on, LANGUAGE))


def confidence_title(cell: str | None) -> str:
    """Write how sure a record is: "fact=H;loc=M" → "사실 상, 위치 중"; other notes stay."""
    told = []
    for part in parts(cell):
        about, _, degree = part.partition("=")
        known_part = about in _ABOUT and degree in _DEGREES
        told.append(f"{word(_ABOUT[about])} {word(_DEGREES[degree])}" if known_part else part)
    return known(", ".join(told))


def place_of(layer: Layer, row: int) -> str:
    """Give the municipality as the source writes it; a national investment says so."""
    nation = layer.text("extent")[row] == "nation"
    return layer.text("municipality")[row] or (word("country") if nation else known(None))


def period_of(layer: Layer, row: int) -> str:
    """Give the funded years: "’15~’17년"."""
    start, stop = layer.number("year_from")[row], layer.number("year_to")[row]
    return amounts.period(float(start), float(stop), LANGUAGE)


def lineage_title(codebook: CodeBook, owners: frozenset[str]) -> str:
    """Name the ministry line, the lines of a joint investment, or that it is unknown."""
    if not owners:
        return word("lineage.unknown")
    titles = [
        codebook.lineages[owner].title if owner in codebook.lineages else owner
        for owner in sorted(owners)
    ]
    return titles[0] if len(titles) == 1 else word("lineage.joint", names="·".join(titles))


def meeting_day(held: date | None) -> str:
    """Write the day of a meeting with its weekday: "2026. 11. 22.(일)"."""
    day = amounts.day(held, LANGUAGE)
    if held is None:
        return day
    return phrase(
        "meeting.day", day=day, weekday=phrase("meeting.weekdays").split()[held.weekday()]
    )
