"""Walk through every screen in one language, colour scheme and scale, and take pictures.

``python -m tests.screens OUT --lang ko --scheme light --scale 1.5``; ``dev.py screens`` calls it
for each combination that is wanted, each on a display of its own. It ends with 1 where a word is
cut, a control has no name, or a dialog or panel of the program was not seen.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--lang", choices=("ko", "en"), default="ko")
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--only", default="", help="part of the name of the scenes that are wanted")
    parser.add_argument("--quick", action="store_true", help="look, but keep no pictures")
    parser.add_argument("--compose", action="store_true", help="compose a word in every entry")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        # Qt, and what the program keeps, ask for these when they are loaded.
        os.environ["QT_SCALE_FACTOR"] = asked.scale
        os.environ["SCMAP_PROFILE_DIR"] = profile
        os.environ["LC_ALL"] = "C.UTF-8"
        os.environ["LOGNAME"] = "담당자"  # who hands out, in the pictures of dialogs
        from tests.screens.walk import Way, walk

        way = Way(asked.lang, asked.scheme, asked.scale, asked.only, asked.quick, asked.compose)
        return walk(asked.out, way)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # a window's threads are nobody's any more
