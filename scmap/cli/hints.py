"""What only the command line needs to hear: by which option or command something is put right."""

from scmap.errors import ScmapError
from scmap.words import catalogue, explain, language, tr


def with_hint(said: str, code: str) -> str:
    """Add the option that puts right what a code tells of; the words alone where there is none."""
    key = f"cli.hint.{code}"
    return f"{said} {tr(key)}" if key in catalogue(language()) else said


def explained(error: ScmapError) -> str:
    """Put an error into words for who types commands."""
    return with_hint(str(explain(error)), error.code)
