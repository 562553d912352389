"""python -m scmap."""

import multiprocessing
import sys


def main() -> None:
    """Start scmap with the words of the command line and end with its exit code."""
    # Inside the function: the painting process imports this module again and needs none of it.
    from scmap import app  # noqa: PLC0415

    sys.exit(app.run(sys.argv[1:]))


if __name__ == "__main__":
    multiprocessing.freeze_support()  # the frozen program starts itself again to paint
    main()
