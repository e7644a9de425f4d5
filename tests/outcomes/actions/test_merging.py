"""What she answered goes along when two of her referrals turn out to be one."""

from datetime import timedelta

import pytest

from outcomes import actions, queries
from outcomes.models import QuestionnaireRequest
from pim.access.audit import acting
from referrals import actions as referral_actions
from tests.outcomes.asking import MONDAY, accepted, asked, later, on_the_rota, plan

pytestmark = pytest.mark.django_db


def merge(one, other, alice):
    who = {"by": acting(alice), "now": later(hours=2)}
    return referral_actions.merge(referral=one, into=other, **who)


def test_a_questionnaire_of_the_duplicate_goes_over_and_is_not_asked_again(site_a, alice):
    request = asked(site_a, alice)
    earlier = accepted(site_a, asked_at=MONDAY - timedelta(days=9))
    stays = merge(request.referral, earlier, alice)
    request.refresh_from_db()
    assert (stays, request.referral) == (earlier, earlier)
    assert queries.is_wanted(request, MONDAY)
    actions.open_due_requests(now=later(hours=3))
    assert QuestionnaireRequest.objects.count() == 1


def test_where_both_were_asked_hers_on_the_one_that_goes_on_counts(site_a, alice):
    earlier = accepted(site_a, asked_at=MONDAY - timedelta(days=9))
    on_the_rota(site_a, alice)
    plan(site_a.programme)
    later_one = accepted(site_a)
    actions.open_due_requests(now=MONDAY)
    merge(later_one, earlier, alice)
    hers = {
        one.referral: queries.is_wanted(one, MONDAY) for one in QuestionnaireRequest.objects.all()
    }
    assert hers == {earlier: True, later_one: False}
