"""What was set otherwise than the product has it, and how much hangs on each value."""

from scmap.analysis.rejudging import STEPS, Sensitivity, measure_sensitivity
from scmap.model import amounts
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Candidates
from scmap.report.korean import LANGUAGE, phrase
from scmap.report.parts import Column, Row, Table
from scmap.report.rule_tables import written


def judgement_tables(pairs: Candidates) -> tuple[Table, ...]:
    """Give the tables of the changed values and of the sensitivity of these pairs' grades."""
    return changed_table(pairs.rules), sensitivity_table(measure_sensitivity(pairs), pairs.rules)


def changed_table(rules: RuleSet) -> Table:
    """List every value that is not the product's own, with who set it, when and why."""
    rows = []
    for key, value in rules.changed.items():
        spec, edit = rules.table.value(key), rules.edits.get(key)
        group = phrase(f"rule.group.{key.partition('.')[0]}")
        rows.append(
            Row(
                (
                    group,
                    spec.title.ko if spec else key,
                    written(key, value),
                    written(key, rules.table.default(key, rules.changed)),
                    (edit.author if edit else "") or amounts.unknown(LANGUAGE),
                    amounts.day(edit.edited_on if edit else None, LANGUAGE),
                    edit.reason if edit else "",
                )
            )
        )
    return Table(
        name="changed",
        title=phrase("table.changed"),
        columns=(
            Column(phrase("rule.table"), width=26, grouped=True),
            Column(phrase("rule.item"), width=48),
            Column(phrase("rule.value"), "plain", 16),
            Column(phrase("rule.default"), "plain", 16),
            Column(phrase("rule.author"), width=20),
            Column(phrase("rule.edited_on"), width=24),
            Column(phrase("rule.reason"), width=30),
        ),
        rows=tuple(rows),
        empty=phrase("empty.changed", id=rules.id, version=rules.table.version),
    )


def sensitivity_table(measured: Sensitivity, rules: RuleSet) -> Table:
    """Say for each weight and threshold how many grades become others when it alone is varied."""
    rows = []
    for row, key in enumerate(measured.keys):
        counts = measured.grades[row].tolist()
        opinions = measured.opinions[row].tolist()
        told = [
            phrase("rule.varied", grades=grades, opinions=others)
            for grades, others in zip(counts, opinions, strict=True)
        ]
        group = phrase(f"rule.group.{key.partition('.')[0]}")
        value = written(key, rules.table.in_force(key, rules.changed))
        rows.append(Row((group, rules.table.values[key].title.ko, value, *told)))
    steps = tuple(Column(_change(step), "plain", 22) for step in measured.steps)
    return Table(
        name="sensitivity",
        title=phrase("table.sensitivity"),
        columns=(
            Column(phrase("rule.table"), width=26, grouped=True),
            Column(phrase("rule.item"), width=60),
            Column(phrase("rule.value"), "plain", 16),
            *steps,
        ),
        rows=tuple(rows),
        notes=(
            phrase("rule.sensitivity", n=measured.pairs),
            phrase("rule.varied_by", step=f"{100 * max(STEPS):.0f}"),
        ),
    )


def _change(share: float) -> str:
    """Write a change as offices do: "△20%", "+10%"."""
    return f"{'△' if share < 0 else '+'}{100 * abs(share):.0f}%"
