"""How gunicorn serves: ``gunicorn -c python:pim.stack.web``."""

from pathlib import Path

from gunicorn.glogging import Logger

from pim.stack.processes import die_with_parent

wsgi_app = "pim.wsgi:application"
worker_class = "sync"
workers = 2
preload_app = True
timeout = 30
graceful_timeout = 5
control_socket_disable = True
accesslog = None  # an address may hold a token
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"


class QuietLogger(Logger):
    """Leaves all to the service's own logging, which lets no path or address through."""

    def setup(self, cfg) -> None:
        self.error_log.propagate = True
        self.access_log.propagate = False


logger_class = QuietLogger


def post_fork(server, worker) -> None:
    die_with_parent()
