"""How the facility layers look: thin and quiet, told apart by shape."""

from scmap.model.symbology import Category, Symbol, Symbology

_CRIME, _TRAFFIC, _BOTH = "#B45309", "#1D4ED8", "#6D28D9"


def _point(colour: str, marker: str = "circle", size_mm: float = 1.6) -> Symbol:
    return Symbol(fill=colour, stroke="#FFFFFF", stroke_mm=0.15, marker=marker, size_mm=size_mm)  # type: ignore[arg-type]


def _border(colour: str) -> Symbol:
    return Symbol(stroke=colour, stroke_mm=0.35, line="dash")


LOOKS = {
    "road": Symbology(
        Symbol(stroke="#9CA3AF", stroke_mm=0.15),
        "class",
        (
            Category("간선", "간선도로", Symbol(stroke="#6B7280", stroke_mm=0.4)),
            Category("지선", "지선도로", Symbol(stroke="#9CA3AF", stroke_mm=0.15)),
        ),
    ),
    "hazard_zone": Symbology(
        Symbol(fill="#0369A1", fill_opacity=0.15, stroke="#0369A1", stroke_mm=0.25),
        "hazard",
        (
            Category(
                "침수",
                "침수",
                Symbol(fill="#0369A1", fill_opacity=0.18, stroke="#0369A1", stroke_mm=0.25),
            ),
            Category(
                "산사태",
                "산사태",
                Symbol(fill="#92400E", fill_opacity=0.18, stroke="#92400E", stroke_mm=0.25),
            ),
            Category(
                "악취",
                "악취",
                Symbol(fill="#4D7C0F", fill_opacity=0.18, stroke="#4D7C0F", stroke_mm=0.25),
            ),
        ),
    ),
    "basin": Symbology(_border("#0E7490")),
    "customer_area": Symbology(
        Symbol(fill="#7C3AED", fill_opacity=0.15, stroke="#7C3AED", stroke_mm=0.2)
    ),
    "market": Symbology(Symbol(fill="#B45309", fill_opacity=0.2, stroke="#B45309", stroke_mm=0.3)),
    "safe_route": Symbology(Symbol(stroke="#BE185D", stroke_mm=0.5)),
    "water_gauge": Symbology(_point("#0369A1", "triangle", 2.0)),
    "fire_sensor": Symbology(_point("#DC2626", "diamond", 1.6)),
    "police_jurisdiction": Symbology(_border("#1E3A8A")),
    "fire_jurisdiction": Symbology(_border("#B91C1C")),
    "fire_station": Symbology(_point("#B91C1C", "square", 2.6)),
    "school": Symbology(_point("#0F766E", "triangle", 2.2)),
    "sewer": Symbology(_point("#0E7490", "diamond", 2.2)),
    "pole": Symbology(_point("#6B7280", "circle", 0.9)),
    "signal": Symbology(_point("#15803D", "square", 1.3)),
    "air_sensor": Symbology(_point("#4D7C0F", "hexagon", 2.4)),
    "camera": Symbology(
        _point("#4B5563"),
        "purpose",
        (
            Category("CRM", "방범", _point(_CRIME)),
            Category("TRN", "교통", _point(_TRAFFIC)),
            Category("CRM;TRN", "방범·교통 겸용", _point(_BOTH)),
        ),
    ),
}
