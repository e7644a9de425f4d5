"""One person of two, a caseload brought in, and a page to take a site over by, in a browser."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import acting
from referrals import actions, queries
from referrals.enums import ContactChannel
from tests.pim.looking import follow, look, open_menu, send
from tests.referrals.arriving import FROM_A_MIDWIFE, HER_TEXT, HERS, receive
from tests.referrals.test_caseload import GOOD, HEADS

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_coordinator_merges_brings_in_and_looks_where_everything_stands(here, alice):
    midwifes = receive(FROM_A_MIDWIFE, now=clock.now() - timedelta(days=9))
    asked = replace(HERS.asked, known_risks="He reads her post.", wish="I am tired.")
    hers = receive(parent=replace(HERS.parent, called="Rosie"), asked=asked)
    for one in (midwifes, hers):
        actions.add_safe_contact(referral=one, new=HER_TEXT, by=acting(alice), now=clock.now())
    text = queries.safe_contact(hers, ContactChannel.TEXT)
    actions.end_safe_contact(contact=text, by=acting(alice), now=clock.now())
    page = here(alice)

    page.goto("/admin/")
    follow(page.get_by_role("link", name=f"and Rosie, {hers.reference}"))
    look(page, "compare")
    follow(page.get_by_role("button", name="Yes, make them one"))
    assert page.get_by_role("heading", name="Ask her about these ways").is_visible()

    page.goto("/admin/caseload/")
    follow(page.get_by_role("link", name="Bring in a caseload"))
    send(page)
    assert page.title().startswith("Error: ")
    lines = [HEADS, GOOD, "2,,matched,soon,,,perhaps"]
    sheet = {"name": "mine.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.get_by_label("Your list").set_input_files(sheet)
    send(page)
    look(page, "caseload-tried")
    follow(page.get_by_role("button", name="Bring her in"))
    page.goto("/admin/caseload/")
    follow(page.get_by_role("link", name="Take everything out"))

    open_menu(page)
    follow(page.get_by_role("link", name="Where everything stands"))
    look(page, "cover")
