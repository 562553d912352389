"""What the window says of exceptions: which pair is meant, what is offered, what is on record."""

from scmap.gui.models.card import Fact, Grid, Section
from scmap.gui.selection import Selected
from scmap.gui.sources import PAIRS
from scmap.model import amounts
from scmap.model.exemption import Exemption
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.pairs import PairList
from scmap.model.project import Project
from scmap.model.records import record
from scmap.session import excepting
from scmap.words import tr

DOUBLE_ENTRY = "double_entry"


def selected_pair(project: Project, selected: Selected) -> str:
    """Give the pair that the selection is about, "uid|uid" with the smaller first; "" for none.

    A pair, the two ends of a link, or two investments that were selected together.
    """
    layer = project.investments
    if layer is None:
        return ""
    sides: tuple[str, ...] = ()
    if selected.layer in PAIRS:
        sides = tuple(selected.current.split("|"))
    elif selected.layer == Link.TABLE:
        link = record(project, Link, selected.current)
        sides = (link.left, link.right) if link else ()
    elif selected.layer == layer.uid:
        sides = tuple(selected.uids[:3])  # more than two are no pair
    known = len(sides) == 2 and all(uid in layer.rows for uid in sides)
    return "|".join(sorted(sides)) if known else ""


def offered(layer: Layer, pairs: PairList | None, pair: str) -> tuple[str, tuple[str, str]]:
    """Give the kind of exception that is likeliest for a pair, and its sides, the earlier first.

    동일사업 for a suspected double entry (E1), 선후행 for a hint at one (E3), else 중복 아님.
    """
    left, _, right = pair.partition("|")
    sides = (left, right)
    predecessors, rows = layer.text("predecessor"), layer.rows
    years = layer.number("year_from")
    named = predecessors[rows[left]] == right
    if named or (years[rows[right]] < years[rows[left]] and predecessors[rows[right]] != left):
        sides = (right, left)
    row = pairs.row(pair) if pairs is not None else -1
    if pairs is None or row < 0:
        return "distinct", sides
    if row < pairs.graded:
        return ("sequence" if pairs.candidates.sequence[row] else "distinct"), sides
    return ("same" if pairs.why(row) == DOUBLE_ENTRY else "distinct"), sides


def exemption_sections(project: Project, pair: str) -> tuple[Section, ...]:
    """Say who took a pair out of the judgement, when and why, and what was registered before."""
    found = excepting.exemption_of(project, pair)
    sections = []
    if found is not None:
        entry = found.entry
        facts = [
            Fact(tr("exemption.kind"), _kind(entry)),
            Fact(tr("exemption.reason"), entry.reason),
            Fact(tr("exemption.author"), entry.author),
            Fact(tr("exemption.registered_on"), amounts.day(entry.registered_on)),
        ]
        notes = () if found.found == "uid" else (tr(f"exemption.found.{found.found}.text"),)
        title = tr("exemption.section")
        sections.append(Section("exemption", title, facts=tuple(facts), notes=notes))
    history = excepting.history_of(project, pair)
    if len(history) > 1:
        header = tuple(tr(f"exemption.{word}") for word in ("registered_on", "entry_kind"))
        lines = tuple(_line(one) for one in history)
        title = tr("exemption.history", count=len(history))
        grid = Grid(header, lines)
        sections.append(Section("exemption_history", title, grid=grid, folds=True))
    return tuple(sections)


def _line(entry: Exemption) -> tuple[str, ...]:
    day = amounts.day(entry.registered_on)
    kind = _kind(entry)
    if entry.withdraws:
        kind = tr("exemption.withdrawn", kind=kind)
    said = tr("exemption.entry", kind=kind, reason=entry.reason, author=entry.author)
    return day, said


def _kind(entry: Exemption) -> str:
    return tr(f"exemption.kind.{entry.kind}")
