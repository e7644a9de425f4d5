"""Many at once: no place is given twice, and one expense is paid for once."""

from uuid import uuid4

import pytest

from pim import clock
from tests import factories as make
from tests.attacks.test_joining import TIMES, at_once
from tests.volunteers.learning import group_of, now_by
from volunteers import actions
from volunteers.enums import ExpenseKind, VolunteerStatus
from volunteers.models import Check, Enrolment, Expense

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_group_never_has_more_volunteers_than_places(site_a, alice):
    group = group_of(site_a, alice, places=3)
    waiting = make.VolunteerFactory.create_batch(
        TIMES, site=site_a, status=VolunteerStatus.TRAINING
    )
    said = at_once(
        lambda number: actions.enrol(cohort=group, volunteers=[waiting[number]], **now_by(alice))
    )
    assert said.count("done") == 3
    assert Enrolment.objects.filter(cohort=group).count() == 3


def test_a_course_is_completed_once_however_often_it_is_said(site_a, alice):
    group = group_of(site_a, alice)
    her = make.VolunteerFactory(site=site_a, status=VolunteerStatus.TRAINING)
    (place,) = actions.enrol(cohort=group, volunteers=[her], **now_by(alice))
    said = at_once(
        lambda _: actions.complete_training(
            enrolment=place, short_because="She knows it all.", **now_by(alice)
        )
    )
    assert said.count("done") == 1
    assert Check.objects.filter(volunteer=her).count() == 1


def test_an_expense_sent_many_times_is_one(bob):
    once = uuid4()
    said = at_once(
        lambda _: actions.claim_expense(
            volunteer=bob.volunteer,
            kind=ExpenseKind.PARKING,
            spent_on=clock.today(),
            pence=300,
            expense_id=once,
            **now_by(bob),
        )
    )
    assert said == ["done"] * TIMES
    assert Expense.objects.count() == 1
