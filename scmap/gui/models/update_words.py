"""What an update changes, in words: the tables and what stands in them, each with its code."""

from collections.abc import Iterable
from pathlib import Path

from scmap.model.codebook import CodeBook, title_of
from scmap.words import catalogue, language, tr

# Tables whose first column projects keep as a code, and the column of projects that does.
_KEPT_IN = {
    "kinds": "kind",
    "fields": "fields",
    "programmes": "programme",
    "tags": "tags",
    "beneficiaries": "beneficiaries",
    "money_bases": "money_basis",
}


def file_words(part: str, codebook: CodeBook) -> str:
    """Name a file of an update: "투자 유형 (kinds.csv)"; an unknown one is called as it is."""
    file = Path(part)
    key = f"update.file.{file.stem}"
    tables = {one.id: title_of(one) for one in codebook.tables}
    known = tr(key) if key in catalogue(language()) else ""
    title = tables.get(file.stem) or known
    return f"{title} ({file.name})" if title else file.name


def entry_words(part: str, names: Iterable[str], codebook: CodeBook) -> str:
    """Name what is new, changed or gone in a file: "CCTV 통합관제센터 (CCC)"."""
    stem = Path(part).stem
    known = codebook.lineages if stem == "lineages" else codebook.terms(_KEPT_IN.get(stem, ""))
    titles = {code: title_of(term) for code, term in known.items()}
    said = (
        f"{titles[name]} ({name})" if titles.get(name, name) != name else name for name in names
    )
    return ", ".join(said)
