"""Score answers from JSON lines. Opens no database."""

import codecs
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandParser

from outcomes import instrument_files
from outcomes.answer_lines import BadLine, By, read_line, scored_line
from outcomes.definitions import Definition
from outcomes.management.bad_input import report_and_exit

HELD_IN_MEMORY = 8 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Scores answers: JSON lines on standard input, JSON lines on standard output. "
        'In: {"id": "a1", "answers": [0, 3, null]}, one entry per scored item, null where '
        "unanswered. A line that is no JSON object: exit 2 and no output at all."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--instrument", required=True, choices=instrument_files.keys())
        parser.add_argument(
            "--by",
            choices=[by.value for by in By],
            default=By.POSITION.value,
            help="what a number means: the 0-based place of the option as printed (default), "
            "or the option's score",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        definition = instrument_files.definition(options["instrument"])
        # Nothing leaves before the last line is known to be good: results wait on disk.
        with tempfile.SpooledTemporaryFile(HELD_IN_MEMORY, "w+", encoding="utf-8") as results:
            problems = _score_lines(sys.stdin.buffer, definition, By(options["by"]), results)
            report_and_exit(problems)
            results.seek(0)
            shutil.copyfileobj(results, sys.stdout)


def _score_lines(
    lines: Iterable[bytes], definition: Definition, by: By, results: IO[str]
) -> list[str]:
    """Write one result a line; return one problem for each line that cannot be read.

    Empty lines after the last one are no lines; a byte-order mark before the first is no letter.
    """
    problems: list[str] = []
    empty: list[str] = []
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if not text.strip():
            empty.append(f"line {number}: not a JSON object")
            continue
        problems += empty
        empty.clear()
        try:
            found = scored_line(definition, read_line(text.decode()), by)
        except (BadLine, UnicodeDecodeError) as error:
            problems.append(f"line {number}: {error}")
        else:
            results.write(json.dumps(found) + "\n")
    return problems
