"""항목별 입력과 계산: each term of a verdict with what it was computed from, and how.

Values are those of the verdict; what stands beside them is read from the two records, so that a
planner can do the sum by hand. Source of the formulas: DOMAIN §5.2.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scmap.gui.models import wording
from scmap.gui.models.card import Fact, Section
from scmap.gui.models.catalogue_words import shown_source
from scmap.model import amounts
from scmap.model.codebook import CodeBook, Titled, parts, title_of
from scmap.model.layer import Layer
from scmap.model.ruleset import Affinity, RuleSet
from scmap.model.verdict import Candidates
from scmap.words import tr

NAMES = {  # of the terms, by their signs
    "s": "ground",
    "F": "fields",
    "C": "content",
    "B": "beneficiaries",
    "T": "time",
    "P": "preconditions",
    "Cx": "field_complement",
    "Kx": "kind_complement",
    "I": "interoperability",
    "O": "time",
}


def inputs_section(found: Candidates, row: int, codebook: CodeBook) -> Section:
    """Open each term of a graded pair down to its inputs, and the scores down to the terms."""
    told = _Inputs(found, row, codebook)
    facts = [Fact(told.label(term), "\n".join(told.lines(term))) for term in NAMES]
    facts += [Fact(tr(f"inspector.score.{score}"), told.sum(score)) for score in ("D", "L")]
    layer = found.layer
    sources = tuple(
        tr(
            "inputs.source",
            side=side,
            name=wording.known(layer.text("name")[place]),
            source=wording.known(layer.text("source")[place]),
        )
        for side, place in zip("AB", told.places, strict=True)
    )
    rule = tr("inputs.rules", source=shown_source(found.rules.source))
    names = dict(
        zip("ab", (wording.known(layer.text("name")[at]) for at in told.places), strict=True)
    )
    return Section(
        "inputs",
        tr("inputs.title"),
        text=(tr("inputs.sides", **names),),
        facts=tuple(facts),
        notes=(*sources, rule),
        folds=True,
    )


@dataclass(frozen=True, eq=False)
class _Inputs:
    """A graded pair, read term by term."""

    found: Candidates
    row: int
    codebook: CodeBook

    @property
    def layer(self) -> Layer:
        return self.found.layer

    @property
    def rules(self) -> RuleSet:
        return self.found.rules

    @property
    def places(self) -> tuple[int, int]:
        return int(self.found.left[self.row]), int(self.found.right[self.row])

    def value(self, term: str) -> float:
        """Give the value of a term by its sign; NaN when unknown."""
        found, terms = self.found, self.found.verdict.terms
        columns = {
            "s": terms.ground,
            "F": terms.fields,
            "C": terms.content,
            "B": terms.beneficiaries,
            "T": terms.time,
            "P": found.preconditions,
            "Cx": terms.field_complement,
            "Kx": terms.kind_complement,
            "I": found.interoperability,
            "O": terms.time,
        }
        return float(columns[term][self.row])

    def label(self, term: str) -> str:
        dropped = term == "s" and self.found.regional[self.row]
        value = amounts.NOT_APPLICABLE if dropped else amounts.term(self.value(term))
        return tr("inputs.label", sign=term, name=tr(f"inspector.term.{NAMES[term]}"), value=value)

    def lines(self, term: str) -> list[str]:
        """Say what a term was computed from, and how."""
        tellers: dict[str, Callable[[], Iterator[str]]] = {
            "s": self._ground,
            "F": self._fields,
            "C": self._content,
            "B": self._beneficiaries,
            "T": self._time,
            "P": self._preconditions,
            "Cx": self._complement,
            "Kx": self._kinds_complement,
            "I": self._interoperability,
            "O": lambda: iter((tr("inputs.O"),)),
        }
        return list(tellers[term]())

    def sum(self, score: str) -> str:
        """Write a score as the weighted mean of its known terms."""
        rules, verdict = self.rules, self.found.verdict
        duplication = score == "D"
        weights = rules.duplication_weights if duplication else rules.linkage_weights
        known = [term for term in weights if not np.isnan(self.value(term))]
        total = sum(weights[term] for term in known)
        shown = " + ".join(
            f"{amounts.plain(weights[term])}×{amounts.term(self.value(term))}" for term in known
        )
        points = (verdict.duplication if duplication else verdict.linkage)[self.row]
        words = tr(
            "inputs.sum",
            terms=shown,
            total=amounts.plain(total),
            points=amounts.score(float(points)),
        )
        return "\n".join(filter(None, (words, self._cap() if duplication else "")))

    # -- terms -------------------------------------------------------------------------------

    def _ground(self) -> Iterator[str]:
        for side, place in zip("AB", self.places, strict=True):
            quality = wording.quality(self.layer.text("quality")[place])
            yield tr("inputs.footprint", side=side, quality=quality)
        coefficient = float(self.found.verdict.terms.coefficient[self.row])
        if self.found.regional[self.row]:
            yield tr("inputs.s.regional")
        elif not np.isnan(coefficient):
            factors = [
                self.rules.quality.get(str(self.layer.text("quality")[place] or ""), np.nan)
                for place in self.places
            ]
            yield tr(
                "inputs.s",
                coefficient=amounts.term(coefficient),
                factor=amounts.plain(min(factors)),
                value=amounts.term(self.value("s")),
            )
        elif not np.isnan(self.value("s")):
            yield tr("inputs.s.near", share=amounts.plain(self.rules.near_share))
        else:
            yield tr("inputs.s.unknown")

    def _fields(self) -> Iterator[str]:
        one, other = self._listed("fields")
        yield from self._both("fields", self.codebook.fields)
        if not (one and other):
            return
        table = self.rules.field_similarity
        matched = [*_matches(one, other, table), *_matches(other, one, table)]
        pairs = ", ".join(self._match(*match, self.codebook.fields) for match in matched)
        yield tr("inputs.F.matched", pairs=pairs)
        yield tr(
            "inputs.F",
            sum=amounts.plain(sum(value for *_, value in matched)),
            count=len(one) + len(other),
            value=amounts.term(self.value("F")),
        )

    def _content(self) -> Iterator[str]:
        kinds = self._kinds()
        yield from self._both("kind", self.codebook.kinds)
        if kinds is not None:
            value = self.rules.kind_similarity.between(*kinds)
            yield tr("inputs.K", value=amounts.plain(value))
        yield from self._both("tags", self.codebook.tags, basis="tags_basis")
        likeness = self._jaccard("tags")
        if likeness:
            yield likeness
            share = self.rules.kind_share
            yield tr("inputs.C", kind=amounts.plain(share), tags=amounts.plain(1 - share))
        else:
            yield tr("inputs.C.kind")

    def _beneficiaries(self) -> Iterator[str]:
        yield from self._both(
            "beneficiaries", self.codebook.beneficiaries, basis="beneficiaries_basis"
        )
        yield self._jaccard("beneficiaries") or tr("inputs.B.unknown")

    def _time(self) -> Iterator[str]:
        years = self.found.run.table.operating[list(self.places)]
        for side, place, (first, last) in zip("AB", self.places, years.tolist(), strict=True):
            life = self.rules.lives.get(str(self.layer.text("kind")[place]), 0.0)
            if np.isnan(first):
                yield tr("inputs.T.unknown", side=side)
                continue
            yield tr(
                "inputs.T.side",
                side=side,
                first=f"{first:.0f}",
                last=f"{last:.0f}",
                funded=wording.period_of(self.layer, place),
                life=amounts.plain(life),
            )
        shared = float(self.found.years[self.row])
        if np.isnan(shared):
            return
        shortest = int((years[:, 1] - years[:, 0] + 1).min())
        value = amounts.term(self.value("T"))
        if shared > 0:
            yield tr("inputs.T", shared=f"{shared:.0f}", shortest=shortest, value=value)
        else:
            gap = int(years[:, 0].max() - years[:, 1].min())
            yield tr(
                "inputs.T.gap",
                gap=gap,
                share=amounts.plain(self.rules.gap_share),
                years=amounts.plain(self.rules.gap_years),
                value=value,
            )

    def _preconditions(self) -> Iterator[str]:
        yield tr("inputs.P.unknown" if np.isnan(self.value("P")) else "inputs.P")

    def _complement(self) -> Iterator[str]:
        one, other = self._listed("fields")
        if not (one and other):
            yield tr("inputs.fields.unknown")
            return
        table = self.rules.field_complement
        best = max(((a, b, table.between(a, b)) for a in one for b in other), key=lambda m: m[2])
        yield tr("inputs.Cx", pair=self._match(*best, self.codebook.fields))

    def _kinds_complement(self) -> Iterator[str]:
        kinds = self._kinds()
        if kinds is None:
            yield tr("inputs.kinds.unknown")
        else:
            value = self.rules.kind_complement.between(*kinds)
            yield tr("inputs.Kx", pair=self._match(*kinds, value, self.codebook.kinds))

    def _interoperability(self) -> Iterator[str]:
        values = self.rules.interoperability
        for side, place in zip("AB", self.places, strict=True):
            yield tr(
                "inputs.I.side",
                side=side,
                openness=wording.known(self.layer.text("openness")[place]),
                standards=wording.known(self.layer.text("standards")[place]),
            )
        yield tr("inputs.I", **{name: amounts.plain(value) for name, value in values.items()})

    def _cap(self) -> str:
        coefficient = float(self.found.verdict.terms.coefficient[self.row])
        if not coefficient < self.rules.cap_coefficient:
            return ""
        least, most = self.rules.cap_coefficient, self.rules.cap_score
        return tr("inputs.cap", least=amounts.percent(least), most=amounts.score(most))

    # -- parts -------------------------------------------------------------------------------

    def _listed(self, column: str) -> tuple[list[str], list[str]]:
        cells = self.layer.text(column)
        one, other = (parts(cells[place]) for place in self.places)
        return one, other

    def _kinds(self) -> tuple[str, str] | None:
        one, other = (str(self.layer.text("kind")[place] or "") for place in self.places)
        return (one, other) if one and other else None

    def _both(self, column: str, table: Mapping[str, Titled], basis: str = "") -> Iterator[str]:
        """Yield a line a side: what stands in a column, and where it comes from."""
        for side, place in zip("AB", self.places, strict=True):
            said = wording.titles(dict(table), self.layer.text(column)[place])
            where = wording.with_basis(said, self.layer.text(basis)[place]) if basis else ""
            line = tr("inputs.side", side=side, values=said)
            yield tr("inputs.based", line=line, basis=where) if where else line

    def _jaccard(self, column: str) -> str:
        """Write how alike two lists are; "" where one is unknown."""
        one, other = map(set, self._listed(column))
        if not (one and other):
            return ""
        same, every = len(one & other), len(one | other)
        return tr("inputs.jaccard", same=same, every=every, value=amounts.term(same / every))

    def _match(self, one: str, other: str, value: float, table: Mapping[str, Titled]) -> str:
        names = (title_of(table[code]) if code in table else code for code in (one, other))
        return tr("inputs.match", pair="–".join(names), value=amounts.plain(value))


def _matches(
    those: Sequence[str], others: Sequence[str], table: Affinity
) -> Iterator[tuple[str, str, float]]:
    """Give for each code the one of the others that is most like it, and how much."""
    for code in those:
        best = max(others, key=lambda other: table.between(code, other))
        yield code, best, table.between(code, best)
