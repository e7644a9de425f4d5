"""Raising a worry on a phone, and its file at a desk, as a person sees them."""

import pytest

from tests.pim.looking import look, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_volunteers_phone_to_the_file(here, live_server, bob, alice):
    page = here(bob)
    page.goto(f"{live_server.url}/staff/concern/")
    send(page)
    look(page, "raise-errors")
    page.get_by_label("Yes").check()
    page.get_by_label("or her family").check()
    page.get_by_label("What worries you?").fill("He came home while we were on the phone.")
    send(page)
    look(page, "raised", widths=(390,))

    page = here(alice)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Parentname").click()
    page.get_by_role("button", name="I have seen it").click()
    look(page, "file", widths=(390,))
