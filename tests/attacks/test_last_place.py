"""Fifty coordinators at once: nobody gets more than she can carry, and nobody is asked twice."""

import pytest

from tests import factories as make
from tests.volunteers.at_once import NO_PLACE, PROPOSED, ask_at_once, mums
from volunteers.enums import LIVE, CheckKind
from volunteers.models import Match

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def volunteer(site, capacity=1):
    one = make.VolunteerFactory(site=site, capacity=capacity)
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=one, kind=kind)
    return one


@pytest.mark.parametrize("places", [1, 3])
def test_a_volunteer_gets_as_many_as_she_has_places(site_a, places):
    amy = volunteer(site_a, places)
    answers = ask_at_once([(mum, amy) for mum in mums(site_a, MANY)], site_a)
    assert answers == {PROPOSED: places, NO_PLACE: MANY - places}
    assert Match.objects.filter(volunteer=amy, status__in=LIVE).count() == places


def test_a_mum_is_proposed_to_one_volunteer(site_a):
    (rosa,) = mums(site_a, 1)
    answers = ask_at_once([(rosa, volunteer(site_a)) for _ in range(MANY)], site_a)
    assert answers[PROPOSED] == 1 and answers.total() == MANY
    assert Match.objects.filter(referral=rosa, status__in=LIVE).count() == 1


def test_the_same_two_are_put_together_once(site_a):
    (rosa,), amy = mums(site_a, 1), volunteer(site_a, 9)
    answers = ask_at_once([(rosa, amy)] * MANY, site_a)
    assert answers[PROPOSED] == 1 and answers.total() == MANY
    assert Match.objects.get().referral == rosa
