"""Both public forms in a real browser without JavaScript, on the smallest phone."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from pim import clock
from referrals.models import Referral

pytestmark = pytest.mark.django_db(transaction=True)
BORN = clock.today() - timedelta(weeks=6)
WIDTH = int(os.environ.get("PIM_SCREEN_WIDTH", "320"))
SHOTS = os.environ.get("PIM_SCREENSHOTS")


@pytest.fixture(params=["without JavaScript", "with the rules of accessibility"])
def page(browser, live_server, request):
    """The accessibility checker is itself a script: it looks on the second way through."""
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=request.param != "without JavaScript",
        viewport={"width": WIDTH, "height": 800},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.has_scripts = request.param != "without JavaScript"
    yield page
    context.close()


def look(page, name: str) -> None:
    """No accessibility rule broken, nothing wider than the screen, one heading."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{WIDTH}.png", full_page=True)
    assert page.locator("h1").count() == 1
    if page.has_scripts:
        broken = Axe().run(page).response["violations"]
        assert [(rule["id"], [n["html"] for n in rule["nodes"]]) for rule in broken] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, name


def go_on(page, name: str) -> None:
    look(page, name)
    page.get_by_role("button", name="Continue").click()


def leave_empty(page, name: str) -> None:
    look(page, name)
    page.locator("#submit").click()
    assert page.title().startswith("Error: ")
    look(page, f"{name}-errors")


def test_a_mum_asks_for_herself(page, site_a):
    page.goto("/refer/yourself/")
    leave_empty(page, "you")
    page.get_by_label("What should we call you?").fill("Rosa")
    page.get_by_label("18 or over").check()
    go_on(page, "you-filled")

    leave_empty(page, "reach")
    page.get_by_label("Phone call").check()
    page.get_by_label("Phone number").fill("07700 900123")
    page.get_by_label("Yes").check()
    page.get_by_role("checkbox", name="E-mail").check()
    page.get_by_label("E-mail address").fill("rosa@post.example")
    go_on(page, "reach-filled")

    page.get_by_label("What should we call ourselves?").fill("Robin")
    page.get_by_label("A word you will know us by").fill("bluebell")
    go_on(page, "words")

    page.get_by_label("What is your postcode?").fill("nowhere")
    go_on(page, "place")
    look(page, "place-errors")
    page.get_by_label("What is your postcode?").fill("WA7 2AB")
    page.locator("#submit").click()

    leave_empty(page, "now")
    page.get_by_label("I have a baby").check()
    born = page.get_by_role("group", name="When was your baby born?")
    born.get_by_label("Day").fill("31")
    born.get_by_label("Month").fill("2")
    born.get_by_label("Year").fill(str(BORN.year))
    page.locator("#submit").click()
    look(page, "now-no-such-day")
    born.get_by_label("Day").fill(str(BORN.day))
    born.get_by_label("Month").fill(str(BORN.month))
    page.locator("#submit").click()

    go_on(page, "own-words")
    go_on(page, "fit")
    go_on(page, "needs")
    leave_empty(page, "choices")
    page.get_by_label("Yes, I want this").check()
    for question in ("May we send you", "May we ask you"):
        page.get_by_role("group", name=question).get_by_label("Yes").check()
    page.locator("#submit").click()

    look(page, "check")
    page.get_by_role("link", name="Change We call you").click()
    page.locator("#submit").click()
    page.get_by_role("button", name="Send").click()
    look(page, "sent")
    assert Referral.objects.get().reference in page.inner_text("main")


def test_a_midwife_refers_her(page, site_a):
    page.goto("/refer/someone/")
    look(page, "someone-before")
    page.get_by_role("button", name="Start").click()

    leave_empty(page, "someone-agreed")
    page.get_by_label("No").check()
    page.locator("#submit").click()
    look(page, "someone-not-now")
    page.get_by_role("link", name="Back").click()
    page.get_by_label("Yes").check()
    page.locator("#submit").click()

    leave_empty(page, "someone-you")
    page.get_by_label("Your name").fill("Mina")
    page.get_by_label("Midwife").check()
    page.get_by_label("Where you work").fill("Ward 4")
    page.get_by_label("Your work e-mail address").fill("mina@trust.example")
    page.locator("#submit").click()

    leave_empty(page, "someone-her")
    page.get_by_label("What should we call her?").fill("Rosa")
    page.locator("#submit").click()

    leave_empty(page, "someone-reach")
    page.get_by_label("Text message").check()
    page.get_by_label("Her number for texts").fill("07700 900123")
    page.locator("#submit").click()

    leave_empty(page, "someone-now")
    page.get_by_label("She is pregnant").check()
    page.locator("#submit").click()

    leave_empty(page, "someone-more")
    page.get_by_role("group", name="Does she agree that we tell you").get_by_label("No").check()
    page.locator("#submit").click()

    look(page, "someone-check")
    page.get_by_role("button", name="Send").click()
    look(page, "someone-sent")
    page.get_by_role("link", name="A copy to print").click()
    look(page, "someone-copy")
    assert Referral.objects.get().reference in page.inner_text("main")
