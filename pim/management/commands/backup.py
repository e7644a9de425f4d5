import os
from datetime import timedelta

from pim import clock
from pim.backups import base, keeping, server
from pim.management.backup_command import BackupCommand, positive


class Command(BackupCommand):
    help = "Take a base: the whole database server as it is now, sealed into PIM_BACKUP_DIR."

    def add_arguments(self, parser):
        parser.add_argument(
            "--keep",
            type=positive,
            default=int(os.environ.get("PIM_BACKUP_KEEP", "7")),
            help="delete all but the newest so many, and the log that only they needed",
        )
        parser.add_argument(
            "--if-due",
            type=positive,
            metavar="HOURS",
            help="only when the newest is older, or the log does not go on from it",
        )
        parser.add_argument(
            "--check", action="store_true", help="take none: read the log and say how far it goes"
        )

    def work(self, place, *, keep, if_due, check, **options):
        if check:
            kept = keeping.check(place, clock.wall(), timedelta(days=2))
            print(f"Everything until {kept.at:%Y-%m-%d %H:%M:%S} UTC can be restored.")
            return
        place.make()
        with keeping.alone(place):
            if if_due and not (why := self._why(place, if_due)):
                return
            if if_due:
                print(f"Taking a base: {why}.")
            about = base.take(place, os.environ["DATABASE_URL"], clock.wall)
            gone = keeping.clear_up(place, keep)
        print(f"Sealed {about.size >> 20} MB; {gone} older ones deleted.")

    def _why(self, place, hours):
        line = server.replication(os.environ["DATABASE_URL"])
        try:
            known = server.identify(line)
        finally:
            line.close()
        return keeping.why_a_base_is_due(place, known, clock.wall() - timedelta(hours=hours))
