"""The demonstration: two programmes as data, a year of one of them lived, and one study."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from outcomes.releases import asking, freezing
from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.demo import DOMAIN
from pim.models import Programme, User
from referrals.actions import add_signpost

PURPOSE = "Do mums feel less worried and less low after support than before?"
COLUMNS = ("site_code", "sessions_band")
"""As few as the question needs: with more, most cells would be blank among so few mums."""


class Command(BaseCommand):
    help = "Fills an empty system with the demonstration. All of it, or nothing."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There are people here already: the demo needs an empty system.")
        call_command("load_programmes", stdout=self.stdout)
        call_command("load_instruments", stdout=self.stdout)
        call_command("simulate", stdout=self.stdout)
        self._study()
        self._service()

    def _study(self) -> None:
        """One approved release, and one that waits for a second person."""
        now = clock.now()
        researcher, trustee = (
            acting(User.objects.get_by_natural_key(f"{name}@{DOMAIN}"))
            for name in ("researcher", "trustee")
        )
        study = asking.open_study(
            key="demo",
            purpose=PURPOSE,
            programme=Programme.objects.get(slug="parents-in-mind"),
            ends_on=clock.today() + timedelta(days=730),
            names=COLUMNS,
            by=trustee,
            now=now,
        )
        release = freezing.request_and_make(study=study, by=researcher, now=now)
        asking.approve_release(release=release, by=trustee, now=now)
        freezing.request_and_make(study=study, by=researcher, now=now)

    def _service(self) -> None:
        """One entry in the list of other services, so that it can be seen. It is nobody's."""
        add_signpost(
            programme=Programme.objects.get(slug="parents-in-mind"),
            site=None,
            name="Demonstration helpline (invented)",
            helps_with="Shows what an entry looks like. There is no such service.",
            phone="01632 960999",
            website="https://helpline.example.org",
            hours="Every day, 9 to 9",
            review_due_on=clock.today() + timedelta(days=10),
            by=SYSTEM,
            now=clock.now(),
        )
