"""분석조건·가중치: the whole rule set as tables, so that every figure can be computed again."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from scmap.analysis.candidates import GAP, NEAR
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer
from scmap.model.ruleset import GRADES, Affinity, RuleSet
from scmap.report.facts import PLANES, life_times, versions
from scmap.report.korean import phrase, word
from scmap.report.parts import Cell, Column, Imprint, Row, Table
from scmap.report.round_scope import RoundScope
from scmap.report.wording import known

_TABLES = ("field_similarity", "field_complement", "kind_similarity", "kind_complement")


def rule_tables(rules: RuleSet, codebook: CodeBook) -> tuple[Table, ...]:
    """Give the tables of a rule set: weights, grades, thresholds, what is alike or completes."""
    return (
        _weight_table(rules),
        _grade_table(rules),
        _threshold_table(rules),
        _affinity_table(rules, codebook),
    )


def condition_table(scope: RoundScope, layers: Sequence[Layer], imprint: Imprint) -> Table:
    """분석조건 but the judgement: what was compared, plane, versions, hashes of the inputs."""
    pairs, crs = scope.pairs, scope.pairs.layer.crs
    rows = {
        word("condition.plane"): PLANES.get(crs, crs),
        word("condition.coefficient"): word("condition.coefficient.formula"),
        word("condition.compared"): word("condition.compared.rows", n=len(pairs.layer)),
        phrase("condition.left_out"): phrase("condition.ministry", n=pairs.unknown_ministry),
        phrase("condition.pairs"): phrase("condition.which", km=NEAR / 1000, gap=GAP),
        word("condition.life"): life_times(pairs.layer, scope.codebook),
        word("condition.repaired"): word("items", n=len(pairs.repaired)),
        word("condition.versions"): versions(),
    }
    hashes = {one.source.file: one.source.sha256 for one in layers if one.source.sha256}
    for name, digest in sorted({**hashes, **imprint.inputs}.items()):
        rows[word("condition.input", file=name)] = f"SHA-256 {digest}"
    return Table(
        name="conditions",
        title=word("table.conditions"),
        columns=(Column(word("column.item"), width=45), Column(word("column.value"), width=130)),
        rows=tuple(Row(row) for row in rows.items()),
    )


def layer_table(layers: Sequence[Layer]) -> Table:
    """List the data behind the maps with publisher, date, terms of use and security grade."""
    rows = tuple(
        Row(
            (
                layer.title,
                known(layer.source.organisation),
                known(layer.source.dataset),
                known(layer.source.base_date),
                known(layer.source.licence),
                layer.security,
            )
        )
        for layer in layers
    )
    return Table(
        name="layers",
        title=phrase("table.layers"),
        columns=(
            Column(phrase("column.layer"), width=24, named=True),
            Column(phrase("column.publisher"), width=34),
            Column(phrase("column.dataset"), width=44),
            Column(word("fact.base_date"), width=26),
            Column(phrase("column.licence"), width=30),
            Column(phrase("column.security"), width=20),
        ),
        rows=rows,
        empty=phrase("empty.layers"),
    )


def _weight_table(rules: RuleSet) -> Table:
    """Weights of both scores side by side."""
    pairs = zip_longest(
        rules.duplication_weights.items(), rules.linkage_weights.items(), fillvalue=("", "")
    )
    rows = tuple(Row((*_weight(*one), *_weight(*other))) for one, other in pairs)
    return Table(
        name="weights",
        title=phrase("table.weights"),
        columns=(
            Column(phrase("rule.duplication_term"), width=55),
            Column(phrase("rule.weight"), "plain", 30),
            Column(phrase("rule.linkage_term"), width=55),
            Column(phrase("rule.weight"), "plain", 30),
        ),
        rows=rows,
        notes=(phrase("rule.id", **_identity(rules)), phrase("rule.formula")),
    )


def _grade_table(rules: RuleSet) -> Table:
    """Say what a pair must reach for each grade; what passes no gate has the last one."""
    rows = tuple(
        Row(
            (
                phrase("rule.grade", grade=grade, name=phrase(f"grade.{grade}")),
                gate.score,
                gate.terms or amounts.NOT_APPLICABLE,
                gate.coefficient or amounts.NOT_APPLICABLE,
                phrase("rule.time") if gate.time else amounts.NOT_APPLICABLE,
            )
        )
        for grade, gate in zip(GRADES, rules.gates, strict=False)
    )
    rest = amounts.NOT_APPLICABLE
    last = Row(
        (phrase("rule.grade", grade=GRADES[-1], name=phrase(f"grade.{GRADES[-1]}")), *[rest] * 4)
    )
    return Table(
        name="grades",
        title=phrase("table.grades"),
        columns=(
            Column(phrase("column.grade"), width=50),
            Column(phrase("rule.least_score"), "plain", 30),
            Column(phrase("rule.least_terms"), "plain", 35),
            Column(phrase("rule.least_coefficient"), "plain", 30),
            Column(phrase("rule.least_time"), width=35),
        ),
        rows=(*rows, last),
        notes=(phrase("rule.missing"),),
    )


def _threshold_table(rules: RuleSet) -> Table:
    """Factors and thresholds one by one."""
    named: dict[str, float] = {
        phrase("rule.threshold"): rules.linkage_threshold,
        phrase("rule.cap_coefficient"): rules.cap_coefficient,
        phrase("rule.cap_score"): rules.cap_score,
        **{phrase("rule.quality", quality=name): one for name, one in rules.quality.items()},
        phrase("rule.near"): rules.near_share,
        phrase("rule.gap_share"): rules.gap_share,
        phrase("rule.gap_years"): rules.gap_years,
        **{
            phrase("rule.interoperability", state=phrase(f"openness.{name}")): one
            for name, one in rules.interoperability.items()
        },
    }
    return Table(
        name="thresholds",
        title=phrase("table.thresholds"),
        columns=(
            Column(phrase("rule.item"), width=130),
            Column(phrase("rule.value"), "plain", 40),
        ),
        rows=tuple(Row(row) for row in named.items()),
    )


def _affinity_table(rules: RuleSet, codebook: CodeBook) -> Table:
    """Say what is alike and what completes each other: different tables, for fields and kinds."""
    fields = {code: one.title for code, one in codebook.fields.items()}
    kinds = {code: one.title for code, one in codebook.kinds.items()}
    rows = []
    for name in _TABLES:
        titles = fields if name.startswith("field") else kinds
        rows += [
            Row((phrase(f"affinity.{name}"), *row)) for row in _values(getattr(rules, name), titles)
        ]
    return Table(
        name="affinities",
        title=phrase("table.affinities"),
        columns=(
            Column(phrase("rule.table"), width=35, grouped=True),
            Column(phrase("rule.value"), "plain", 18),
            Column(phrase("rule.pairs"), width=120),
        ),
        rows=tuple(rows),
        notes=(phrase("rule.judgement"),),
    )


def _values(affinity: Affinity, titles: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    """Give each value with the pairs of codes that have it, the highest first."""
    told: dict[float, list[str]] = {affinity.same: [phrase("rule.same")]}
    order = {code: place for place, code in enumerate(titles)}
    for codes, value in affinity.pairs.items():
        known = sorted(codes, key=lambda code: (order.get(code, len(order)), code))
        names = [titles.get(code, code) for code in known]
        told.setdefault(value, []).append(phrase("rule.pair", names="–".join(names)))
    told.setdefault(affinity.other, []).append(phrase("rule.else"))
    for value in sorted(told, reverse=True):
        yield value, ", ".join(told[value])


def _weight(name: str, weight: float | str) -> tuple[Cell, Cell]:
    return (phrase(f"rule.term.{name}") if name else "", weight)


def _identity(rules: RuleSet) -> dict[str, str]:
    return {
        "id": rules.id,
        "version": rules.version,
        "effective": rules.effective,
        "source": rules.source,
    }
