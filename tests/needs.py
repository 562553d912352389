"""What tests need beside Python: skipped where it is missing, but never in the gate.

`python3 dev.py test` brings all of it; a gate that passes without having looked would be worth
nothing.
"""

import os
import shutil
from typing import NoReturn

import pytest

PASSWORD = "open-sesame-7"  # noqa: S105  of logins that live as long as the tests


def program(name: str, package: str) -> str:
    """Give the path of a program, or end the test."""
    found = shutil.which(name)
    return found or missing(f"{name} is missing: apt install {package}")


def missing(why: str) -> NoReturn:
    """End a test that cannot be run here."""
    if "SCMAP_TEST_DISPLAYS" in os.environ:  # the gate's mark
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
