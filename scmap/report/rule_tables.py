"""분석조건·가중치: the whole rule set as tables, so that every figure can be computed again."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from scmap.analysis.verdict import EXACT
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer
from scmap.model.rule_table import AFFINITIES, WEIGHTS, RuleValue
from scmap.model.ruleset import GRADES, Affinity, RuleSet
from scmap.report.facts import PLANES, life_times, versions
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.parts import Cell, Column, Imprint, Row, Table
from scmap.report.round_scope import RoundScope
from scmap.report.wording import known
from scmap.words import tr_in

PLACES = 6  # decimals of a value that somebody typed

_TABLED = (*WEIGHTS, "gate", *AFFINITIES)  # groups with a table of their own


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
    pairs, crs, rules = scope.pairs, scope.pairs.layer.crs, scope.pairs.rules
    rows = {
        word("condition.plane"): PLANES.get(crs, crs),
        word("condition.coefficient"): word("condition.coefficient.formula"),
        word("condition.compared"): word("condition.compared.rows", n=len(pairs.layer)),
        phrase("condition.left_out"): phrase("condition.ministry", n=pairs.unknown_ministry),
        phrase("condition.pairs"): phrase(
            "condition.which", km=rules.near_distance / 1000, gap=f"{rules.candidate_gap:g}"
        ),
        word("condition.life"): life_times(pairs.layer, scope.codebook),
        word("condition.repaired"): word("items", n=len(pairs.repaired)),
        word("condition.engine"): word(f"condition.engine.{pairs.run.engine}"),
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
                known(amounts.dated(layer.source.dataset, LANGUAGE)),
                known(amounts.dated(layer.source.base_date, LANGUAGE)),
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
        notes=tuple(filter(None, map(_obtained, layers))),
        empty=phrase("empty.layers"),
    )


def _obtained(layer: Layer) -> str:
    """Say of which file a layer is, when that came and how it was read; "" where it is ours."""
    source = layer.source
    if not source.retrieved:
        return ""
    told = [phrase("source.obtained", day=amounts.dated(source.retrieved, LANGUAGE))]
    for what, value, how in (
        ("crs", source.crs, source.crs_from),
        ("encoding", source.encoding, source.encoding_from),
    ):
        if value and how:
            decided = tr_in(LANGUAGE, f"inspect.{what}_{how}")
            told.append(phrase(f"source.{what}", value=value, how=decided))
    if source.sha256:
        told.append(f"SHA-256 {source.sha256[:16]}…")
    return phrase("source.file", layer=layer.title, file=source.file, told=", ".join(told))


def _weight_table(rules: RuleSet) -> Table:
    """Weights of both scores side by side."""
    duplication, linkage = (rules.table.group(name) for name in WEIGHTS)
    pairs = zip_longest(duplication, linkage)
    rows = tuple(Row((*_weight(rules, one), *_weight(rules, other))) for one, other in pairs)
    return Table(
        name="weights",
        title=phrase("table.weights"),
        columns=(
            Column(phrase("rule.duplication_term"), width=50),
            Column(phrase("rule.weight"), "weight", 35),
            Column(phrase("rule.linkage_term"), width=50),
            Column(phrase("rule.weight"), "weight", 35),
        ),
        rows=rows,
        notes=(
            *(phrase(f"rule.{name}", **_identity(rules)) for name in ("id", "source")),
            *(phrase(f"rule.{name}") for name in ("formula", "unknown")),
            *_sums(rules),
        ),
    )


def _sums(rules: RuleSet) -> Iterator[str]:
    """Say of weights that do not add up to 1 that only their proportion counts."""
    for name, weights in (("D", rules.duplication_weights), ("L", rules.linkage_weights)):
        total = math.fsum(weights.values())
        if abs(total - 1) > EXACT:
            yield phrase("rule.sum", score=name, sum=amounts.trimmed(total, 3))


def _grade_table(rules: RuleSet) -> Table:
    """Say what a pair must reach for each grade; what passes no gate has the last one."""
    rows = tuple(
        Row(
            (phrase("rule.grade", grade=grade, name=phrase(f"grade.{grade}")), *_gate(rules, place))
        )
        for place, grade in enumerate(GRADES[:-1], start=1)
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


def _gate(rules: RuleSet, place: int) -> Iterator[Cell]:
    """Say what the gate of a grade asks for; what it does not ask for does not apply."""
    values = rules.table.values
    for level in ("score", "terms", "coefficient"):
        one = values[f"gate.{place}.{level}"]
        asked = one.key in rules.changed or one.value
        yield in_force(rules, one) if asked else amounts.NOT_APPLICABLE
    time = rules.gates[place - 1].time
    told = phrase("rule.time") if time else amounts.NOT_APPLICABLE
    changed = f"gate.{place}.time" in rules.changed
    yield phrase("rule.changed.time", now=told) if changed else told


def _threshold_table(rules: RuleSet) -> Table:
    """Factors, thresholds and life-times one by one, each with what kind of value it is."""
    rows = tuple(
        Row(
            (
                phrase(f"rule.group.{one.group}"),
                one.title.ko,
                in_force(rules, one),
                phrase(f"rule.unit.{one.unit}") if one.unit else "",
                phrase(f"rule.basis.{one.basis}"),
            )
        )
        for one in rules.table.values.values()
        if one.group not in _TABLED
    )
    return Table(
        name="thresholds",
        title=phrase("table.thresholds"),
        columns=(
            Column(phrase("rule.table"), width=26, grouped=True),
            Column(phrase("rule.item"), width=80),
            Column(phrase("rule.value"), "plain", 30),
            Column(phrase("rule.unit"), width=15),
            Column(phrase("rule.basis"), width=25),
        ),
        rows=rows,
    )


def in_force(rules: RuleSet, one: RuleValue) -> Cell:
    """Give a value for print: as it stands, and with the product's own where that was changed."""
    value = rules.table.in_force(one.key, rules.changed)
    if one.key not in rules.changed:
        return value
    own = written(one.key, rules.table.default(one.key, rules.changed))
    return phrase("rule.changed", now=written(one.key, value), own=own)


def written(key: str, value: float) -> str:
    """Write a value with as few decimals as it needs, a weight with as many as the others."""
    if key.partition(".")[0] in WEIGHTS:
        return amounts.weight(value, LANGUAGE)
    return amounts.trimmed(value, PLACES)


def _affinity_table(rules: RuleSet, codebook: CodeBook) -> Table:
    """Say what is alike and what completes each other: different tables, for fields and kinds."""
    fields = {code: one.title for code, one in codebook.fields.items()}
    kinds = {code: one.title for code, one in codebook.kinds.items()}
    rows = []
    for name in AFFINITIES:
        titles = fields if name.startswith("field") else kinds
        title = phrase(f"rule.group.{name}")
        rows += [Row((title, *row)) for row in _values(getattr(rules, name), titles)]
    return Table(
        name="affinities",
        title=phrase("table.affinities"),
        columns=(
            Column(phrase("rule.table"), width=35, grouped=True),
            Column(phrase("rule.value"), "factor", 18),
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


def _weight(rules: RuleSet, one: RuleValue | None) -> tuple[Cell, Cell]:
    return ("", "") if one is None else (one.title.ko, in_force(rules, one))


def _identity(rules: RuleSet) -> dict[str, str]:
    return {
        "id": rules.id,
        "version": rules.version,
        "effective": amounts.dated(rules.effective, LANGUAGE),
        "source": rules.source,
    }
