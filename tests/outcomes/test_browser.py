"""Her questions in a real browser: from the link in her message to thank you, on a small phone."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from outcomes import actions, queries
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest, RiskEvent, Score
from pim import clock
from pim.messages import links
from tests.outcomes.asking import accepted, on_the_rota, plan
from tests.pim import looking
from tests.pim.looking import complaints

pytestmark = pytest.mark.django_db(transaction=True)
WIDTH = int(os.environ.get("PIM_SCREEN_WIDTH", "320"))
SHOTS = os.environ.get("PIM_SCREENSHOTS")


@pytest.fixture(params=["without JavaScript", "with the rules of accessibility"])
def page(browser, live_server, request):
    """The accessibility checker is itself a script: it looks on the second way through."""
    scripts = request.param != "without JavaScript"
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=scripts,
        viewport={"width": WIDTH, "height": 800},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.has_scripts = scripts
    page.complaints = complaints(page)
    yield page
    assert page.complaints == []
    context.close()


@pytest.fixture
def address(site_a, alice):
    """The link in her message."""
    now = clock.now()
    on_the_rota(site_a, alice)
    plan(site_a.programme, instruments=["gad-7", "phq-9", "experience"])
    accepted(site_a, accepted_at=now)
    actions.open_due_requests(now=now)
    request = queries.requests().get()
    token = links.make(purpose="questionnaire", object_id=request.pk, expires_at=request.closes_at)
    return f"/questionnaire/{token}/"


def look(page, name: str) -> None:
    """No accessibility rule broken, nothing wider than the screen, one heading."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{WIDTH}.png", full_page=True)
    assert page.locator("h1").count() == 1, name
    if page.has_scripts:
        broken = Axe().run(page).response["violations"]
        assert [(rule["id"], [n["html"] for n in rule["nodes"]]) for rule in broken] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, name


def choose(page, label: str) -> None:
    page.get_by_label(label, exact=True).check()
    page.locator("#submit").click()


def test_she_answers_to_the_end(page, address):
    page.goto(address)
    assert page.url.endswith("/questionnaire/")
    look(page, "start")
    page.get_by_role("link", name="Start").click()

    look(page, "question")
    page.locator("#submit").click()
    assert page.title().startswith("Error: Question 1 of 21")
    look(page, "question-error")
    choose(page, "Several days")

    page.get_by_role("link", name="Back").click()
    assert page.get_by_label("Several days").is_checked()
    choose(page, "Nearly every day")
    for _ in range(14):
        choose(page, "Several days")
    assert page.title().startswith("Question 16 of 21")
    look(page, "question-hard")
    choose(page, "Several days")

    assert page.get_by_role("heading", name="Thank you for telling us").is_visible()
    assert RiskEvent.objects.count() == 1
    look(page, "care")
    page.get_by_role("link", name="Carry on").click()

    page.locator("#submit").click()
    choose(page, "Agree")
    choose(page, "Prefer not to say")
    look(page, "words")
    page.get_by_role("textbox").fill("It helped to talk.")
    page.locator("#submit").click()
    page.locator("#submit").click()

    look(page, "send")
    page.get_by_role("button", name="Send my answers").click()
    assert page.get_by_role("heading", name="Thank you").is_visible()
    look(page, "thank-you")
    totals = dict(Score.objects.values_list("response__instrument__key", "total"))
    assert (totals["gad-7"], totals["phq-9"]) == (9, 9)

    page.goto(address)
    look(page, "dead-link")
    page.get_by_role("button", name="Ask for a new link").click()
    look(page, "new-link")


def test_she_stops_and_would_rather_not(page, address):
    page.goto(address)
    page.get_by_role("link", name="Start").click()
    choose(page, "Not at all")
    page.get_by_role("link", name="Stop for now").click()
    look(page, "stopped")

    page.goto(address)
    look(page, "start-again")
    page.get_by_role("link", name="I’d rather not do these").click()
    look(page, "rather-not")
    page.locator("#submit").click()
    look(page, "rather-not-error")
    choose(page, "Not this time")
    look(page, "thats-fine")
    assert QuestionnaireRequest.objects.get().status == RequestStatus.REFUSED


@pytest.fixture
def at_a_desk(browser, live_server, signed_in):
    """``at_a_desk(user)`` is a page with her session."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()

    def sign_in(user):
        cookie = signed_in(user).cookies["session"].value
        context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
        return page

    yield sign_in
    context.close()


def test_staff_take_answers_by_phone_and_look_at_a_worrying_one(address, alice, at_a_desk):
    page = at_a_desk(alice)
    page.goto("/admin/outcomes/questionnairerequest/")
    looking.look(page, "staff-requests")
    page.locator("main table a").first.click()
    looking.look(page, "staff-request")
    page.get_by_role("button", name="Enter answers taken by phone").click()
    looking.look(page, "staff-enter")
    page.locator("#submit").click()
    looking.look(page, "staff-enter-error")
    page.get_by_label("By phone, with staff").check()
    page.get_by_role("group", name="Thoughts that you would be").get_by_label(
        "Nearly every"
    ).check()
    page.get_by_role("group", name="Trouble relaxing").get_by_label("Several days").check()
    page.locator("#submit").click()

    assert page.get_by_text("should look at it by").is_visible()
    looking.look(page, "staff-risk")
    page.goto("/admin/")
    assert page.get_by_role("heading", name="Answers that need you").is_visible()
    looking.look(page, "staff-today")
    page.locator("main").get_by_role("link", name="Parentname").first.click()
    page.get_by_role("button", name="I am looking at it").click()
    page.get_by_role("button", name="Close with outcome").click()
    page.locator("#submit").click()
    looking.look(page, "staff-close-error")
    page.get_by_label("We spoke: safe now, plan agreed").check()
    page.locator("#submit").click()
    looking.look(page, "staff-closed")
    page.get_by_role("button", name="Open her referral").click()
    assert page.get_by_text("At least 1, 6 left out").is_visible()
    looking.look(page, "staff-referral")
