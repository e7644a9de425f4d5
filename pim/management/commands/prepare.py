from io import StringIO

from django.core.management import BaseCommand, call_command

from pim import health, migrating
from pim.access import encryption


class Command(BaseCommand):
    help = "Bring the database up to date: tables, rights, instruments, erasures."
    requires_system_checks = ()  # runs at every start

    def add_arguments(self, parser):
        parser.add_argument("roles", nargs="*", help="Roles of the web and worker processes.")
        parser.add_argument("--web", default="", help="The one that sees no case by itself.")

    def handle(self, *, roles, web, **options):
        encryption.refuse_bad_keys()
        migrating.patiently(lambda: call_command("migrate", interactive=False, verbosity=0))
        call_command("createcachetable", verbosity=0)
        migrating.patiently(lambda: call_command("grant_roles", *roles, web=web))
        call_command("load_instruments", verbosity=0)
        # After a restore nobody has to think of it; else there is nothing to do.
        call_command("erase_again", stdout=StringIO())
        health.forget()
