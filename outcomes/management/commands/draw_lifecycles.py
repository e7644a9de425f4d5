from django.core.management.base import BaseCommand

from outcomes import lifecycle_diagrams


class Command(BaseCommand):
    help = "Write docs/lifecycles.md from the tables of allowed moves."
    requires_system_checks = []

    def handle(self, *args, **options):
        lifecycle_diagrams.PAGE.write_text(lifecycle_diagrams.page())
        self.stdout.write(f"Wrote {lifecycle_diagrams.PAGE.name}")
