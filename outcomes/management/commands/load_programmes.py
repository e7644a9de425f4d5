"""Programmes, their sites, rules, wave plans and courses, from data files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outcomes import wave_plans
from pim import clock, programme_files
from pim.access.audit import SYSTEM
from pim.errors import DomainError
from volunteers import course_files, rule_files


class Command(BaseCommand):
    help = (
        "Adds the programmes of pim/programmes/*.json with their sites, the waves of "
        "outcomes/plans/*.json, the courses of volunteers/courses/*.json and the rules of "
        "volunteers/rules/*.json. Changes nothing that is already there, so it may run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for slug in programme_files.slugs():
            self._load(slug)

    def _load(self, slug: str) -> None:
        now = clock.now()
        try:
            places = programme_files.load(programme_files.document(slug), by=SYSTEM, now=now)
        except DomainError as error:
            raise CommandError(f"{slug}: {error}") from error
        rules = rule_files.load(places[0].row, by=SYSTEM, now=now)
        waves = wave_plans.load(places[0].row, by=SYSTEM, now=now)
        courses = course_files.load(places[0].row, by=SYSTEM, now=now)
        for row, created in (*places, *rules, *waves, *courses):
            self.stdout.write(f"{'created' if created else 'unchanged'}: {slug}: {described(row)}")


def described(row: Any) -> str:
    return f"{row._meta.verbose_name} {_called(row)}"


def _called(row: Any) -> str:
    return getattr(row, "slug", None) or getattr(row, "key", None) or str(row)
