"""She says herself that her baby is here: on her page, or through the link to her questions."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from outcomes import actions as questionnaires
from outcomes.models import QuestionnaireRequest
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.models import AuditEvent
from referrals import actions
from referrals.admin.standing import is_expecting
from referrals.enums import LossKind, Situation
from referrals.models import ContactAttempt
from referrals.today import births as births_today
from tests.outcomes.asking import MONDAY, accepted, later, plan
from tests.outcomes.test_views import browser
from tests.referrals.her_own import inside, page, with_a_page

pytestmark = pytest.mark.django_db
HERE, LINK = "/something-changed/date/", "My baby is here"
PREGNANT = {"situation": Situation.PREGNANT, "born_on": None}


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


def typed(day: dt.date) -> dict:
    return {"born_on_day": day.day, "born_on_month": day.month, "born_on_year": day.year}


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def expecting(site_a):
    """Asked a few questions before the due date, which is in a week."""
    plan(site_a.programme, anchor="due_date", opens_days=-28, instruments=["gad-7"])
    return accepted(site_a, due_on=later(days=7).date(), **PREGNANT)


@pytest.fixture
def request_(expecting):
    questionnaires.open_due_requests(now=MONDAY)
    return QuestionnaireRequest.objects.get()


def at_home():
    """Her page with her word; a baby is due next week."""
    referral = with_a_page()
    for name, value in {**PREGNANT, "due_on": later(days=7).date()}.items():
        setattr(referral, name, value)
    referral.save()
    return referral


def test_on_her_page_with_her_word_it_is_hers(site_a):
    referral = at_home()
    her = inside(referral)
    assert LINK in page(her)
    assert "When was your baby born?" in text(her.get(HERE))
    thanks = text(her.post(HERE, typed(later(days=-2).date()), follow=True))
    assert "Thank you for telling us" in thanks and "Back to your page" in thanks
    referral.refresh_from_db()
    assert (referral.born_on, referral.situation) == (later(days=-2).date(), Situation.BABY)
    assert referral.birth_by_link_at is None
    assert LINK not in page(her)
    assert "Thank you" in text(her.post(HERE, typed(MONDAY.date()), follow=True)), "pressed twice"
    referral.refresh_from_db()
    assert referral.born_on == later(days=-2).date()


@pytest.mark.parametrize(
    ("days", "kindly"),
    [(1, "still to come"), (-740, "more than 2 years ago")],
)
def test_a_day_that_cannot_be_is_asked_again_kindly(site_a, days, kindly):
    referral = at_home()
    assert kindly in text(inside(referral).post(HERE, typed(later(days=days).date())))
    referral.refresh_from_db()
    assert referral.born_on is None


def test_through_the_link_staff_read_so_until_they_have_spoken(site_a, alice, request_):
    her = browser(request_)
    assert LINK in text(her.get(reverse("questionnaire-choices")))
    her.post(HERE, typed(MONDAY.date()))
    referral = request_.referral
    referral.refresh_from_db()
    assert (referral.born_on, referral.birth_by_link_at) == (MONDAY.date(), MONDAY)
    assert AuditEvent.objects.get(action="referral.baby_is_here").codes == {"by_link": "yes"}
    (row,) = births_today.by_link(alice, MONDAY)
    assert "Born 1 June 2026, it says" in row.detail
    spoke = {"channel": "phone", "outcome": "spoke", "at": later(hours=1)}
    ContactAttempt.objects.create(referral=referral, by=alice, **spoke)
    assert births_today.by_link(alice, MONDAY) == []


def test_staff_confirm_it_or_take_it_back(site_a, alice, charlie, request_):
    browser(request_).post(HERE, typed(MONDAY.date()))
    referral = request_.referral
    referral.refresh_from_db()
    assert is_expecting(referral), "the buttons are there"
    assert births_today.by_link(charlie, MONDAY) == []
    who = {"referral": referral, "by": acting(alice), "now": MONDAY}
    actions.move_due_date(due_on=later(days=9).date(), **who)
    referral.refresh_from_db()
    assert (referral.born_on, referral.situation) == (None, Situation.PREGNANT)
    browser(request_).post(HERE, typed(MONDAY.date()))
    assert len(births_today.by_link(alice, MONDAY)) == 1
    actions.baby_is_here(born_on=MONDAY.date(), **who)
    assert births_today.by_link(alice, MONDAY) == []


def test_what_is_counted_from_the_due_date_counts_from_the_birth(request_):
    before = request_.closes_at
    browser(request_).post(HERE, typed(later(days=-3).date()))
    assert questionnaires.follow_dates(now=MONDAY) == 1
    request_.refresh_from_db()
    assert before - request_.closes_at == dt.timedelta(days=10)


def test_nobody_else_is_asked_it(site_a, request_):
    assert Client().get(HERE).status_code == 404
    assert Client().post(HERE, typed(MONDAY.date())).status_code == 404
    has_one = with_a_page()
    assert LINK not in page(inside(has_one))
    assert inside(has_one).get(HERE).status_code == 404
    sad = at_home()
    her = inside(sad)
    actions.report_loss(referral=sad, kind=LossKind.BABY_DIED, by=HERSELF, now=MONDAY)
    assert LINK not in page(her)
    her.post(HERE, typed(MONDAY.date()))
    sad.refresh_from_db()
    assert sad.born_on is None
