"""The panels around the map: layer tree, inspector, tables, steps, status."""
