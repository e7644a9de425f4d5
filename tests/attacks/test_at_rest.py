"""Whoever steals the database, its log of changes, the broker or the logs reads nobody's words.

A canary rests in every encrypted column there is, and one is typed into every box that strangers
see, over HTTP, while messages are sent. The names we search by are plain in the database, and
show that whoever looks here would see the others.
"""

import base64
import json
import pickle
import re
import time
import uuid
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.apps import apps
from django.core.cache import cache
from django.db import transaction

from pim import clock
from pim.access.encryption import EncryptedTextField
from pim.access.session_store import SessionStore
from pim.enums import Role
from pim.models import Message
from tests import factories as make
from tests.attacks import resting
from tests.attacks.everywhere import MAIL_KEY, Stranger
from tests.attacks.matrix import world
from tests.attacks.raw import ask
from tests.attacks.visitors import Visitor
from tests.factories import PASSWORD
from tests.faults.counting import UNDER_WAY
from tests.faults.house import wait_until
from tests.pim.access.signing_in import code_for, enrol

TYPED = re.compile(rb"kx(\d{4})xk", re.IGNORECASE)
PLANTED = re.compile(rb"qz(\d\d)(\d{3})zq", re.IGNORECASE)
PLAIN_NAMES = (  # searchable, or a code of what she needs
    *("called", "first_name", "last_name", "referrer_name", "organisation"),
    *("one_name", "two_name", "language", "languages"),
)
WAITS = 90


@pytest.fixture
def service(house, post_office):
    """A site with everybody there is, a canary in every column of everybody."""
    house.more["PIM_MAIL_KEY"] = MAIL_KEY
    with transaction.atomic():
        there = world.build()
    site = there.sites["A"]
    alice = make.UserFactory(email="alice@staff.example")
    make.MembershipFactory(user=alice, role=Role.COORDINATOR, site=site)
    return there, alice


