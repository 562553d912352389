"""Looks as QGIS reads them (QML), so that the project file looks there as it does here.

An entry of the layer tree becomes the plainest renderer of QGIS that says the same: single,
categorised or graduated symbols, or else rules. A whole table becomes one set of rules, with every
visible entry on it in the order of the tree: that is the look in which QGIS opens it.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Label, Symbol, Symbology
from scmap.store.qgis_expression import (
    Columns,
    class_expressions,
    column_ref,
    conjunction,
    filter_expression,
    other_expression,
    where_expression,
)
from scmap.store.qml_symbols import SymbolSheet, SymbolType, rgba
from scmap.words import tr

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
FAMILY = "Noto Sans KR"
_ABOVE = 1_000_000  # level of the markers above all areas
_FARTHEST = 1e9  # a scale denominator beyond every map

_SYMBOL_TYPES: Mapping[str, SymbolType] = MappingProxyType(
    {
        "POINT": "marker",
        "MULTIPOINT": "marker",
        "LINESTRING": "line",
        "MULTILINESTRING": "line",
    }
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def entry_qml(entry: MapLayer, geometry: str, columns: Columns) -> str:
    """Give the QML of one entry of the layer tree.

    Parameters
    ----------
    entry : MapLayer
        On a table of the file.
    geometry : str
        Geometry type of the table, as GeoPackage names it.
    columns : mapping
        Column and type of each field of the layer.
    """
    look, narrowed = entry.symbology, _narrowed(entry, columns)
    root = _root(look.min_scale, look.max_scale, labelled=look.label is not None)
    kind = _SYMBOL_TYPES.get(geometry, "fill")
    if narrowed or _needs_rules(look, columns):
        _rules(root, [entry], kind, columns, opaque=True)
    else:
        _plain(root, entry, kind, columns)
    if look.label is not None:
        _labels(root, [entry], columns)
    ET.SubElement(root, "layerOpacity").text = f"{entry.opacity:g}"
    return _document(root)


def table_qml(entries: Sequence[MapLayer], geometry: str, columns: Columns) -> str:
    """Give the QML of a table on which several entries of the tree look, from bottom to top."""
    labelled = any(entry.symbology.label is not None for entry in entries)
    root = _root(0.0, float("inf"), labelled=labelled)
    _rules(root, entries, _SYMBOL_TYPES.get(geometry, "fill"), columns, opaque=False)
    if labelled:
        _labels(root, entries, columns)
    ET.SubElement(root, "layerOpacity").text = "1"
    return _document(root)


def _root(low: float, high: float, *, labelled: bool) -> ET.Element:
    limited = low > 0 or high < _FARTHEST
    return ET.Element(
        "qgis",
        version="3.22",
        styleCategories="Symbology|Labeling|Rendering",
        labelsEnabled=str(int(labelled)),
        hasScaleBasedVisibilityFlag=str(int(limited)),
        maxScale=f"{low:g}",
        minScale=f"{min(high, _FARTHEST):g}",
    )


def _document(root: ET.Element) -> str:
    """Write the tree down without the characters that no XML document can hold."""
    return DOCTYPE + _NOT_XML.sub("", ET.tostring(root, encoding="unicode"))


def _narrowed(entry: MapLayer, columns: Columns) -> str:
    """Give the condition under which an entry shows a row; "" where it shows all."""
    about = where_expression(entry.where, columns) if entry.where else ""
    return conjunction(about, filter_expression(entry.filter, columns) if entry.filter else "")


def _needs_rules(look: Symbology, columns: Columns) -> bool:
    """Tell whether no plainer renderer says the same.

    QGIS gives unknown values the symbol of all others, and knows no symbol for what lies outside
    all graduated classes.
    """
    if look.kind == "single":
        return False
    if look.kind == "rules" or look.field not in columns:
        return True
    if look.kind == "graduated":
        return look.others or columns[look.field][1] != "number"
    return any(not one.value for one in look.categories)


def _renderer(root: ET.Element, kind: str, **attributes: str) -> ET.Element:
    plain = {"symbollevels": "0", "enableorderby": "0", "forceraster": "0"}
    return ET.SubElement(root, "renderer-v2", {"type": kind, **plain, **attributes})


def _plain(root: ET.Element, entry: MapLayer, kind: SymbolType, columns: Columns) -> None:
    look, points = entry.symbology, entry.shape == "point"
    if look.kind == "single":
        symbols = ET.SubElement(_renderer(root, "singleSymbol"), "symbols")
        SymbolSheet(symbols, kind).add(look.default, points=points)
        return
    name = columns[look.field][0]
    graduated = look.kind == "graduated"
    renderer = (
        _renderer(root, "graduatedSymbol", attr=name, graduatedMethod="GraduatedColor")
        if graduated
        else _renderer(root, "categorizedSymbol", attr=name)
    )
    parts = ET.SubElement(renderer, "ranges" if graduated else "categories")
    sheet = SymbolSheet(ET.SubElement(renderer, "symbols"), kind)
    for one in look.spans:
        symbol = sheet.add(one.symbol, points=points)
        limits = {"lower": f"{one.low!r}", "upper": f"{one.high!r}"}
        ET.SubElement(parts, "range", {**limits, "label": one.title, **_shown(symbol)})
    for category in look.categories:
        symbol = sheet.add(category.symbol, points=points)
        said = {"value": category.value, "label": category.title, "type": "string"}
        ET.SubElement(parts, "category", {**said, **_shown(symbol)})
    if look.others and not graduated:
        symbol = sheet.add(look.default, points=points)
        said = {"value": "", "label": tr("map.other"), "type": "string"}
        ET.SubElement(parts, "category", {**said, **_shown(symbol)})


def _shown(symbol: str) -> dict[str, str]:
    return {"symbol": symbol, "render": "true"}


def _rules(
    root: ET.Element,
    entries: Sequence[MapLayer],
    kind: SymbolType,
    columns: Columns,
    *,
    opaque: bool,
) -> None:
    """Write a set of rules: one an entry, with one a class below it.

    With `opaque` the opacity of the entries is left to the layer.
    """
    renderer = _renderer(root, "RuleRenderer", symbollevels="1")
    top = ET.SubElement(renderer, "rules", key="{rules}")
    sheet = SymbolSheet(ET.SubElement(renderer, "symbols"), kind)
    level = 0
    for number, entry in enumerate(entries):
        opacity = 1.0 if opaque else entry.opacity
        points = entry.shape == "point"
        rule = _rule(top, str(number), entry.title, _narrowed(entry, columns))
        if not opaque:
            _limit(rule, entry.symbology.min_scale, entry.symbology.max_scale)
        classes = list(_classes(entry.symbology, columns))
        # Areas first, then all markers, as the painter does; the first class comes on top.
        base = level + (_ABOVE if points else 0)
        level += len(classes)
        for place, (title, condition, symbol) in enumerate(classes):
            drawn = base + len(classes) - place
            name = sheet.add(symbol, points=points, opacity=opacity, level=drawn)
            if entry.symbology.kind == "single":
                rule.set("symbol", name)
            else:
                _rule(rule, f"{number}.{place}", title, condition).set("symbol", name)


def _classes(look: Symbology, columns: Columns) -> Iterator[tuple[str, str, Symbol]]:
    """Give title, condition and symbol of each class, then of what belongs to none."""
    conditions = class_expressions(look, columns)
    for one, condition in zip(look.classes, conditions, strict=True):
        yield one.title, condition, one.symbol
    if look.kind == "single" or look.others:
        title = tr("map.outside" if look.spans else "map.other")
        yield title, other_expression(conditions), look.default


def _rule(parent: ET.Element, key: str, title: str, condition: str) -> ET.Element:
    rule = ET.SubElement(parent, "rule", key=f"{{rule-{key}}}", label=title)
    if condition:
        rule.set("filter", condition)
    return rule


def _limit(rule: ET.Element, low: float, high: float) -> None:
    if low > 0:
        rule.set("scalemindenom", f"{low:.0f}")
    if high < _FARTHEST:
        rule.set("scalemaxdenom", f"{high:.0f}")


def _labels(root: ET.Element, entries: Sequence[MapLayer], columns: Columns) -> None:
    """Write the labels as rules: each entry has its own, for its own rows."""
    labelling = ET.SubElement(root, "labeling", type="rule-based")
    top = ET.SubElement(labelling, "rules", key="{labels}")
    for number, entry in enumerate(entries):
        label = entry.symbology.label
        known = columns.get(label.field) if label else None
        if label is None or known is None:
            continue
        rule = ET.SubElement(top, "rule", key=f"{{label-{number}}}", description=entry.title)
        narrowed = _narrowed(entry, columns)
        if narrowed:
            rule.set("filter", narrowed)
        low = max(label.min_scale, entry.symbology.min_scale)
        _limit(rule, low, min(label.max_scale, entry.symbology.max_scale))
        _settings(rule, label, column_ref(known[0]), points=entry.shape == "point")


def _settings(rule: ET.Element, label: Label, expression: str, *, points: bool) -> None:
    settings = ET.SubElement(rule, "settings", calloutType="simple")
    style = ET.SubElement(
        settings,
        "text-style",
        fieldName=f"to_string({expression})",
        isExpression="1",
        fontFamily=FAMILY,
        fontSize=f"{label.size_pt:g}",
        fontSizeUnit="Point",
        textColor=rgba(label.colour),
        textOpacity="1",
    )
    ET.SubElement(
        style,
        "text-buffer",
        bufferDraw=str(int(label.halo_mm > 0)),
        bufferSize=f"{label.halo_mm:g}",
        bufferSizeUnits="MM",
        bufferColor=rgba(label.halo or "#FFFFFF"),
        bufferOpacity="1",
    )
    placement = {
        "placement": "6" if points else "1",
        "priority": str(_priority(label)),
        "dist": "1",
    }
    if points:
        placement |= {
            "geometryGeneratorEnabled": "1",
            "geometryGenerator": 'make_point("x","y")',
            "geometryGeneratorType": "PointGeometry",
        }
    ET.SubElement(settings, "placement", placement)
    ET.SubElement(settings, "rendering", drawLabels="1", obstacle="1", scaleVisibility="0")


def _priority(label: Label) -> int:
    """Give the priority as QGIS counts it: 0 to 10, 5 for the common one."""
    return min(max(5 + label.priority, 0), 10)
