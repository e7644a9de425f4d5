"""The formats of one large release, in a process of their own: it gives its memory back.

Reads what :func:`outcomes.releases.formats.make` is given from its standard input.
"""

import pickle
import sys

import django


def main() -> None:
    django.setup()
    from outcomes.releases import formats

    for _ in formats.make(*pickle.load(sys.stdin.buffer)):
        pass


if __name__ == "__main__":
    main()
