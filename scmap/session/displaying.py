"""The command that shows a project's map in another CRS."""

from dataclasses import replace

from scmap.model.project import Project


def show_in(project: Project, crs: str) -> Project:
    """Show the map in a CRS, ``EPSG:n``; nothing is measured there, and no layer is moved."""
    return replace(project, display_crs="" if crs == project.crs else crs)
