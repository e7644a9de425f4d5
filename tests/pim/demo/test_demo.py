"""The open door of a demonstration, and that it is shut everywhere else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as configured

from pim.demo import PASSWORD, texts
from pim.enums import Role
from pim.models import Reply
from pim.stack import mailbox
from pim.stack.testing.text_provider import HER_NUMBER
from tests import factories as make

PAGES = (
    "/demo/",
    "/demo/mailbox/",
    "/demo/mailbox/01700000000000000000-00000000/",
    "/demo/phones/",
    "/demo/phones/447700900123/",
)
LETTER = (
    b"From: hello@pim.example\r\nTo: mum@demo.example\r\nSubject: The questions\r\n\r\n"
    b"Open http://localhost:8000/my-support/abc. <script>alert(1)</script>\r\n"
)


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    (tmp_path / "texts").mkdir()
    return tmp_path / "mail"


@pytest.fixture
def coordinator(site_a):
    user = make.UserFactory(email="coordinator.a@demo.example")
    make.MembershipFactory(user=user, role=Role.COORDINATOR, site=site_a)
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.mark.parametrize("page", PAGES)
def test_without_a_demonstration_there_is_no_such_page(client, page):
    assert configured.DEMO is False
    assert client.get(page).status_code == 404


@time_machine.travel("2026-10-01 10:00:10+00:00", tick=False)
def test_a_sign_in_is_listed_with_a_code_that_works(client, demo, coordinator):
    (sign_in,) = client.get("/demo/?format=json").json()["sign_ins"]

    assert (sign_in["email"], sign_in["password"]) == (coordinator.email, PASSWORD)
    assert (sign_in["role"], sign_in["where"]) == ("Coordinator", "Site A")
    assert sign_in["seconds_left"] == 20
    assert TOTP(Authenticator.objects.get(user=coordinator)).validate_code(sign_in["code"])


def test_people_outside_the_demonstration_are_not_listed(client, demo, site_a):
    user = make.UserFactory(email="real@demo.example.org")
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, generate_totp_secret())

    assert client.get("/demo/?format=json").json()["sign_ins"] == []


def test_the_page_shows_the_same(client, demo, coordinator):
    page = client.get("/demo/").content.decode()

    assert coordinator.email in page
    assert PASSWORD in page
    assert re.search(r"Sign-in code: <strong>\d{6}</strong>", page)


def test_a_program_may_ask_by_header(client, demo, db):
    answer = client.get("/demo/mailbox/", headers={"accept": "application/json"})

    assert answer.json() == {"letters": []}


def test_letters_are_listed_newest_first(client, demo, db):
    first = mailbox.keep(demo, LETTER)
    second = mailbox.keep(demo, LETTER.replace(b"The questions", b"Thank you"))

    letters = client.get("/demo/mailbox/?format=json").json()["letters"]

    assert [letter["name"] for letter in letters] == [second.stem, first.stem]
    assert [letter["subject"] for letter in letters] == ["Thank you", "The questions"]
    assert letters[1]["links"] == ["http://localhost:8000/my-support/abc"]


def test_a_letter_is_shown_with_its_links_and_nothing_alive(client, demo, db):
    name = mailbox.keep(demo, LETTER).stem

    page = client.get(f"/demo/mailbox/{name}/").content.decode()

    assert 'href="http://localhost:8000/my-support/abc"' in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", ["../keys", "..%2fkeys", "keys", "0" * 20 + "-00000000"])
def test_no_other_file_can_be_read(client, demo, db, name):
    (demo.parent / "keys.eml").write_text("Subject: secret")
    (demo / "keys.eml").write_text("Subject: secret")

    assert client.get(f"/demo/mailbox/{name}/").status_code == 404


def test_a_letter_is_answered_as_whoever_got_it(client, demo, db, smtp_server):
    name = mailbox.keep(demo, b"Reply-To: replies+abc@pim.example\r\n" + LETTER).stem

    client.post(f"/demo/mailbox/{name}/", {"words": "Yes please"})

    (received,) = smtp_server.received
    assert (received.sender, received.recipients) == (
        "mum@demo.example",
        ["replies+abc@pim.example"],
    )
    assert (
        received.message.get_content().replace("\r\n", "\n").startswith("Yes please\n\n> Open http")
    )


def test_what_was_lived_lies_on_the_phones_in_its_order(client, demo, db, text_provider):
    friday = datetime(2026, 6, 5, 9, tzinfo=UTC)
    texts.lay([(friday, HER_NUMBER, "Today"), (friday - timedelta(days=1), HER_NUMBER, "Before")])

    (phone,) = client.get("/demo/phones/?format=json").json()["phones"]
    assert [(one["words"], one["is_hers"]) for one in phone["texts"]] == [
        ("Today", False),
        ("Before", False),
    ]
    assert phone["texts"][0]["at"] == "2026-06-05T09:00:00Z"


def test_nothing_is_laid_on_the_phones_of_real_people(settings, demo, text_provider):
    settings.DEMO = False
    texts.lay([(datetime(2026, 6, 5, tzinfo=UTC), HER_NUMBER, "Hello")])
    assert list((demo.parent / "texts").iterdir()) == []


def test_a_phone_shows_its_texts_and_answers(client, demo, db, text_provider):
    text_provider.phones.folder = demo.parent / "texts"
    text_provider.phones.take({"From": "us", "To": HER_NUMBER, "Body": "Hi, it is <b>Anna</b>"})
    text_provider.phones.reply(HER_NUMBER, "Hello Anna")

    assert HER_NUMBER in client.get("/demo/phones/").content.decode()
    page = client.get(f"/demo/phones/{HER_NUMBER[1:]}/").content.decode()
    assert page.index("From this phone") < page.index("&lt;b&gt;Anna")
    assert Reply.objects.get().words == "Hello Anna"


def test_what_is_typed_on_a_phone_goes_to_the_provider(client, demo, db, text_provider):
    typed = []
    text_provider.phones.reply = lambda *said: typed.append(said)

    client.post(f"/demo/phones/{HER_NUMBER[1:]}/", {"words": "STOP"})

    assert typed == [(HER_NUMBER, "STOP")]
