"""The annex on pairs that are not graded: what the program suspects and what people registered."""

from scmap.model import amounts
from scmap.model.codebook import parts
from scmap.model.exemption import Exemption, PlacedExemption
from scmap.model.project import Project
from scmap.model.records import records
from scmap.report.dossier_tables import side_title
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.parts import Column, Row, Table
from scmap.report.round_scope import RoundScope
from scmap.session.excepting import placed
from scmap.words import tr_in


def exception_table(scope: RoundScope) -> Table:
    """List the pairs that the program takes out: entered twice (E1), or a continuation (E2)."""
    rows = tuple(
        Row(
            (
                phrase(f"exception.{one.why}"),
                side_title(scope, one.left),
                side_title(scope, one.right),
                one.similarity,
            )
        )
        for one in sorted(scope.exceptions, key=lambda one: one.why)
        if not one.entry
    )
    return Table(
        name="exceptions",
        title=phrase("table.exceptions"),
        columns=(
            Column(phrase("column.why"), width=30, grouped=True),
            Column(word("column.name_a"), width=65, named=True),
            Column(word("column.name_b"), width=65, named=True),
            Column(_said("report.similarity"), "plain", 15),
        ),
        rows=rows,
        notes=(phrase("note.exceptions"),),
        empty=phrase("empty.exceptions"),
    )


def exemption_table(project: Project, uids: frozenset[str], municipality: str | None) -> Table:
    """List the exceptions that stand, with who says so, when and why.

    Parameters
    ----------
    project : Project
        Holds the exceptions.
    uids : frozenset of str
        Investments of the area.
    municipality : str or None
        The area's code; exceptions on investments that are gone belong to it by their place.
    """
    listed = [one for one in placed(project) if _concerns(one, uids, municipality)]
    withdrawn = sum(bool(one.withdraws) for one in records(project, Exemption))
    again = sum(one.found == "identity" for one in listed)
    notes = [_said("report.note")]
    if withdrawn:
        notes.append(_said("report.withdrawn", n=withdrawn))
    if again:
        notes.append(_said("report.identity", n=again))
    return Table(
        name="exemptions",
        title=_said("report.table"),
        columns=(
            Column(_said("kind"), width=22),
            Column(word("column.name_a"), width=42, named=True),
            Column(word("column.name_b"), width=42, named=True),
            Column(_said("reason"), width=42),
            Column(_said("author"), width=20),
            Column(_said("report.day"), width=24),
        ),
        rows=tuple(map(_row, listed)),
        notes=tuple(notes),
        empty=phrase("empty.exceptions"),
        attached=True,
    )


def _row(one: PlacedExemption) -> Row:
    entry = one.entry
    sides = ((one.left, entry.left_name), (one.right, entry.right_name))
    names = (name if uid else _said("report.gone", name=name) for uid, name in sides)
    kind, day = _said(f"kind.{entry.kind}"), amounts.day(entry.registered_on, LANGUAGE)
    return Row((kind, *names, entry.reason, entry.author, day), key=one.pair)


def _concerns(one: PlacedExemption, uids: frozenset[str], municipality: str | None) -> bool:
    if municipality is None or one.left in uids or one.right in uids:
        return True
    entry = one.entry
    gone = [
        place
        for uid, place in ((one.left, entry.left_place), (one.right, entry.right_place))
        if not uid
    ]
    return any(municipality in parts(place) for place in gone)


def _said(key: str, /, **values: object) -> str:
    return tr_in(LANGUAGE, f"exemption.{key}", **values)
