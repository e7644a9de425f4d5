"""A new version takes over while people fill in forms: one web process after the other."""

import re
import signal
import stat
import sys
import threading
import time
from collections import Counter
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from pim.stack import processes
from pim.stack.database import WEB
from pim.stack.options import BASE_DIR
from tests.deploy.proxy import asked, proxy_before
from tests.faults.house import program, wait_until

HER_NAME, VISITORS = "/refer/yourself/you/", 3


class Pair:
    """Two web processes on sockets of their own."""

    def __init__(self, house, folder: Path) -> None:
        self.house, self.folder = house, folder
        self.running = {name: self.start(name) for name in "ab"}

    def start(self, name: str, fault: str = ""):
        door = self.folder / f"web-{name}.sock"
        command = [
            "-m",
            *program("gunicorn", fault),
            "-c",
            "python:pim.stack.web",
            "--bind",
            f"unix:{door}",
        ]
        env, log = self.house.env(WEB), self.house.log
        part = processes.start([sys.executable, *command], env=env, log=log, cwd=BASE_DIR)
        wait_until(lambda: door.exists() and stat.S_ISSOCK(door.stat().st_mode), within=60)
        time.sleep(1)  # its processes begin to serve
        return part

    def replace(self, name: str) -> None:
        part = self.running[name]
        part.send_signal(signal.SIGTERM)
        part.wait(20)
        self.running[name] = self.start(name)

    def end(self) -> None:
        for part in self.running.values():
            processes.kill(part)


class Visitors:
    """They open a page and send a form, again and again."""

    def __init__(self, port: int) -> None:
        self.port, self.seen = port, Counter()
        answer, page = asked(port, HER_NAME)
        jar = SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie")))
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        self.form = urlencode(
            {"csrfmiddlewaretoken": token, "called": "Rosa", "age_band": "18_plus"}
        )
        self.headers = {
            "Cookie": "; ".join(f"{name}={one.coded_value}" for name, one in jar.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": "https://www.example.org",
        }
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(VISITORS)]

    def _visit(self) -> None:
        while not self._over.is_set():
            self.seen["page", asked(self.port, "/refer/")[0].status] += 1
            sent, _ = asked(self.port, HER_NAME, "POST", self.form, **self.headers)
            self.seen["form", sent.status] += 1

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def pair(house, tmp_path):
    house.more |= {
        "PIM_BASE_URL": "https://www.example.org",
        "PIM_ALLOWED_HOSTS": "www.example.org",
        "PIM_TRUSTED_PROXIES": "1",
    }
    pair = Pair(house, tmp_path)
    yield pair
    pair.end()


def test_nobody_notices(pair, tmp_path, figures):
    with proxy_before(pair.folder, tmp_path) as proxy, Visitors(proxy.secure) as visitors:
        for name in "ab":
            time.sleep(2)
            pair.replace(name)
    seen = visitors.seen
    failed = {what: count for what, count in seen.items() if what[1] >= 400}
    figures("both web processes replaced", requests=seen.total(), failed=sum(failed.values()))
    assert seen["page", 200] > 10 and seen["form", 302] > 10
    assert failed == {}


def test_planted_fault_both_at_once_are_noticed(pair, tmp_path, figures):
    with proxy_before(pair.folder, tmp_path) as proxy, Visitors(proxy.secure) as visitors:
        for part in pair.running.values():
            part.send_signal(signal.SIGTERM)
        time.sleep(5)
    failed = sum(count for what, count in visitors.seen.items() if what[1] == 503)
    figures("planted: both ended at once", failed=failed)
    assert failed > 0
