from datetime import datetime
from pathlib import Path

from django.conf import settings

from pim.backups import restoring
from pim.backups.errors import BackupError
from pim.management.backup_command import BackupCommand
from pim.stack import programs


class Command(BackupCommand):
    help = (
        "Write a new data folder of the database server from the backups in PIM_BACKUP_DIR. "
        "All of them is read and checked before anything is written."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--into",
            type=Path,
            metavar="FOLDER",
            help="a new or empty folder; without it, that of `make run` in PIM_VAR",
        )
        parser.add_argument(
            "--until",
            metavar="TIME",
            help="leave out what was committed later: 2026-11-24T10:00:00Z",
        )

    def work(self, place, *, into, until, **options):
        target = into or settings.VAR_DIR / f"postgres-{programs.postgres_major()}"
        done = restoring.restore(place, target.absolute(), until and _moment(until))
        print(
            f"Restored: everything acknowledged until {done.until:%Y-%m-%d %H:%M:%S} UTC is in "
            f"{target}."
        )
        if not done.replayed:
            print("The server replays the log when it is started on that folder.")


def _moment(text):
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BackupError(f"--until: write it as 2026-11-24T10:00:00Z, not {text!r}.")
    return moment
