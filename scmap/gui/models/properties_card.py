"""What the properties of a layer say: source, reference date, terms, known faults, columns."""

from scmap.gui.models.card import Card, Fact, Grid, Section
from scmap.gui.models.standard_titles import shown_title
from scmap.model import amounts
from scmap.model.boundary import level_of
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT, MapLayer
from scmap.words import tr

_FORMS = {-1: "none", 0: "point", 1: "line", 2: "area"}


def properties_card(entry: MapLayer, layer: Layer | None) -> Card:
    """Describe the layer behind an entry of the tree; a layer not read yet says so."""
    kind = tr(f"layers.property.origin.{_origin(entry, layer)}")
    if layer is None:
        return Card(kind, shown_title(entry.title), tr("layers.waiting"))
    sections = [_about(entry, layer), _source(layer)]
    if layer.source.note:
        title = tr("layers.property.faults")
        sections.append(Section("faults", title, text=tuple(layer.source.note.splitlines())))
    if layer.columns:
        sections.append(_columns(layer))
    return Card(kind, shown_title(entry.title), sections=tuple(sections))


def _origin(entry: MapLayer, layer: Layer | None) -> str:
    if entry.layer.startswith(BASE):
        return "own_base" if layer is not None and level_of(layer) else "base"
    return "result" if entry.layer.startswith(RESULT) else "project"


def _about(entry: MapLayer, layer: Layer) -> Section:
    shown = len(entry.rows(layer))
    facts = [
        Fact(tr("layers.property.features"), f"{len(layer):,}"),
        Fact(tr("layers.property.form"), tr(f"layers.property.form.{_FORMS[layer.dimension]}")),
        Fact(tr("layers.property.crs"), layer.crs or amounts.unknown()),
        Fact(tr("layers.property.security"), shown_title(layer.security)),
    ]
    if shown != len(layer):
        facts.insert(1, Fact(tr("layers.property.shown"), f"{shown:,}"))
    return Section("about", facts=tuple(facts))


def _source(layer: Layer) -> Section:
    source = layer.source
    values = {
        "organisation": source.organisation,
        "dataset": source.dataset,
        "base_date": source.base_date,
        "licence": source.licence,
        "retrieved": source.retrieved,
        "file": source.file,
        "source_crs": _decided(source.crs, "crs", source.crs_from),
        "encoding": _decided(source.encoding, "encoding", source.encoding_from),
        "sha256": source.sha256,
    }
    always = {"organisation", "dataset", "base_date", "licence"}
    return Section(
        "source",
        tr("layers.property.source"),
        facts=tuple(
            Fact(tr(f"layers.property.{name}"), value or amounts.unknown())
            for name, value in values.items()
            if value or name in always
        ),
    )


def _decided(value: str, what: str, how: str) -> str:
    """Give CRS or encoding with how it was decided, where that is known."""
    if not value or not how:
        return value
    return tr("layers.property.decided", value=value, how=tr(f"inspect.{what}_{how}"))


def _columns(layer: Layer) -> Section:
    rows = tuple((one.name, tr(f"layers.property.type.{one.type}")) for one in layer.fields)
    title = tr("layers.property.columns", count=len(rows))
    return Section("columns", title, grid=Grid((), rows), folds=True)
