"""Every page around arriving in a real browser, at a desk and at a phone’s width, errors too."""

import re

import pytest

from referrals.models import Referral
from tests.pim.looking import follow, look, send
from tests.referrals.test_views import HER_PAGES, fill

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 800}


@pytest.fixture
def phone(browser, live_server):
    opened = []

    def another():
        opened.append(browser.new_context(base_url=live_server.url, viewport=PHONE))
        return opened[-1].new_page()

    yield another
    for context in opened:
        context.close()


def test_just_ring_me(phone, site_a):
    page = phone()
    page.goto("/refer/")
    follow(page.get_by_role("link", name="Just ring me"))
    send(page)
    look(page, "ring-me-errors")
    page.get_by_label("What should we call you?").fill("Rosa")
    page.get_by_label("What is your phone number?").fill("07700 900123")
    page.get_by_label("In the morning").check()
    page.get_by_role("group", name="May we leave a voicemail?").get_by_label("No").check()
    look(page, "ring-me-call")
    send(page)
    look(page, "ring-me-check")
    follow(page.get_by_role("button", name="Send"))
    look(page, "ring-me-sent")
    assert Referral.objects.get().reference in page.inner_text("main")


def test_she_leaves_and_comes_back_on_another_phone(phone, site_a, live_server, settings):
    settings.BASE_URL = live_server.url
    page = phone()
    page.goto("/refer/yourself/")
    page.get_by_label("What should we call you?").fill("Rosa")
    look(page, "save-you")
    follow(page.get_by_role("button", name="Save and come back later"))
    send(page)
    look(page, "save-errors")
    page.get_by_label("Pick a word").fill("Blåbär")
    send(page)
    look(page, "saved")
    link = re.search(r"http://\S+/back/\S+", page.inner_text("main"))[0]

    other = phone()
    other.goto(link)
    assert other.evaluate("location.pathname") == "/back/"
    other.get_by_label("What is the word you picked?").fill("blabar")
    send(other)
    look(other, "back-word")
    other.get_by_label("What is the word you picked?").fill("blåbär")
    send(other)
    assert other.get_by_label("What should we call you?").input_value() == "Rosa"
    look(other, "back-you")

    third = phone()
    third.goto(link)
    for _ in range(5):
        third.get_by_label("What is the word you picked?").fill("wrong")
        send(third)
    look(third, "back-ring-us")
    third.goto("/back/nothing/")
    look(third, "back-dead")


def test_after_sending(phone, client, site_a, live_server):
    page = phone()
    check = fill(client, "yourself", HER_PAGES)
    kept = client.cookies["form-yourself"].value
    page.context.add_cookies([{"name": "form-yourself", "value": kept, "url": live_server.url}])
    page.goto(check)
    look(page, "check")
    follow(page.get_by_role("button", name="Send"))
    look(page, "sent")
    follow(page.get_by_role("link", name="Pick a secret word"))
    page.get_by_label("Pick a word").fill("harebell")
    look(page, "word")
    send(page)
    look(page, "word-picked")
    follow(page.get_by_role("link", name="Back to what happens next"))
    follow(page.get_by_role("link", name="Answer four questions"))
    look(page, "counting")
    send(page)
    look(page, "counted")
