"""Where a link lies: inside an area of urban regeneration or development."""

from collections.abc import Iterable, Mapping

import shapely

from scmap.model.layer import Layer
from scmap.model.link import Link


def contexts_of(link: Link, layers: Iterable[Layer], names: Mapping[str, str]) -> tuple[str, ...]:
    """Name the kinds of areas in which an end of a link lies.

    Parameters
    ----------
    link : Link
        One without a line lies nowhere.
    layers : iterable of Layer
        Those whose title holds a word of `names` are context layers.
    names : mapping of str to str
        What the areas are called, by that word.
    """
    if link.line is None:
        return ()
    ends = shapely.points([link.line.coords[0], link.line.coords[-1]])
    found = []
    for layer in layers:
        for word, name in names.items():
            if word in layer.title and _holds(layer, ends) and name not in found:
                found.append(name)
    return tuple(found)


def _holds(layer: Layer, ends: object) -> bool:
    places = layer.geometry[~shapely.is_missing(layer.geometry)]
    areas = places[shapely.get_dimensions(places) == 2]
    if not len(areas):
        return False
    return bool(len(shapely.STRtree(areas).query(ends, predicate="intersects")[0]))
