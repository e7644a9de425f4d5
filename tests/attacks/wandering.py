"""Somebody who looks at every page she can reach, and presses every button without filling in."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

ONE_OF_MANY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b|(?<=/)[\w-]{22,}(?=/)")
LEAVES = re.compile(r"^/(static|out|account/logout|demo|my-support/leave|my-support/out)/")
TIMES_ALIKE = 3  # records in different states look different
MOST_PAGES = 600
DEEPEST = 2  # a button's page, and that page in error


@dataclass
class Form:
    action: str
    typed: dict[str, str] = field(default_factory=dict)


class Reader(HTMLParser):
    """The links of a page, and its forms as a browser sends them when nothing is filled in."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, [], []
        self.inside = None

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "a" and has.get("href", "").startswith("/"):
            self.links.append(has["href"].partition("#")[0])
        elif tag == "form" and has.get("method", "").lower() == "post":
            self.inside = Form(has.get("action") or self.address)
            self.forms.append(self.inside)
        elif tag == "input" and self.inside and has.get("type") == "hidden":
            self.inside.typed[has["name"]] = has.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


class Wanderer:
    """``pages`` holds every page it was shown, by a name that tells how it came there."""

    def __init__(self, client, name: str) -> None:
        self.client, self.name = client, name
        self.pages: dict[str, str] = {}
        self.met: Counter[str] = Counter()
        self.ahead: list[str] = []

    def wander(self, *starts: str) -> dict[str, str]:
        self.ahead += starts
        while self.ahead and len(self.pages) < MOST_PAGES:
            address = self.ahead.pop(0)
            if self._is_new(f"get {address}"):
                self._take(address, self.client.get(address), "get")
        return self.pages

    def see(self, response, how: str) -> None:
        """Look at a page, and press nothing."""
        self._take(response.wsgi_request.path, response, how, depth=DEEPEST)

    def _is_new(self, what: str) -> bool:
        alike = ONE_OF_MANY.sub("*", re.sub(r"=[^&]*", "=*", what))
        self.met[alike] += 1
        return not LEAVES.match(what.partition(" ")[2]) and self.met[alike] <= TIMES_ALIKE

    def _take(self, address: str, response, how: str, depth: int = 0) -> None:
        if response.status_code in (301, 302):
            self.ahead.append(self._here(response["Location"]))
            return
        if not response.get("Content-Type", "").startswith("text/html"):
            return
        text = response.content.decode()
        self.pages[f"{self.name} {how} {address} {len(self.pages)}"] = text
        reader = Reader(address)
        reader.feed(text)
        self.ahead += reader.links
        if depth < DEEPEST:
            for form in reader.forms:
                self._press(form, depth)

    def _press(self, form: Form, depth: int) -> None:
        names = " ".join(sorted(form.typed))
        if self._is_new(f"post{depth} {form.action} {names}"):
            response = self.client.post(form.action, form.typed)
            self._take(form.action, response, "post", depth + 1)

    @staticmethod
    def _here(location: str) -> str:
        parts = urlsplit(location)
        return parts.path + (f"?{parts.query}" if parts.query else "")
