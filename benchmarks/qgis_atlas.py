"""Print an atlas of 17 pages as QGIS does; run by the Python for which QGIS was installed.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 benchmarks/qgis_atlas.py FOLDER ROUNDS

FOLDER holds sido, municipality and investment as GeoPackages. Each page has the map of a 시·도,
title, legend, scale bar, north arrow and a line of source; the best of ROUNDS is printed in s.
"""

import json
import os
import sys
import time
from typing import Any


def main() -> None:
    """Measure and print."""
    from qgis import core  # type: ignore[import-not-found]  # noqa: PLC0415

    folder, rounds = sys.argv[1], int(sys.argv[2])
    application = core.QgsApplication([], False)
    application.initQgis()
    core.QgsApplication.setMaxThreads(2)
    project = core.QgsProject.instance()
    layers = []
    for name in ("investment", "municipality", "sido"):
        layer = core.QgsVectorLayer(f"{folder}/{name}.gpkg", name, "ogr")
        if not layer.isValid():
            raise ValueError(name)
        project.addMapLayer(layer)
        layers.append(layer)
    layout = laid_out(core, project, layers)
    seconds, pages = [], 0
    for _ in range(rounds):
        settings = core.QgsLayoutExporter.PdfExportSettings()
        begun = time.perf_counter()
        core.QgsLayoutExporter.exportToPdf(layout.atlas(), f"{folder}/qgis.pdf", settings)
        seconds.append(time.perf_counter() - begun)
        pages = layout.atlas().count()
    print(json.dumps({"seconds": min(seconds), "pages": pages}), flush=True)
    os._exit(0)  # taking QGIS down from Python may crash


def laid_out(core: Any, project: Any, layers: list[Any]) -> Any:
    """Lay out an A4 page with the furniture of a map sheet, driven by the 시·도."""
    layout = core.QgsPrintLayout(project)
    layout.initializeDefaults()
    shown = core.QgsLayoutItemMap(layout)
    shown.attemptSetSceneRect(placed(10, 20, 277, 160))
    shown.setLayers(layers)
    shown.setCrs(core.QgsCoordinateReferenceSystem("EPSG:5179"))
    shown.setAtlasDriven(True)
    shown.setAtlasScalingMode(core.QgsLayoutItemMap.Auto)
    layout.addLayoutItem(shown)
    for kind, box in (
        (core.QgsLayoutItemLegend, (230, 25, 55, 60)),
        (core.QgsLayoutItemScaleBar, (15, 165, 60, 12)),
    ):
        item = kind(layout)
        item.setLinkedMap(shown)
        item.attemptSetSceneRect(placed(*box))
        layout.addLayoutItem(item)
    for text, box in (("[% name %]", (10, 5, 200, 12)), ("출처: 국토정보", (10, 185, 200, 8))):
        label = core.QgsLayoutItemLabel(layout)
        label.setText(text)
        label.attemptSetSceneRect(placed(*box))
        layout.addLayoutItem(label)
    atlas = layout.atlas()
    atlas.setCoverageLayer(layers[-1])
    atlas.setEnabled(True)
    return layout


def placed(x: float, y: float, width: float, height: float) -> Any:
    """Give a place on the page, millimetres."""
    from qgis.PyQt.QtCore import QRectF  # type: ignore[import-not-found]  # noqa: PLC0415

    return QRectF(x, y, width, height)


if __name__ == "__main__":
    main()
