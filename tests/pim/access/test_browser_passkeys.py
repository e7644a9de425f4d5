"""A passkey in a real browser: added in place of an app, used, named and removed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import expect

from pim.models import AuditEvent
from tests.factories import PASSWORD
from tests.pim.access.signing_in import SECRET, code_for, enrol
from tests.pim.looking import follow, look, send

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SAYS_NO = "() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }"


@pytest.fixture
def phone(page):
    """A passkey device of the browser's own."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    line.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})


def sign_in(page, user):
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    send(page)


def press(page, name):
    follow(page.get_by_role("button", name=name))


def test_a_passkey_from_the_first_day_to_the_last(page, phone, alice):
    Authenticator.objects.filter(user=alice).delete()
    sign_in(page, alice)
    follow(page.get_by_role("link", name="Use a passkey instead"))
    look(page, "passkey-add")
    page.get_by_label("What do you call it?").fill("My phone")
    press(page, "Add it")
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    expect(page.locator("code")).to_have_count(10)

    press(page, "Sign out")
    sign_in(page, alice)
    look(page, "passkey-sign-in")
    press(page, "Use my passkey")
    expect(page).to_have_url(re.compile("/admin/$"))

    page.goto("/account/passkeys/again/?next=/account/")
    look(page, "passkey-again")
    press(page, "Use my passkey")
    look(page, "own-sign-in")
    follow(page.get_by_role("link", name="Remove it My phone"))
    expect(page.get_by_text("It is the only thing beside your password")).to_be_visible()
    expect(page.get_by_role("button", name="Remove it")).to_have_count(0)

    page.goto("/account/passkeys/add/")
    expect(page.locator("h1")).to_have_text("Add a passkey")
    TOTP.activate(alice, SECRET)
    page.goto("/account/")
    follow(page.get_by_role("link", name="Name it My phone"))
    page.get_by_label("What do you call it?").fill("Old phone")
    send(page)
    follow(page.get_by_role("link", name="Remove it Old phone"))
    look(page, "passkey-remove", widths=(390,))
    press(page, "Remove it")
    expect(page.get_by_text("None yet.")).to_be_visible()

    actions = AuditEvent.objects.about(alice).values_list("action", flat=True)
    assert {"user.passkey_added", "user.second_factor_added", "user.passkey_removed"} < set(actions)


def test_who_does_not_get_the_passkey_to_work_types_a_code(page, phone, alice):
    enrol(alice)
    sign_in(page, alice)
    page.get_by_label("Code").fill(code_for())
    send(page)
    page.goto("/account/passkeys/add/")
    page.get_by_label("Your password").fill(PASSWORD)
    send(page)
    press(page, "Add it")
    press(page, "Sign out")

    sign_in(page, alice)
    page.evaluate(SAYS_NO)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    expect(page.get_by_label("Code")).to_be_visible()
