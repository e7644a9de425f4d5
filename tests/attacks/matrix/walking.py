"""Everybody at every address, with her own and with others' records, by every verb."""

import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.attacks.matrix import reading, requests
from tests.attacks.matrix.canaries import Seen
from tests.attacks.matrix.people import Kind
from tests.attacks.matrix.reading import Line
from tests.attacks.matrix.world import OWNERS, WOMEN, World

REFUSED = {404, 405}
OPEN = {200, 204, 302, 303, 301, 400, 404, 405, 403, 429}


@dataclass
class Report:
    cells: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)  # statuses that the matrix does not say
    foreign: dict[tuple[str, str, Seen], str] = field(default_factory=dict)
    read: Counter = field(default_factory=Counter)  # canaries that were rightly read


class Walk:
    def __init__(self, world: World, kinds: list[Kind], verbs=("GET", "HEAD", "POST")) -> None:
        self.world, self.kinds, self.verbs, self.report = world, kinds, verbs, Report()
        self.typeset: list[str] = []  # what was written into a PDF
        self.sight = reading.sight()

    def all(self, lines: list[Line]) -> Report:
        for line in lines:
            for kind in self.kinds:
                for owner in self.owners(line, kind):
                    self.try_cell(line, kind, owner)
        return self.report

    def owners(self, line: Line, kind: Kind) -> Iterator[str]:
        """Whose record is asked for: one of each place, and every state of hers for who works."""
        if line.of is None:
            return iter(["hers"])
        rows = {one: self.world.rows.get(one, {}).get(line.of) for one in reversed(OWNERS)}
        first = {row.pk: one for one, row in rows.items() if row}  # a row of a site is there once
        there = [one for one in OWNERS if one in first.values()]
        if kind.role not in line.who:
            return iter(there[:1])
        mine = [one for one in there if reaches(kind, line, one)]
        others = {WOMEN.get(one, one): one for one in there if one not in mine}
        return iter((mine[:1] if line.button else mine) + list(others.values()))

    def try_cell(self, line: Line, kind: Kind, owner: str) -> None:
        address = requests.address(line, self.world, owner)
        if address is None:
            return
        may = self.may(line, kind, owner)
        for verb, body in requests.tries(line, may):
            if verb not in self.verbs:
                continue
            response = self.ask(kind, verb, address, body)
            self.judge(line, kind, owner, verb, response, may)

    def ask(self, kind: Kind, verb: str, address: str, body: dict) -> HttpResponse:
        """Nothing that is done here lasts: the next in line finds the world as it was."""
        before = copy.deepcopy(kind.client.cookies)
        kind.client.raise_request_exception = False
        with transaction.atomic():
            response = getattr(kind.client, verb.lower())(address, body)
            if response.streaming:
                response.content = b"".join(response.streaming_content)
            transaction.set_rollback(True)
        kind.client.cookies = before
        return response

    def may(self, line: Line, kind: Kind, owner: str) -> bool:
        if "anybody" in line.who or ("anybody signed in" in line.who and kind.role in SIGNED_IN):
            return True
        return kind.role in line.who and (line.of is None or reaches(kind, line, owner))

    def judge(self, line, kind, owner, verb, response, may) -> None:
        self.report.cells[verb] += 1
        expected = statuses(line, kind, verb, may)
        where = f"{line.name} {line.button} {verb} {kind.name} -> {owner}".replace("  ", " ")
        if response.status_code not in expected or not self._sent_to_sign_in(line, kind, response):
            self.report.wrong.append(f"{where}: {response.status_code}, not {sorted(expected)}")
        for seen in self.world.canaries.within(_everything(response, self.typeset)):
            if self.may_read(kind, seen):
                self.report.read[kind.name] += 1
            else:
                self.report.foreign.setdefault((kind.name, line.name + line.button, seen), where)

    def _sent_to_sign_in(self, line: Line, kind: Kind, response) -> bool:
        if line.door != "sign in" or response.status_code != 302:
            return True
        if kind.enters in ("not signed in", "link"):
            return response["Location"].startswith(reverse("account_login"))
        return kind.enters != "one factor" or "code" in response["Location"]

    def may_read(self, kind: Kind, seen: Seen) -> bool:
        if seen.owner in self.sight["everything"].get(kind.name, ()):
            return seen.column not in self.sight["never"].get(kind.name, ())
        return seen.column in self.sight.get(kind.name, {}).get(seen.owner, ())


SIGNED_IN = {
    *("volunteer", "coordinator", "safeguarding lead", "programme manager", "trustee"),
    *("researcher", "funder", "data protection officer", "university partner"),
}


def reaches(kind: Kind, line: Line, owner: str) -> bool:
    if line.reach == "everywhere":
        return True
    place = WOMEN.get(owner, "about staff")
    if line.of._meta.label == "referrals.Concern":
        if (owner == "about staff") != (kind.role == "trustee"):
            return False
        place = "A" if owner == "about staff" else place
    if line.reach == "programme":
        return place in PROGRAMME[kind.reach[0]]
    if line.reach == "ever matched" and owner in kind.once:
        return True
    return owner in kind.reach or place in kind.reach


PROGRAMME = {"A": ("A", "B", "outside"), "B": ("A", "B", "outside"), "C": ("C",)}


def statuses(line: Line, kind: Kind, verb: str, may: bool) -> set[int]:
    if line.door == "open":
        return OPEN | ({503} if line.sometimes else set())
    if line.door == "sign in" and not may and kind.enters != "signed in":
        return {302} if verb in line.verbs else {302, 405}
    if not may:
        return REFUSED | ({200, 302} if verb in line.alike else set())
    if verb not in line.verbs:
        return REFUSED
    return {200, 302, 404} if line.sometimes else {200, 302}


def _everything(response: HttpResponse, typeset: list[str]) -> bytes:
    """Body, files, headers and cookies."""
    paper = "\n".join(typeset)
    typeset.clear()
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = response.cookies.output()
    return requests.opened(response) + f"\n{headers}\n{cookies}\n{paper}".encode()
