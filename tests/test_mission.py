"""Each row of the mission (DOMAIN §1), and of the reviewer's first ten tests (§9): what shows it.

A row is shown by tests that exist, or it is open and names the issue that will build it; nothing
is called shown that is shown in part only.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent
ISSUES = range(4, 12)  # issues that are still to be built


@dataclass(frozen=True)
class Shown:
    """Tests that show a row, each ``file::test`` below tests/."""

    tests: Sequence[str]


@dataclass(frozen=True)
class Open:
    """A row that is not built yet, or in part only: the issue, and what it lacks."""

    issue: int
    lacks: str


def shown(*tests: str) -> Shown:
    return Shown(tests)


SAMPLE = "sample_layers/test_sample.py"
PLACES = "analysis/test_linkage_places.py"
DOSSIER = "report/test_dossier.py"
SHARING = "session/test_sharing.py"
ON_SERVER = "session/test_server_sharing.py"
CODES = "cli/test_crosswalk.py"
FITS = "gui/design/test_fits_page.py"

MISSION: dict[int, Shown | Open] = {
    1: shown(f"{SAMPLE}::test_twenty_centres_stand_in_the_legend"),
    2: shown(
        "analysis/test_centres_and_platforms.py"
        "::test_two_linked_services_make_step_three_and_a_link_to_112_makes_step_four",
        "gui/design/test_centres_page.py"
        "::test_systems_are_added_and_linked_by_clicks_on_the_matrix",
    ),
    3: shown(
        "analysis/test_centres_and_platforms.py::test_four_of_ten_pairs_of_systems_are_forty_percent"
    ),
    4: shown(
        "gui/test_investment_card.py::test_the_money_of_geoje_is_split_as_its_source_splits_it",
        "gui/design/test_centres_page.py"
        "::test_a_centre_tells_its_cameras_by_purpose_and_whether_the_police_are_there",
    ),
    5: shown(f"{SAMPLE}::test_the_two_budgets_of_the_paper"),
    6: shown(f"{SAMPLE}::test_the_pilot_cities_of_2013_are_the_seven_of_the_release"),
    7: shown(
        "gui/test_investment_card.py"
        "::test_a_ministry_on_which_sources_disagree_is_warned_of_and_the_record_is_kept",
    ),
    8: shown(
        f"{SAMPLE}::test_the_two_budgets_of_the_paper",
        f"{SAMPLE}::test_151_records_and_the_non_spatial_ones",
        "analysis/test_candidate_rules.py"
        "::test_a_project_without_a_place_needs_half_of_fields_and_content",
    ),
    9: shown(f"{SAMPLE}::test_151_records_and_the_non_spatial_ones"),
    10: shown(
        "analysis/test_centres_and_platforms.py"
        "::test_a_closed_and_an_open_platform_are_compared_item_by_item",
        "gui/design/test_centres_page.py::test_two_platforms_are_described_compared_and_mapped",
    ),
    11: shown(
        "gui/design/test_centres_page.py::test_two_platforms_are_described_compared_and_mapped"
    ),
    12: shown(
        f"{PLACES}::test_a_police_jurisdiction_counts_when_it_shares_ground_and_not_when_it_touches",
        f"{PLACES}::test_what_is_short_is_said_with_its_number",
        "gui/test_linkage_panel.py::test_a_pair_shows_each_service_with_what_is_met_and_what_is_short",
    ),
    13: shown(f"{PLACES}::test_a_traffic_camera_is_reusable_where_no_crime_camera_sees"),
    14: shown(f"{FITS}::test_all_services_are_ranked_for_a_city_and_for_a_chosen_area"),
    15: shown(f"{FITS}::test_sensors_are_listed_with_their_road_and_a_line_on_the_map_joins_them"),
    16: shown(f"{FITS}::test_all_services_are_ranked_for_a_city_and_for_a_chosen_area"),
    17: shown(
        "report/test_minutes.py"
        "::test_the_minutes_hold_who_was_there_what_was_said_and_how_it_was_voted",
        "gui/test_review_panel.py"
        "::test_from_an_empty_round_to_a_phased_item_and_undo_takes_each_step_back",
    ),
    18: shown(
        "gui/test_review_panel.py::test_a_decision_before_the_opinions_is_impossible_and_says_why",
        "session/test_reviewing.py::test_an_item_walks_through_the_five_steps",
    ),
    19: shown(
        "report/test_boards.py"
        "::test_the_classification_counts_all_151_facts_once_in_each_view_and_shows_the_unsorted",
    ),
    20: shown(f"{DOSSIER}::test_opinions_are_printed_in_full_in_the_order_of_registration"),
    21: shown(
        "session/test_reviewing.py::test_a_decision_without_a_reason_is_refused",
        f"{DOSSIER}::test_the_scores_of_the_day_of_the_decision_stand_beside_it",
    ),
    22: shown(
        "report/test_phase_parts.py::test_the_years_of_each_measure_are_bars",
        "report/test_phase_parts.py::test_each_phase_with_a_place_has_a_map_of_its_own",
    ),
    23: shown(
        "report/test_boards.py"
        "::test_the_execution_board_adds_up_to_the_register_and_says_what_it_leaves_out",
    ),
    24: shown("report/test_comparison.py::test_the_papers_columns"),
    25: shown(
        "gui/test_feature_form.py"
        "::test_a_split_that_does_not_make_up_the_total_is_red_with_its_difference_and_can_be_kept",
    ),
    26: shown(
        "report/test_grant_table.py"
        "::test_hwaseong_was_funded_seven_times_and_its_service_grant_is_single_and_small",
    ),
    27: shown(
        "analysis/test_candidates.py"
        "::test_two_lines_with_the_same_service_in_one_city_are_grade_one",
        "analysis/test_verdict.py::test_golden_vectors",
    ),
    28: shown(
        "gui/test_survey_panel.py"
        "::test_a_footprint_drawn_in_bucheon_lists_its_five_records_before_anything_is_saved"
    ),
    29: shown(
        "report/test_boards.py::test_the_monitoring_board_tells_officer_and_office_apart",
        "gui/test_review_panel.py"
        "::test_the_boards_show_the_register_and_are_narrowed_by_an_officer",
    ),
    30: shown(
        "session/test_themes.py"
        "::test_the_vulnerable_are_shown_with_schools_and_health_investments_only",
        "gui/test_linkage_panel.py::test_a_theme_leaves_its_services_and_its_layers",
    ),
    31: shown(
        "report/test_boards.py::test_the_crisis_board_names_what_is_late_and_what_was_edited",
        "gui/test_review_panel.py"
        "::test_the_boards_show_the_register_and_are_narrowed_by_an_officer",
    ),
    32: shown(
        "session/test_themes.py::test_a_link_that_begins_in_a_regeneration_area_says_so",
        "gui/test_agenda_proposal.py::test_the_agenda_says_that_a_link_lies_in_a_regeneration_area",
    ),
    33: shown(
        f"{SHARING}::test_a_private_member_edits_a_joint_layer_and_votes_count_one_each",
        f"{ON_SERVER}::test_votes_count_one_each_and_the_chief_has_none",
    ),
    34: shown(
        f"{CODES}::test_thirty_seven_of_forty_codes_are_linked_and_three_are_named",
        "gui/test_codes.py::test_codes_are_linked_by_table_by_name_and_by_hand",
    ),
    35: shown(f"{CODES}::test_a_regional_layer_needs_no_standard"),
    36: shown(
        f"{SHARING}::test_one_carried_file_does_what_a_folder_does",
        "gui/test_sharing.py::test_a_conflict_is_decided_in_the_dialog_or_later",
    ),
    37: shown(f"{SHARING}::test_a_team_whose_time_is_over_only_reads"),
    38: shown(
        "session/test_ideas.py::test_twenty_ideas_come_in_as_points_and_rows_without_anybodys_data"
    ),
    39: shown(
        "session/test_ideas.py"
        "::test_a_transport_idea_finds_haeundae_goyang_and_suseong_among_its_hosts",
        "session/test_ideas.py::test_an_idea_that_is_tried_becomes_an_arrow_on_the_map",
    ),
    40: shown(
        "report/test_phase_parts.py::test_ministries_to_be_consulted_come_with_their_law",
        "analysis/test_survey.py::test_the_plans_own_ministry_is_not_consulted",
    ),
    41: shown(
        "gui/test_narrowing.py::test_years_leave_what_operates_in_them_on_map_tables_and_matrix"
    ),
    42: shown("analysis/test_link_checks.py::test_each_tier_wants_a_standard_of_its_own"),
    43: shown(
        "gui/test_review_panel.py"
        "::test_items_bear_a_governance_and_goals_and_the_agenda_is_narrowed_by_them",
    ),
    44: shown("analysis/test_candidate_rules.py::test_a_centre_of_2008_still_operates_in_2011"),
    45: shown("gui/design/test_centres_page.py::test_a_county_has_its_neighbours_around_it"),
    46: shown(
        "model/test_codebook.py::test_a_record_counts_once_in_every_view",
        "model/test_codebook.py::test_views_roll_up_the_finest_fields",
        "gui/test_narrowing.py"
        "::test_fields_are_told_apart_by_the_law_and_by_ifez_with_the_same_sum",
    ),
}

REVIEWER: dict[int, Shown | Open] = {
    1: shown(
        "model/test_codebook.py::test_five_names_of_the_interior_ministry_are_one_lineage",
        "model/test_codebook.py::test_the_old_communications_ministry_is_only_partly_continued",
        "analysis/test_remarks.py"
        "::test_partial_succession_is_a_note_on_a_pair_of_different_ministries",
    ),
    2: shown("model/test_codebook.py::test_five_names_of_the_interior_ministry_are_one_lineage"),
    3: shown(f"{SAMPLE}::test_the_two_budgets_of_the_paper"),
    4: shown(
        "analysis/test_verdict.py::test_golden_vectors",
        "analysis/test_overlay.py::test_squares_share_half_a_square_kilometre",
        "analysis/test_overlay.py::test_touching_edges_share_nothing_and_equal_squares_everything",
    ),
    5: shown(
        "analysis/test_candidates.py::test_phases_of_one_programme_are_a_chain_and_no_candidate",
        "session/test_sample_pairs.py::test_a_pair_is_judged_as_written_by_hand",
        "analysis/test_precedents.py::test_no_continuing_project_is_taken_for_a_duplicate",
    ),
    6: shown(
        "sample_layers/test_boundaries.py"
        "::test_the_units_are_those_in_force_and_a_city_with_gu_counts_once",
        "sample_layers/test_boundaries.py::test_polygons_drawn_twice_end_with_one_owner",
    ),
    7: shown(
        "reference/test_places.py"
        "::test_land_that_the_boundaries_lack_belongs_to_the_nearest_and_says_so"
    ),
    8: shown(
        "session/test_releasing.py::test_an_ungraded_camera_layer_does_not_go_to_the_public",
        "report/test_write.py"
        "::test_an_ungraded_camera_layer_stops_a_public_paper_and_its_secrets_leave_in_no_format",
    ),
    9: shown(
        f"{DOSSIER}::test_at_least_two_sheets_carry_what_a_reviewer_looks_for",
        "report/test_document.py::test_unknown_money_is_left_out_of_sums_and_counted",
    ),
    10: shown(
        "cli/test_without_network.py::test_all_that_is_handed_over_is_made_without_a_network"
    ),
}


@cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("table", "rows"), [(MISSION, 46), (REVIEWER, 10)], ids=["§1", "§9"])
def test_every_row_is_named_once_in_order(table: dict[int, Shown | Open], rows: int) -> None:
    assert list(table) == list(range(1, rows + 1))


@pytest.mark.parametrize("row", [*MISSION.values(), *REVIEWER.values()])
def test_what_shows_a_row_exists_and_what_is_open_has_an_issue(row: Shown | Open) -> None:
    if isinstance(row, Open):
        assert row.issue in ISSUES
        assert row.lacks
        return
    assert row.tests
    for test in row.tests:
        file, _, name = test.partition("::")
        assert name in names_in(ROOT / file), f"{test} is gone"
