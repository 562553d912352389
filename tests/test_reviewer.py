"""The first ten tests of a reviewer (DOMAIN §9): each is shown by tests that exist."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent
SAMPLE = "sample_layers/test_sample.py"
DOSSIER = "report/test_dossier.py"

REVIEWER = (
    (
        "model/test_codebook.py::test_five_names_of_the_interior_ministry_are_one_lineage",
        "model/test_codebook.py::test_the_old_communications_ministry_is_only_partly_continued",
        (
            "analysis/test_remarks.py"
            "::test_partial_succession_is_a_note_on_a_pair_of_different_ministries"
        ),
    ),
    ("model/test_codebook.py::test_five_names_of_the_interior_ministry_are_one_lineage",),
    (f"{SAMPLE}::test_the_two_budgets_of_the_paper",),
    (
        "analysis/test_verdict.py::test_golden_vectors",
        "analysis/test_overlay.py::test_squares_share_half_a_square_kilometre",
        "analysis/test_overlay.py::test_touching_edges_share_nothing_and_equal_squares_everything",
    ),
    (
        "analysis/test_candidates.py::test_phases_of_one_programme_are_a_chain_and_no_candidate",
        "session/test_sample_pairs.py::test_a_pair_is_judged_as_written_by_hand",
        "analysis/test_precedents.py::test_no_continuing_project_is_taken_for_a_duplicate",
    ),
    (
        (
            "sample_layers/test_boundaries.py"
            "::test_the_units_are_those_in_force_and_a_city_with_gu_counts_once"
        ),
        "sample_layers/test_boundaries.py::test_polygons_drawn_twice_end_with_one_owner",
    ),
    (
        (
            "reference/test_places.py"
            "::test_land_that_the_boundaries_lack_belongs_to_the_nearest_and_says_so"
        ),
    ),
    (
        "session/test_releasing.py::test_an_ungraded_camera_layer_does_not_go_to_the_public",
        (
            "report/test_write.py"
            "::test_an_ungraded_camera_layer_stops_a_public_paper_and_its_secrets_leave_in_no_format"
        ),
    ),
    (
        f"{DOSSIER}::test_at_least_two_sheets_carry_what_a_reviewer_looks_for",
        "report/test_document.py::test_unknown_money_is_left_out_of_sums_and_counted",
    ),
    ("cli/test_without_network.py::test_all_that_is_handed_over_is_made_without_a_network",),
)


@cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("tests", REVIEWER, ids=range(1, 11))
def test_what_shows_a_claim_exists(tests: tuple[str, ...]) -> None:
    for test in tests:
        file, _, name = test.partition("::")
        assert name in names_in(ROOT / file), f"{test} is gone"
