"""Whoever comes to the public forms over real HTTP: people, their double clicks, and machines."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.db.models import F

from referrals.models import Draft
from tests.referrals.test_ring_me import CALL
from tests.referrals.test_views import HER_PAGES

RING_ME = {"call": CALL}
ANY_FORM = "/refer/ring-me/call/"


class Answer(NamedTuple):
    status: int
    body: str
    goes_to: str


class Visitor:
    """One browser without scripts. ``network`` is the address a proxy of ours saw it at."""

    def __init__(self, base_url: str, network: str = "192.0.2.1") -> None:
        self.host, self.network = urlsplit(base_url).netloc, network
        self.cookies: dict[str, str] = {}
        self.says: dict[str, str] = {}  # headers beside a browser's own

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, typed: dict | None = None) -> Answer:
        if "csrf" not in self.cookies:
            self.get(ANY_FORM)
        token = {"csrfmiddlewaretoken": self.cookies["csrf"]}
        return self._ask("POST", path, urlencode(token | (typed or {}), doseq=True))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        line = HTTPConnection(self.host, timeout=60)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": self.network,
            "Content-Type": "application/x-www-form-urlencoded",
        } | self.says
        line.request(method, path, body, headers)
        came = line.getresponse()
        answer = Answer(
            came.status, came.read().decode("utf-8", "replace"), came.getheader("Location", "")
        )
        self._remember(came.headers.get_all("Set-Cookie") or [])
        line.close()
        return answer

    def _remember(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.coded_value

    # --- what visitors do -------------------------------------------------------------------
    def fills(self, form: str, pages: dict) -> str:
        """Every page of a form; the address where it is sent from."""
        for page, typed in pages.items():
            answer = self.post(f"/refer/{form}/{page}/", typed)
            assert answer.status == 302, (page, re.findall(r"#[^>]*>([^<]*)</a></li>", answer.body))
        return answer.goes_to

    def takes(self, form: str, **time: float) -> None:
        """As if so much time had passed since the first page was sent."""
        draft = UUID(self.cookies[f"form-{form}"].strip('"').partition(":")[0])
        Draft.objects.filter(pk=draft).update(started_at=F("started_at") - timedelta(**time))


def at_once(visitor: Visitor, path: str, times: int = 8) -> list[Answer]:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda _: visitor.post(path), range(times)))


def networks(beginning: str):
    """Addresses in one block after another: each its own network."""
    return (f"{beginning}.{place // 250}.{place % 250 + 1}" for place in range(60_000))


__all__ = ["HER_PAGES", "RING_ME", "Answer", "Visitor", "at_once", "networks"]
