"""Her own list of who opened what is kept about her."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access import audit
from pim.access.audit import acting
from referrals import who_looked
from referrals.models import Referral
from tests.referrals.her_own import inside, page, with_a_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(site_a) -> Referral:
    referral = with_a_page()
    Referral.objects.filter(pk=referral.pk).update(site=site_a)
    referral.refresh_from_db()
    return referral


def opened(referral, by, ago=timedelta(0)) -> None:
    audit.record(by=acting(by), action="referral.viewed", target=referral, now=clock.now() - ago)


def test_each_day_says_in_which_role_and_how_often_and_no_name(hers, alice):
    opened(hers, alice)
    opened(hers, alice)
    said = page(inside(hers), "my-support-who-looked")
    assert f"{clock.now().day} {clock.now():%B %Y}: coordinator, 2 times" in said
    assert alice.name not in said


def test_opening_her_record_is_what_puts_somebody_on_it(hers, alice, signed_in):
    address = reverse("admin:referrals_referral_change", args=[hers.pk])
    assert signed_in(alice).get(address).status_code == 200
    [look] = who_looked.looks(hers.parent_id, now=clock.now())
    assert (look.role, look.times) == ("coordinator", 1)


def test_the_role_is_that_of_the_day(hers, alice):
    opened(hers, alice, ago=timedelta(days=200))
    alice.membership_set.update(started_on=clock.today() - timedelta(days=100))
    [look] = who_looked.looks(hers.parent_id, now=clock.now())
    assert look.role == who_looked.ON_DUTY


def test_another_woman_s_record_and_last_year_are_not_on_it(hers, alice):
    opened(with_a_page(word="Marigold"), alice)
    opened(hers, alice, ago=timedelta(days=366))
    assert "Nobody has opened it yet" in page(inside(hers), "my-support-who-looked")
