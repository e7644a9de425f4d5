from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pim import clock
from pim.access import sealing, verifying
from pim.models import AuditEvent

NOT_A_HEAD = "A head is the number of a seal and its hash, such as: 17 5f0c..."


class Command(BaseCommand):
    help = "Checks the whole trail against its seals, and against the hashes kept outside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            help="hashes kept outside, a line each: the number of the seal, a space, the hash",
        )

    def handle(self, *args: Any, heads: Path | None, **options: Any) -> None:
        known = _read(heads) if heads else {}
        found = list(verifying.problems(known, now=clock.now()))
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"The trail is not as it was written: {len(found)} findings.")
        last = sealing.newest()
        self.stdout.write(f"{AuditEvent.objects.count():,} rows, as they were written.")
        if last:
            self.stdout.write(f"{last.number} {last.hash}")


def _read(path: Path) -> dict[int, str]:
    try:
        lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
        return {int(number): head for number, head in lines}
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{path}: {NOT_A_HEAD}") from error
