"""Where somebody is signed in, on her own page and on a manager's; and the page to let her go."""

import pytest
from playwright.sync_api import expect

from tests.pim.looking import follow, look

pytestmark = pytest.mark.django_db(transaction=True)


def test_she_sees_and_ends_them(here, client, alice, dana):
    page = here(alice)
    page.goto("/account/signed-in/")
    client.cookies.clear()  # and in another browser
    here(alice).goto("/account/signed-in/")
    look(page, "signed-in")
    follow(page.get_by_role("button", name="Sign out everywhere but here"))
    expect(page.get_by_role("button", name="Sign out everywhere but here")).to_have_count(0)

    here(dana).goto(f"/admin/pim/user/{alice.pk}/")
    look(page, "person")
    follow(page.get_by_role("button", name="She leaves"))
    look(page, "leaves")
