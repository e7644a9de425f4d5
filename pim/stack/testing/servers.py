"""A throw-away database and broker for the tests."""

import os
import shutil
import signal
import tempfile
from datetime import datetime, time
from pathlib import Path

from pim.quiet_hours import LONDON
from pim.stack import database as embedded
from pim.stack import processes
from pim.stack.broker import Broker
from pim.stack.database import OWNER, WEB, Database

MARK = "PIM_TEST_SERVERS"  # set while servers run: nobody below starts a second set
SECRETS = {
    "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
    "PIM_FIELD_KEYS": "dGVzdHMgb25seSwgbmV2ZXIgYW55IHJlYWwgcGVyc28=",
}


PREFIX = "pim-tests-"


def sweep() -> None:
    """Remove the folders of runs that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def seconds_to_noon(now: datetime) -> int:
    """It is noon of ``now``'s own day for all tests, at whatever hour they run.

    Nothing waits for quiet hours to end, and 24 hours before or after it is the day before or
    after, also where the clocks change in between.
    """
    noon = datetime.combine(now.date(), time(12), now.tzinfo)
    return round(noon.timestamp() - now.timestamp())


class Servers:
    """A throw-away database and broker in a temporary folder."""

    def __init__(self) -> None:
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self.folder.chmod(0o711)
        sockets = self.folder / "db"
        self.database = Database(self.folder, sockets, "only-for-tests", throw_away=True)
        self.broker = Broker(self.folder / "broker", self.folder / "broker.sock", throw_away=True)
        self.var = self.folder / "var"
        (self.var / "staticfiles").mkdir(parents=True)
        self._stops: list = []

    def start(self) -> None:
        with (self.folder / "servers.log").open("ab") as log:
            postgres = self.database.start(log)
            self._stops.append(lambda: embedded.stop(postgres))
            valkey = self.broker.start(log)
            self._stops.append(lambda: processes.end(valkey, signal.SIGTERM, each=2))
        self.database.establish()
        self._let_the_owner_do_all()

    def environment(self) -> dict[str, str]:
        return SECRETS | {
            MARK: str(os.getpid()),
            "PIM_VAR": str(self.var),
            "DATABASE_URL": self.database.url(OWNER),
            "REDIS_URL": self.broker.url,
            "PIM_EMAIL_URL": "smtp://127.0.0.1:9",  # nobody listens; ask for smtp_server
            "PIM_WEB_ROLE": WEB,
            "PIM_DEMO": "0",
            "PIM_CLOCK_OFFSET": str(seconds_to_noon(datetime.now(LONDON))),
            "PIM_BASE_URL": "http://localhost:8000",
        }

    def stop(self) -> None:
        while self._stops:
            self._stops.pop()()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _let_the_owner_do_all(self) -> None:
        """Make test databases, empty append-only tables, take a role: ``SET ROLE pim_web``."""
        connection = self.database.connect()
        with connection, connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {OWNER} SUPERUSER")
            # Between tests even append-only tables are emptied, past their triggers.
            cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
        connection.close()
