"""A promise that is broken is counted."""

import datetime as dt

import pytest

from outcomes.simulation import promises
from pim import clock
from tests import factories as make
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
