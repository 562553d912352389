"""Opens a project in QGIS, without a window, and prints how each feature looks there, as JSON.

Run by the interpreter that has python3-qgis: ``python3 qgis_reader.py PROJECT [PICTURE]``. It
imports nothing of ours.
"""

# mypy: ignore-errors
import json
import sqlite3
import sys

from qgis.core import (
    QgsApplication,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsReadWriteContext,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtXml import QDomDocument

SOLID_FILL = ("SimpleFill", "SimpleMarker")


def look(symbol):
    """Tell fill, outline, hatch and size of a symbol as plain values."""
    told = {"classes": []}
    for layer in symbol.symbolLayers():
        kind = layer.layerType()
        if kind == "GeometryGenerator":
            return look(layer.subSymbol())
        told["classes"].append(kind)
        properties = layer.properties()
        if kind == "SimpleMarker":
            told |= {"marker": properties["name"], "size": float(properties["size"])}
        if kind in SOLID_FILL:
            told["fill"] = properties["color"]
            told["outline"] = properties.get("outline_color", "")
        if kind == "SimpleLine":
            told["line"] = properties["line_color"]
        if kind.endswith("PatternFill"):
            told.setdefault("hatch", []).append(properties.get("angle", "dots"))
    return told


def features(layer):
    """Tell for each feature the classes it belongs to, and its looks."""
    context = QgsRenderContext()
    expressions = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.setExpressionContext(expressions)
    renderer = layer.renderer().clone()
    titles = {item.ruleKey(): item.label() for item in renderer.legendSymbolItems()}
    renderer.startRender(context, layer.fields())
    found = {}
    for feature in layer.getFeatures():
        expressions.setFeature(feature)
        context.setExpressionContext(expressions)
        symbols = renderer.symbolsForFeature(feature, context)
        keys = renderer.legendKeysForFeature(feature, context)
        found[feature["uid"]] = {
            "titles": sorted(titles.get(key, "") for key in keys),
            "looks": [look(symbol) for symbol in symbols],
        }
    renderer.stopRender(context)
    return found


def styles(path):
    """Yield each look of the file: table, name, whether QGIS opens the table in it, and its QML."""
    with sqlite3.connect(path) as connection:
        yield from connection.execute(
            "SELECT f_table_name, styleName, useAsDefault, styleQML FROM layer_styles ORDER BY id"
        )


def dressed(path, table, qml=None):
    """Open a table as QGIS does, or in another of its looks."""
    layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr")
    if not layer.isValid():
        raise SystemExit(f"{table} does not open")
    if qml is not None:
        document = QDomDocument()
        document.setContent(qml)
        layer.readStyle(document.documentElement(), "", QgsReadWriteContext())
        done, why = layer.importNamedStyle(document)
        if not done:
            raise SystemExit(why)
    return layer


def picture(layers, file):
    """Draw layers, the first on top, as QGIS does."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setExtent(settings.fullExtent())
    settings.setOutputSize(QSize(1000, 1200))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(file)


def main():
    path = sys.argv[1]
    application = QgsApplication([], False)
    application.initQgis()
    told, opened = [], []
    for table, name, default, qml in styles(path):
        layer = dressed(path, table, qml)
        told.append({"table": table, "style": name, "default": default, **described(layer)})
        if default:
            opened.append(dressed(path, table))
            told[-1]["opened"] = described(opened[-1])
    if len(sys.argv) > 2:
        picture(opened[::-1], sys.argv[2])
    print(json.dumps(told, ensure_ascii=False))


def described(layer):
    """Tell all that is compared of a layer in one look."""
    return {
        "renderer": layer.renderer().type(),
        "opacity": round(layer.opacity(), 3),
        "labels": layer.labelsEnabled(),
        "scales": [layer.maximumScale(), layer.minimumScale()]
        if layer.hasScaleBasedVisibility()
        else None,
        "features": features(layer),
    }


if __name__ == "__main__":
    main()
