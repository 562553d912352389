"""What papers cost: python -m benchmarks.report [--pages 250] [--rounds 3] [--json] [--short].

All of it stands in `benchmarks.papers`: a process that is spawned loads the module that was
started, and a press would load what no press of the program does.
"""

import sys

if __name__ == "__main__":
    from benchmarks.papers import main

    sys.exit(main())
