import os
import sys

from django.core.management.base import BaseCommand, CommandError

from pim import clock
from pim.messages import incoming
from pim.messages.mail_words import Unreadable
from pim.messages.views import LARGEST_LETTER


class Command(BaseCommand):
    help = "Takes one letter from a mail server's pipe: manage.py take_mail < letter."

    def handle(self, *args, **options) -> None:
        letter = sys.stdin.buffer.read(LARGEST_LETTER + 1)
        if len(letter) > LARGEST_LETTER:
            raise CommandError("The letter is too large.", returncode=os.EX_DATAERR)
        try:
            incoming.take_mail(letter, now=clock.now())
        except incoming.NotForUs as error:
            raise CommandError(str(error), returncode=os.EX_NOUSER) from error
        except Unreadable as error:
            raise CommandError(str(error), returncode=os.EX_DATAERR) from error
