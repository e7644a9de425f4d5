"""``make bench``: measures, prints a table of ratios and keeps each part in ``var/bench``.

``python -m bench sweeps`` measures one part alone.
"""

import os
import sys
from importlib import import_module

from bench.own_database import own_database
from bench.report import table, write

PARTS = ("matching", "sweeps", "evidence", "export")


def main() -> None:
    os.environ.setdefault("PIM_LOG_LEVEL", "ERROR")
    figures, files = [], []
    with own_database():
        for part in sys.argv[1:] or PARTS:
            measured = import_module(f"bench.{part}").measure()  # models need Django to stand
            files.append(write(part, measured))
            figures += measured
    print(table(figures))
    print("\nKept in", ", ".join(map(str, files)))


if __name__ == "__main__":
    main()
