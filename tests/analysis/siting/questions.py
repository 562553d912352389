"""Siting questions made at random, always the same for the same seed."""

import numpy as np

from scmap.model.siting import Candidates, Demand


def question(seed: int, places: int, sites: int, standing: int = 0) -> tuple[Demand, Candidates]:
    """Places and sites strewn over 500 km; the first `standing` sites have a centre."""
    chance = np.random.default_rng(seed)
    one, other = (tuple(str(row) for row in range(count)) for count in (places, sites))
    demand = Demand(
        one, one, chance.random((places, 2)) * 500e3, chance.lognormal(11.0, 1.0, places)
    )
    candidates = Candidates(
        other,
        other,
        chance.random((sites, 2)) * 500e3,
        np.arange(sites) < standing,
        np.round(chance.uniform(10.0, 100.0, sites)),
    )
    return demand, candidates
