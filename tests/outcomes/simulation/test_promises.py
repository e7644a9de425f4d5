"""A promise that is broken is counted."""

import datetime as dt

import pytest

from outcomes import actions as outcomes
from outcomes.enums import Anchor, WaveKey
from outcomes.models import RiskEvent
from outcomes.simulation import promises
from pim import clock
from pim.access.audit import acting
from pim.models import Message
from tests import factories as make
from tests.outcomes.asking import MONDAY, WORRYING, accepted, answer, asked, later, plan
from tests.volunteers.test_actions import checked
from volunteers import actions
from volunteers.models import Check, Match

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(bob):
    checked(bob.volunteer)
    Match.objects.update(started_at=clock.now() - dt.timedelta(days=60))
    return bob.volunteer.match_set.get()


def test_a_lapse_without_a_plan_is_counted_once_the_sweep_has_had_its_day(match):
    now, today = clock.now(), clock.today()
    assert promises.lapses_without_one_need(now) == 0
    Check.objects.filter(kind="dbs").update(recheck_on=today)
    assert promises.lapses_without_one_need(now) == 0
    assert promises.lapses_without_one_need(now + dt.timedelta(days=1)) == 1
    actions.raise_cover_needs(now=now)
    assert promises.lapses_without_one_need(now + dt.timedelta(days=1)) == 0


def test_a_proposal_with_too_low_a_level_is_counted(match):
    assert promises.matched_without_checks(clock.now()) == 0
    Check.objects.filter(kind="dbs").update(level="basic")
    assert promises.matched_without_checks(clock.now()) == 1
    make.CheckFactory(volunteer=match.volunteer, recheck_on=clock.today())
    assert promises.matched_without_checks(clock.now()) == 1


def test_what_goes_wrong_with_a_worrying_answer_is_counted(site_a, alice):
    """Not told, not looked at, closed without a word, and left open: one after the other."""
    event = answer(asked(site_a, alice, instruments=["phq-9"]), "phq-9", 9, option_code=WORRYING[2])
    broken = (
        promises.risk_told_late,
        promises.risk_left_with_one,
        promises.risk_closed_unspoken,
        promises.risk_open_too_long,
    )

    def counted(now):
        return [count(now) for count in broken]

    assert counted(MONDAY) == [0, 0, 0, 0]
    assert counted(later(hours=1)) == [1, 1, 0, 0]
    Message.objects.filter(object_id=event.pk).update(state="sent", sent_at=MONDAY)
    outcomes.pass_up_unseen(now=event.look_by)
    assert counted(later(days=15)) == [0, 0, 0, 1]
    outcomes.acknowledge_risk(event=event, by=acting(alice), now=later(days=15))
    RiskEvent.objects.update(closed_at=later(days=15), outcome="gp_told")
    assert counted(later(days=16)) == [0, 0, 1, 0]


def test_what_is_asked_once_support_has_begun_is_counted(site_a):
    plan(site_a.programme, WaveKey.START, ["gad-7"], anchor=Anchor.MATCHED)
    match = make.MatchFactory(referral=accepted(site_a), active=True, started_at=MONDAY)
    outcomes.open_due_requests(now=MONDAY)
    told = {
        "held_on": MONDAY.date(),
        "kind": "phone",
        "minutes": 30,
        "logged_by": make.UserFactory(),
    }
    match.session_set.create(logged_at=later(hours=1), **told)
    assert promises.asked_too_late(later(days=1)) == 0
    Message.objects.update(state="sent", sent_at=later(hours=2))
    assert promises.asked_too_late(later(days=1)) == 2  # the invitation, and its reminder


def test_the_same_asked_twice_about_the_same_days_is_counted(site_a):
    asked(site_a, instruments=["gad-7"])
    again = plan(site_a.programme, WaveKey.MID, ["gad-7"], opens_days=14, closes_days=28)
    outcomes.close_expired_requests(now=later(days=15))
    outcomes.open_due_requests(now=later(days=15))
    assert promises.asked_twice(later(days=15)) == 0
    again.questionnairerequest_set.update(opened_at=later(days=13))
    assert promises.asked_twice(later(days=15)) == 1
