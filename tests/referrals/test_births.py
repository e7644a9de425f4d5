"""A due date becomes a birthday; until somebody knows, a person asks kindly."""

import datetime as dt

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.errors import DomainError
from referrals import actions, queries
from referrals.enums import LossKind, Situation
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def expecting(site_a):
    return make.ReferralFactory(
        site=site_a,
        accepted=True,
        situation=Situation.PREGNANT,
        due_on=clock.today() - DAY,
        born_on=None,
    )


def late(user) -> list:
    return list(queries.due_date_passed(user, clock.now()))


def test_once_the_due_date_has_passed_a_person_asks_until_the_baby_is_here(expecting, alice):
    assert late(alice) == [expecting]
    actions.baby_is_here(
        referral=expecting, born_on=clock.today(), by=acting(alice), now=clock.now()
    )
    expecting.refresh_from_db()
    assert (expecting.born_on, expecting.situation) == (clock.today(), Situation.BABY)
    assert expecting.due_on == clock.today() - DAY
    assert late(alice) == []


def test_not_while_something_sad_stands_nor_at_another_site_nor_on_the_day(
    expecting, alice, charlie
):
    assert late(charlie) == []
    actions.report_loss(
        referral=expecting, kind=LossKind.BABY_DIED, by=acting(alice), now=clock.now()
    )
    assert late(alice) == []


def test_a_date_that_moves_takes_her_off_the_list(expecting, alice):
    today = clock.today()
    actions.move_due_date(referral=expecting, due_on=today, by=acting(alice), now=clock.now())
    assert late(alice) == []


def test_no_birthday_in_the_future_and_no_due_date_after_a_birth(expecting):
    how = {"referral": expecting, "by": SYSTEM, "now": clock.now()}
    with pytest.raises(DomainError, match="future"):
        actions.baby_is_here(born_on=clock.today() + DAY, **how)
    actions.baby_is_here(born_on=clock.today(), **how)
    with pytest.raises(DomainError, match="here already"):
        actions.move_due_date(due_on=clock.today() + DAY, **how)


def test_a_coordinator_and_her_volunteer_say_it(expecting, signed_in, alice, bob):
    make.MatchFactory(referral=expecting, volunteer=bob.volunteer, active=True)
    page = signed_in(bob).get(reverse("own-born", args=[expecting.match_set.get().pk]))
    assert "different from what you both hoped for" in page.content.decode()
    day = clock.today()
    born = {"born_on_day": day.day, "born_on_month": day.month, "born_on_year": day.year}
    address = reverse("admin:referrals_referral_do", args=[expecting.pk, "baby-is-here"])
    signed_in(alice).post(address, born)
    expecting.refresh_from_db()
    assert expecting.born_on == day
