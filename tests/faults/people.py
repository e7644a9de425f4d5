"""People who send a form while things break: they are told to try again, and they do."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException

from django.db import connection
from django.db.models import Count

from referrals.models import Referral
from tests.attacks.visitors import RING_ME, Answer, Visitor, networks

AGAIN, KEPT, HELP = "try again", "is kept", "/get-help-now/"


class Crowd:
    """So many at once, one form after the other, until it is over.

    ``thanked``: whoever was told that her form is with us, by the name that she gave.
    """

    def __init__(self, address: str, at_once: int, forms: int = 0, longest: float = 60) -> None:
        self.address, self.at_once, self.forms = address, at_once, forms
        self.longest = longest  # seconds that a person goes on trying one page
        self.thanked: list[str] = []
        self.answers: Counter[int] = Counter()
        self.cut, self.unkind, self.began_again = 0, [], 0
        self.gave_up: list[str] = []
        self.took: list[float] = []
        self._where = networks("198.18")
        self._one_by_one = threading.Lock()
        self._over = threading.Event()

    @contextmanager
    def coming(self) -> Iterator["Crowd"]:
        """Until the end of the block no end of them; each finishes what she has begun."""
        with ThreadPoolExecutor(self.at_once) as pool:
            hands = [pool.submit(self._comes_again, hand) for hand in range(self.at_once)]
            try:
                yield self
            finally:
                self._over.set()
        for hand in hands:
            hand.result()

    def _comes_again(self, hand: int) -> None:
        number = 0
        while not self._over.is_set():
            self._sends(f"Rosa {hand} {number}")
            number += 1

    def _sends(self, name: str) -> None:
        with self._one_by_one:
            her = Visitor(self.address, next(self._where))
        try:
            check = self._until_taken(
                her, "/refer/ring-me/call/", RING_ME["call"] | {"called": name}
            )
            sent = self._until_taken(her, check.goes_to)
        except TimeoutError:
            self.gave_up.append(name)
            return
        if "sent" in sent.goes_to or "done" in sent.goes_to or "thank" in sent.goes_to:
            self.thanked.append(name)
        else:  # she is shown the form again: what she had sent is not there
            self.began_again += 1

    def _until_taken(self, her: Visitor, path: str, typed: dict | None = None) -> Answer:
        begun = time.monotonic()
        while time.monotonic() - begun < self.longest:
            asked = time.monotonic()
            try:
                answer = her.post(path, typed)
            except KeyError:  # no page came that she could fill in
                answer = None
            except (OSError, HTTPException):
                self.cut += 1
                answer = None
            if answer:
                self._note(answer, time.monotonic() - asked)
                if answer.status < 400:
                    return answer
            time.sleep(0.2)
        raise TimeoutError

    def _note(self, answer: Answer, took: float) -> None:
        self.answers[answer.status] += 1
        self.took.append(took)
        if answer.status >= 400 and not is_kind(answer):
            self.unkind.append(answer)


def is_kind(answer: Answer) -> bool:
    """It says that she may try again, that what she sent is kept, and where help is."""
    return answer.status == 503 and all(word in answer.body for word in (AGAIN, KEPT, HELP))


def rows() -> Counter[str]:
    """How often each is there, whatever became of the line that we asked by before."""
    connection.close()
    counted = Referral.objects.values_list("parent__called").annotate(times=Count("pk"))
    return Counter(dict(counted))
