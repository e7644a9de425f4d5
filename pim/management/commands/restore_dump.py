import os

from pim.backups import dumps
from pim.management.backup_command import BackupCommand


class Command(BackupCommand):
    help = "The newest sealed dump into the empty database of MIGRATE_DATABASE_URL."

    def work(self, place, **options):
        about = dumps.restore(place, os.environ["DATABASE_URL"])
        print(f"Restored the dump of {about.holds_until:%Y-%m-%d %H:%M:%S} UTC. Now: prepare")
