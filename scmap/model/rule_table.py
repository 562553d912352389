"""The values of the judgement one by one: what each is called, where it comes from, what it may be.

A value is named by a key, ``duplication.F`` or ``field_similarity.TRN-LOG``; what stands before
the point is its group. In the four tables of affinity every pair of codes has a key; a pair that
the table does not name takes the value of ``<group>.else``.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from scmap.model.amounts import trimmed
from scmap.model.issue import Issue
from scmap.model.linkage import Text

Basis: TypeAlias = Literal["judgement", "statutory", "reported"]

AFFINITIES = ("field_similarity", "field_complement", "kind_similarity", "kind_complement")
WEIGHTS = ("duplication", "linkage")  # groups that are shared out: only their proportion counts
LIVES, SERVICES = "life", "service"
_GATES = ("1", "2", "3")  # Ⅰ, Ⅱ, Ⅲ
_LEVELS = ("score", "terms", "coefficient")


@dataclass(frozen=True, slots=True)
class RuleValue:
    """One value of the judgement.

    Attributes
    ----------
    key : str
        Its name in files and records.
    value : float
        As the product ships it.
    low, high, step : float
        Bounds, both allowed; a step of 1 allows whole numbers only, 0 allows any.
    unit : str
        "years", "points", "m", "km", "m2"; "" for a share or a number of things.
    basis : str
        "judgement" (판단), "statutory" (법령) or "reported" (보고된 값).
    source, version, effective : str
        Whose value it is, in which edition of the table, and since when.
    title : Text
        What it is called.
    """

    key: str
    value: float
    low: float
    high: float
    step: float
    unit: str
    basis: Basis
    source: str
    version: str
    effective: str
    title: Text

    @property
    def group(self) -> str:
        """What stands before the point of the key."""
        return self.key.partition(".")[0]

    @property
    def bounds(self) -> tuple[str, str]:
        """Least and largest value, as they are written."""
        return trimmed(self.low, 2), trimmed(self.high, 2)

    def problem(self, value: float) -> Issue | None:
        """Say why a value cannot stand here; None when it can."""
        if not math.isfinite(value):
            return self.issue("rule_no_number")
        if not self.low <= value <= self.high:
            low, high = self.bounds
            return self.issue("rule_out_of_bounds", low=low, high=high)
        if self.step and value % self.step:
            return self.issue("rule_not_whole")
        return None

    def issue(self, code: str, **values: object) -> Issue:
        """Say something about this value."""
        return Issue(code, feature=self.key, values={"name": self.title, **values})


@dataclass(frozen=True, eq=False)
class RuleTable:
    """All values of a judgement, in the order in which they are shown.

    Attributes
    ----------
    id, version, effective, source : str
        Which judgement this is, since when, and whose.
    values : mapping of str to RuleValue
        By key.
    codes : mapping of str to mapping of str to Text
        Codes of each table of affinity with their names, in order.
    """

    id: str
    version: str
    effective: str
    source: str
    values: Mapping[str, RuleValue]
    codes: Mapping[str, Mapping[str, Text]]

    def value(self, key: str) -> RuleValue | None:
        """Give the value of that key; None when there is none."""
        named = self.values.get(key)
        if named is not None:
            return named
        group, _, codes = key.partition(".")
        one, _, other = codes.partition("-")
        names = self.codes.get(group, {})
        if one in names and other in names and self.pair_key(group, one, other) == key:
            return self._unnamed(group, one, other)
        return None

    def pair_key(self, group: str, one: str, other: str) -> str:
        """Give the key of a pair of codes, in whichever order: both name one value."""
        if one == other:
            return f"{group}.same"
        order = list(self.codes[group])
        first, second = sorted((one, other), key=order.index)
        return f"{group}.{first}-{second}"

    def group(self, name: str) -> tuple[RuleValue, ...]:
        """Give the values of a group; of an affinity only those that the table names."""
        return self._groups.get(name, ())

    @cached_property
    def _groups(self) -> dict[str, tuple[RuleValue, ...]]:
        names = dict.fromkeys(one.group for one in self.values.values())
        every = self.values.values()
        return {name: tuple(one for one in every if one.group == name) for name in names}

    def ordered(self, keys: Iterable[str]) -> list[str]:
        """Put keys of this table in the order in which it shows them, group by group."""
        groups = list(self._groups)
        places = {key: place for place, key in enumerate(self.values)}

        def place(key: str) -> tuple[int, int, str]:
            return groups.index(key.partition(".")[0]), places.get(key, len(places)), key

        return sorted(keys, key=place)

    def default(self, key: str, edits: Mapping[str, float]) -> float:
        """Give the value that stands at a key without its own edit."""
        if key in self.values:
            return self.values[key].value
        rest = f"{key.partition('.')[0]}.else"
        return edits.get(rest, self.values[rest].value)

    def in_force(self, key: str, edits: Mapping[str, float]) -> float:
        """Give the value that stands at a key with edits."""
        return edits[key] if key in edits else self.default(key, edits)

    def problems(self, edits: Mapping[str, float]) -> tuple[Issue, ...]:
        """Say what is wrong with edits: one by one, and, where each is well, with one another."""
        alone = tuple(filter(None, (self._problem(key, value) for key, value in edits.items())))
        return alone or (*self._unweighted(edits), *self._out_of_order(edits))

    def sound(self, edits: Mapping[str, float]) -> tuple[dict[str, float], tuple[Issue, ...]]:
        """Give the edits that can be applied, and what was wrong with the others.

        Edits that contradict one another are all left out, with their group.
        """
        kept = {key: one for key, one in edits.items() if self._problem(key, one) is None}
        wrong = [self._problem(key, one) for key, one in edits.items() if key not in kept]
        clashes = self.problems(kept)
        groups = {issue.feature.partition(".")[0] for issue in clashes}
        sound = {key: one for key, one in kept.items() if key.partition(".")[0] not in groups}
        return sound, (*filter(None, wrong), *clashes)

    def _problem(self, key: str, value: float) -> Issue | None:
        spec = self.value(key)
        if spec is None:
            return Issue("rule_unknown", feature=key, values={"key": key})
        return spec.problem(value)

    def _unweighted(self, edits: Mapping[str, float]) -> Iterable[Issue]:
        for group in WEIGHTS:
            shared_out = self.group(group)
            if sum(self.in_force(one.key, edits) for one in shared_out) <= 0:
                yield shared_out[0].issue("rule_no_weight")

    def _out_of_order(self, edits: Mapping[str, float]) -> Iterable[Issue]:
        """Name each grade that asks for less than the one below it."""
        for level in _LEVELS:
            keys = [f"gate.{gate}.{level}" for gate in _GATES]
            asked = [self.in_force(key, edits) for key in keys]
            for place in (0, 1):
                if asked[place] < asked[place + 1]:
                    yield self.values[keys[place]].issue("rule_gate_order")

    def _unnamed(self, group: str, one: str, other: str) -> RuleValue:
        """Give a pair of codes that the table does not name: the value of any other pair."""
        rest, names = self.values[f"{group}.else"], self.codes[group]
        return RuleValue(
            key=f"{group}.{one}-{other}",
            value=rest.value,
            low=rest.low,
            high=rest.high,
            step=rest.step,
            unit=rest.unit,
            basis=rest.basis,
            source=rest.source,
            version=rest.version,
            effective=rest.effective,
            title=pair_title(names[one], names[other]),
        )


def pair_title(one: Text, other: Text) -> Text:
    """Name a pair of codes."""
    return Text(f"{one.ko}–{other.ko}", f"{one.en}–{other.en}")
