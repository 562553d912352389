"""Say in words a committee can read why a pair was graded as it was: 판정 근거."""

import math
from dataclasses import dataclass

import numpy as np

from scmap.analysis.register import REGIONAL
from scmap.analysis.register import words as parts_of
from scmap.analysis.shortfall import is_near, shortfall_words
from scmap.analysis.verdict import half_up
from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts, title_of
from scmap.model.ministry import days_of, span
from scmap.model.ruleset import GRADE_KEYS, GRADES
from scmap.model.verdict import Candidates, Values
from scmap.words import language, tr_in

_GATED = ("ground", "fields", "content", "beneficiaries", "time")  # terms that gates ask for
_LEAST_TOLD = 0.0005  # a smaller share would be printed as 0.0 %


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair was graded as it was.

    Attributes
    ----------
    sentence : str
        Generated text for the committee; the user may edit it.
    grade : str
        "Ⅲ 부분중첩(자료 보완 시 Ⅱ 가능)".
    opinion : str
        처리의견.
    consultation : str
        What the grade comes to in the words of 전자정부법 제67조 사전협의.
    notes : tuple of str
        What keeps it from the next better grade, and what limits it: missing, defaulted and
        assumed inputs, areas that stand in, 계승(부분), E3, E4; the reliability stands last.
    """

    sentence: str
    grade: str
    opinion: str
    consultation: str
    notes: tuple[str, ...]


def explain(
    found: Candidates, row: int, codebook: CodeBook, code: str | None = None
) -> Explanation:
    """Explain one pair in language `code` ("ko", "en"), or in the window's language."""
    say = _Speaker(found, row, codebook, code or language())
    return Explanation(
        sentence=say.sentence(),
        grade=say.grade(),
        opinion=say.word(f"opinion.{found.verdict.opinion_of(row)}"),
        consultation=say.consultation(),
        notes=tuple(say.notes()),
    )


