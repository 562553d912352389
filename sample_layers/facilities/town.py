"""All facilities of one municipality, by role."""

from itertools import cycle, islice

import shapely

from sample_layers.facilities.city import City, Plan, Points
from sample_layers.facilities.devices import (
    NETWORKED,
    Cameras,
    cameras,
    lights,
    sensors,
    sewers,
    signals,
)
from sample_layers.facilities.roads import local_roads, main_roads
from sample_layers.facilities.rows import Row, rows, uid
from sample_layers.facilities.services import (
    basins,
    customer_areas,
    fire_sensors,
    gauges,
    markets,
    routes,
)
from sample_layers.facilities.zones import hazard_zones, jurisdictions
from scmap.model.layer import Objects

LEVELS = ("유치원", "초등학교", "초등학교", "중학교", "고등학교")
PUMPS = ("펌프장", "중계펌프")
PLANTS = (*PUMPS, "하수처리시설")
ITEMS = ("PM10;PM2.5", "PM10;PM2.5;NO2", "PM10;PM2.5;소음")


def facilities(plan: Plan) -> dict[str, list[Row]]:
    """Make all facilities of a municipality up, the same each time."""
    city = City.of(plan)
    main, local = main_roads(city), local_roads(city)
    seeing = cameras(city, main)
    crossings = signals(city, main, local)
    air = sensors(city, [*main, *local], seeing.serving("TRN"))
    zones = hazard_zones(city, plan.hazards)
    wet = [zone for zone, hazard in zones if hazard != "산사태"]
    made = {
        "road": [
            *rows(
                city,
                "road",
                [*main, *local],
                [{"class": "간선"}] * len(main) + [{"class": "지선"}] * len(local),
            ),
        ],
        "hazard_zone": rows(
            city, "hazard_zone", [zone for zone, _ in zones], [{"hazard": h} for _, h in zones]
        ),
        **_stations(city),
        "school": rows(
            city,
            "school",
            _points(city.about(plan.schools, 500.0)),
            _turns("level", LEVELS, plan.schools),
        ),
        "sewer": _sewers(city, sewers(city, wet, air)),
        "pole": _poles(city, seeing, crossings, lights(city, seeing.serving("CRM"))),
        "signal": _signals(city, crossings),
        "air_sensor": rows(city, "air_sensor", _points(air), _turns("items", ITEMS, len(air))),
        "camera": _cameras(city, seeing),
    }
    return {**made, **_services(city.anew(), seeing.serving("CRM"), seeing.points, made["sewer"])}


def _services(
    city: City, crime: Points, watching: Points, plants: list[Row]
) -> dict[str, list[Row]]:
    """Give what the services of fire, water, ways home and private security ask for."""
    stalls = markets(city, watching)
    pumps = shapely.points(
        [
            (row.geometry.centroid.x, row.geometry.centroid.y)
            for row in plants
            if row.values["use"] in PUMPS
        ]
    )
    drained = basins(city)
    return {
        "customer_area": rows(city, "customer_area", customer_areas(city), {}),
        "market": rows(city, "market", stalls, {}),
        "fire_sensor": rows(city, "fire_sensor", _points(fire_sensors(city, stalls)), {}),
        "safe_route": rows(city, "safe_route", routes(city, crime), {}),
        "basin": rows(city, "basin", drained, {}),
        "water_gauge": rows(city, "water_gauge", _points(gauges(city, drained, pumps)), {}),
    }


def _stations(city: City) -> dict[str, list[Row]]:
    """Give the jurisdictions of police and fire service, and the fire stations."""
    police, _ = jurisdictions(city, city.plan.police, 0)
    fire, stations = jurisdictions(city, city.plan.fire, 3)
    placed = city.beside(stations, 20.0, 150.0)
    return {
        "police_jurisdiction": rows(city, "police_jurisdiction", police, {}),
        "fire_jurisdiction": rows(city, "fire_jurisdiction", fire, {}),
        "fire_station": rows(city, "fire_station", _points(placed), {}),
    }


def _cameras(city: City, seeing: Cameras) -> list[Row]:
    """Hang each camera on the pole of its number."""
    values = [
        {"purpose": purpose, "device": device, "pole": uid("pole", city.plan.code, number)}
        for number, (purpose, device) in enumerate(zip(seeing.purpose, seeing.device, strict=True))
    ]
    return rows(city, "camera", _points(seeing.points), values)


def _poles(city: City, seeing: Cameras, crossings: Points, lit: Points) -> list[Row]:
    """Give the poles of cameras, signals and lights, in that order."""
    uses = ["CCTV"] * len(seeing.points) + ["신호등"] * len(crossings) + ["가로등"] * len(lit)
    places = [*_points(seeing.points), *_points(crossings), *_points(lit)]
    return rows(city, "pole", places, [{"use": use} for use in uses])


def _signals(city: City, crossings: Points) -> list[Row]:
    reached = city.dice.uniform(size=len(crossings)) < NETWORKED
    values = [{"networked": "연결" if one else "미연결"} for one in reached]
    return rows(city, "signal", _points(crossings), values)


def _sewers(city: City, plants: Points) -> list[Row]:
    return rows(city, "sewer", _points(plants), _turns("use", PLANTS, len(plants)))


def _points(places: Points) -> Objects:
    points: Objects = shapely.points(places)
    return points


def _turns(column: str, values: tuple[str, ...], count: int) -> list[dict[str, str]]:
    """Give the values one after another, again and again."""
    return [{column: value} for value in islice(cycle(values), count)]
