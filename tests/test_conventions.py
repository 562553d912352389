"""Each row of the conventions of a desktop program (DESKTOP §3): what shows it, here or by hand.

What Linux cannot show stands in docs/acceptance.md under the letters that are named.
"""

import re
from pathlib import Path

import pytest

from tests.test_reviewer import ROOT, names_in

ACCEPTANCE = ROOT.parent / "docs" / "acceptance.md"

CANVAS = "gui/test_canvas.py"
KEEPING = "gui/test_keeping.py"
PLACE = "gui/test_window_place.py"
MANNERS = "journeys/test_manners.py"
PROGRAM = "gui/test_program.py"
WINDOW = "gui/test_window.py"
RECOVERY, SHARE = "session/test_recovery.py", "gui/test_slow_share.py"
SCREENS = "gui/test_accessible.py"

CONVENTIONS: dict[str, tuple[str, ...]] = {
    "Files": (
        f"{MANNERS}::test_every_key_reaches_its_command_wherever_the_keyboard_is",f"{WINDOW}::test_keys_mean_what_they_mean_in_other_programs",),
    "Edit": (
        f"{WINDOW}::test_keys_mean_what_they_mean_in_other_programs",
        "gui/test_edit_tools.py::test_escape_goes_back_step_by_step_and_then_puts_the_tool_down",
        "gui/test_layer_tree.py::test_f2_renames_in_place_and_a_heading_too",
    ),
    "View": (
        f"{MANNERS}::test_f11_fills_the_screen_and_gives_it_back",
        f"{WINDOW}::test_keys_mean_what_they_mean_in_other_programs",
        "gui/test_manual.py::test_f1_opens_the_page_on_what_has_the_focus_in_dialogs_too",
    ),
    "Mouse": (
        f"{MANNERS}::test_the_wheel_zooms_in_steps_with_ctrl_in_fine_ones_and_a_pinch_as_far_as_it_goes",
        f"{MANNERS}::test_two_fingers_push_the_map",
        f"{MANNERS}::test_a_hand_that_trembles_clicks_and_drags_from_four_pixels_on",
        f"{MANNERS}::test_the_middle_button_and_space_push_the_map_in_every_tool",
        f"{MANNERS}::test_the_right_button_asks_for_a_menu_and_finishes_what_is_drawn",
        f"{MANNERS}::test_a_double_click_comes_nearer",
        "I2",
        "journeys/test_first_look.py::test_the_wheel_keeps_the_ground_under_the_cursor",
        f"{CANVAS}::test_a_drag_pans_and_selects_nothing",
        f"{CANVAS}::test_wheel_pinch_and_space_do_what_they_do_elsewhere",
        f"{CANVAS}::test_a_box_is_zoomed_to",
        f"{CANVAS}::test_hand_and_keys_are_told_as_what_they_mean",
    ),
    "Selecting": (
        f"{MANNERS}::test_rows_are_selected_as_in_other_lists",
        f"{MANNERS}::test_features_of_the_map_are_selected_as_rows_are",
        "gui/test_selection.py::test_toggling_twice_changes_nothing_of_what_is_selected",
        "gui/test_panels.py::test_a_click_on_a_row_selects_its_pair_everywhere",
        "journeys/test_first_look.py::test_a_click_on_the_map_selects_in_the_table",
    ),
    "Drag and drop": (
        "gui/test_intake.py::test_a_project_that_is_dropped_or_pasted_is_opened",
        "gui/test_intake.py::test_dropped_forms_come_in_as_one_command_and_go_with_one_undo",
        "gui/test_layer_tree.py::test_an_entry_dropped_on_another_comes_above_it",
    ),
    "Projects": (
        f"{KEEPING}::test_recent_projects_are_seen_with_their_picture_their_pin_and_what_is_missing",
        f"{KEEPING}::test_the_last_project_is_opened_again_by_two_keys",
        f"{KEEPING}::test_recent_projects_are_offered_without_touching_their_files",
        f"{KEEPING}::test_pinned_projects_stay_and_the_list_has_an_end",
        "gui/test_one_instance.py::test_a_second_start_hands_its_project_over_and_ends",
        "test_installer.py::test_the_set_up_asks_for_no_rights_and_writes_for_this_user_only",
        "W3",
    ),
    "Unsaved": (
        f"{MANNERS}::test_what_is_not_saved_is_marked_listed_and_saved_by_enter",
        f"{KEEPING}::test_log_off_waits_for_the_answer_about_unsaved_work",
        f"{KEEPING}::test_log_off_that_lets_nobody_ask_leaves_the_work_for_the_next_start",
        "gui/test_recovery.py::test_closing_without_saving_puts_the_work_aside",
    ),
    "Autosave": (
        "session/test_recovery.py::test_whatever_was_done_is_there_after_a_kill",
        f"{RECOVERY}::test_work_that_was_not_saved_on_closing_can_be_brought_back_for_a_week",
        "gui/test_recovery.py::test_a_killed_window_is_followed_by_one_that_offers_its_work",
    ),
    "Undo": (f"{KEEPING}::test_the_history_lists_what_was_done_and_goes_anywhere",),
    "Saving": (
        "store/test_durability.py::test_a_power_cut_loses_nothing_and_would_be_noticed",
        "store/test_in_place.py::test_the_first_save_keeps_what_was_opened_as_a_backup",
        "store/test_bad_places.py::test_a_full_disk_loses_neither_the_file_nor_the_work",
    ),
    "Long work": (
        "gui/test_job.py::test_a_long_job_is_shown_with_a_button_that_stops_it",
        "gui/test_job.py::test_a_cancelled_job_ends_as_cancelled_and_as_nothing_else",
        f"{PLACE}::test_a_planner_who_left_is_called_when_long_work_has_ended",
    ),
    "Errors": (
        "gui/test_messages.py::test_good_news_go_by_themselves_and_warnings_stay",
        "gui/test_messages.py::test_details_open_and_are_copied_with_the_message",
        "gui/test_intake.py::test_a_file_that_cannot_be_read_is_named_and_stops_none",
    ),
    "Status bar": (
        "gui/test_share_state.py::test_the_status_bar_tells_each_state_of_sharing_and_opens_its_panel",
        f"{MANNERS}::test_the_coordinate_is_clicked_to_be_copied",
        "journeys/test_first_look.py::test_the_cursor_tells_coordinate_and_municipality",
        "gui/test_going.py::test_a_scale_that_is_typed_is_shown",
        "gui/test_display.py::test_the_same_ground_is_seen_pointed_at_and_told",
    ),
    "Tooltips": (
        f"{MANNERS}::test_each_command_tells_its_name_its_key_and_what_it_does",f"{WINDOW}::test_what_cannot_be_used_says_why",),
    "Empty states": (
        f"{MANNERS}::test_the_sample_is_never_overwritten",
        "gui/test_panels.py::test_each_empty_table_says_why_and_offers_the_next_step",
        "journeys/test_first_look.py::test_without_a_project_the_window_says_how_to_begin",
    ),
    "Layout": (
        f"{PLACE}::test_each_set_of_screens_has_its_own_layout",
        f"{PLACE}::test_a_window_that_stood_beyond_the_screens_comes_back_within_them",
        "screens/test_screens.py::test_every_dialog_and_panel_is_walked_through_and_shows_its_words_whole",
        f"{PLACE}::test_the_window_and_its_panels_come_back_where_they_were_left",
        f"{PLACE}::test_a_window_is_pulled_back_within_one_screen",
        f"{PLACE}::test_a_dialog_fits_its_screen_and_opens_as_large_as_a_hand_left_it",
        "gui/test_docks.py::test_the_layout_is_put_back_as_it_was",
    ),
    "HiDPI": (f"{SCREENS}::test_every_screen_names_its_controls_and_shows_its_words_whole", "W6"),
    "Theme": (
        "gui/test_docks.py::test_an_open_window_follows_the_system_between_light_and_dark",
        f"{SCREENS}::test_words_stand_out_from_their_ground",
        f"{SCREENS}::test_high_contrast_leaves_the_colours_to_the_system",
        "W7",
    ),
    "Fonts/IME": (
        "screens/test_screens.py::test_every_dialog_and_panel_is_walked_through_and_shows_its_words_whole",
        "gui/test_hangul.py::test_a_word_is_there_once_however_its_last_syllable_ends",
        "I1",
    ),
    "Accessibility": (
        f"{MANNERS}::test_each_menu_opens_by_a_letter_of_its_own",
        "gui/test_style.py::test_it_is_seen_where_the_keyboard_is",
        f"{SCREENS}::test_every_screen_names_its_controls_and_shows_its_words_whole",
        f"{WINDOW}::test_the_tab_key_comes_by_every_panel_and_is_never_trapped",
        "journeys/test_by_keys.py::test_from_files_to_the_dossier_by_keys_only",
        "A1",
    ),
    "Settings": (
        f"{PROGRAM}::test_reset_puts_settings_away_and_leaves_work_alone",
        f"{PROGRAM}::test_safe_mode_has_a_profile_of_its_own",
        f"{PROGRAM}::test_a_portable_program_keeps_its_profile_beside_itself",
        "test_settings.py::test_the_office_gives_what_holds_until_somebody_chooses",
        "cli/test_selftest.py::test_a_sound_installation_passes_each_check_with_evidence",
    ),
    "Install": (
        "test_installer.py::test_the_set_up_asks_for_no_rights_and_writes_for_this_user_only",
        "test_installer.py::test_removing_the_program_leaves_what_people_made",
        "W1", "W2", "W4", "W5",
    ),
    "Privacy/network": (
        "cli/test_without_network.py::test_all_that_is_handed_over_is_made_without_a_network",
        "gui/test_base_map.py::test_while_it_is_off_no_connection_is_made",
        "N1",
    ),
    "Paths": (
        "store/test_bad_places.py::test_whatever_a_file_is_called_it_is_saved_and_opened",
        "store/test_bad_places.py::test_a_read_only_disk_is_named_and_the_work_stays",
        f"{SHARE}::test_a_project_on_a_share_that_is_gone_is_kept_and_the_window_goes_on",
        "S1", "S2",
    ),
    "Numbers": (
        "model/test_amounts.py::test_money_has_commas_and_unknown_is_not_zero",
        "model/test_amounts.py::test_dates_have_dots_and_no_leading_zeros",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", CONVENTIONS)
def test_what_shows_a_convention_exists(row: str) -> None:
    text = ACCEPTANCE.read_text(encoding="utf-8")
    by_hand = set(re.findall(r"^\| ([A-Z]\d) ", text, re.MULTILINE))
    assert any("::" in shown for shown in CONVENTIONS[row])
    for shown in CONVENTIONS[row]:
        file, _, name = shown.partition("::")
        assert name in names_in(Path(ROOT, file)) if name else shown in by_hand, shown
