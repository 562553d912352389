"""How several parts share the room of one line."""

from collections.abc import Sequence


def shared(wanted: Sequence[int], room: float) -> list[int]:
    """Give each part the width that it wants; where there is no room for all, cut the widest."""
    most = float(max(wanted, default=0))
    for place, width in enumerate(sorted(wanted)):
        left = len(wanted) - place
        if width * left > room:
            most = max(room / left, 0.0)
            break
        room -= width
    return [int(min(width, most)) for width in wanted]


def lined(widths: Sequence[float], room: float) -> list[list[int]]:
    """Break parts, by their places, into lines of `room`; each line has one part at least."""
    lines: list[list[int]] = []
    left = 0.0
    for place, width in enumerate(widths):
        if not lines or width > left:
            lines.append([])
            left = room
        lines[-1].append(place)
        left -= width
    return lines
