"""The words of reports: always Korean, whatever the window speaks."""

from scmap.words import tr_in

LANGUAGE = "ko"


def word(key: str, /, **values: object) -> str:
    """Give the words of ``report.<key>``."""
    return tr_in(LANGUAGE, f"report.{key}", **values)


def phrase(key: str, /, **values: object) -> str:
    """Give the words of ``dossier.<key>``."""
    return tr_in(LANGUAGE, f"dossier.{key}", **values)
