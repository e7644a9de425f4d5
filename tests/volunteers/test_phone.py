"""A volunteer's phone in a real browser: few taps, and a connection that comes and goes."""

import pytest

from tests.pim.looking import follow, look
from volunteers.models import Session, SessionDraft

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 800}
MOST_TAPS = 8
IN_THE_TAB = "Object.keys(sessionStorage).length"


def test_a_session_is_logged_in_eight_taps_though_the_line_is_cut(here, bob):
    match = bob.volunteer.match_set.get()
    page = here(bob)
    page.set_viewport_size(PHONE)
    page.goto("/staff/")
    follow(page.get_by_role("link", name="Log a session").first)
    taps = 1
    for label in ("Phone call", "30 minutes", "This was a hard one", "A note"):
        page.get_by_label(label).click()
        taps += 1
    page.keyboard.type("We laughed")
    page.get_by_text("Kept at").wait_for()
    assert SessionDraft.objects.get().answers["note"] == ["We laughed"]
    page.context.set_offline(True)
    page.keyboard.type(" a lot")
    page.get_by_role("button", name="Save").click()
    taps += 1
    page.get_by_text("No connection").wait_for()
    assert page.get_by_label("A note").input_value() == "We laughed a lot"
    assert page.evaluate(IN_THE_TAB) == 1
    assert not Session.objects.exists()
    with page.expect_navigation():
        page.context.set_offline(False)  # it is sent by itself
    page.get_by_text("Saved. Thank you. We ring you.").wait_for()
    assert taps <= MOST_TAPS
    session = Session.objects.get()
    assert (session.kind, session.minutes, session.note) == ("phone", 30, "We laughed a lot")
    assert (session.was_hard, session.match) == (True, match)
    assert page.evaluate(IN_THE_TAB) == 0
    assert not SessionDraft.objects.exists()
    look(page, "own-home-after-log", widths=(390,))
    page.evaluate("sessionStorage.setItem('typed:/somewhere/', '[]')")
    follow(page.get_by_role("button", name="Sign out"))
    assert page.evaluate(IN_THE_TAB) == 0
