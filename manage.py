#!/usr/bin/env python
"""Management commands, beside a running service or without one. See ``pim/stack/beside.py``."""

import sys

if __name__ == "__main__":
    from pim.stack.beside import manage

    sys.exit(manage(sys.argv))
