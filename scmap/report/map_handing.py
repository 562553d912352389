"""The map of a project as the terms of a hand-out show it."""

from dataclasses import replace

from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT
from scmap.model.release import GENERALISED, PROFILE_WORDS, Terms
from scmap.reference.places import gazetteer_of
from scmap.reference.withholding import withholding
from scmap.report.map_sheets import Shown
from scmap.session.releasing import Cleared, cleared_map

INTERNAL = Terms()


def let_out(shown: Shown, terms: Terms) -> tuple[Shown, Cleared]:
    """Give what is seen of a map as the terms let it out.

    Parameters
    ----------
    shown : Shown
        The map as the office sees it.
    terms : Terms
        For whom it is.

    Raises
    ------
    RefusedError
        What `cleared_map` refuses.
    """
    known = {entry.layer: shown.sources(entry.layer) for entry in shown.project.map}
    layers = (known.get(one.uid) or one for one in shown.project.layers)  # on the map's plane
    project = replace(shown.project, layers=tuple(layers))
    results = {
        name: layer
        for name, layer in known.items()
        if name.startswith(RESULT) and layer is not None
    }
    clearance = cleared_map(project, results, terms, withholding(), gazetteer_of(project))
    let = clearance.project

    def look_up(name: str) -> Layer | None:
        return shown.sources(name) if name.startswith((BASE, RESULT)) else let.layer(name)

    counted = {one.uid for one in let.layers if one.kind == GENERALISED}
    kept = {name: rows for name, rows in shown.kept.items() if name not in counted}
    profile = PROFILE_WORDS[terms.profile]
    told = replace(shown, project=let, sources=look_up, kept=kept, profile=profile)
    return replace(told, left=clearance.left), clearance
