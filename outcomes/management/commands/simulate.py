"""Live a programme through the real actions and count what happened."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from outcomes.simulation.director import Outcome, Scale, live
from pim import clock
from pim.demo import texts
from pim.models import Programme
from referrals.models import Referral

ON_PHONES = timedelta(days=60)  # of what has come so far


class Command(BaseCommand):
    help = (
        "Lives a demonstration programme up to today, event by event, through the same verbs a "
        "person's click would call. Prints counts of everything that happened and of every "
        "promise broken. Its mail stays in memory. The same seed and end give the same counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--referrals", type=int, default=260)
        parser.add_argument("--volunteers", type=int, default=77)
        parser.add_argument("--months", type=int, default=12)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--programme", default="parents-in-mind")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = self._programme(options["programme"])
        names = ("referrals", "volunteers", "months", "seed")
        scale = Scale(**{name: options[name] for name in names})
        outcome = live(programme, scale, ends_at=clock.now())
        self._print(outcome)
        lately = [text for text in outcome.texts if text.at > clock.now() - ON_PHONES]
        transaction.on_commit(partial(texts.lay, lately))
        if any(outcome.broken.values()):
            raise CommandError("Promises were broken.")

    def _programme(self, slug: str) -> Programme:
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            raise CommandError(f"There is no programme {slug}. Run load_programmes first.")
        if not programme.is_demonstration:
            raise CommandError(f"{programme.name} is not marked as a demonstration.")
        if Referral.objects.filter(programme=programme).exists():
            raise CommandError(f"{programme.name} has referrals already: it is lived only once.")
        return programme

    def _print(self, outcome: Outcome) -> None:
        self._list("What happened", dict(sorted(outcome.happened.items())))
        self._list("How it stands now", outcome.standing)
        self._list("Promises broken", outcome.broken)
        self.stdout.write(f"{sum(outcome.broken.values()):6}  promises broken in all")

    def _list(self, title: str, counts: dict[str, int]) -> None:
        self.stdout.write(title)
        for what, times in counts.items():
            self.stdout.write(f"{times:6}  {what}")
