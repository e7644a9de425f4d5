"""Messages stopped through the link alone are a line on Today until somebody has asked her."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from referrals import actions
from referrals.enums import Means, Purpose
from referrals.models import Consent
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
    assert row.detail == ASK_HER and to_ask(charlie, later(hours=2)) == []
    decide(request.referral, Purpose.MESSAGES, True, later(hours=2))
    assert to_ask(alice, later(hours=2)) == []


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
