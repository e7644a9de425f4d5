"""Nobody is asked twice about the same days: the wave waits, or leaves it out and says so."""

import pytest

from outcomes import actions, queries
from outcomes.enums import WaveKey
from outcomes.models import QuestionnaireRequest
from pim.access.audit import HERSELF
from referrals.enums import AgeBand
from tests.outcomes.asking import MONDAY, answer_all, asked, later, plan

pytestmark = pytest.mark.django_db


def answered(site) -> QuestionnaireRequest:
    """She has answered the GAD-7 on Monday."""
    request = asked(site, instruments=["gad-7"])
    answer_all(request)
    actions.complete(request=request, by=HERSELF, now=MONDAY)
    return request


def opened(now) -> list[QuestionnaireRequest]:
    actions.open_due_requests(now=now)
    return list(queries.requests().exclude(wave__key=WaveKey.ASKED))


def keys_of(request) -> list[str]:
    return [one.key for one in queries.instruments_of(request)]


def test_a_wave_waits_until_the_days_asked_about_are_over(site_a):
    answered(site_a)
    plan(site_a.programme, key=WaveKey.START, instruments=["gad-7", "experience"], closes_days=28)

    assert opened(later(days=13)) == []
    (request,) = opened(later(days=14))
    assert keys_of(request) == ["gad-7", "experience"]


def test_where_there_is_no_time_to_wait_it_is_left_out_and_told(site_a):
    answered(site_a)
    plan(site_a.programme, key=WaveKey.START, instruments=["gad-7", "experience"])

    (request,) = opened(later(days=1))

    assert keys_of(request) == ["experience"]
    assert queries.left_out(request) == ["gad-7: She answered it not long ago"]


def test_what_is_known_of_her_age_reaches_the_rules(site_a):
    request = answered(site_a)
    type(request.referral.parent).objects.update(age_band=AgeBand.SIXTEEN_SEVENTEEN)
    found = queries.facts_of(
        queries.requests().get().referral,
        on=MONDAY.date(),
        is_attended=True,
        lately=queries.Lately(),
        until=MONDAY.date(),
    )
    assert found.at_least_years == 16
