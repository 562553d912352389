"""레이어 내보내기: as which file, in which CRS and encoding, and how its columns will be called."""

from dataclasses import dataclass, field, replace

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from scmap.formats.investment_words import titles_of
from scmap.formats.outgoing import SUFFIXES
from scmap.formats.projection import DEGREES
from scmap.formats.short_names import ENCODINGS, short_names
from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.dialogs.terms import TermsRows
from scmap.gui.models.reading import planes
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.rows import ROW_PX
from scmap.gui.sheet_view import SheetView
from scmap.model.layer import CLOSED, Layer
from scmap.model.maplayer import MapLayer
from scmap.model.release import Terms
from scmap.words import tr

OPEN = "공개"
IN_DEGREES = (".geojson", ".kml")  # forms that know no other coordinates
ENCODED = (".shp", ".csv")
PLACELESS = (".gpkg", ".csv", ".xlsx")  # forms for a table without places
SHAPEFILE = ".shp"
_LETTERS = 62
_NAMES = 6  # rows of the list of names in sight


@dataclass(frozen=True, slots=True)
class ExportWish:
    """How a layer is to be written.

    Attributes
    ----------
    suffix : str
        One of `SUFFIXES`.
    crs, encoding : str
        As `export_layer` takes them; "" for the layer's own and the usual one.
    only_shown : bool
        Whether only the rows that the entry shows are wanted.
    terms : Terms
        For whom it is, who hands it out, and what for.
    """

    suffix: str
    crs: str = ""
    encoding: str = ""
    only_shown: bool = True
    terms: Terms = field(default_factory=Terms)


class ExportDialog(Dialog):
    """Asks how the layer behind an entry of the tree leaves the project."""

    def __init__(self, entry: MapLayer, layer: Layer, parent: QWidget | None, usual: Terms) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("outgoing.title"))
        self._layer, self._titles = layer, titles_of(layer)
        self._suffix, self._crs, self._encoding = (self._box(name) for name in _ASKED)
        self._fill()
        shown = len(entry.rows(layer))
        self._only = QCheckBox(tr("outgoing.only", shown=f"{shown:,}", all=f"{len(layer):,}"), self)
        self._only.setChecked(True)
        self._only.setVisible(shown < len(layer))
        self._said = texts.label(parent=self)
        self._names = SheetModel(self)
        self._listed = texts.label(parent=self)
        self._view = SheetView(self._names, tr("outgoing.names"), self)
        self._view.setMinimumHeight(ROW_PX * _NAMES)
        self._buttons, self._yes = answer_buttons(
            self, tr("outgoing.choose"), tr("outgoing.cancel")
        )
        self._lay_out(entry, usual)
        for box in (self._suffix, self._encoding):
            box.currentIndexChanged.connect(self._look)
        self._look()

    @property
    def wish(self) -> ExportWish:
        """What was chosen."""
        suffix = str(self._suffix.currentData())
        crs = "" if suffix in IN_DEGREES else str(self._crs.currentData() or "")
        encoding = str(self._encoding.currentData()) if suffix in ENCODED else ""
        return ExportWish(suffix, crs, encoding, self._only.isChecked(), self._terms.terms)

    def _box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(tr(f"outgoing.{name}"))
        return box

    def _fill(self) -> None:
        for suffix in SUFFIXES if self._layer.crs else PLACELESS:
            self._suffix.addItem(tr(f"outgoing.suffix{suffix}"), suffix)
        for crs, name in planes(self._layer.crs):
            self._crs.addItem(name, crs)
        for encoding in ENCODINGS:
            self._encoding.addItem(tr(f"reading.encoding.{encoding}"), encoding)

    def _lay_out(self, entry: MapLayer, usual: Terms) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, box in zip(_ASKED, (self._suffix, self._crs, self._encoding), strict=True):
            form.addRow(QLabel(tr(f"outgoing.{name}"), self), box)
        grade = texts.label(shown_title(self._layer.security), parent=self)
        form.addRow(QLabel(tr("layers.property.security"), self), grade)
        self._terms = TermsRows(form, self, replace(usual, purpose=shown_title(entry.title)))
        self._terms.changed.connect(self._look_at_grade)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        body.addWidget(texts.label(shown_title(entry.title), theme.heading(self.font()), self))
        body.addLayout(form)
        for part in (self._only, self._said, self._listed):
            body.addWidget(part)
        body.addWidget(self._view, 1)
        body.addStretch(0)
        body.addWidget(self._buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _LETTERS)

    def _look(self) -> None:
        """Ask only what the form leaves open, and show the names that it would cut."""
        suffix = str(self._suffix.currentData())
        in_degrees = suffix in IN_DEGREES
        self._crs.setEnabled(bool(self._layer.crs) and not in_degrees)
        if in_degrees:
            self._crs.setCurrentIndex(self._crs.findData(DEGREES))
        self._encoding.setEnabled(suffix in ENCODED)
        usual = "cp949" if suffix == SHAPEFILE else "utf-8"
        if self.sender() is not self._encoding:
            self._encoding.setCurrentIndex(self._encoding.findData(usual))
        self._show_names(suffix)
        self._look_at_grade()

    def _look_at_grade(self) -> None:
        """Say what the grade asks; what is closed leaves for a written reason alone."""
        closed = self._layer.security == CLOSED and not self._terms.terms.reason
        self._said.setText(self._remark())
        self._said.setVisible(bool(self._said.text()))
        self._yes.setEnabled(not closed)

    def _show_names(self, suffix: str) -> None:
        changed: dict[str, str] = {}
        if suffix == SHAPEFILE:
            names = short_names(self._titles, str(self._encoding.currentData()))
            changed = {name: short for name, short in names.items() if name != short}
        header = (tr("outgoing.name.layer"), tr("outgoing.name.file"))
        self._names.show(Sheet(header, tuple(changed.items())))
        count = len(self._titles)
        told = tr("outgoing.names.cut", count=len(changed), all=count) if changed else ""
        if suffix == SHAPEFILE and not changed:
            told = tr("outgoing.names.kept", all=count)
        self._listed.setText(told)
        self._listed.setVisible(bool(told))
        self._view.setVisible(bool(changed))

    def _remark(self) -> str:
        """Say what the grade of the layer asks of whoever hands it out."""
        grade = self._layer.security
        if grade == CLOSED:
            return tr("outgoing.closed")
        return "" if grade == OPEN else tr("outgoing.restricted", grade=grade)


_ASKED = ("form", "crs", "encoding")
