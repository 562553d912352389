"""The municipalities to choose from, as one types."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from scmap.gui import search, texts
from scmap.model.gazetteer import Gazetteer
from scmap.model.municipality import Municipality
from scmap.words import tr


@dataclass(frozen=True, slots=True)
class Choice:
    """A municipality, or the whole country.

    Attributes
    ----------
    code : str
        Code in force; "" for the whole country.
    name, text : str
        Its own name, and the line of the list.
    """

    code: str
    name: str
    text: str


class PlaceModel(QAbstractListModel):
    """Lists the whole country and the municipalities that a query finds."""

    def __init__(self, gazetteer: Gazetteer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gazetteer = gazetteer
        country = Choice("", "", tr("intake.new.country"))
        units = gazetteer.municipalities
        self._all = (country, *(Choice(unit.code, unit.name, unit.title) for unit in units))
        self._haystacks = [search.folded(country.text), *map(_haystack, units)]
        self._found: tuple[Choice, ...] = self._all

    def find(self, query: str) -> tuple[Choice, ...]:
        """Find by name, initials, code or a name of earlier days."""
        wanted = search.folded(query).strip()
        found = tuple(
            choice
            for choice, haystack in zip(self._all, self._haystacks, strict=True)
            if search.matches(wanted, haystack)
        )
        # One who types "화성" means the city of that name before any other with the word in it.
        nearest = sorted(found, key=lambda choice: not _begins(choice.name, query.strip()))
        return tuple(nearest if wanted else found) or self._former(query)

    def show(self, choices: tuple[Choice, ...]) -> None:
        """Show these choices."""
        self.beginResetModel()
        self._found = choices
        self.endResetModel()

    def choice(self, row: int) -> Choice:
        """Give the choice in a row."""
        return self._found[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's default
        return 0 if parent.isValid() else len(self._found)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid():
            return None
        text = self._found[index.row()].text
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tip(text)
        return text if role == Qt.ItemDataRole.DisplayRole else None

    def _former(self, query: str) -> tuple[Choice, ...]:
        """Find what a name that is no longer in force has become."""
        places = self._gazetteer.municipality(query) if query.strip() else []
        return tuple(
            Choice(
                place.municipality.code,
                place.municipality.name,
                tr("intake.new.former", place=place.municipality.title, reason=place.reason),
            )
            for place in places
        )


def _begins(name: str, query: str) -> bool:
    return name.startswith(query) or search.initials(name).startswith(query)


def _haystack(unit: Municipality) -> str:
    return search.folded(" ".join((unit.title, *unit.aliases, unit.code)))