@dataclass(frozen=True, slots=True)
class _Speaker:
    """One pair, and the language in which it is spoken of."""

    found: Candidates
    row: int
    codebook: CodeBook
    code: str

    def word(self, key: str, **values: object) -> str:
        return tr_in(self.code, f"verdict.{key}", **values)

    def sentence(self) -> str:
        clauses = [self._ground(), self._fields(), self._tags(), self._beneficiaries()]
        return self.word(
            "sentence",
            left=self._side(self._rows()[0]),
            right=self._side(self._rows()[1]),
            clauses=self.word("clause_joint").join(clauses),
            classified=self._classified(),
            proposed=self._proposed(),
        )

    def _proposed(self) -> str:
        """Say what is proposed and why; where a suspicion ends in a link, that it is no end."""
        opinion = self.found.verdict.opinion_of(self.row)
        return self.word(
            "proposed.rather" if opinion == "adjust_then_link" else "proposed",
            years=self._shared_years(),
            linkage=self._score(self.found.verdict.linkage),
            opinion=self.word(f"opinion.{opinion}"),
        )

    def _shared_years(self) -> str:
        years = float(self.found.years[self.row])
        if np.isnan(years):
            return self.word("years.unknown")
        return self.word("years.shared" if years else "years.none", years=amounts.count(years))

    def _classified(self) -> str:
        """Say the grade: a suspicion, or that there is none."""
        verdict = self.found.verdict
        grade = int(verdict.grade[self.row])
        suspected = grade < len(GRADES) - 1
        graded = self.word(
            "graded",
            grade=self.word(f"grade.{GRADE_KEYS[grade]}"),
            roman=GRADES[grade],
            score=self._score(verdict.duplication),
        )
        return self.word(f"classified.{'suspected' if suspected else 'none'}", grade=graded)

    def grade(self) -> str:
        verdict = self.found.verdict
        grade, possible = int(verdict.grade[self.row]), int(verdict.possible[self.row])
        text = f"{GRADES[grade]} {self.word(f'grade.{GRADE_KEYS[grade]}')}"
        if possible >= grade:
            return text
        lacking = "·".join(map(self._term, self._lacking()))
        return text + self.word("grade.possible", grade=GRADES[possible], lacking=lacking)

    def consultation(self) -> str:
        return self.word(f"consultation.{GRADE_KEYS[int(self.found.verdict.grade[self.row])]}")

    def notes(self) -> list[str]:
        found, row = self.found, self.row
        short = shortfall_words(found, row, self.code)
        notes = [short] if short else []
        notes.append(self.word("note.consultation", wording=self.consultation()))
        notes += [
            self.word("note.missing", term=self._term(name)) for name in found.missing_of(row)
        ]
        notes += [self._default(name) for name in found.defaulted_of(row)]
        notes += [*self._stand_ins(), *self._years(), *self._succession()]
        if self._near():
            notes.append(self.word("note.near"))
        if found.regional[row]:
            notes.append(self.word("note.regional", names=self._regional()))
        if found.sequence[row]:
            notes.append(self.word("note.sequence.named" if self._is_named() else "note.sequence"))
        if np.isnan(found.preconditions[row]):
            notes.append(self.word("note.preconditions"))
        notes.append(self.word(f"reliability.{found.reliability_of(row)}"))
        return notes

    def _stand_ins(self) -> list[str]:
        """Say which areas stand in for the real ones, where ground was compared."""
        if np.isnan(self.found.verdict.terms.coefficient[self.row]):
            return []
        quality = self.found.layer.text("quality")
        named = {
            grade: [self._name(row) for row in self._rows() if quality[row] == grade]
            for grade in ("B", "C")
        }
        return [
            self.word(f"note.stand_in.{grade}", names="·".join(names))
            for grade, names in named.items()
            if names
        ]

    def _regional(self) -> str:
        """Name the sides that are regional or national, or have no place."""
        layer = self.found.layer
        wide = [str(layer.text("extent")[row] or "").startswith(REGIONAL) for row in self._rows()]
        rows = self._rows() if not any(wide) else np.array(self._rows())[wide].tolist()
        return "·".join(self._name(row) for row in rows)

    def _lacking(self) -> list[str]:
        """Name the terms for want of which the grade stays below the one that is possible."""
        missing = [name for name in self.found.missing_of(self.row) if name in _GATED]
        return [*missing, "ground"] if self._near() else missing

    def _near(self) -> bool:
        return is_near(self.found, self.row)

    def _default(self, name: str) -> str:
        """Say what a term rests on that the records do not state."""
        if name == "content" and not all(map(parts_of, self._cells("tags"))):
            return self.word("note.no_tags")
        return self.word("note.default", term=self._term(name))

    def _years(self) -> list[str]:
        """Say which last years are not known and were taken for the first."""
        layer = self.found.layer
        first, last = layer.number("year_from"), layer.number("year_to")
        assumed = [row for row in self._rows() if np.isnan(last[row]) and not np.isnan(first[row])]
        names = "·".join(self._name(row) for row in assumed)
        return [self.word("note.year_to", names=names)] if assumed else []

    def _succession(self) -> list[str]:
        """Say that one ministry took over part of the other's work between the two records."""
        layer = self.found.layer
        ministries, years = layer.text("ministry"), layer.number("year_from")
        early, late = sorted(self._rows(), key=lambda row: float(years[row]))
        begun, ended = (days_of(float(years[row]), math.nan) for row in (early, late))
        if begun is None or ended is None:
            return []
        since, until = span(begun)[0], span(ended)[1]
        heirs = {
            (self._line(one), self._line(other))
            for one in self.codebook.lineages_of(ministries[early], float(years[early]))
            for other in self.codebook.lineages_of(ministries[late], float(years[late]))
            if one != other and self.codebook.succession(one, other, since, until) is not None
        }
        return [
            self.word("note.succession", ancestor=ancestor, heir=heir)
            for ancestor, heir in sorted(heirs)
        ]

    def _line(self, lineage: str) -> str:
        return title_of(self.codebook.lineages[lineage], self.code)

    def _rows(self) -> tuple[int, int]:
        return int(self.found.left[self.row]), int(self.found.right[self.row])

    def _name(self, row: int) -> str:
        return str(self.found.layer.text("name")[row] or amounts.unknown(self.code))

    def _is_named(self) -> bool:
        """Whether one side's record names the other as its 선행사업."""
        uids, (one, other) = self.found.layer.uids, self._cells("predecessor")
        left, right = uids[self.found.left[self.row]], uids[self.found.right[self.row]]
        return bool(one == right or other == left)

    def _term(self, name: str) -> str:
        return self.word(f"term.{name}")

    def _score(self, scores: Values) -> str:
        """Write a score with its unit; unknown where nothing is known that it could rest on."""
        score = float(half_up(scores[[self.row]], 1)[0])
        if np.isnan(score):
            return amounts.unknown(self.code)
        return self.word("score", score=f"{score:.1f}")

    def _side(self, row: int) -> str:
        layer = self.found.layer
        year = float(layer.number("year_from")[row])
        ministry = str(layer.text("ministry")[row] or amounts.unknown(self.code))
        when = amounts.period(year, year, self.code)
        return self.word(
            "side", name=self._name(row), ministry=ministry.replace(";", "·"), when=when
        )

    def _ground(self) -> str:
        coefficient = float(self.found.verdict.terms.coefficient[self.row])
        if self.found.regional[self.row]:
            return self.word("ground.regional")
        if np.isnan(coefficient):
            return self.word("ground.near" if self._near() else "ground.unknown")
        if 0 < coefficient < _LEAST_TOLD:
            return self.word("ground.slight")
        return self.word("ground.shared", percent=amounts.percent(coefficient, self.code))

    def _fields(self) -> str:
        left, right = (parts(cell) for cell in self._cells("fields"))
        if not left or not right:
            return self.word("fields.unknown")
        if left[0] == right[0]:
            return self.word("fields.same_main", fields=self._field(left[0]))
        shared = [code for code in left if code in right]
        if not shared:
            return self.word("fields.different")
        return self.word("fields.shared", fields=", ".join(map(self._field, shared)))

    def _field(self, code: str) -> str:
        field = self.codebook.fields.get(code)
        return title_of(field, self.code) if field else code

    def _tags(self) -> str:
        without = not all(map(parts_of, self._cells("tags")))
        if without and "content" not in self.found.missing_of(self.row):
            return self.word("tags.by_kind")
        return self._sets("tags")

    def _beneficiaries(self) -> str:
        return self._sets("beneficiaries")

    def _sets(self, column: str) -> str:
        """Say how two sets of words compare: unknown, the same, some in common, or different."""
        left, right = map(parts_of, self._cells(column))
        if not left or not right:
            return self.word(f"{column}.unknown")
        book = self.codebook.tags if column == "tags" else self.codebook.beneficiaries
        named = [title_of(book[one], self.code) if one in book else one for one in left & right]
        shared = "·".join(sorted(named))
        if left == right:
            return self.word(f"{column}.same", words=shared)
        if shared:
            return self.word(f"{column}.shared", words=shared)
        return self.word(f"{column}.different")

    def _cells(self, column: str) -> tuple[str | None, str | None]:
        cells = self.found.layer.text(column)
        left, right = self._rows()
        return cells[left], cells[right]
