"""What the planner touches.

Qt for Python reads the source of each module that is loaded after it, to see whether it uses Qt,
through `linecache`, which keeps all lines: 20 MB, between whose pieces the modules themselves would
lie. Here nothing is kept; a traceback reads its lines again.
"""

import linecache
from typing import Any


class _Unkept(dict[str, Any]):
    """A cache that forgets at once."""

    def __setitem__(self, _key: str, _value: object) -> None:
        return


linecache.cache = _Unkept()
