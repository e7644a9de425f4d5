"""Asking for a call, and leaving a form to come back, in a real browser at a phone's width.

Every page in every state is looked at in ``tests/attacks/test_pages_of_arriving.py``.
"""

import re

import pytest

from referrals.models import Referral
from tests.pim import looking
from tests.pim.looking import follow, send

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 800}


@pytest.fixture
def page(browser, live_server, settings):
    settings.BASE_URL = live_server.url
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    yield context.new_page()
    context.close()


def look(page, name: str) -> None:
    looking.look(page, name, widths=(PHONE["width"],))


def test_a_call_or_a_form_for_later(page, site_a):
    page.goto("/refer/ring-me/")
    page.get_by_label("What should we call you?").fill("Rosa")
    page.get_by_label("What is your phone number?").fill("07700 900123")
    page.get_by_label("In the morning").check()
    page.get_by_role("group", name="May we leave a voicemail?").get_by_label("No").check()
    look(page, "ring-me")
    send(page)
    follow(page.get_by_role("button", name="Send"))
    assert Referral.objects.get().reference in page.inner_text("main")

    page.goto("/refer/yourself/")
    page.get_by_label("What should we call you?").fill("Rosa")
    follow(page.get_by_role("button", name="Save and come back later"))
    page.get_by_label("Pick a word").fill("bluebell")
    send(page)
    look(page, "saved")
    link = re.search(r"http://\S+/back/\S+", page.inner_text("main"))[0]
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_label("What is the word you picked?").fill("Bluebell")
    look(page, "back")
    send(page)
    assert page.get_by_label("What should we call you?").input_value() == "Rosa"
