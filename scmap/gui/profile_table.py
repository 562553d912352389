"""What the program remembers of a planner's desk: small tables, a file of the profile each.

They belong to how somebody works, not to a project: they are never part of its file. Nobody in the
window waits until they are written (`scmap.behind`).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from scmap import behind, paths


class ProfileTable:
    """A table of values by name, which lies in a file of the profile.

    Parameters
    ----------
    file : str
        Name of the file.
    accepts : callable
        Tells whether a value is one of the program's; others are left out when it is read.
    most : int or None
        Names that are remembered, the latest ones; None = all.
    """

    def __init__(
        self, file: str, accepts: Callable[[object], bool], most: int | None = None
    ) -> None:
        self.file = file
        self._accepts, self._most = accepts, most

    def read(self) -> dict[str, Any]:
        """Give what is remembered, the latest last; a file that is damaged gives nothing."""
        try:
            found = behind.held(paths.data_dir() / self.file)
        except (OSError, ValueError):
            return {}
        pairs = found.items() if isinstance(found, dict) else ()
        return {name: value for name, value in pairs if self._accepts(value)}

    def keep(self, values: Mapping[str, object], told: behind.Told | None = None) -> None:
        """Remember these values beside the others, soon; one that is None is forgotten.

        Parameters
        ----------
        told : callable, optional
            As that of `behind.write`.
        """
        behind.write(paths.data_dir() / self.file, self._with(values), told)

    def _with(self, values: Mapping[str, object]) -> str:
        """Give the text of the table with these values as the latest."""
        rest = {name: value for name, value in self.read().items() if name not in values}
        told = {name: value for name, value in values.items() if value is not None}
        latest = list({**rest, **told}.items())
        table = dict(latest if self._most is None else latest[-self._most :])
        return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def is_whole_numbers(value: object, count: int) -> bool:
    """Tell whether a value is a list of so many whole numbers."""
    return isinstance(value, list) and len(value) == count and all(type(n) is int for n in value)
