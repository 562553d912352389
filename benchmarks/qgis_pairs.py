"""Intersect footprints as a user of QGIS does; run by the Python for which QGIS was installed.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 benchmarks/qgis_pairs.py IN OUT

IN holds a row, a ministry and the length of the well-known binary that follows, for each footprint.
OUT gets the two rows and the area of each pair of different ministries; seconds, CPU seconds and
peak memory are printed as JSON. One run of native:intersection for each ministry against those with
greater numbers, so that each pair is cut once; seconds begin when the layers are in memory.
"""

import json
import resource
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HEAD = struct.Struct("<qqq")
PAIR = struct.Struct("<qqd")
PLUGINS = "/usr/share/qgis/python/plugins"


def start() -> Any:
    """Start QGIS without a window, and give its processing framework."""
    sys.path.append(PLUGINS)
    from qgis.core import QgsApplication  # type: ignore[import-not-found]  # noqa: PLC0415

    start.application = QgsApplication([], False)  # type: ignore[attr-defined]  # kept alive
    start.application.initQgis()  # type: ignore[attr-defined]
    import processing  # type: ignore[import-not-found]  # noqa: PLC0415
    from processing.core.Processing import Processing  # type: ignore[import-not-found]  # noqa: PLC0415
    from qgis.analysis import QgsNativeAlgorithms  # type: ignore[import-not-found]  # noqa: PLC0415

    Processing.initialize()
    registry = QgsApplication.processingRegistry()
    if not registry.providerById("native"):
        registry.addProvider(QgsNativeAlgorithms())
    return processing


def layer_of(path: Path) -> Any:
    """Read the footprints into a layer in memory."""
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer  # noqa: PLC0415

    source = "MultiPolygon?crs=EPSG:5179&field=row:integer&field=ministry:integer"
    layer, features, data, at = (
        QgsVectorLayer(source, "footprints", "memory"),
        [],
        path.read_bytes(),
        0,
    )
    while at < len(data):
        row, ministry, size = HEAD.unpack_from(data, at)
        at += HEAD.size
        geometry, feature = QgsGeometry(), QgsFeature(layer.fields())
        geometry.fromWkb(data[at : at + size])
        geometry.convertToMultiType()
        feature.setGeometry(geometry)
        feature.setAttributes([row, ministry])
        features.append(feature)
        at += size
    layer.dataProvider().addFeatures(features)
    return layer


def intersected(processing: Any, layer: Any) -> Iterator[Any]:
    """Give the intersections of each ministry with those of greater numbers."""
    from qgis.core import QgsFeatureRequest, QgsProcessingContext  # noqa: PLC0415

    context = QgsProcessingContext()
    context.setInvalidGeometryCheck(QgsFeatureRequest.GeometryNoCheck)

    def run(name: str, **asked: Any) -> Any:
        asked["OUTPUT"] = "TEMPORARY_OUTPUT"
        return processing.run(name, asked, context=context)["OUTPUT"]

    last = int(layer.maximumValue(1))
    for ministry in range(1, last):
        one, greater = (
            run("native:extractbyexpression", INPUT=layer, EXPRESSION=f"ministry {sign} {ministry}")
            for sign in ("=", ">")
        )
        fields = ["row"]
        yield run(
            "native:intersection",
            INPUT=one,
            OVERLAY=greater,
            INPUT_FIELDS=fields,
            OVERLAY_FIELDS=fields,
        )


def main() -> None:
    """Measure and write."""
    processing = start()
    layer = layer_of(Path(sys.argv[1]))
    wall, cpu = time.perf_counter(), time.process_time()
    found = list(intersected(processing, layer))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with Path(sys.argv[2]).open("wb") as out:
        for pairs in found:
            for feature in pairs.getFeatures():
                row, other = feature.attributes()
                out.write(PAIR.pack(min(row, other), max(row, other), feature.geometry().area()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": wall, "cpu_seconds": cpu, "peak_mb": peak}))


if __name__ == "__main__":
    main()