class Boxes:
    """A canary for each box, known again by its number."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, name: str, longest: int) -> str:
        if name not in self.names:
            self.names.append(name)
        return f"kx{self.names.index(name):04}xk"

    def within(self, content: bytes) -> set[str]:
        return {self.names[int(number)] for number in TYPED.findall(content)}


def encrypted_columns() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }


def lives(house, alice, fault: str = "") -> tuple[Boxes, resting.Overheard]:
    """Strangers type, staff sign in and write, messages go out and come back."""
    boxes = Boxes()
    address = house.web(fault)
    wait_until(lambda: answers(address), within=60)
    house.worker(queues="default,risk", fault=fault)
    house.beats(1)
    with resting.Overheard(house.broker.socket) as line:
        stranger = Stranger(address, boxes)
        hers = stranger.asks_for_herself()
        stranger.refers_somebody()
        stranger.wants_a_call()
        stranger.enquires()
        stranger.applies()
        stranger.answers_about_her()
        stranger.says_on_her_page(hers)
        stranger.answers_by_mail(hers)
        staff_write(address, alice, boxes)
        wait_until(lambda: not waiting().exists(), within=WAITS)
        time.sleep(1)
    return boxes, line


def answers(address: str) -> bool:
    try:
        return ask(address, "GET", "/health/live").status == 200
    except OSError:
        return False


def staff_write(address: str, alice, boxes: Boxes) -> None:
    """By a real sign-in: the password, the code, and words of theirs."""
    enrol(alice)
    she = Visitor(address)
    she.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    assert she.post("/account/code/", {"code": code_for()}).goes_to == "/admin/"
    worry = {"danger": "no", "about": "else", "whose": boxes("concern whose", 120)}
    raised = she.post("/staff/concern/", worry | {"words": boxes("concern words", 2000)})
    assert raised.goes_to == "/staff/concern/raised/", raised.body
    she.post("/admin/search/", {"q": boxes("searched for", 100)})


def waiting():
    return Message.objects.filter(state__in=UNDER_WAY, due_at__lte=clock.now())


def told(boxes: Boxes, there, found: dict[str, bytes]) -> dict[str, set[str]]:
    """By place, what should be hidden and can be read."""
    columns = encrypted_columns()
    read = {}
    for place, content in found.items():
        typed = {name for name in boxes.within(content) if name not in PLAIN_NAMES}
        planted = {there.canaries.columns[int(column)] for _, column in PLANTED.findall(content)}
        read[place] = typed | (planted & columns)
    return read


def test_nothing_typed_is_read_where_it_rests(service, house, post_office, figures):
    there, alice = service
    boxes, line = lives(house, alice)
    found = resting.places(house, line)

    read = told(boxes, there, found)
    hidden = encrypted_columns() & set(there.canaries.columns)
    figures(
        "stolen: dump, log of changes, files, sessions, broker, logs",
        encrypted_columns=len(encrypted_columns()),
        with_a_canary=len(hidden),
        boxes=len(boxes.names),
        mails=len(post_office.received),
        megabytes=sum(map(len, found.values())) // 1_000_000,
        said_to_the_broker=len(line.heard),
        read=sum(map(len, read.values())),
    )
    assert read == {place: set() for place in found}
    # Whoever looks here sees what does not rest encrypted.
    for place in ("dump", "log of changes", "tables as files"):
        assert "called" in boxes.within(found[place]), place
    assert encrypted_columns() - hidden == WITHOUT_CANARY
    assert len(line.heard) > 50 and len(post_office.received) > 5


WITHOUT_CANARY: set[str] = set()


def test_planted_fault_words_that_rest_as_they_were_typed_are_read(
    service, house, post_office, figures, monkeypatch
):
    _, alice = service
    monkeypatch.setattr(EncryptedTextField, "from_db_value", lambda field, value, *_: value)
    boxes, line = lives(house, alice, fault="keeps_no_secret")
    found = resting.places(house, line)

    read = {place: boxes.within(content) - set(PLAIN_NAMES) for place, content in found.items()}
    figures("planted: nothing is kept secret", **{name: len(seen) for name, seen in read.items()})
    assert all(seen for place, seen in read.items() if place not in QUIET)


QUIET = ("sessions", "broker, kept in it")  # nothing of what is typed passes there


def test_planted_fault_words_in_a_session_are_read(service):
    session = SessionStore()
    session["typed"] = "kx0000xk"
    session.save()
    assert TYPED.search(resting.sessions())


# --- A task that is a trap ------------------------------------------------------------------------
class Trap:
    def __init__(self, door: Path) -> None:
        self.door = door

    def __reduce__(self):
        return Path.touch, (self.door,)


def opened_a_trap(house, tmp_path, fault: str = "") -> tuple[bool, bool]:
    """Whether what was in a pickled task ran, and whether the worker takes work afterwards."""
    door = tmp_path / "opened"
    house.worker(queues="default,risk", fault=fault)
    wait_until(lambda: takes_work(), within=60)
    for queue in ("default", "risk"):
        lay(house.broker.socket, queue, pickle.dumps(Trap(door)))
    time.sleep(3)
    return door.exists(), takes_work()


def lay(socket: Path, queue: str, trap: bytes) -> None:
    """As celery lays a task down, but pickled."""
    where = {"exchange": "", "routing_key": queue}
    tag = str(uuid.uuid4())
    task = {
        "body": base64.b64encode(trap).decode(),
        "content-encoding": "binary",
        "content-type": "application/x-python-serialize",
        "headers": {"task": "pim.tasks.drain", "id": tag, "lang": "py", "root_id": tag},
        "properties": {
            "correlation_id": tag,
            "delivery_mode": 2,
            "delivery_info": where,
            "priority": 0,
            "body_encoding": "base64",
            "delivery_tag": tag,
        },
    }
    with redis.Redis(unix_socket_path=str(socket)) as client:
        client.lpush(queue, json.dumps(task))


def takes_work() -> bool:
    """A heartbeat laid down now is carried out."""
    cache.delete("alive:default")
    current_app.send_task("pim.tasks.heartbeat", args=["default"], queue="default", retry=False)
    try:
        wait_until(lambda: cache.get("alive:default"), within=5)
    except AssertionError:
        return False
    return True


def test_a_pickled_task_is_refused_and_the_worker_goes_on(house, tmp_path, figures):
    ran, goes_on = opened_a_trap(house, tmp_path)
    figures("pickled tasks on the broker", laid=2, ran=int(ran), worker_goes_on=int(goes_on))
    assert (ran, goes_on) == (False, True)


def test_planted_fault_a_worker_that_opens_pickles_runs_the_trap(house, tmp_path):
    assert opened_a_trap(house, tmp_path, fault="takes_pickles")[0]
