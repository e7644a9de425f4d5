"""What the commands of backups have in common: one line, and an exit status that tells."""

import os
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management import BaseCommand, CommandError

from pim.backups.errors import BackupError
from pim.backups.place import Place

STATUSES = """
exit status:
  0  done
  1  a setting is wrong, or a server does not answer
  2  the command was not understood
  3  a backup is missing, damaged, incomplete or stale
  4  the target holds something already
"""


class BackupCommand(BaseCommand):
    requires_system_checks = ()

    def create_parser(self, *names: Any, **more: Any) -> Any:
        parser = super().create_parser(*names, **more)
        parser.epilog, parser.formatter_class = STATUSES, RawDescriptionHelpFormatter
        return parser

    def handle(self, **options: Any) -> None:
        try:
            self.work(Place.of(os.environ), **options)
        except BackupError as error:
            raise CommandError(str(error), returncode=error.status) from error

    def work(self, place: Place, **options: Any) -> None:
        raise NotImplementedError


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError
    return value
