"""A municipality in which facilities are made up: its ground, its built-up cores, its dice."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Layer, Objects
from scmap.reference import base_layer, gazetteer

SEED = 20261122
INSET = 2.0  # metres from the boundary, so that rounding puts nothing across it
TRIES = 60

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many facilities a municipality gets, and what is deliberately missing there.

    Attributes
    ----------
    code, name : str
        Municipality.
    crime, traffic, both : int
        Cameras for crime prevention, for traffic, and with both purposes.
    sharing : int
        Traffic cameras that stand beside a crime-prevention camera: candidates for a shared pole.
    plates : float
        Share of the entry roads with a number-plate camera.
    signals, lights, sensors, schools, sewers, hazards : int
        Numbers of the others.
    police, fire : int
        Jurisdictions into which the municipality is divided.
    customers, markets, routes, basins, gauges : int
        Numbers of areas guarded by private firms, markets, ways home, basins and water gauges.
    far_lights, far_sensors, far_sewers, far_markets, far_gauges : bool
        Whether lights and markets keep away from cameras, sensors from watched roads, sewers from
        sensors and flood zones, and gauges from basins with a pump, so that a precondition is not
        met there.
    watched_routes : bool
        Whether ways home lead from camera to camera.
    """

    code: str
    name: str
    crime: int
    traffic: int
    both: int
    sharing: int
    plates: float
    signals: int
    lights: int
    sensors: int
    schools: int
    sewers: int
    hazards: int
    police: int
    fire: int
    customers: int
    markets: int
    routes: int
    basins: int
    gauges: int
    far_lights: bool = False
    far_sensors: bool = False
    far_sewers: bool = False
    far_markets: bool = False
    far_gauges: bool = False
    watched_routes: bool = False


PLANS = (
    Plan(
        code="41590", name="화성시", crime=1300, traffic=380, both=120, sharing=24, plates=0.4,
        signals=420, lights=500, sensors=16, schools=110, sewers=60, hazards=14, police=3, fire=3,
        customers=40, markets=7, routes=24, basins=12, gauges=18, far_sensors=True,
    ),
    Plan(
        code="26350", name="해운대구", crime=620, traffic=0, both=180, sharing=0, plates=0.75,
        signals=240, lights=160, sensors=12, schools=48, sewers=16, hazards=7, police=2, fire=2,
        customers=18, markets=5, routes=14, basins=5, gauges=6, far_lights=True, far_sewers=True,
        far_markets=True, far_gauges=True, watched_routes=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class City:
    """A municipality of the plan.

    Attributes
    ----------
    plan : Plan
        Numbers.
    ground : polygon
        The municipality, a little inside its boundary.
    parts : (k,) object
        Its 법정동, which partition it.
    cores : (m, 2) float64
        Built-up places; `weights` (m,) says how much stands about each, summing to 1.
    dice : Generator
        Seeded: the same city each time.
    """

    plan: Plan
    ground: shapely.Geometry
    parts: Objects
    cores: Points
    weights: NDArray[np.float64]
    dice: np.random.Generator

    @classmethod
    def of(cls, plan: Plan) -> "City":
        """Lay out a city on the bundled boundaries."""
        whole = gazetteer().footprint(f"municipality:{plan.code}")
        ground = shapely.buffer(whole, -INSET)
        shapely.prepare(ground)
        parts = _parts(base_layer("emd"), plan.code)
        dice = np.random.default_rng([SEED, int(plan.code)])
        cores, weights = _cores(parts, ground, dice)
        return cls(plan, ground, parts, cores, weights, dice)

    def anew(self) -> "City":
        """Give the city with fresh dice, so that what was thrown before stays as it was."""
        return replace(self, dice=np.random.default_rng([SEED, int(self.plan.code), 1]))

    def inside(self, points: Points) -> NDArray[np.bool_]:
        """Tell which points lie in the city, shape (n,)."""
        return np.asarray(shapely.contains_xy(self.ground, points[:, 0], points[:, 1]), dtype=bool)

    def about(self, count: int, spread: float) -> Points:
        """Throw points about the cores, dense in the middle; all lie in the city.

        Parameters
        ----------
        count : int
            How many.
        spread : float
            Standard deviation about a core, metres.
        """
        kept = np.empty((0, 2))
        for _ in range(TRIES):
            chosen = self.dice.choice(len(self.cores), size=2 * count, p=self.weights)
            thrown = self.cores[chosen] + self.dice.normal(0.0, spread, (2 * count, 2))
            kept = np.concatenate((kept, np.round(thrown[self.inside(np.round(thrown, 1))], 1)))
            if len(kept) >= count:
                return kept[:count]
        raise RuntimeError(f"{self.plan.name}: the ground is too small for {count} points")

    def beside(self, points: Points, least: float, most: float) -> Points:
        """Give a point of the city beside each, between two distances away."""
        placed = points.copy()
        open_ = np.ones(len(points), dtype=bool)
        for _ in range(TRIES):
            angle = self.dice.uniform(0.0, 2 * np.pi, len(points))
            reach = self.dice.uniform(least, most, len(points))
            tried = points + (reach * np.array((np.cos(angle), np.sin(angle)))).T
            tried = np.round(tried, 1)
            take = open_ & self.inside(tried)
            placed[take] = tried[take]
            open_ &= ~take
            if not open_.any():
                break
        return placed


def _parts(neighbourhoods: Layer, code: str) -> Objects:
    mask = [str(one).startswith(code) for one in neighbourhoods.text("code")]
    parts: Objects = neighbourhoods.geometry[np.array(mask, dtype=bool)]
    return parts


def _cores(
    parts: Objects, ground: shapely.Geometry, dice: np.random.Generator
) -> tuple[Points, NDArray[np.float64]]:
    """Give each 법정동 one core, and large ones more; a small one is built up more densely."""
    places, weights = [], []
    for part in parts:
        square_km = part.area / 1e6
        number = 1 + int(square_km // 15)
        built = square_km / (1 + square_km / 6)
        for point in _spread(shapely.intersection(part, ground), number, dice):
            places.append(point)
            weights.append(built / number)
    total = np.array(weights)
    return np.array(places), total / total.sum()


def _spread(part: shapely.Geometry, number: int, dice: np.random.Generator) -> list[Points]:
    """Give points of a polygon: one in its middle, the others wherever they fall."""
    middle = shapely.get_coordinates(shapely.point_on_surface(part))[0]
    points = [np.round(middle, 1)]
    x0, y0, x1, y1 = part.bounds
    while len(points) < number:
        x, y = np.round(dice.uniform((x0, y0), (x1, y1)), 1)
        if shapely.contains_xy(part, x, y):
            points.append(np.array((x, y)))
    return points
