from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pim import clock
from pim.access import erasures_outside
from pim.access.audit import SYSTEM
from referrals import actions, parts_of_hers
from referrals.models import Parent


class Command(BaseCommand):
    help = "After a backup was restored: erases again whoever had been erased since it was made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", type=Path, default=Path(settings.ERASURES_FILE))

    def handle(self, *args: Any, list: Path, **options: Any) -> None:
        try:
            keys = [*erasures_outside.listed(list)] if list.exists() else []
        except (OSError, ValueError) as error:
            raise CommandError(f"{list} cannot be read: {error}") from error
        back = Parent.objects.filter(pk__in=keys, erased_at__isnull=True)
        again = [*back.values_list("pk", flat=True)]
        for key in again:
            actions.erase(parent_id=key, by=SYSTEM, now=clock.now())
        done = len(again) + parts_of_hers.erase_others_again(keys=keys, now=clock.now())
        self.stdout.write(f"{len(keys):,} erasures are known; {done:,} were done again.")
