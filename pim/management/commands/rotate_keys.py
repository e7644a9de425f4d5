from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pim.access import rotating

MOST_WALKS = 10


class Command(BaseCommand):
    help = (
        "Puts all that rests encrypted under the newest key of PIM_FIELD_KEYS, while the service "
        "goes on. Start every process with the new key in front before."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seen = self._walk_until_none_is_left()
        except ValueError as error:
            raise CommandError(
                f"{error} Nothing was lost; put its key back and run again."
            ) from error
        self.stdout.write(f"All {seen:,} values are under the newest key.")
        if len(settings.FIELD_KEYS) > 1 and not settings.INDEX_KEY:
            self.stdout.write("Before you take out the oldest key, let PIM_INDEX_KEY be that key.")

    def _walk_until_none_is_left(self) -> int:
        for _ in range(MOST_WALKS):
            walk = rotating.walk()
            self.stdout.write(f"{walk.changed:,} of {walk.seen:,} values put under the newest key.")
            if not walk.changed:
                return walk.seen
        raise CommandError("Somebody still writes under an older key. Restart every process.")
