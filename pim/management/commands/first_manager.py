"""The way into an empty system: a one-use invitation link for its first manager."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from pim import clock
from pim.access import invitations
from pim.models import User


class Command(BaseCommand):
    help = "Print a one-use invitation link for a programme manager of the whole organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--again", action="store_true", help="also where people sign in already"
        )

    def handle(self, *, email: str, again: bool, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError("That is not an e-mail address.") from error
        if User.objects.exists() and not again:
            raise CommandError("People sign in here already. Ask a manager, or add --again.")
        invitation = invitations.invite_first_manager(email=email, now=clock.now())
        link = reverse("invitation-link", args=[invitations.token_for(invitation)])
        self.stdout.write(settings.BASE_URL + link)
