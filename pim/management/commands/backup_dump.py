import os

from pim import clock
from pim.backups import dumps, keeping
from pim.management.backup_command import BackupCommand, positive


class Command(BackupCommand):
    help = (
        "Seal a dump of the database into PIM_BACKUP_DIR, where the server is not ours and "
        "gives no base. What is written after it is not in it."
    )

    def add_arguments(self, parser):
        default = int(os.environ.get("PIM_BACKUP_KEEP", "7"))
        parser.add_argument("--keep", type=positive, default=default, help="newest to be kept")

    def work(self, place, *, keep, **options):
        place.make()
        with keeping.alone(place):
            about = dumps.take(place, os.environ["DATABASE_URL"], clock.wall)
            gone = keeping.clear_up(place, keep)
        print(f"Sealed a dump of {about.size >> 20} MB; {gone} older ones deleted.")
