"""How a tool answers bad input: one line per problem on standard error, exit 2."""

import sys
from collections.abc import Sequence


def report_and_exit(problems: Sequence[str]) -> None:
    """Print each problem and leave with status 2. Does nothing when there is none."""
    if not problems:
        return
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    sys.exit(2)
