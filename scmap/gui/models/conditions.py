"""What the view is narrowed to, in words."""

from scmap.gui.models.narrowed import EXCEPTED, Narrowed
from scmap.gui.models.summary_words import cell_title, heads_of
from scmap.model.codebook import CodeBook
from scmap.model.ruleset import GRADES
from scmap.words import tr

CONDITIONS = ("years", "time", "cell", "grades", "lines")  # attributes of Narrowed


def conditions(to: Narrowed, codebook: CodeBook) -> dict[str, str]:
    """Say each condition, "" for one that is not there."""
    lines = tuple(line for line in codebook.lineages if line in to.lines)
    titles = (head.title for head in heads_of(lines, "ministry", codebook))
    grades = (grade_word(grade) for grade in sorted(to.grades))
    years, cell = to.years, to.cell
    return {
        "years": tr("years.span", first=years[0], last=years[1]) if years else "",
        "time": tr("scope.time.meet") if to.time == "meet" else "",
        "cell": cell_title(cell.axis, cell.row, cell.column, codebook) if cell else "",
        "grades": _of("grade", "·".join(grades)),
        "lines": _of("line", "·".join(titles)),
    }


def grade_word(grade: int) -> str:
    """Write a grade as the table does."""
    return tr("tables.grade.excepted") if grade == EXCEPTED else GRADES[grade]


def _of(what: str, values: str) -> str:
    return tr(f"tables.facet.{what}", values=values) if values else ""
