"""Figures from a CSV file of scores. Opens no database."""

import io
import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from outcomes import analyses
from outcomes.figure_tables import BadCell, BadInput, Table, number_or_blank, table_of
from outcomes.management.bad_input import OneLineErrors, report_and_exit

MODES = ("talking_therapies", "attrition", "reliability", "funnel")


class Command(OneLineErrors):
    help = (
        "Prints figures over a CSV file with a header. PAIRS.csv has the columns pre,post, blank "
        "where missing; change is post minus pre, over complete pairs. With --instrument also "
        "reliable change, caseness, recovery and moves between bands. Bad input: one line for "
        "each problem on standard error, exit 2."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        one_of = parser.add_mutually_exclusive_group(required=True)
        one_of.add_argument("pairs", nargs="?", metavar="PAIRS.csv", help="columns pre,post")
        one_of.add_argument(
            "--talking-therapies",
            metavar="FILE.csv",
            help="columns phq9_start,phq9_end,gad7_start,gad7_end",
        )
        one_of.add_argument(
            "--attrition", metavar="FILE.csv", help="columns group,score; group completer or lost"
        )
        one_of.add_argument("--reliability", metavar="FILE.csv", help="one column an item")
        one_of.add_argument("--funnel", metavar="FILE.csv", help="columns area,x,n")
        parser.add_argument(
            "--instrument", metavar="KEY[:SCALE]", help="for PAIRS.csv, for example hads:anxiety"
        )
        parser.add_argument(
            "--alpha",
            metavar="R",
            help="with --instrument: a published reliability (0 to below 1), for the reliable "
            "change of a scale without published points, from the SD before of these people",
        )
        parser.add_argument(
            "--sensitivity",
            action="store_true",
            help="for PAIRS.csv: also the change by a random-intercept model over everybody who "
            "answered at least once, and with each missing second score set to the first",
        )
        parser.add_argument(
            "--rows",
            action="store_true",
            help="for --talking-therapies: after the counts, one object a row",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        mode = next((name for name in MODES if options[name] is not None), "pairs")
        try:
            _refuse_stray(mode, options)
            lines = _analysed(mode, _table(options[mode]), options)
        except BadInput as error:
            report_and_exit(error.problems)
        else:
            self.stdout.writelines(json.dumps(line) + "\n" for line in lines)


def _refuse_stray(mode: str, options: dict[str, Any]) -> None:
    pairs, instrument = mode == "pairs", options["instrument"] is not None
    stray = {
        "--instrument goes with PAIRS.csv only": instrument and not pairs,
        "--sensitivity goes with PAIRS.csv only": options["sensitivity"] and not pairs,
        "--alpha goes with --instrument only": options["alpha"] is not None and not instrument,
        "--rows goes with --talking-therapies only": options["rows"]
        and mode != "talking_therapies",
    }
    if problems := [text for text, is_stray in stray.items() if is_stray]:
        raise BadInput(problems)


def _alpha(words: str | None) -> float | None:
    """The reliability typed; refused where it is none."""
    if words is None:
        return None
    try:
        alpha = number_or_blank(0, 1)(words)
    except BadCell:
        alpha = None
    if alpha is None or alpha == 1:
        raise BadInput(["--alpha is not a number from 0 to below 1"])
    return float(alpha)


def _table(path: str) -> Table:
    """The table in a file. Bytes that are no UTF-8 are refused where a number is read."""
    if not path:
        raise BadInput(["no file is named"])
    try:
        text = Path(path).read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise BadInput([f"{path}: {error.strerror}"]) from error
    return table_of(io.StringIO(text, newline=""))


def _analysed(mode: str, table: Table, options: dict[str, Any]) -> list[analyses.Line]:
    if mode == "talking_therapies":
        return analyses.talking_therapies(table, rows=options["rows"])
    if mode == "pairs":
        alpha, sensitivity = _alpha(options["alpha"]), options["sensitivity"]
        return [analyses.pairs(table, options["instrument"], alpha, sensitivity=sensitivity)]
    return [getattr(analyses, mode)(table)]
