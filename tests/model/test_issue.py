"""Where something was noticed is said in the language of the window."""

from scmap.model.issue import Issue


def test_a_row_of_a_file_is_named_in_the_language_of_the_reader() -> None:
    assert Issue("x", "", "3행").where("ko") == "3행"
    assert Issue("x", "", "3행").where("en") == "row 3"
    assert Issue("x", "", "a uid").where("en") == "a uid"
    assert not Issue("x").where("en")
