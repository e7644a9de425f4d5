"""Bring a caseload in from a spreadsheet."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pim import clock
from pim.errors import DomainError
from referrals.caseload import importing, sheets
from referrals.caseload.finding import actor_named, site_named
from referrals.caseload.importing import Report
from referrals.caseload.lines import understood


class Command(BaseCommand):
    help = "Brings in a caseload (.csv or .xlsx). Each line once, however often it is run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--site", required=True, metavar="SLUG", help="site or programme.site")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--as", dest="user", metavar="USER", help="e-mail of who is acting")

    def handle(self, *args: Any, file: Path, site: str, dry_run: bool, **options: Any) -> None:
        try:
            self._run(Path(file), site, dry_run, options["user"])
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error

    def _run(self, file: Path, slug: str, dry_run: bool, user: str | None) -> None:
        site = site_named(slug)
        by = actor_named(user, site)
        caseload = understood(sheets.read(file.read_bytes()), today=clock.today())
        if dry_run:
            self._tell(importing.dry_run(caseload, site), "would come in")
        else:
            report = importing.bring_in(caseload, site, by=by, now=clock.now())
            self._tell(report, "came in")

    def _tell(self, report: Report, came: str) -> None:
        for problem in (*report.problems, *report.elsewhere):
            column = f", {problem.column}" if problem.column else ""
            self.stdout.write(f"line {problem.line}{column}: {problem.reason}")
        if report.passed_over:
            self.stdout.write(f"Columns that are not read: {', '.join(report.passed_over)}")
        new, here, bad = (len(some) for some in (report.new, report.known, report.bad))
        verb = "was" if here == 1 else "were"
        self.stdout.write(f"{new} {came}, {here} {verb} here already, {bad} could not")
