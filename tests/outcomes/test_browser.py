"""Her questions in a real browser: from the link in her message to thank you, on a small phone."""

import pytest
from playwright.sync_api import expect

from outcomes import actions, queries
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest, RiskEvent, Score
from pim import clock
from pim.messages import links
from tests.outcomes.asking import accepted, may_ring, on_the_rota, plan
from tests.pim import looking
from tests.pim.looking import arrived, complaints, follow, send

pytestmark = pytest.mark.django_db(transaction=True)
WIDTH = 320


@pytest.fixture
def page(browser, live_server, request):
    """The checker of accessibility is itself a script; without scripts the journey walks too."""
    scripts = getattr(request, "param", True)
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=scripts,
        viewport={"width": WIDTH, "height": 800},
    )
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
    """Without scripts one only sees that the page came."""
    if page.has_scripts:
        looking.look(page, name, widths=(WIDTH,))
    else:
        arrived(page, name)


def choose(page, label: str) -> None:
    page.get_by_label(label, exact=True).check()
    send(page)


def test_she_answers_to_the_end(page, address):
    page.goto(address)
    assert page.url.endswith("/questionnaire/")
    look(page, "start")
    follow(page.get_by_role("link", name="Start"))

    look(page, "question")
    send(page)
    assert page.title().startswith("Error: Question 1 of 24")
    look(page, "question-error")
    choose(page, "Several days")

    follow(page.get_by_role("link", name="Back"))
    assert page.get_by_label("Several days").is_checked()
    choose(page, "Nearly every day")
    for _ in range(14):
        choose(page, "Several days")
    assert page.title().startswith("Question 16 of 24")
    look(page, "question-hard")
    choose(page, "Several days")

    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    assert RiskEvent.objects.count() == 1
    look(page, "care")
    follow(page.get_by_role("button", name="Carry on"))

    send(page)
    choose(page, "Agree")
    choose(page, "Prefer not to say")
    look(page, "words")
    page.get_by_role("textbox").fill("It helped to talk.")
    send(page)
    choose(page, "No, keep them between us")
    send(page)
    choose(page, "No")
    choose(page, "Very good")

    look(page, "send")
    follow(page.get_by_role("button", name="Send my answers"))
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    look(page, "thank-you")
    totals = dict(Score.objects.values_list("response__instrument__key", "total"))
    assert (totals["gad-7"], totals["phq-9"]) == (9, 9)

    page.goto(address)
    look(page, "dead-link")
    follow(page.get_by_role("button", name="Ask for a new link"))
    look(page, "new-link")


@pytest.mark.parametrize("page", [True, False], ids=["scripts", "no scripts"], indirect=True)
def test_she_stops_and_would_rather_not(page, address):
    page.goto(address)
    follow(page.get_by_role("link", name="Start"))
    choose(page, "Not at all")
    follow(page.get_by_role("link", name="Stop for now"))
    look(page, "stopped")

    page.goto(address)
    look(page, "start-again")
    follow(page.get_by_role("link", name="How and when we write to you"))
    look(page, "choices")
    for name in ("how", "word", "stop", "ring", "when"):
        page.goto(f"/questionnaire/choices/{name}/")
        look(page, f"choices-{name}")
    choose(page, "In the evening, from 5 to 8")
    expect(page.get_by_text("From now on we write to you in the evening")).to_be_visible()
    follow(page.locator("a[href$='/later/']"))
    send(page)
    look(page, "choices-later-error")
    choose(page, page.get_by_text("In three days").inner_text())
    look(page, "choices-later-said")

    follow(page.get_by_role("link", name="I’d rather not do the questions"))
    look(page, "rather-not")
    send(page)
    look(page, "rather-not-error")
    choose(page, "Not this time")
    look(page, "thats-fine")
    assert QuestionnaireRequest.objects.get().status == RequestStatus.REFUSED


def test_staff_take_answers_by_phone_and_look_at_a_worrying_one(address, alice, here):
    may_ring(queries.requests().get().referral)
    page = here(alice)
    page.goto("/admin/outcomes/questionnairerequest/")
    looking.look(page, "staff-requests")
    follow(page.locator("main table a").first)
    looking.look(page, "staff-request")
    follow(page.get_by_role("button", name="Ring and fill in together"))
    page.get_by_label("Nobody else").check()
    page.get_by_role("group", name="Thoughts that you would be").get_by_label(
        "Nearly every"
    ).check()
    page.get_by_role("group", name="Trouble relaxing").get_by_label("Several days").check()
    send(page)

    expect(page.get_by_text("should look at it by").first).to_be_visible()
    looking.look(page, "staff-risk")
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Answers that need you")).to_be_visible()
    looking.look(page, "staff-today")
    follow(page.locator("main").get_by_role("link", name="Parentname").first)
    follow(page.get_by_role("button", name="I am looking at it"))
    expect(page.get_by_text("If you have hung up, ring her")).to_be_visible()
    follow(page.get_by_role("button", name="Note what you did"))
    looking.look(page, "staff-note-step")
    page.get_by_label("I spoke with her").check()
    send(page)
    follow(page.get_by_role("button", name="Close with outcome"))
    send(page)
    looking.look(page, "staff-close-error")
    page.get_by_label("We spoke: safe now, plan agreed").check()
    send(page)
    looking.look(page, "staff-closed")
    follow(page.get_by_role("button", name="Open her referral"))
    expect(page.get_by_text("6 left out, so at least 1")).to_be_visible()
    looking.look(page, "staff-referral")
