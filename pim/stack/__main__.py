"""``python -m pim.stack``: start the whole service, as ``make run`` does."""

import argparse
import os
import signal
import sys

from pim.stack import options, processes
from pim.stack.errors import CannotRun
from pim.stack.supervisor import Supervisor


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m pim.stack", description=__doc__)
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the process that started us ends"
    )
    if parser.parse_args().with_parent:
        processes.die_with_parent(signal.SIGTERM)
    try:
        asked = options.read(os.environ)
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    return Supervisor(asked).run()


if __name__ == "__main__":
    sys.exit(main())
