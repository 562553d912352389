"""A look while it is being made: what the style dialog changes, and the map shows meanwhile."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from scmap.analysis.breaks import breaks
from scmap.cartography.classes import OTHER, codes_of
from scmap.cartography.classing import Ends, Meaning, form_of, span_classes, value_classes
from scmap.cartography.legend import Form
from scmap.model.condition import Filter, numbers_of
from scmap.model.layer import Field, Layer
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Category, Class, Kind, Label, Rule, Span, Symbol, Symbology
from scmap.words import tr

MANUAL = "manual"
KINDS: tuple[Kind, ...] = ("single", "categorised", "graduated", "rules")
_YEARS = "year"  # how columns of years begin: they are written without grouping
_FEW = 30  # distinct values: a column that is worth classes of its own
_MOST_LOOKED_AT = 200_000  # rows that decide which column is offered first


@dataclass(frozen=True, slots=True)
class Classing:
    """How classes are made.

    Attributes
    ----------
    palette, ramp : str
        Names of colours for values and for numbers.
    turned : bool
        Whether the ramp runs from its end.
    method : str
        How numbers are cut; `MANUAL` once an edge was typed in.
    count : int
        Classes that are asked for.
    """

    palette: str = "distinct"
    ramp: str = "blue"
    turned: bool = False
    method: str = "quantile"
    count: int = 5


class StyleDraft(QObject):
    """A symbology and an opacity that change step by step.

    Parameters
    ----------
    entry : MapLayer
        Whose look it is.
    layer : Layer
        Its data.
    meaning : Meaning
        What is known about values.

    Signals
    -------
    changed
        Something of it is different now.
    """

    changed = Signal()

    def __init__(
        self, entry: MapLayer, layer: Layer, meaning: Meaning, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.entry, self.layer = entry, layer
        self._meaning = meaning
        self.look, self.opacity = entry.symbology, entry.opacity
        self.classing = Classing(method=MANUAL if entry.symbology.spans else "quantile")
        self.form: Form = form_of(layer, entry)
        self._rows = entry.rows(layer)
        self._start = self._base
        self._other_kinds: dict[Kind, Symbology] = {}
        self._ends: dict[str, Ends] = {}

    @property
    def tried(self) -> MapLayer:
        """The entry as it looks now."""
        return replace(self.entry, symbology=self.look, opacity=self.opacity)

    @property
    def touched(self) -> bool:
        """Whether applying would change anything."""
        return self.tried != self.entry

    @property
    def classes(self) -> Sequence[Class]:
        """The classes, in the legend's order."""
        return self.look.classes

    def symbol(self, place: int) -> Symbol:
        """Give the symbol of a class, or of what belongs to none for a place behind them."""
        classes = self.classes
        return classes[place].symbol if place < len(classes) else self.look.default

    def counts(self) -> list[int]:
        """Count the features of each class, and last of those of none."""
        codes = codes_of(self.layer, self.look)[self._rows]
        size = len(self.classes)
        found = np.bincount(np.where(codes == OTHER, size, codes), minlength=size + 1)
        return [int(count) for count in found]

    def fields(self, *, numeric: bool = False) -> list[Field]:
        """Give the columns that classes can be made of."""
        known = [one for one in self.layer.fields if one.name not in ("x", "y")]
        return [one for one in known if one.type == "number"] if numeric else known

    @property
    def has_numbers(self) -> bool:
        """Whether a column holds numbers that can be cut into classes."""
        named = (one.name for one in self.fields(numeric=True))
        return any(np.isfinite(self.numbers(name)).any() for name in named)

    # -- kinds and classes -------------------------------------------------------------------

    def set_kind(self, kind: Kind) -> None:
        """Choose the symbol another way; what was made of that way before comes back."""
        if kind == self.look.kind or (kind == "graduated" and not self.has_numbers):
            return
        self._other_kinds[self.look.kind] = self.look
        known = self._other_kinds.get(kind)
        self._start = self._base
        plain = replace(self.look, field="", categories=(), spans=(), rules=(), others=True)
        if known is not None:
            bare = {
                name: getattr(known, name) for name in ("field", "categories", "spans", "rules")
            }
            self._take(replace(plain, **bare))
        elif kind == "categorised":
            self._take(plain)
            self.classify_values(self._offered())
        elif kind == "graduated":
            self._take(plain)
            self.classify_numbers(self._offered(numeric=True))
        elif kind == "rules":
            named = Rule(Filter(), tr("style.rule.new", number=1), self._start)
            self._take(replace(plain, rules=(named,)))
        else:
            self._take(replace(plain, default=self._start))

    def classify_values(self, field: str, **classing: Any) -> None:
        """Make a class of each value of a column."""
        self.classing = replace(self.classing, **classing)
        made = value_classes(
            self.layer, self.entry, field, self._start, self.classing.palette, self._meaning
        )
        self._take(replace(self.look, field=field, categories=made, spans=(), rules=()))

    def classify_numbers(self, field: str, **classing: Any) -> None:
        """Cut the numbers of a column into classes."""
        self.classing = replace(self.classing, **classing)
        method = "quantile" if self.classing.method == MANUAL else self.classing.method
        edges = breaks(self.numbers(field), method, self.classing.count)
        if len(edges) < 2:
            self.changed.emit()  # whoever asked shows what there is again
            return
        self.classing = replace(self.classing, method=method)
        look = replace(self.look, field=field, categories=(), rules=())
        self._take(replace(look, spans=self._spans(edges, field)))

    def recolour(self, **classing: Any) -> None:
        """Give the classes there are other colours."""
        self.classing = replace(self.classing, **classing)
        if self.look.spans:
            edges = [self.look.spans[0].low, *(one.high for one in self.look.spans)]
            made = self._spans(np.array(edges), self.look.field)
            titled = zip(made, self.look.spans, strict=True)
            kept = tuple(replace(new, title=old.title) for new, old in titled)
            self._take(replace(self.look, spans=kept))
        elif self.look.categories:
            self.classify_values(self.look.field)

    def numbers(self, field: str) -> NDArray[np.float64]:
        """Give the numbers of a column in the rows of the entry."""
        column = self.layer.columns.get(field)
        return np.empty(0) if column is None else numbers_of(column)[self._rows]

    @property
    def _base(self) -> Symbol:
        """The symbol that new classes start from: an ordinary one, not that of the unknown."""
        named = (one.symbol for one in self.look.categories if one.value)
        return replace(next(named, self.look.default), line="solid")

    # -- single classes ----------------------------------------------------------------------

    def set_symbol(self, places: Collection[int], **changes: Any) -> None:
        """Change the symbols of classes, and the default one for a place behind them."""
        classes = [
            replace(one, symbol=replace(one.symbol, **changes)) if place in places else one
            for place, one in enumerate(self.classes)
        ]
        look = self._with(classes)
        if any(place >= len(classes) for place in places):
            look = replace(look, default=replace(look.default, **changes))
        self._take(look)

    def set_title(self, place: int, title: str) -> None:
        """Let the legend say something else of a class."""
        self._take(self._with(self._replaced(place, title=title)))

    def set_value(self, place: int, value: str) -> None:
        """Let a category be about another value."""
        if all(not isinstance(one, Category) or one.value != value for one in self.classes):
            self._take(self._with(self._replaced(place, value=value)))

    def set_rule(self, place: int, narrowed: Filter) -> None:
        """Give a rule other conditions."""
        self._take(self._with(self._replaced(place, filter=narrowed)))

    def set_edge(self, place: int, high: float) -> None:
        """Move the upper end of a span; it stays between its neighbours' ends."""
        spans = list(self.look.spans)
        top = spans[place + 1].high if place + 1 < len(spans) else math.inf
        if not (math.isfinite(high) and spans[place].low <= high <= top):
            return
        spans[place] = self._moved(spans[place], spans[place].low, high, lowest=place == 0)
        if place + 1 < len(spans):
            above = spans[place + 1]
            spans[place + 1] = self._moved(above, high, above.high, lowest=False)
        self.classing = replace(self.classing, method=MANUAL)
        self._take(replace(self.look, spans=tuple(spans)))

    def add(self) -> None:
        """Add a class behind the others."""
        symbol = self.look.default
        if self.look.kind == "rules":
            title = tr("style.rule.new", number=len(self.classes) + 1)
            self._take(self._with([*self.classes, Rule(Filter(), title, symbol)]))
        elif self.look.kind == "categorised":
            known = {one.value for one in self.look.categories}
            number = next(n for n in range(1, len(known) + 2) if _new(n) not in known)
            added = Category(_new(number), _new(number), symbol)
            self._take(self._with([*self.classes, added]))
        elif self.look.spans:
            last = self.look.spans[-1]
            high = 2 * last.high - last.low
            self.classing = replace(self.classing, method=MANUAL)
            title = self.ends(self.look.field).title(last.high, high, lowest=False)
            added_span = Span(last.high, high, title, last.symbol)
            self._take(self._with([*self.classes, added_span]))

    def remove(self, places: Iterable[int]) -> None:
        """Take classes out; a span leaves its room to the one below."""
        gone = set(places)
        left = [one for place, one in enumerate(self.classes) if place not in gone]
        if self.look.kind in ("graduated", "rules") and not left:
            return  # without a class it would be of another kind
        if self.look.spans:
            left = list(self._joined(self.look.spans[0].low, left))
            self.classing = replace(self.classing, method=MANUAL)
        self._take(self._with(left))

    def move(self, place: int, by: int) -> None:
        """Put a class higher or lower in the legend; spans keep the order of their numbers."""
        then = place + by
        if self.look.spans or not 0 <= then < len(self.classes):
            return
        classes = list(self.classes)
        classes.insert(then, classes.pop(place))
        self._take(self._with(classes))

    # -- the whole ---------------------------------------------------------------------------

    def set_whole(self, **changes: Any) -> None:
        """Change scales, clusters, or whether what belongs to no class is drawn."""
        self._take(replace(self.look, **changes))

    def set_opacity(self, opacity: float) -> None:
        """Let what lies below shine through."""
        if opacity != self.opacity:
            self.opacity = opacity
            self.changed.emit()

    def set_label(self, **changes: Any) -> None:
        """Write another text beside features, or the same differently; field "" for none."""
        label = self.look.label or Label("")
        label = replace(label, **changes)
        self._take(replace(self.look, label=label if label.field else None))

    def take(self, look: Symbology, opacity: float) -> None:
        """Start again from a look that was pasted or read from a file."""
        self.opacity = opacity
        self.classing = replace(self.classing, method=MANUAL if look.spans else "quantile")
        self._other_kinds.clear()
        self.look = look
        self.changed.emit()

    def _take(self, look: Symbology) -> None:
        if look != self.look:
            self.look = look
            self.changed.emit()

    def _with(self, classes: Sequence[Any]) -> Symbology:
        made = tuple(classes)
        match self.look.kind:
            case "categorised":
                return replace(self.look, categories=made)
            case "graduated":
                return replace(self.look, spans=made)
            case "rules":
                return replace(self.look, rules=made)
        return self.look

    def _replaced(self, place: int, **changes: Any) -> list[Class]:
        classes = list(self.classes)
        classes[place] = replace(classes[place], **changes)
        return classes

    def _spans(self, edges: NDArray[np.float64], field: str) -> tuple[Span, ...]:
        classing = self.classing
        return span_classes(
            edges,
            self._start,
            self.form,
            classing.ramp,
            turned=classing.turned,
            ends=self.ends(field),
        )

    def ends(self, field: str) -> Ends:
        """Tell how the ends of a column's spans are written."""
        if field not in self._ends:
            numbers = self.numbers(field)
            known = numbers[np.isfinite(numbers)]
            whole = bool((known == np.floor(known)).all())
            self._ends[field] = Ends(grouped=not field.startswith(_YEARS), whole=whole)
        return self._ends[field]

    def _moved(self, span: Span, low: float, high: float, *, lowest: bool) -> Span:
        """Move the ends of a span; words that only said the old ends follow."""
        own = self.ends(self.look.field)
        said = {
            ends.title(span.low, span.high, lowest=was_lowest)
            for ends in (own, replace(own, whole=False))
            for was_lowest in (True, False)
        }
        title = own.title(low, high, lowest=lowest) if span.title in said else span.title
        return replace(span, low=low, high=high, title=title)

    def _joined(self, low: float, spans: Sequence[Any]) -> Iterable[Span]:
        """Let spans follow one another without a gap."""
        for place, span in enumerate(spans):
            yield self._moved(span, low, span.high, lowest=place == 0)
            low = span.high

    def _offered(self, *, numeric: bool = False) -> str:
        """Choose the column that is most likely meant; "" when there is none."""
        names = [field.name for field in self.fields(numeric=numeric)]
        rows = self._rows[:_MOST_LOOKED_AT]
        for name in names:
            if numeric:
                numbers = numbers_of(self.layer.columns[name])[rows]
                if len(np.unique(numbers[np.isfinite(numbers)])) > 2:
                    return name
            elif 1 < len(set(self.layer.columns[name][rows].tolist())) <= _FEW:
                return name
        return names[0] if names else ""


def _new(number: int) -> str:
    return tr("style.value.new", number=number)
