"""Copies of pages that stand when nothing runs.

``manage.py help_page > static/get-help-now.html``
``manage.py help_page --not-taken > static/not-taken.html``
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from pim.help_page import not_taken, page


class Command(BaseCommand):
    help = "Print the help page, or the one for what was not taken, to be kept in static/."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--not-taken", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(not_taken() if options["not_taken"] else page(), ending="")
