"""Take all of a site's caseload out in open formats."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pim import clock
from pim.errors import DomainError
from referrals.caseload import exporting
from referrals.caseload.finding import actor_named, site_named


class Command(BaseCommand):
    help = "Writes all that is kept about a site's referrals: CSV, JSON and a README of columns."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--site", required=True, metavar="SLUG", help="site or programme.site")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument("--as", dest="user", metavar="USER", help="e-mail of who is acting")

    def handle(self, *args: Any, site: str, out: Path, **options: Any) -> None:
        try:
            here = site_named(site)
            by = actor_named(options["user"], here)
            files = exporting.take_out(site=here, by=by, now=clock.now())
            self._write(Path(out), files)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error

    def _write(self, out: Path, files: dict[str, bytes]) -> None:
        """Readable by whoever runs this, and by nobody else."""
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, content in files.items():
            path = out / name
            path.touch(mode=0o600)
            path.write_bytes(content)
            self.stdout.write(str(path))
