"""How a tool answers bad input: one line per problem on standard error, exit 2."""

import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class OneLineErrors(BaseCommand):
    """A command whose own arguments are refused in one line as well, without the usage."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = lambda message: report_and_exit([message])  # type: ignore[method-assign]
        return parser


def report_and_exit(problems: Sequence[str]) -> None:
    """Print each problem and leave with status 2. Does nothing when there is none."""
    if not problems:
        return
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    sys.exit(2)
