"""Something noticed about data that did not stop the work: a value, never only a log line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scmap.words import language, tr_in

_ROW = re.compile(r"(\d+)행")  # how a row of a file is named where it is read


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that a user should know about a record or a file.

    Attributes
    ----------
    code : str
        Stable name of the kind; its words are ``issues.<code>``.
    layer : str
        Layer in which it was noticed.
    feature : str
        The feature's uid, or its row in the source ("12행") before it has one; "" for the layer.
    values : Mapping
        What the words name.
    """

    code: str
    layer: str = ""
    feature: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, code: str | None = None) -> str:
        """Say it in language `code` ("ko", "en"), or in the window's language.

        A ``field`` among the values is named as the form names its column.
        """
        spoken = code or language()
        values = {"layer": self.layer, **self.values}
        if "field" in values and "column" not in values:
            values["column"] = tr_in(spoken, f"form.{values['field']}")
        return tr_in(spoken, f"issues.{self.code}", **values)

    def where(self, code: str | None = None) -> str:
        """Say where it was noticed: of a row of a file its number, in words; else the feature."""
        row = _ROW.fullmatch(self.feature)
        return tr_in(code or language(), "form.row", number=row[1]) if row else self.feature


@dataclass(frozen=True, slots=True)
class Repair:
    """An invalid geometry that was made valid, and what that did to its area.

    Attributes
    ----------
    layer, feature : str
        Where it was.
    why : str
        What was wrong, in GEOS's words with the place ("Self-intersection[953001 1952003]").
    area_before, area_after : float
        Area in m² as computed from the invalid rings, and after the repair.
    how : str
        Which way of repairing it worked: "make_valid", "structure", "grid", "pieces", or "none".
    """

    layer: str
    feature: str
    why: str
    area_before: float
    area_after: float
    how: str = "make_valid"

    @property
    def keeps_area(self) -> bool:
        """Whether the repair left the area as it was, to 1e-6 of it or a square metre."""
        slack = max(1.0, 1e-6 * abs(self.area_before))
        return abs(self.area_after - self.area_before) <= slack


def by_feature(issues: Iterable[Issue]) -> dict[str, tuple[Issue, ...]]:
    """Give the issues of each feature, in order; those of a whole layer under ""."""
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.feature, []).append(issue)
    return {feature: tuple(told) for feature, told in found.items()}
