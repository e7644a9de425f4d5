"""x of n with Wilson's interval. Opens no database."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outcomes.management.bad_input import report_and_exit
from outcomes.statistics import proportion

LARGEST = 10**15


class Command(BaseCommand):
    help = (
        "Prints X of N as a proportion with Wilson's 95 % interval (no continuity correction). "
        "N = 0: null with a reason. X above N: exit 2."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("x", type=int, metavar="X")
        parser.add_argument("n", type=int, metavar="N")

    def handle(self, *args: Any, x: int, n: int, **options: Any) -> None:
        if not 0 <= x <= n <= LARGEST:
            report_and_exit([f"X and N must be whole numbers with 0 <= X <= N <= {LARGEST:g}"])
        self.stdout.write(json.dumps(asdict(proportion(x, n))))
