"""A plan of links is told what it lacks before a service can run."""

from dataclasses import replace
from datetime import date

from scmap.analysis.link_checks import find_flaws
from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from tests.analysis.test_candidates import register

TODAY = date(2026, 11, 28)
SOUND = Link(
    "l",
    "X1",
    "u0",
    "u1",
    "교통+방범",
    owner="가온시",
    legal_ground="「개인정보 보호법」 제25조",
    state="running",
    zone_left="own",
    zone_right="police",
    passage="relay",
    cost_mkrw=300.0,
    national_mkrw=100.0,
    province_mkrw=50.0,
    local_mkrw=150.0,
    private_mkrw=0.0,
    agreement="영상정보 제공 협약",
    agreed_on=date(2025, 1, 1),
    expires_on=date(2028, 1, 1),
    spatial_standard="도시 공간단위 방범 서비스 표준",
    technical_standard="TTAK.KO-10.0905",
    use_year=2025.0,
    uses=120.0,
)


def investments(**first: object) -> Layer:
    return register({"kind": "OPC", **first}, {"kind": "TBD"}).layer


def codes(link: Link, layer: Layer | None = None) -> list[str]:
    found = find_flaws([link], investments() if layer is None else layer, TODAY)
    return [f"{flaw.code}!" if flaw.weight == "error" else flaw.code for flaw in found]


def test_a_link_with_all_that_a_service_needs_has_no_flaw() -> None:
    assert codes(SOUND) == []


def test_an_agreement_is_judged_by_the_day_and_by_the_state() -> None:
    assert codes(replace(SOUND, agreement="")) == ["no_agreement!"]
    assert codes(replace(SOUND, agreement="", state="proposed")) == ["no_agreement"]
    assert codes(replace(SOUND, expires_on=date(2026, 11, 27))) == ["expired!"]
    assert codes(replace(SOUND, expires_on=TODAY)) == ["expires_soon"]
    assert codes(replace(SOUND, expires_on=date(2027, 2, 26))) == []
    assert codes(replace(SOUND, expires_on=None)) == ["no_expiry"]


def test_each_tier_wants_a_standard_of_its_own() -> None:
    assert codes(replace(SOUND, spatial_standard="")) == ["no_spatial_standard"]
    assert codes(replace(SOUND, technical_standard=" ")) == ["no_technical_standard"]


def test_a_closed_platform_and_a_missing_centre_stop_a_link() -> None:
    layer = investments()
    closed = layer.replace(columns={**layer.columns, "openness": objects(["폐쇄", None])})
    (flaw,) = find_flaws([SOUND], closed, TODAY)
    assert (flaw.code, flaw.weight, flaw.name) == ("closed", "error", layer.text("name")[0])
    assert codes(SOUND, investments(kind="USV")) == ["no_centre!"]
    assert codes(replace(SOUND, right="gone")) == ["no_side!"]


def test_networks_that_differ_want_a_crossing() -> None:
    assert codes(replace(SOUND, passage="")) == ["no_passage!"]
    assert codes(replace(SOUND, passage="direct")) == ["no_passage!"]
    assert codes(replace(SOUND, passage="", zone_right="own")) == []
    assert codes(replace(SOUND, zone_right="")) == ["no_zone"]


def test_an_unknown_share_of_the_cost_is_not_nothing() -> None:
    unknown = float("nan")
    assert codes(replace(SOUND, private_mkrw=unknown)) == []
    assert codes(replace(SOUND, private_mkrw=20.0)) == ["split"]
    assert codes(replace(SOUND, private_mkrw=unknown, local_mkrw=200.0)) == ["split"]
    assert codes(replace(SOUND, cost_mkrw=unknown)) == []
    assert codes(replace(SOUND, uses=unknown)) == ["no_use"]
