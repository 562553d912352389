"""Names of the pages of the design table that have an action without a shortcut, as in the menu."""

DESIGN_PAGES = (
    "diagrams",
    "fits",
    "coverage",
    "siting",
    "centres",
    "platforms",
    "ideas",
    "scenarios",
    "catalogue",
)
