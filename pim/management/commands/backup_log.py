import os
import signal
import subprocess
import sys
import time

from pim.backups.receiver import Receiver
from pim.management.backup_command import BackupCommand, positive

LOOK_EVERY = 3600  # seconds


class Command(BackupCommand):
    help = (
        "Keep everything the database server writes, as it is written, sealed into "
        "PIM_BACKUP_DIR, and take a base whenever one is due. Runs until told to stop."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=positive, default=24, metavar="HOURS", help="a base")

    def work(self, place, *, every, **options):
        os.environ["TZ"] = "UTC"  # the driver tells times in the zone of the process
        time.tzset()
        self.stopping = False
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._stop)
        place.make()
        taking, look_at = None, 0.0
        try:
            with Receiver(place, os.environ["DATABASE_URL"]) as receiver:
                print("Keeping the log.", flush=True)
                while not self.stopping:
                    if time.monotonic() >= look_at:
                        taking, look_at = _take_if_due(every), time.monotonic() + LOOK_EVERY
                    receiver.receive(1, lambda: self.stopping)
                    taking = _ended(taking)
        finally:
            if taking:
                taking.terminate()
                taking.wait()

    def _stop(self, sign, frame):
        self.stopping = True


def _take_if_due(hours):
    """In a process of its own: the log must not wait for a base."""
    return subprocess.Popen([sys.executable, "-m", "django", "backup", "--if-due", str(hours)])


def _ended(taking):
    """The line of a base that failed is in the log already; the next hour tries again."""
    return taking if taking and taking.poll() is None else None
