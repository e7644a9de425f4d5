"""x of n with Wilson's interval. Opens no database."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from outcomes.figure_tables import BadCell, whole_number
from outcomes.management.bad_input import OneLineErrors, report_and_exit
from outcomes.statistics import proportion

LARGEST = 10**15


class Command(OneLineErrors):
    help = (
        "Prints X of N as a proportion with Wilson's 95 % interval (no continuity correction). "
        "N = 0: null with a reason. X above N: exit 2."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("x", metavar="X")
        parser.add_argument("n", metavar="N", help=f"at most {LARGEST}")

    def handle(self, *args: Any, x: str, n: str, **options: Any) -> None:
        counts, problems = _read({"X": x, "N": n})
        if not problems and counts["X"] > counts["N"]:
            problems = ["X is above N"]
        report_and_exit(problems)
        self.stdout.write(json.dumps(asdict(proportion(counts["X"], counts["N"]))))


def _read(typed: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """The counts by name, and a line for each that is none."""
    counts, problems = {}, []
    for name, words in typed.items():
        try:
            counts[name] = whole_number(LARGEST)(words)
        except BadCell as error:
            problems.append(f"{name} {error}")
    return counts, problems
