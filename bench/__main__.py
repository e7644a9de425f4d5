"""``make bench``: measures, prints a table of ratios and keeps it in ``var/bench``."""

import os

from bench.own_database import own_database
from bench.report import table, write


def main() -> None:
    os.environ.setdefault("PIM_LOG_LEVEL", "ERROR")
    with own_database():
        from bench import matching  # names models, so Django must stand

        figures = matching.measure()
    file = write("matching", figures)
    print(table(figures))
    print(f"\nKept in {file}")


if __name__ == "__main__":
    main()
