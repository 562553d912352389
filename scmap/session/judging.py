"""The judgement of a project: the product's values, and what its planners set otherwise.

What differs is kept in the project as rows, each with the value and the edition over which it was
set. A newer edition of the product's table therefore never overwrites an edit, and where it
changes a value under one, both are known.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from scmap.model.issue import Issue
from scmap.model.linkage import TemplateTable
from scmap.model.project import Project
from scmap.model.records import records, with_all
from scmap.model.rule_table import RuleTable
from scmap.model.ruleset import RuleEdit, RuleSet, ruleset_of
from scmap.reference.rules import rule_table
from scmap.reference.templates import templates
from scmap.session.catalogue import with_edits

_KEYS = uuid.UUID("0f6c7f0a-3b7e-5a52-9d0e-5f4a3a1c2b77")


@dataclass(frozen=True, slots=True)
class Editor:
    """Who sets values, why, and when.

    Attributes
    ----------
    author, reason : str
        "" where it is not said.
    on : date or None
        The day.
    """

    author: str = ""
    reason: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What is in force in a project.

    Attributes
    ----------
    rules : RuleSet
        The product's values with the project's edits.
    issues : tuple of Issue
        Edits that are not applied, and why.
    moved : tuple of RuleEdit
        Edits under which a newer edition of the product changed the value.
    """

    rules: RuleSet
    issues: tuple[Issue, ...]
    moved: tuple[RuleEdit, ...]


def judgement_of(project: Project, table: RuleTable | None = None) -> Judgement:
    """Give the judgement of a project over the product's table, or over another edition of it."""
    table = table or rule_table()
    edits = {one.key: one for one in records(project, RuleEdit)}
    sound, issues = table.sound({key: one.value for key, one in edits.items()})
    applied = {key: edits[key] for key in sound}
    rules = replace(ruleset_of(table, sound), edits=applied)
    moved = tuple(
        one
        for key, one in applied.items()
        if one.base_version != _edition(table, key) and one.base_value != table.default(key, sound)
    )
    return Judgement(rules, issues, moved)


def rules_of(project: Project) -> RuleSet:
    """Give the rules in force in a project."""
    return judgement_of(project).rules


def templates_of(project: Project) -> TemplateTable:
    """Give the catalogue of linked services as a project measures its preconditions."""
    return with_edits(templates(), project).measured_by(rules_of(project).services)


def set_values(
    project: Project,
    values: Mapping[str, float | None],
    editor: Editor,
    table: RuleTable | None = None,
) -> Project:
    """Set values of the judgement; None goes back to the product's own.

    A value equal to the product's own is no edit. The same project comes back where nothing
    changes.

    Parameters
    ----------
    project : Project
        What is open.
    values : mapping of str to float or None
        By key; together with the edits that the project has they are free of problems.
    editor : Editor
        Who sets them.
    table : RuleTable, optional
        The product's values.
    """
    table = table or rule_table()
    old = {one.key: one for one in records(project, RuleEdit)}
    kept = {key: one for key, one in old.items() if key not in values}
    after = {key: one.value for key, one in kept.items()}
    after |= {key: value for key, value in values.items() if value is not None}
    for key, value in values.items():
        if value is None or value == table.default(key, after):
            continue
        same = old.get(key)
        kept[key] = (
            same if same and same.value == value else _edit(key, value, editor, table, after)
        )
    if kept == old:
        return project
    return with_all(project, RuleEdit, [kept[key] for key in sorted(kept)])


def differences(project: Project, wanted: Mapping[str, float]) -> dict[str, float | None]:
    """Give what must be set so that of all values exactly the wanted ones are edits."""
    old = {one.key: one.value for one in records(project, RuleEdit)}
    gone: dict[str, float | None] = {key: None for key in old if key not in wanted}
    return gone | {key: value for key, value in wanted.items() if old.get(key) != value}


def _edit(
    key: str, value: float, editor: Editor, table: RuleTable, edits: Mapping[str, float]
) -> RuleEdit:
    return RuleEdit(
        uid=str(uuid.uuid5(_KEYS, key)),
        key=key,
        value=value,
        base_value=table.default(key, edits),
        base_version=_edition(table, key),
        author=editor.author,
        reason=editor.reason,
        edited_on=editor.on,
    )


def _edition(table: RuleTable, key: str) -> str:
    spec = table.value(key)
    return spec.version if spec else ""
