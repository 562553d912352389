"""Edits a project in QGIS, without a window: python3 qgis_editor.py PROJECT TABLE SCRIPT.

PROJECT may be the address of a layer on a PostGIS server instead, as QGIS writes it. Run by the
interpreter that has python3-qgis. SCRIPT is a JSON list of edits: ["value", uid, field,
value], ["move", uid, WKT], ["delete", uid], ["add", {field: value}, WKT]. Then it prints "edited"
and, when told "wait" as a fourth argument, stays with the edit session begun but not committed
until a line comes in; then it commits.
"""

# mypy: ignore-errors
import json
import sys

from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsVectorLayer


def row(layer, uid):
    return next(one.id() for one in layer.getFeatures() if one["uid"] == uid)


def carry_out(layer, edit):
    verb, *rest = edit
    if verb == "value":
        uid, field, value = rest
        return layer.changeAttributeValue(row(layer, uid), layer.fields().indexOf(field), value)
    if verb == "move":
        return layer.changeGeometry(row(layer, rest[0]), QgsGeometry.fromWkt(rest[1]))
    if verb == "delete":
        return layer.deleteFeature(row(layer, rest[0]))
    feature = QgsFeature(layer.fields())
    for field, value in rest[0].items():
        feature[field] = value
    feature.setGeometry(QgsGeometry.fromWkt(rest[1]))
    return layer.addFeature(feature)


def main():
    path, table, script = sys.argv[1:4]
    application = QgsApplication([], False)
    application.initQgis()
    if path.startswith("dbname="):
        layer = QgsVectorLayer(path, table, "postgres")
    else:
        layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr")
    if not layer.isValid() or not layer.startEditing():
        raise SystemExit(f"{table} cannot be edited")
    for edit in json.loads(script):
        if not carry_out(layer, edit):
            raise SystemExit(f"not done: {edit}")
    if sys.argv[4:] == ["wait"]:
        print("edited", flush=True)
        sys.stdin.readline()
    if not layer.commitChanges():
        raise SystemExit("\n".join(layer.commitErrors()))
    print("committed", flush=True)
    del layer
    application.exitQgis()


if __name__ == "__main__":
    main()
