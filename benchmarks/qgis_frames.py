"""Paint full frames as QGIS does; run by the Python for which QGIS was installed.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 benchmarks/qgis_frames.py FOLDER VIEWS ROUNDS

FOLDER holds emd, municipality, cameras and footprints as GeoPackages, VIEWS are middles and metres
a pixel by name, as JSON. For each map and view the best of ROUNDS full frames of 1920 x 1080 is
printed in ms, painted in parallel or one layer after the other, whichever was faster.
"""

import json
import os
import sys
import time
from typing import Any

WIDTH, HEIGHT = 1920, 1080


def main() -> None:
    """Measure and print."""
    from qgis.core import QgsApplication  # type: ignore[import-not-found]  # noqa: PLC0415

    folder, views, rounds = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
    application = QgsApplication([], False)
    application.initQgis()
    QgsApplication.setMaxThreads(2)
    layers = {
        name: opened(folder, name, colour)
        for name, colour in (
            ("emd", (166, 206, 227, 255)),
            ("municipality", (0, 0, 0, 0)),
            ("cameras", (176, 0, 32, 255)),
            ("footprints", (0, 114, 178, 61)),
        )
    }
    maps = {
        "all": ("cameras", "municipality", "emd"),
        "polygons": ("municipality", "emd"),
        "footprints": ("footprints",),
    }
    found = {
        name: {
            view: best([layers[one] for one in shown], where, rounds)
            for view, where in views.items()
        }
        for name, shown in maps.items()
    }
    print(json.dumps(found), flush=True)
    os._exit(0)  # taking QGIS down from Python may crash


def opened(folder: str, name: str, colour: tuple[int, ...]) -> Any:
    """Open a layer with a single symbol, the fastest that QGIS paints."""
    from qgis.core import QgsVectorLayer  # noqa: PLC0415
    from qgis.PyQt.QtGui import QColor  # type: ignore[import-not-found]  # noqa: PLC0415

    layer = QgsVectorLayer(f"{folder}/{name}.gpkg", name, "ogr")
    if not layer.isValid():
        raise ValueError(name)
    symbol = layer.renderer().symbol()
    symbol.setColor(QColor(*colour))
    if name == "cameras":
        symbol.setSize(1.0)
    return layer


def best(layers: list[Any], where: tuple[float, float, float], rounds: int) -> float:
    """Give the ms of the fastest frame."""
    return round(1e3 * min(frame(layers, where, way) for way in (0, 1) for _ in range(rounds)), 1)


def frame(layers: list[Any], where: tuple[float, float, float], way: int) -> float:
    """Paint one frame and tell the seconds."""
    # QGIS has no stubs, and only the Python of the system has QGIS
    from qgis import core  # type: ignore[import-not-found]  # noqa: PLC0415
    from qgis.PyQt.QtCore import QSize  # type: ignore[import-not-found]  # noqa: PLC0415

    x, y, pixel = where
    settings = core.QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(core.QgsCoordinateReferenceSystem("EPSG:5179"))
    dx, dy = WIDTH * pixel / 2, HEIGHT * pixel / 2
    settings.setExtent(core.QgsRectangle(x - dx, y - dy, x + dx, y + dy))
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    settings.setOutputDpi(96)
    settings.setFlag(core.QgsMapSettings.Antialiasing, True)
    settings.setFlag(core.QgsMapSettings.UseRenderingOptimization, True)
    jobs = (core.QgsMapRendererParallelJob, core.QgsMapRendererSequentialJob)
    job = jobs[way](settings)
    begun = time.perf_counter()
    job.start()
    job.waitForFinished()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
