"""The page of an answer somebody must look at, on a phone."""

import pytest
from playwright.sync_api import expect

from outcomes.admin.addresses import risk_address
from outcomes.models import RiskEvent
from pim import clock
from tests.outcomes.asking import MONDAY, WORRYING, answer, asked, may_ring
from tests.pim.looking import follow, look, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_on_a_phone_two_calls_without_an_answer(site_a, alice, here):
    with clock.standing_at(MONDAY):
        asked_of_her = asked(site_a, alice, instruments=["phq-9"])
        may_ring(asked_of_her.referral)
        answer(asked_of_her, "phq-9", 9, option_code=WORRYING[1])
        page = here(alice)
        page.goto(risk_address(RiskEvent.objects.get()))
        look(page, "answer-new", widths=(390,))
    for words in ("", "Rang again"):
        follow(page.get_by_role("button", name="Note what you did"))
        page.get_by_label("I rang: no answer").check()
        page.get_by_label("What was said").fill(words)
        send(page)
    expect(page.get_by_text("welfare check").first).to_be_visible()
    look(page, "answer-lead-decides", widths=(390,))
