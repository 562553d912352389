"""Start QGIS with its window on the sample's layers, and tell when its map is there.

    /usr/bin/python3 benchmarks/qgis_window.py PROJECT.qgz FILE.gpkg|layername=NAME ...
    qgis --code benchmarks/qgis_window.py PROJECT.qgz

The first writes a project of QGIS with some layers, the first on top, each as its file says that it
looks. The second opens it; when the window is on screen and its map is painted, seconds since the
epoch are written to the file that `SCMAP_BENCHMARK_MARKS` names, with the number of layers and the
size of the map, and QGIS ends.
"""

import json
import os
import sys
import time
from pathlib import Path

MARKS = "SCMAP_BENCHMARK_MARKS"


def main() -> None:
    """Write the project."""
    from qgis import core  # type: ignore[import-not-found]  # noqa: PLC0415

    application = core.QgsApplication([], False)
    application.initQgis()
    project = core.QgsProject.instance()
    layers = [core.QgsVectorLayer(one, one.split("=")[-1], "ogr") for one in sys.argv[2:]]
    if not all(layer.isValid() for layer in layers):
        raise SystemExit(str(sys.argv[2:]))
    project.setCrs(layers[0].crs())
    project.addMapLayers(layers)
    extent = core.QgsRectangle()
    for layer in layers:
        extent.combineExtentWith(layer.extent())
    place = core.QgsReferencedRectangle(extent, layers[0].crs())
    project.viewSettings().setDefaultViewExtent(place)
    if not project.write(sys.argv[1]):
        raise SystemExit(project.error())
    os._exit(0)  # taking QGIS down from Python may crash


def watch() -> None:
    """Note when the map of this QGIS is painted: it has opened the project when it runs this."""
    from qgis.utils import iface  # type: ignore[import-not-found]  # noqa: PLC0415

    canvas, window = iface.mapCanvas(), iface.mainWindow()

    def refreshed() -> None:
        if canvas.layerCount() and window.isVisible():
            told = {"map": time.time(), "layers": canvas.layerCount()}
            told |= {"width": canvas.width(), "height": canvas.height()}
            Path(os.environ[MARKS]).write_text(json.dumps(told), encoding="utf-8")
            os._exit(0)

    canvas.mapCanvasRefreshed.connect(refreshed)


if MARKS in os.environ:  # whatever QGIS calls the module that it runs
    watch()
elif __name__ == "__main__":
    main()
