"""python -m scmap."""

import multiprocessing
import sys

CANCELLED = 130


def main() -> None:
    """Start scmap with the words of the command line and end with its exit code."""
    try:
        # Inside the function: the painting process imports this module again and needs none of it.
        from scmap import app  # noqa: PLC0415

        code = app.run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules are loaded; later ones are told in words
        code = CANCELLED
    sys.exit(code)


if __name__ == "__main__":
    multiprocessing.freeze_support()  # the frozen program starts itself again to paint
    main()
