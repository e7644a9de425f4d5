"""What is stopped or started through the link alone is a line on Today until somebody has asked
her."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF, acting
from referrals import actions
from referrals.enums import ContactChannel, ContactOutcome, Means, Purpose
from referrals.models import Consent, ContactAttempt
from referrals.today.stopped_by_link import ASK_HER, to_ask
from tests.outcomes.asking import MONDAY, asked, decide, later
from tests.outcomes.test_views import browser

pytestmark = pytest.mark.django_db


def stop(client) -> None:
    client.post(reverse("questionnaire-stop"), {"messages": "no"})


def test_it_stands_on_today_at_her_site_until_she_says_otherwise(site_a, site_b, alice, charlie):
    with clock.standing_at(MONDAY + timedelta(hours=1)):
        request = asked(site_a)
        stop(browser(request))
    [row] = to_ask(alice, later(hours=2))
    assert row.detail == f"Messages stopped through the link. {ASK_HER}"
    assert to_ask(charlie, later(hours=2)) == []
    decide(request.referral, Purpose.MESSAGES, True, later(hours=2))
    assert to_ask(alice, later(hours=2)) == []


def test_whoever_switches_them_on_again_through_the_link_does_not_take_the_line_away(site_a, alice):
    with clock.standing_at(later(hours=1)):
        client = browser(asked(site_a))
        stop(client)
    with clock.standing_at(later(hours=2)):
        client.post(reverse("questionnaire-stop"), {"messages": "yes"})
    said = Consent.objects.filter(purpose=Purpose.MESSAGES, means=Means.BY_LINK)
    assert set(said.values_list("given", flat=True)) == {False, True}
    [row] = to_ask(alice, later(hours=3))
    assert "switched on again through the link" in row.detail


def test_nor_does_a_text_from_the_same_phone_but_a_call_does(site_a, alice):
    with clock.standing_at(later(hours=1)):
        request = asked(site_a)
        stop(browser(request))
    her = {"referral": request.referral, "by": HERSELF}
    actions.stop_messages(means=Means.BY_MESSAGE, now=later(hours=2), **her)
    assert to_ask(alice, later(hours=3))
    ContactAttempt.objects.create(
        referral=request.referral,
        channel=ContactChannel.PHONE,
        outcome=ContactOutcome.SPOKE,
        at=later(hours=4),
        by=alice,
    )
    assert to_ask(alice, later(hours=5)) == []


def test_no_more_questions_through_the_link_is_told_as_well(site_a, alice):
    with clock.standing_at(later(hours=1)):
        client = browser(asked(site_a))
        client.post(reverse("questionnaire-rather-not"), {"no_more": "never"})
    assert Consent.objects.get(purpose=Purpose.EVALUATION, given=False).means == Means.BY_LINK
    [row] = to_ask(alice, later(hours=2))
    assert row.detail == f"“No more questions”, said through the link. {ASK_HER}"


def test_where_her_word_was_typed_nobody_need_ask(site_a, alice):
    with clock.standing_at(MONDAY + timedelta(hours=1)):
        request = asked(site_a)
        client = browser(request)
        actions.set_secret_word(
            holder=request.referral.parent, word="Sunflower", by=acting(alice), now=clock.now()
        )
        actions.change_wishes(
            referral=request.referral, word_first=True, by=acting(alice), now=clock.now()
        )
        client.post(reverse("questionnaire"), {"word": "Sunflower"})
        stop(client)
    said = Consent.objects.filter(purpose=Purpose.MESSAGES, given=False).get()
    assert said.means == Means.ON_SCREEN and to_ask(alice, later(hours=2)) == []
