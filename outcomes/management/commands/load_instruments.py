"""The questionnaires that ship with the service, from data files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outcomes import instrument_register
from pim import clock
from pim.errors import DomainError


class Command(BaseCommand):
    help = (
        "Adds the instruments of outcomes/instruments/, each version once; the newest version "
        "is the one asked. Refuses a version whose words or rules differ from those loaded. "
        "May run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = instrument_register.install(now=clock.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        for row, created in loaded if options["verbosity"] else ():
            self.stdout.write(f"{'created' if created else 'unchanged'}: {row.key} {row.version}")
