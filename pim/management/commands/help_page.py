"""``manage.py help_page > static/get-help-now.html``: the copy that stands when nothing runs."""

from typing import Any

from django.core.management.base import BaseCommand

from pim.help_page import page


class Command(BaseCommand):
    help = "Print the help page, to be kept as static/get-help-now.html."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
