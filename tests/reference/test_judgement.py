"""The shipped judgement is the method's, value by value (DOMAIN §5.2–5.3)."""

import pytest

from scmap.model.ruleset import Affinity, Gate
from scmap.reference import codebook
from scmap.reference.rules import ruleset

RULES = ruleset()
BOOK = codebook()

# Written as the method's page writes them: pairs that share a value, then the value.
FIELD_SIMILARITY = """
CRM–DIS .5, ENV–ENE .5, ENV–WAT .5, ENE–WAT .5, TRN–LOG .4, FAC–DIS .4, FAC–WAT .4, FAC–ENE .3,
CRM–FAC .2"""
FIELD_COMPLEMENT = """
TRN–CRM .9, FAC–DIS .9, WAT–DIS .9, TRN–ENV .8, TRN–DIS .8, CRM–FAC .8, CRM–DIS .8, CRM–HLT .8,
FAC–ENV .7, ENE–FAC .7, DIS–HLT/ENV–HLT/TRN–HLT/CTS–TRN/EDU–CRM .6, TRN–ENE/CTS–CRM .5,
ADM–CRM .4"""
KIND_SIMILARITY = """
OPC–CCC .8, PIL–USV .8, PIL–CHL .8, USV–SVL .8, USV–CHL .7, PIL–TBD .6, TBD–CHL .6, USV–TBD .5,
TBD–NPC .5, TBD–RND .4, PLT–TBD .4, OPC–PLT .4, CCC–PLT .4, CHL–GRN .4, PIL–OPC .3, PIL–PLT .3"""
KIND_COMPLEMENT = """
CON–TBD 1.0, OPC–PLT/CCC–PLT/PLT–TBD/RND–TBD .9, OPC–CCC/RND–PLT .8,
USV–OPC/USV–CCC/TBD–OPC/CHL–PLT/CHL–GRN/CHL–OPC/PIL–OPC/CON–RND .7,
PIL–PLT/PIL–CCC/USV–PLT/GRN–PLT/GRN–OPC .6, SVL–CCC .5"""


def pairs(text: str) -> dict[frozenset[str], float]:
    listed = (part.split() for part in text.split(","))
    return {
        frozenset(pair.split("–")): float(value)
        for names, value in listed
        for pair in names.split("/")
    }


@pytest.mark.parametrize(
    ("table", "written", "codes", "same", "other"),
    [
        (RULES.field_similarity, FIELD_SIMILARITY, BOOK.fields, 1.0, 0.0),
        (RULES.field_complement, FIELD_COMPLEMENT, BOOK.fields, 0.3, 0.2),
        (RULES.kind_similarity, KIND_SIMILARITY, BOOK.kinds, 1.0, 0.1),
        (RULES.kind_complement, KIND_COMPLEMENT, BOOK.kinds, 0.3, 0.3),
    ],
    ids=["F", "Cx", "K", "Kx"],
)
def test_each_matrix_is_the_methods(
    table: Affinity, written: str, codes: dict[str, object], same: float, other: float
) -> None:
    known = pairs(written)
    for one in codes:
        for two in codes:
            expected = same if one == two else known.get(frozenset((one, two)), other)
            assert table.between(one, two) == expected, (one, two)


def test_weights_add_up_to_one_and_are_the_methods() -> None:
    assert dict(RULES.duplication_weights) == {
        "s": 0.25,
        "F": 0.25,
        "C": 0.20,
        "B": 0.15,
        "T": 0.15,
    }
    assert dict(RULES.linkage_weights) == {
        "P": 0.25,
        "Cx": 0.25,
        "Kx": 0.20,
        "I": 0.20,
        "O": 0.10,
    }


def test_gates_caps_and_factors_are_the_methods() -> None:
    assert RULES.gates == (
        Gate(score=75, terms=0.8, coefficient=0.5, time=True),
        Gate(score=55, terms=0.5, coefficient=0.0, time=False),
        Gate(score=35, terms=0.0, coefficient=0.0, time=False),
    )
    assert (RULES.cap_coefficient, RULES.cap_score, RULES.linkage_threshold) == (0.1, 34.9, 60)
    assert dict(RULES.quality) == {"A": 1.0, "A′": 0.9, "B": 0.7, "C": 0.5}
    assert (RULES.near_share, RULES.gap_share, RULES.gap_years) == (0.5, 0.5, 4)
    assert RULES.name_similarity == 0.85
    assert dict(RULES.interoperability) == {
        "shared": 1.0,
        "api": 0.6,
        "unknown": 0.3,
        "closed": 0.0,
    }


def test_lives_are_the_methods() -> None:
    """OPC 10, CCC 8, PLT 6, NPC 10, GRN 5, TBD/CHL/PIL/USV/SVL 3, UCD 10, CON 1, the others 0."""
    lives = {code: kind.life_years for code, kind in BOOK.living(RULES.lives).kinds.items()}
    known = {"OPC": 10, "CCC": 8, "PLT": 6, "NPC": 10, "GRN": 5, "UCD": 10, "CON": 1}
    known |= dict.fromkeys(("TBD", "CHL", "PIL", "USV", "SVL"), 3)
    assert lives == {code: known.get(code, 0) for code in BOOK.kinds}
