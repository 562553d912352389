"""Editing shapes: pure geometry that tools on the map, commands and tests use alike."""
