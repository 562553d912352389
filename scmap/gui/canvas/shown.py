"""Whether a frame that was painted earlier shows a view just as a new one would."""

from scmap.cartography.settings import MapSettings
from scmap.model.extent import Extent

ALIGNED = 0.02  # device pixels by which a frame may lie off the grid of another
MOSTLY = 0.5  # share of a side
SAME_SCALE = 1e-6  # share by which their scales may differ


def shows(painted: MapSettings, wanted: MapSettings, view: Extent) -> bool:
    """Tell whether a painted frame shows `view` pixel by pixel as the wanted one would.

    It does after a pan within its margin by whole pixels, while nothing else has changed.
    """
    pixel = wanted.pixel
    same = abs(painted.pixel / pixel - 1) < SAME_SCALE and alike(painted, wanted)
    if not same or not has_room(painted, view, 0.0):
        return False
    here, there = painted.view, wanted.view
    away = ((here.x0 - there.x0) / pixel, (here.y1 - there.y1) / pixel)
    return all(abs(one - round(one)) < ALIGNED for one in away)


def alike(painted: MapSettings, wanted: MapSettings) -> bool:
    """Tell whether two maps show the same things in the same way, wherever they are."""
    return (
        painted.dpi == wanted.dpi
        and painted.display == wanted.display
        and painted.background == wanted.background
        and painted.backdrop is wanted.backdrop
        and len(painted.layers) == len(wanted.layers)
        and all(
            one.layer is other.layer and one.entry is other.entry and one.kept is other.kept
            for one, other in zip(painted.layers, wanted.layers, strict=True)
        )
    )


def goes_on(painted: MapSettings | None, wanted: MapSettings) -> bool:
    """Tell whether the map is pushed: most of what is wanted is on a frame of the same scale."""
    if painted is None or abs(painted.pixel / wanted.pixel - 1) >= SAME_SCALE:
        return False
    here, there = painted.view, wanted.view
    width = min(here.x1, there.x1) - max(here.x0, there.x0)
    height = min(here.y1, there.y1) - max(here.y0, there.y0)
    return min(width / there.width, height / there.height) > MOSTLY


def has_room(painted: MapSettings | None, view: Extent, margin: float) -> bool:
    """Tell whether a frame reaches beyond a view by a share of its size on every side."""
    if painted is None:
        return False
    ground, slack = painted.view, painted.pixel / 100
    dx, dy = view.width * margin - slack, view.height * margin - slack
    return (
        ground.x0 <= view.x0 - dx
        and ground.x1 >= view.x1 + dx
        and ground.y0 <= view.y0 - dy
        and ground.y1 >= view.y1 + dy
    )
