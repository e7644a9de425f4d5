"""Both public forms and the coordinator's desk in a real browser, errors too."""

from datetime import timedelta

import pytest

from pim import clock
from referrals.models import Referral
from tests.pim import looking
from tests.pim.looking import follow, send
from tests.referrals.arriving import FROM_A_MIDWIFE, receive

pytestmark = pytest.mark.django_db(transaction=True)
BORN = clock.today() - timedelta(weeks=6)
PHONE = {"width": 320, "height": 640}


DESK_BUTTONS = ("Log a call", "Add a safe way to reach her", "Choose a site", "Close or pass on")


@pytest.fixture
def page(browser, live_server):
    """With scripts, for the checker of accessibility is one; the journey walks without."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    yield context.new_page()
    context.close()


def look(page, name: str) -> None:
    looking.look(page, name, widths=(*looking.WIDTHS, PHONE["width"]))


def go_on(page, name: str) -> None:
    look(page, name)
    follow(page.get_by_role("button", name="Continue"))


def leave_empty(page, name: str, look=look) -> None:
    """The page with its errors holds all of the page without."""
    looking.arrived(page, name)
    send(page)
    assert page.title().startswith("Error: ")
    look(page, f"{name}-errors")


def test_a_mum_asks_for_herself(page, site_a):
    page.goto("/refer/yourself/")
    leave_empty(page, "you")
    page.get_by_label("What should we call you?").fill("Rosa")
    page.get_by_label("18 or over").check()
    send(page)

    leave_empty(page, "reach")
    page.get_by_label("Phone call").check()
    page.get_by_label("Phone number").fill("07700 900123")
    page.get_by_label("Yes").check()
    page.get_by_role("checkbox", name="E-mail").check()
    page.get_by_label("E-mail address").fill("rosa@post.example")
    send(page)

    page.get_by_label("What should we call ourselves?").fill("Robin")
    page.get_by_label("A word you will know us by").fill("bluebell")
    go_on(page, "words")

    page.get_by_label("What is your postcode?").fill("nowhere")
    go_on(page, "place")
    look(page, "place-errors")
    page.get_by_label("What is your postcode?").fill("WA7 2AB")
    send(page)

    leave_empty(page, "now")
    page.get_by_label("I have a baby").check()
    born = page.get_by_role("group", name="When was your baby born?")
    born.get_by_label("Day").fill("31")
    born.get_by_label("Month").fill("2")
    born.get_by_label("Year").fill(str(BORN.year))
    send(page)
    look(page, "now-no-such-day")
    born.get_by_label("Day").fill(str(BORN.day))
    born.get_by_label("Month").fill(str(BORN.month))
    send(page)

    go_on(page, "own-words")
    go_on(page, "fit")
    go_on(page, "needs")
    leave_empty(page, "choices")
    page.get_by_label("Yes, I want this").check()
    for question in ("May we send you", "May we ask you"):
        page.get_by_role("group", name=question).get_by_label("Yes").check()
    send(page)

    look(page, "check")
    follow(page.get_by_role("link", name="Change We call you"))
    send(page)
    follow(page.get_by_role("button", name="Send"))
    look(page, "sent")
    assert Referral.objects.get().reference in page.inner_text("main")


def test_a_midwife_refers_her(page, site_a):
    page.goto("/refer/someone/")
    look(page, "someone-before")
    follow(page.get_by_role("button", name="Start"))

    leave_empty(page, "someone-agreed")
    page.get_by_label("No").check()
    send(page)
    look(page, "someone-not-now")
    follow(page.get_by_role("link", name="Back"))
    page.get_by_label("Yes").check()
    send(page)

    leave_empty(page, "someone-you")
    page.get_by_label("Your name").fill("Mina")
    page.get_by_label("Midwife").check()
    page.get_by_label("Where you work").fill("Ward 4")
    page.get_by_label("Your work e-mail address").fill("mina@trust.example")
    send(page)

    leave_empty(page, "someone-her")
    page.get_by_label("What should we call her?").fill("Rosa")
    send(page)

    leave_empty(page, "someone-reach")
    page.get_by_label("Text message").check()
    page.get_by_label("Her number for texts").fill("07700 900123")
    send(page)

    leave_empty(page, "someone-now")
    page.get_by_label("She is pregnant").check()
    send(page)

    leave_empty(page, "someone-safety")
    page.get_by_label("As early as you can").check()
    send(page)

    leave_empty(page, "someone-more")
    page.get_by_role("group", name="Does she agree that we tell you").get_by_label("No").check()
    send(page)

    look(page, "someone-check")
    follow(page.get_by_role("button", name="Send"))
    look(page, "someone-sent")
    follow(page.get_by_role("link", name="A copy to print"))
    look(page, "someone-copy")
    assert Referral.objects.get().reference in page.inner_text("main")


def test_a_coordinator_works_at_her_desk(here, alice, site_a):
    desk = here(alice)
    record = f"/admin/referrals/referral/{receive(FROM_A_MIDWIFE).pk}/"
    desk.goto("/admin/")
    looking.look(desk, "desk-today")
    looking.open_menu(desk)
    follow(desk.get_by_role("link", name="Referrals").first)
    looking.look(desk, "desk-list")
    follow(desk.get_by_role("button", name="Enter a referral"))
    leave_empty(desk, "desk-enter", look=looking.look)
    desk.goto(record)
    looking.look(desk, "desk-record")
    for button in DESK_BUTTONS:
        follow(desk.get_by_role("button", name=button, exact=True))
        leave_empty(desk, f"desk-{button.lower().replace(' ', '-')}", look=looking.look)
        desk.goto(record)
