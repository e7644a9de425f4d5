"""Fill an empty database with plausible rows, to measure on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outcomes.management.bad_input import report_and_exit
from outcomes.plausible.programme import Size, load
from pim import clock
from referrals.models import Referral
from volunteers.models import Volunteer


class Command(BaseCommand):
    help = (
        "Puts plausible rows straight into the tables of an empty database, past all actions: to "
        "measure on, never to work with. Refuses a database that has referrals or volunteers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--referrals", type=int, required=True)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--volunteers", type=int, help="default: one to 200 referrals")
        parser.add_argument("--waiting", type=int, help="default: one in 50")

    def handle(self, *args: Any, referrals: int, seed: int, **options: Any) -> None:
        asked = (options["volunteers"], options["waiting"])
        usual = (max(1, referrals // 200), referrals // 50)
        volunteers, waiting = (a if a is not None else u for a, u in zip(asked, usual, strict=True))
        report_and_exit(_problems(referrals, volunteers, waiting))
        counts = load(Size(referrals, volunteers, waiting, seed), now=clock.now())
        for what, count in counts.items():
            self.stdout.write(f"{count:8}  {what}")


def _problems(referrals: int, volunteers: int, waiting: int) -> list[str]:
    if referrals < 1 or volunteers < 1 or not 0 <= waiting <= referrals:
        return ["Numbers begin at 1, and no more can wait than there are referrals."]
    if Referral.objects.exists() or Volunteer.objects.exists():
        return ["This database has people in it already. Nothing was loaded."]
    return []
