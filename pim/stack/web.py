"""How gunicorn serves: ``gunicorn -c python:pim.stack.web``.

Behind a proxy it listens on a unix socket, and takes leave before it ends: first the socket is
no door any more, so that the proxy asks the other process; those who had come in are answered;
then it ends. So one is replaced after the other without anybody noticing.
"""

import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

from gunicorn.glogging import Logger

from pim.stack.processes import die_with_parent

wsgi_app = "pim.wsgi:application"
worker_class = "pim.stack.patient_worker.PatientWorker"
TAKES_LEAVE = 2  # seconds
workers = 2
preload_app = True
timeout = 30
graceful_timeout = 5
control_socket_disable = True
accesslog = None  # an address may hold a token
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
if os.environ.get("PIM_METRICS_TOKEN"):
    # Where the processes of this server add up what they count; it must stand there before the
    # first counter is made. A process that ended still counts: what it answered was answered.
    os.environ[COUNTS] = tempfile.mkdtemp(prefix="pim-counts-", dir=globals().get("worker_tmp_dir"))


class QuietLogger(Logger):
    """Leaves all to the service's own logging, which lets no path or address through."""

    def setup(self, cfg) -> None:
        self.error_log.propagate = True
        self.access_log.propagate = False


logger_class = QuietLogger


def post_fork(server, worker) -> None:
    die_with_parent()


def on_starting(server) -> None:
    """What was left of one that was killed while it took leave."""
    for door in _doors(server):
        if door.is_file():
            door.unlink()


def on_exit(server) -> None:
    if folder := os.environ.get(COUNTS):
        shutil.rmtree(folder, ignore_errors=True)


def when_ready(server) -> None:
    if doors := _doors(server):
        ends = signal.getsignal(signal.SIGTERM)

        def takes_leave(sign, frame) -> None:
            for door in doors:
                door.unlink(missing_ok=True)
                door.touch()  # nobody listens there; and it is there to be removed at the end
            time.sleep(TAKES_LEAVE)
            ends(sign, frame)

        signal.signal(signal.SIGTERM, takes_leave)


def _doors(server) -> list[Path]:
    return [Path(address) for address in server.cfg.address if isinstance(address, str)]
