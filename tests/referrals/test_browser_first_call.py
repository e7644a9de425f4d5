"""A long call in a real browser: the sign-in runs out in the middle, and nothing is lost."""

from dataclasses import replace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pim.models import BrowserSession
from referrals.enums import SupportKind
from referrals.models import Referral, Triage
from tests.pim.looking import complaints, follow, look
from tests.referrals.arriving import FROM_A_MIDWIFE, receive

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "Somebody to talk to at night"


def test_a_call_outlives_the_sign_in(here, alice, live_server):
    asked = replace(FROM_A_MIDWIFE.asked, wish="Someone to walk with", known_risks="A dog.")
    referral = receive(FROM_A_MIDWIFE, asked=asked)
    page = here(alice)
    heard = complaints(page)
    page.goto(reverse("admin:referrals_referral_change", args=[referral.pk]))
    follow(page.get_by_role("button", name="The first call"))
    look(page, "first-call")
    kept = page.locator("#kept")

    needs = page.get_by_label("What does she need?")
    needs.fill(SAID)
    expect(kept).to_contain_text("Kept at", timeout=5000)

    BrowserSession.objects.all().delete()  # the sign-in runs out while she listens
    page.get_by_label("One volunteer, one to one").check()
    page.get_by_role("button", name="Save the first call").click()
    expect(kept).to_contain_text("You are signed out. What you typed until")
    look(page, "first-call-signed-out", widths=(390,))
    assert needs.input_value() == SAID

    token = {"name": "csrf", "value": "a" * 32, "url": live_server.url}
    here(alice)  # in another tab, with a new token as after every sign-in
    page.context.add_cookies([token])
    follow(page.get_by_role("button", name="Save the first call"))
    expect(page.get_by_text("The first call is saved.")).to_be_visible()
    look(page, "referral-after-call", widths=(390,))
    saved = Triage.objects.get()
    assert (saved.needs, saved.support_kind) == (SAID, SupportKind.ONE_TO_ONE)
    assert (saved.draft, saved.saved_by) == (None, alice)
    assert Referral.objects.get().wish == "Someone to walk with"
    assert heard == []
