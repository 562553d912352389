"""What the planner touches.

Qt for Python reads the source of each module that is loaded after it, to see whether it uses Qt,
through `linecache`, which keeps all lines: 20 MB, between whose pieces the modules themselves would
lie. Here only the lines that were read last are kept; a traceback reads its lines again.
"""

import linecache
from typing import Any


class Latest(dict[str, Any]):
    """A cache of one entry: `linecache` reads back what it has just put in.

    In the built program, whose modules are no files, it would fail otherwise.
    """

    def __setitem__(self, key: str, value: object) -> None:
        self.clear()
        super().__setitem__(key, value)


linecache.cache = Latest()
