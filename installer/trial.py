"""How a built program tests itself."""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

Figures = dict[str, Any]


def selftest(command: Sequence[str], environment: Mapping[str, str]) -> Any:
    """Have a built program test itself, with a profile of its own, and give what it saw."""
    with tempfile.TemporaryDirectory() as profile:
        own = {**environment, "SCMAP_PROFILE_DIR": profile}
        told = subprocess.run(
            [*command, "--selftest", "--json"], env=own, capture_output=True, check=False
        )
    try:
        return json.loads(told.stdout)
    except ValueError:
        return {"passed": False, "checks": [], "said": told.stderr.decode(errors="replace")}
