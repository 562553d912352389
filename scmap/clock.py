"""The day on the planner's wall: asked here alone, so that pictures and tests can hold it."""

from datetime import date


def today() -> date:
    """Give the day where the planner sits: what she writes bears her date, not that of UTC."""
    return date.today()  # noqa: DTZ011  see above
